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
      "Nothing is said of them any more. A manager decides whether sharing "
      "goes on:\n";
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
