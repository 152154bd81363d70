// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_VERIFY_RELEASE_H_
#define KITH_AGENT_FLOWS_VERIFY_RELEASE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "agent/flows/question.h"
#include "keys/network/network.h"
#include "keys/tlog/note.h"
#include "kith/enquiry/v1/enquiry.pb.h"
#include "kith/link/v1/link.pb.h"

namespace kith::agent {

// A release whose every proof held, opened.
struct VerifiedRelease {
  enquiry::v1::ReleaseBody body;
  tlog::Checkpoint checkpoint;
  std::string checkpoint_note;
  std::size_t reply_bytes = 0;  // Of the whole reply, as it came.
  // One list a subject.
  std::vector<std::vector<enquiry::v1::AnswerContent>> answers;
};

// What the receiver's rule demands before anything is shown: the broker's
// signature, this enquiry, slots under the root it signed, the RELEASED leaf
// committing to that root, its inclusion in a checkpoint of the pinned log key,
// that checkpoint consistent with the newest this agent has verified, and the
// signature of every answer.
//
// UNAUTHENTICATED, naming what does not hold; INVALID_ARGUMENT for malformed
// parts.
absl::StatusOr<VerifiedRelease> VerifyRelease(
    const Network& network, const SentQuestion& sent,
    const enquiry::v1::AskReply& reply);

// The same rule for an agency that was routed: that its slot and its
// commitment are under the RELEASED leaf. `header` is what it was routed,
// `slot` what it sent; a late one need not be there.
absl::Status VerifyReleaseProof(const Network& network,
                                const std::string& agency,
                                const std::string& header,
                                const std::string& slot,
                                const link::v1::ReleaseProof& proof);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_VERIFY_RELEASE_H_
