// SPDX-License-Identifier: Apache-2.0
#include "absl/strings/str_cat.h"
#include "deploy/evidence/verify_evidence.h"

namespace kith::deploy {

std::string ReportInWords(const EvidenceReport& report) {
  std::string text = absl::StrCat(
      "Evidence of ",
      report.agency_name.empty() ? report.agency : report.agency_name,
      " in the partnership ", report.network, "\n\n", "  The broker's log has ",
      report.broker_entries, " entries; ", report.broker_own, " are yours.\n",
      "  Your own log has ", report.agent_entries, " entries.\n",
      "  Questions asked: ", report.asked, ". Answers shown: ", report.shown,
      ". Asked without an answer: ", report.not_answered, ".\n",
      "  Questions that opened here: ", report.answered,
      ". Proved by the broker: ",
      report.released + report.late + report.held_back,
      ".\n  Of these released: ", report.released,
      ". In the broker's word late: ", report.late,
      ", held back for an ended ground: ", report.held_back, ".\n",
      "  Evaluated by the key holder in your name: ", report.evaluated,
      report.evaluated == 1 ? " batch.\n" : " batches.\n",
      "  Other agencies that have seen the broker's log: ", report.witnesses,
      ".\n\n");
  for (const std::string& note : report.notes) {
    absl::StrAppend(&text, "  Note: ", note, ".\n");
  }
  if (report.findings.empty()) {
    return absl::StrCat(
        text, "  HOLDS. Every signature is right, nothing was changed ",
        report.erased == 0 ? "or removed, each\n  question has one end, "
                             "all that was shown had been released, and you "
                             "asked for\n  all that was evaluated.\n"
                           : "or removed\n  but what the notes say was erased, "
                             "each question that is left has one\n  end, "
                             "all that was shown had been released, and you "
                             "asked for\n  all that was evaluated.\n");
  }
  absl::StrAppend(&text, "  DOES NOT HOLD. ", report.findings_in_all,
                  report.findings_in_all == 1 ? " finding:\n" : " findings:\n");
  for (const std::string& finding : report.findings) {
    absl::StrAppend(&text, "  - ", finding, "\n");
  }
  if (report.findings_in_all > report.findings.size()) {
    absl::StrAppend(&text, "  - and ",
                    report.findings_in_all - report.findings.size(), " more\n");
  }
  return absl::StrCat(text,
                      "\n  Keep this folder as it is, and ask the "
                      "administrator and the broker's operator.\n");
}

nlohmann::ordered_json ReportAsJson(const EvidenceReport& report) {
  return {{"holds", report.findings.empty()},
          {"network", report.network},
          {"agency", report.agency},
          {"broker_entries", report.broker_entries},
          {"broker_own_entries", report.broker_own},
          {"agent_entries", report.agent_entries},
          {"evaluated", report.evaluated},
          {"asked", report.asked},
          {"shown", report.shown},
          {"not_answered", report.not_answered},
          {"answered", report.answered},
          {"released", report.released},
          {"late", report.late},
          {"held_back", report.held_back},
          {"witnesses", report.witnesses},
          {"findings", report.findings},
          {"notes", report.notes}};
}

}  // namespace kith::deploy
