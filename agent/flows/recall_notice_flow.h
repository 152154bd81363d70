// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_RECALL_NOTICE_FLOW_H_
#define KITH_AGENT_FLOWS_RECALL_NOTICE_FLOW_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/desk.pb.h"
#include "kith/link/v1/link.pb.h"

namespace kith::agent {

// The asker's side of a recall: takes the notice of an answer taken back, keeps
// it for its staff, and says that one of them has read it.
//
// Thread-safe: holds no state of its own.
class RecallNoticeFlow {
 public:
  explicit RecallNoticeFlow(const Parts& parts) : parts_(parts) {}

  // What does not hold, or is of no question of this agency, is not kept. To
  // take one twice changes nothing.
  void Take(const link::v1::RecallNotices& notices);

  // The flow behind DeskService.AcknowledgeRecall: at once here, `pending`
  // while the broker could not be told.
  absl::StatusOr<desk::v1::AcknowledgeRecallReply> Acknowledge(
      const Staff& staff, const desk::v1::AcknowledgeRecallRequest& request);

  // Tells the broker of the acknowledgements it has not heard of. Codes as the
  // broker's.
  absl::Status SendWaiting();

 private:
  absl::Status TakeOne(const recall::v1::SignedNotice& notice);
  ReceivedRecall Acknowledged(ReceivedRecall recall, const Staff& staff) const;

  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_RECALL_NOTICE_FLOW_H_
