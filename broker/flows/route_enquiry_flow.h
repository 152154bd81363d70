// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_ROUTE_ENQUIRY_FLOW_H_
#define KITH_BROKER_FLOWS_ROUTE_ENQUIRY_FLOW_H_

#include <memory>
#include <string>
#include <vector>

#include "broker/flows/parts.h"
#include "broker/flows/release_enquiry_flow.h"

namespace kith::broker {

// The second part of Ask: the tokens of each subject to rows, rows to agencies,
// one question to each. Ends by setting the time at which the window closes.
//
// An agency is asked on one strong hit, or on hits in two slots of one epoch on
// one handle: what a single weak key finds could not be opened anyway.
//
// Thread-safe: holds no state of its own.
class RouteEnquiryFlow {
 public:
  RouteEnquiryFlow(const Parts& parts, ReleaseEnquiryFlow& release)
      : parts_(parts), release_(release) {}

  void Run(std::shared_ptr<Enquiry> enquiry);

 private:
  struct Hit;
  struct Candidate;

  absl::StatusOr<std::vector<Hit>> FindHits(
      const Enquiry& enquiry,
      const enquiry::v1::SubjectQuestion& subject) const;
  std::vector<Candidate> Choose(const Enquiry& enquiry,
                                std::vector<Hit> hits) const;
  link::v1::ToAgent Message(const Enquiry& enquiry, std::uint32_t subject,
                            const Candidate& candidate) const;
  absl::Status RouteSubject(const std::shared_ptr<Enquiry>& enquiry,
                            std::uint32_t subject);

  const Parts& parts_;
  ReleaseEnquiryFlow& release_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_ROUTE_ENQUIRY_FLOW_H_
