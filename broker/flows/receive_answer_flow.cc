// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/receive_answer_flow.h"

#include "broker/flows/log_beside.h"
#include "keys/base/logging.h"
#include "keys/slot.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {

void ReceiveAnswerFlow::Run(const std::string& agency,
                            const link::v1::Answer& answer) {
  if (probe_.Receive(agency, answer)) return;
  const std::shared_ptr<Enquiry> enquiry =
      parts_.enquiries.Find(answer.enquiry_id());
  const Fate fate =
      enquiry == nullptr ? Fate::kUnsolicited : Keep(*enquiry, agency, answer);
  if (fate == Fate::kLate) Log(log::v1::EVENT_LATE, agency, answer);
  if (fate == Fate::kUnsolicited) {
    LogWarning("unsolicited_answer", {{"agency", agency}});
    Log(log::v1::EVENT_ALARM, agency, answer);
  }
  if (fate == Fate::kKept) release_.ReleaseIfAllAnswered(enquiry);
}

ReceiveAnswerFlow::Fate ReceiveAnswerFlow::Keep(
    Enquiry& enquiry, const std::string& agency,
    const link::v1::Answer& answer) {
  absl::MutexLock lock(&enquiry.mutex);
  if (answer.subject() >= enquiry.routed.size()) return Fate::kUnsolicited;
  for (RoutedAgency& routed : enquiry.routed[answer.subject()]) {
    if (routed.agency != agency) continue;
    if (routed.answered) return Fate::kRepeated;
    routed.answered = true;
    if (enquiry.window_closed) return Fate::kLate;
    if (answer.slot().size() == kSlotBytes) routed.slot = answer.slot();
    return Fate::kKept;
  }
  return Fate::kUnsolicited;
}

void ReceiveAnswerFlow::Log(log::v1::Event event, const std::string& agency,
                            const link::v1::Answer& answer) {
  log::v1::EnquiryDetail detail;
  detail.set_enquiry_id(answer.enquiry_id().substr(0, 16));
  LogBeside(parts_, event, agency, detail);
}

}  // namespace kith::broker
