// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/handover_words.h"

#include "absl/strings/str_cat.h"
#include "deploy/kith/screen_text.h"

namespace kith::deploy {
namespace {

using desk::v1::DigestLine;
using desk::v1::DigestPerson;
using desk::v1::HandoverEntry;

std::string At(std::int64_t ms, absl::TimeZone zone) {
  return absl::FormatTime("%e %b %Y %H:%M", absl::FromUnixMillis(ms), zone);
}

std::string InWords(const HandoverEntry& entry, absl::TimeZone zone) {
  std::string text =
      Wrap(absl::StrCat(entry.reference(), "  ",
                        entry.ours() ? absl::StrCat("to ", entry.to_name())
                                     : absl::StrCat("from ", entry.from_name()),
                        entry.record().id().empty()
                            ? ""
                            : absl::StrCat(", ", entry.record().source(), " ",
                                           entry.record().id()),
                        ": ", entry.state(), ", proposed ",
                        At(entry.proposed_ms(), zone)),
           "  ");
  if (entry.state() == "proposed") {
    text += Wrap(
        entry.late()
            ? absl::StrCat("NOT ANSWERED: it was due on ", entry.answer_by())
            : absl::StrCat("to be answered by the end of ", entry.answer_by()),
        "    ");
  }
  if (!entry.next_step().empty()) {
    text += Wrap(absl::StrCat("next: ", entry.next_step()), "    ");
  }
  return text;
}

std::string InWords(const DigestLine& line, absl::TimeZone zone) {
  return Wrap(
      absl::StrCat(
          line.asker(),
          line.joining() ? " asked in order to become involved"
                         : absl::StrCat(" asked: ", line.purpose()),
          line.told_nothing() ? " (it was told nothing)" : "", ", ",
          line.times() == 1 ? "" : absl::StrCat(line.times(), " times, "),
          "last ", At(line.last_ms(), zone)),
      "    ");
}

}  // namespace

std::string HandoversInWords(const desk::v1::ListHandoversReply& reply,
                             absl::TimeZone zone) {
  if (reply.handovers().empty()) return "No handovers.\n";
  std::string text;
  for (const HandoverEntry& entry : reply.handovers()) {
    text += InWords(entry, zone);
  }
  return text;
}

std::string DigestInWords(const desk::v1::GetDigestReply& reply,
                          absl::TimeZone zone) {
  std::string text = absl::StrCat("From ", At(reply.from_ms(), zone), " to ",
                                  At(reply.until_ms(), zone), "\n");
  if (reply.handovers_unknown()) {
    text +=
        "The centre cannot be reached: which handovers wait is not known.\n";
  }
  if (reply.people().empty() && reply.handovers().empty()) {
    return text + (reply.handovers_unknown()
                       ? "Nobody asked.\n"
                       : "Nobody asked, and nothing waits.\n");
  }
  for (const DigestPerson& person : reply.people()) {
    absl::StrAppend(&text, "  ", person.record().source(), " ",
                    person.record().id(),
                    person.leads_here() ? ", led from here" : "", "\n");
    for (const DigestLine& line : person.lines()) text += InWords(line, zone);
  }
  if (!reply.handovers().empty()) text += "Handovers that wait\n";
  for (const HandoverEntry& entry : reply.handovers()) {
    text += InWords(entry, zone);
  }
  return text;
}

}  // namespace kith::deploy
