// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_RECALL_FLOW_H_
#define KITH_AGENT_FLOWS_RECALL_FLOW_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/desk.pb.h"
#include "kith/recall/v1/recall.pb.h"

namespace kith::agent {

// The holder's side of a recall: an answer was about somebody else. The two are
// told apart from now on, and whoever was given the answer gets a signed
// notice. One that the broker could not be told waits in the register.
//
// Thread-safe: holds no state of its own. To send a notice twice does no harm.
class RecallFlow {
 public:
  explicit RecallFlow(const Parts& parts) : parts_(parts) {}

  // The flow behind DeskService.SendRecall. NOT_FOUND if the person is not in
  // the register with certainty or no such answer was given; INVALID_ARGUMENT
  // for a field. Nothing is changed then.
  absl::StatusOr<desk::v1::SendRecallReply> Send(
      const Staff& staff, const desk::v1::SendRecallRequest& request);

  absl::StatusOr<desk::v1::ListRecallsReply> List(const Staff& staff);

  // Takes to the broker what waits, and asks after what is not acknowledged.
  // Codes as the broker's; one that it refuses for good waits no longer.
  absl::Status SendWaiting();

  // What does not hold is not kept.
  void TakeAcknowledged(const recall::v1::Acknowledged& acknowledged);

 private:
  struct Mistaken {
    std::vector<std::string> people;  // References.
    std::vector<RegisterKey> others;  // Of whom the question was about.
  };
  absl::StatusOr<Mistaken> Understand(
      const desk::v1::SendRecallRequest& request);
  absl::StatusOr<desk::v1::SendRecallReply> TakeBack(
      const Staff& staff, const desk::v1::SendRecallRequest& request,
      const Mistaken& mistaken);
  SentRecall Signed(const AnswerGiven& answer, const Staff& staff) const;
  absl::Status SendOne(SentRecall recall);
  absl::StatusOr<absl::Time> VerifyAcknowledged(
      const SentRecall& recall,
      const recall::v1::Acknowledged& acknowledged) const;
  absl::Status KeepState(const SentRecall& recall);

  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_RECALL_FLOW_H_
