// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_HANDOVER_FLOW_H_
#define KITH_AGENT_FLOWS_HANDOVER_FLOW_H_

#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/handover.pb.h"
#include "kith/handover/v1/handover.pb.h"

namespace kith::agent {

// The flows behind HandoverDeskService's handovers: propose, accept once there
// is no gap, close. Both agencies name the person from their own registers;
// what crosses is a reference and marks that only who knows the person can
// compare (docs/spec/handover.md).
//
// Thread-safe: holds no state of its own. Codes as HandoverDeskService.
class HandoverFlow {
 public:
  explicit HandoverFlow(const Parts& parts) : parts_(parts) {}

  absl::StatusOr<desk::v1::HandoverReply> Propose(
      const Staff& staff, const desk::v1::ProposeHandoverRequest& request);
  absl::StatusOr<desk::v1::HandoverReply> Accept(
      const Staff& staff, const desk::v1::AcceptHandoverRequest& request);
  absl::StatusOr<desk::v1::HandoverReply> End(
      const Staff& staff, const desk::v1::EndHandoverRequest& request);
  absl::StatusOr<desk::v1::HandoverReply> Close(
      const Staff& staff, const desk::v1::CloseHandoverRequest& request);
  absl::StatusOr<desk::v1::ListHandoversReply> List() const;

 private:
  struct Found {
    handover::v1::Handover handover;
    handover::v1::StepBody proposal;
  };
  absl::StatusOr<Found> Find(const std::string& reference) const;
  absl::StatusOr<std::vector<std::string>> MarksOf(
      const std::string& person, const std::string& handover_id,
      bool newest_epoch_only) const;
  static absl::StatusOr<std::vector<Involvement>> OpenOf(
      Register& people, const std::vector<std::string>& records);
  absl::StatusOr<std::set<std::string>> OwnMarks(
      const std::vector<std::string>& records, const Found& found) const;
  static absl::Status CheckIsTheOne(const std::set<std::string>& own,
                                    const Found& found);
  absl::Status CheckNoGap(const std::vector<std::string>& records,
                          const Found& found) const;
  absl::Status TakeStep(const Staff& staff, handover::v1::StepBody body,
                        handover::v1::StepBody::Step step);
  absl::StatusOr<OwnHandover> OwnOf(const Found& found) const;
  absl::Status Keep(const std::string& handover_id, const OwnHandover& own);
  absl::Status CountTry(const Staff& staff, const Found& found);
  absl::Status CheckStep(const Found& found,
                         handover::v1::StepBody::Step wanted) const;
  static absl::Time ProposedAt(const Found& found);
  absl::Status CheckMayBeTold(const std::vector<std::string>& records,
                              const std::string& to) const;
  absl::Status Leave(const Staff& staff, const Found& found, bool stay);

  const Parts& parts_;
};

// Marks in a proposal, always as many (docs/spec/handover.md).
inline constexpr std::size_t kHandoverMarks = 16;

// "proposed", "accepted", "declined", "taken back", "closed".
const char* HandoverStateWord(handover::v1::StepBody::Step step);

// "H-4821-7M", from the handover's id.
std::string HandoverReference(const std::string& handover_id);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_HANDOVER_FLOW_H_
