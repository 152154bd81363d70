// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agreement_words.h"

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace kith::deploy {
namespace {

// Of a reason, at most so many records are named.
constexpr std::size_t kMostNamed = 10;

}  // namespace

std::string ObjectionInWords(const desk::v1::RecordObjectionReply& reply) {
  std::string text =
      "Nothing is said of them to whoever asks from now on; an answer that is "
      "on its way\nmay still be shown, for 10 seconds at most. A manager "
      "decides "
      "whether sharing goes on:\n";
  for (const std::string& reference : reply.references()) {
    absl::StrAppend(&text, "  kith consent decide ", reference,
                    " --decision share|withhold --reason \"...\"\n");
  }
  return text;
}

std::string AttestedInWords(const desk::v1::AttestAgreementsReply& reply) {
  std::string text =
      absl::StrCat("Agreement recorded for ", reply.attested(), ".\n");
  std::map<std::string, std::vector<std::string>> left_out;
  for (const auto& one : reply.left_out()) {
    left_out[one.why()].push_back(one.record().id());
  }
  for (auto& [why, ids] : left_out) {
    const std::size_t count = ids.size();
    if (count > kMostNamed) ids.resize(kMostNamed);
    absl::StrAppend(&text, "Left out ", count, ", ", why, ": ",
                    absl::StrJoin(ids, ", "), count > kMostNamed ? ", ..." : "",
                    "\n");
  }
  return text;
}

std::string WithdrawnInWords(const desk::v1::GetWithdrawalReply& reply,
                             absl::TimeZone zone) {
  if (reply.owners().empty()) return "No agency rested on it at the centre.\n";
  std::string text =
      "No answer that rests on it is given any more. In their own books:\n";
  for (const auto& owner : reply.owners()) {
    absl::StrAppend(
        &text, "  ", owner.agency_name(), ": ",
        owner.acted()
            ? absl::StrCat("ended on ",
                           absl::FormatTime(
                               "%Y-%m-%d %H:%M",
                               absl::FromUnixMillis(owner.acted_at_ms()), zone))
            : "told when it is connected, not yet",
        "\n");
  }
  return text;
}

std::string DueInWords(const desk::v1::ListDueReply& reply) {
  if (reply.due().empty()) return "Nothing is due.\n";
  std::string text;
  for (const auto& due : reply.due()) {
    absl::StrAppend(&text, due.record().source(), " ", due.record().id(), ": ",
                    due.words(), "\n  next: ", due.next_step(),
                    due.reference().empty() ? "" : " ", due.reference(), "\n");
  }
  return text;
}

}  // namespace kith::deploy
