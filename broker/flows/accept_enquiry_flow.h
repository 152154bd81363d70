// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_ACCEPT_ENQUIRY_FLOW_H_
#define KITH_BROKER_FLOWS_ACCEPT_ENQUIRY_FLOW_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "broker/flows/parts.h"
#include "broker/flows/route_enquiry_flow.h"
#include "broker/flows/witness_flow.h"
#include "policy/decision.h"

namespace kith::broker {

// The first half of EnquiryService.Ask: who asks, may they, and ACCEPTED in the
// log, before anything is looked up. Hands over to RouteEnquiryFlow.
//
// Thread-safe: holds no state of its own.
class AcceptEnquiryFlow {
 public:
  struct Request {
    std::string caller;  // From the client certificate, never from the body.
    std::string body;
    std::string signature;
  };

  AcceptEnquiryFlow(const Parts& parts, WitnessFlow& witness,
                    RouteEnquiryFlow& route)
      : parts_(parts), witness_(witness), route_(route) {}

  // Calls `done` once, possibly at once. Codes as EnquiryService.Ask. If too
  // few agencies have cosigned the log lately, as just after a start, the log
  // is shown to all of them first, which takes two seconds at most.
  void Run(Request request, AskDone done);

 private:
  absl::StatusOr<std::shared_ptr<Enquiry>> Check(const Request& request) const;
  absl::Status CheckWitnessed(const Enquiry& enquiry) const;
  void Admit(std::shared_ptr<Enquiry> enquiry, AskDone done);
  absl::StatusOr<policy::Decision> Decide(const Enquiry& enquiry) const;
  absl::StatusOr<std::optional<bool>> IsUrgentAuthorised(
      const Enquiry& enquiry) const;
  void Refuse(const Enquiry& enquiry, const policy::Decision& decision,
              AskDone done);
  void Accept(std::shared_ptr<Enquiry> enquiry);
  static absl::Status UseUrgent(StoreTransaction& transaction,
                                const Enquiry& enquiry, absl::Time now,
                                std::vector<tlog::Entry>& entries);
  void Alarm(const std::string& asker, const std::string& enquiry_id);

  const Parts& parts_;
  WitnessFlow& witness_;
  RouteEnquiryFlow& route_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_ACCEPT_ENQUIRY_FLOW_H_
