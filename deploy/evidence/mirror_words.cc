// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
#include "deploy/evidence/mirror.h"

namespace kith::deploy {
namespace {

std::string Contradiction(const MirrorReport& report) {
  std::string text;
  if (report.contradicts) {
    text =
        "  THE BROKER SIGNED TWO LOGS THAT CANNOT BOTH BE TRUE.\n"
        "  What it showed now was not added; the mirror is as it was.\n\n";
  } else {
    text =
        "  This mirror keeps contradictions from before: the broker signed\n"
        "  logs that cannot both be true.\n\n";
  }
  absl::StrAppend(&text,
                  "  Both signed notes, and what proves it, are kept in\n");
  for (const std::string& folder : report.contradictions) {
    absl::StrAppend(&text, "    ", folder, "\n");
  }
  if (!report.not_kept.empty()) {
    absl::StrAppend(&text,
                    "\n  THE PROOF COULD NOT BE KEPT WHOLE: ", report.not_kept,
                    ".\n  Keep the evidence that was shown; it is the only "
                    "copy.\n");
  }
  return absl::StrCat(
      text,
      "\n  Next: keep this folder as it is. Send a copy to the data "
      "protection\n"
      "  officer of every agency and to the administrators, by another way\n"
      "  than Kith: with the network file anybody can verify both notes. Ask\n"
      "  nothing through this broker until it is explained.\n");
}

}  // namespace

std::string MirrorInWords(const MirrorReport& report, bool is_now) {
  std::string text = absl::StrCat(
      "Mirror of the broker's log of ", report.network, "\n\n",
      "  Held: ", report.held, " entries. Shown now: ", report.shown,
      " entries.\n", "  Network file SHA-256 ", report.network_sha256,
      "\n  Compare it with the administrator's, by telephone.\n\n");
  if (report.rewritten > 0) {
    absl::StrAppend(&text, "  Note: ", report.rewritten,
                    " files of the mirror were damaged, or left by a run that "
                    "was killed,\n  and were written again.\n\n");
  }
  if (report.contradicts || !report.contradictions.empty()) {
    return absl::StrCat(text, Contradiction(report));
  }
  if (report.begun) {
    return absl::StrCat(text,
                        "  BEGUN with what was shown. Nothing was compared: "
                        "this network file, and whose\n  keys it names, are "
                        "taken on trust until you have made that call.\n");
  }
  if (!report.IsOlder()) {
    return absl::StrCat(text,
                        "  FOLLOWS. Nothing that was held was changed or "
                        "removed; ",
                        report.shown - report.held, " entries were added.\n");
  }
  if (!is_now) {
    return absl::StrCat(text,
                        "  FOLLOWS. It is evidence of an earlier day, and is "
                        "part of what is held.\n");
  }
  return absl::StrCat(
      text,
      "  THE BROKER HAS GONE BACK: it shows fewer entries now than it has "
      "signed\n  before. An older backup was put in its place, or entries are "
      "withheld.\n\n  Next: ask whoever operates the broker, and the "
      "administrators.\n");
}

nlohmann::ordered_json MirrorAsJson(const MirrorReport& report) {
  return {{"network", report.network},
          {"network_sha256", report.network_sha256},
          {"mirror", report.mirror},
          {"begun", report.begun},
          {"held", report.held},
          {"shown", report.shown},
          {"rewritten", report.rewritten},
          {"contradicts", report.contradicts},
          {"not_kept", report.not_kept},
          {"contradictions", report.contradictions}};
}

}  // namespace kith::deploy
