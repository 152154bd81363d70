// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_RECEIVE_ANSWER_FLOW_H_
#define KITH_BROKER_FLOWS_RECEIVE_ANSWER_FLOW_H_

#include <string>

#include "broker/flows/parts.h"
#include "broker/flows/probe_flow.h"
#include "broker/flows/release_enquiry_flow.h"

namespace kith::broker {

// A slot comes back from an agency. The first one in time counts; one of a
// wrong size counts as a blank; a late one is dropped and logged; one that
// nobody asked for is dropped and alarmed.
//
// Thread-safe: holds no state of its own.
class ReceiveAnswerFlow {
 public:
  ReceiveAnswerFlow(const Parts& parts, ProbeFlow& probe,
                    ReleaseEnquiryFlow& release)
      : parts_(parts), probe_(probe), release_(release) {}

  void Run(const std::string& agency, const link::v1::Answer& answer);

 private:
  enum class Fate { kKept, kRepeated, kLate, kUnsolicited };
  Fate Keep(Enquiry& enquiry, const std::string& agency,
            const link::v1::Answer& answer);
  void Log(log::v1::Event event, const std::string& agency,
           const link::v1::Answer& answer);

  const Parts& parts_;
  ProbeFlow& probe_;
  ReleaseEnquiryFlow& release_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_RECEIVE_ANSWER_FLOW_H_
