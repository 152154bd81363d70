// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/verify_witnesses.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/merkle.h"

namespace kith::agent {
namespace {

// By how much two agencies' clocks may differ, either's
// by two minutes from the broker's.
constexpr absl::Duration kClocks = absl::Minutes(4);

absl::Status Wrong(absl::string_view what) {
  return absl::UnauthenticatedError(
      absl::StrCat("another agency's word on the broker's log ", what));
}

// The key by which one agency vouches for the log, if it counts.
absl::StatusOr<std::string> KeyOf(const Network& network,
                                  const WitnessesFor& whom,
                                  const enquiry::v1::Witnessing& one,
                                  const tlog::Checkpoint& checkpoint) {
  const auto& broker = network.file().broker();
  const network::v1::Agency* witness = network.FindAgency(one.agency());
  if (witness == nullptr || witness->suspended() ||
      one.agency() == whom.asker || one.agency() == broker.operated_by()) {
    return Wrong("is of one that does not count");
  }
  KITH_ASSIGN_OR_RETURN(
      const tlog::Checkpoint seen,
      tlog::OpenCheckpoint(one.checkpoint(), broker.log_origin(),
                           broker.log_key()));
  KITH_ASSIGN_OR_RETURN(
      const absl::Time at,
      tlog::VerifyCosignature(
          one.checkpoint(), one.line(),
          absl::StrCat(broker.log_origin(), "/agency/", one.agency()),
          witness->log_key()));
  const absl::Duration most = network.WitnessedFor(whom.urgent) + kClocks;
  if (whom.now - at > most || at - whom.now > kClocks) {
    return Wrong("is too old, or of a clock that is wrong");
  }
  KITH_ASSIGN_OR_RETURN(const tlog::Proof consistency,
                        tlog::UnpadProof(one.consistency()));
  // It may have seen an entry that came after this release.
  const bool is_older = seen.size <= checkpoint.size;
  const tlog::Checkpoint& first = is_older ? seen : checkpoint;
  const tlog::Checkpoint& second = is_older ? checkpoint : seen;
  if (!tlog::VerifyConsistency(first.size, first.root, second.size, second.root,
                               consistency)
           .ok()) {
    return Wrong("is about another log");
  }
  return witness->log_key();
}

}  // namespace

absl::Status VerifyWitnesses(const Network& network, const WitnessesFor& whom,
                             const enquiry::v1::AskReply& reply,
                             const tlog::Checkpoint& checkpoint) {
  std::set<std::string> keys;
  std::string other;
  for (const enquiry::v1::Witnessing& one : reply.witnessed()) {
    absl::StatusOr<std::string> key = KeyOf(network, whom, one, checkpoint);
    if (key.ok()) {
      keys.insert(*std::move(key));
    } else {
      // One that does not count spoils no other's.
      other = absl::StrCat("; ", key.status().message());
    }
  }
  if (keys.size() >= network.file().quorum() ||
      network.file().witnesses().only_warns()) {
    return absl::OkStatus();
  }
  return absl::UnauthenticatedError(absl::StrCat(
      "the reply shows the word of ", keys.size(),
      " other agencies on the broker's log, and the partnership demands ",
      network.file().quorum(), other));
}

}  // namespace kith::agent
