// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_RELEASE_ENQUIRY_FLOW_H_
#define KITH_BROKER_FLOWS_RELEASE_ENQUIRY_FLOW_H_

#include <memory>

#include "absl/status/status.h"
#include "broker/flows/parts.h"
#include "broker/flows/release_draft.h"

namespace kith::broker {

// The last part of Ask: the window closes, grounds are read again, RELEASED is
// logged in the same transaction, the reply is signed and goes out at the
// release time.
//
// Thread-safe: holds no state of its own.
class ReleaseEnquiryFlow {
 public:
  explicit ReleaseEnquiryFlow(const Parts& parts) : parts_(parts) {}

  // Closes the window. Does nothing the second time.
  void Run(std::shared_ptr<Enquiry> enquiry);

  // With ReleaseTimer::kAtOnce: runs if nobody is still to answer. Else does
  // nothing.
  void ReleaseIfAllAnswered(std::shared_ptr<Enquiry> enquiry);

  // Ends an enquiry that cannot be released: ABORTED in the log, and the asker
  // is told to ask again.
  void Abort(std::shared_ptr<Enquiry> enquiry, const absl::Status& why);

 private:
  absl::StatusOr<std::vector<tlog::Entry>> ReReadAndLog(SealedDb& db,
                                                        const Enquiry& enquiry,
                                                        ReleaseDraft& draft);
  void Finish(std::shared_ptr<Enquiry> enquiry,
              std::shared_ptr<const ReleaseDraft> draft,
              const tlog::Committed& committed);
  absl::StatusOr<enquiry::v1::AskReply> MakeReply(
      Enquiry& enquiry, const ReleaseDraft& draft,
      const tlog::Committed& committed) const;
  void TellAborted(Enquiry& enquiry);
  absl::Status AddWitnesses(const Enquiry& enquiry, std::uint64_t tree_size,
                            enquiry::v1::AskReply& reply) const;
  void SendProofsLater(std::shared_ptr<Enquiry> enquiry,
                       std::shared_ptr<const ReleaseDraft> draft,
                       const tlog::Committed& committed);
  void SendProofs(const Enquiry& enquiry, const ReleaseDraft& draft,
                  const tlog::Committed& committed);
  absl::Duration ReleaseTime(Enquiry& enquiry) const;

  const Parts& parts_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_RELEASE_ENQUIRY_FLOW_H_
