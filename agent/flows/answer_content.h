// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_ANSWER_CONTENT_H_
#define KITH_AGENT_FLOWS_ANSWER_CONTENT_H_

#include <string>
#include <vector>

#include "agent/register/register.h"
#include "keys/network/network.h"
#include "kith/enquiry/v1/enquiry.pb.h"

namespace kith::agent {

// What is said of a person: at most 3 open involvements, who leads first. The
// place is named only if `may_name_place`; else the category's words and the
// desk's number stand for it. Always fits a slot.
enquiry::v1::AnswerContent InvolvedContent(
    const Network& network, const std::string& agency,
    const std::vector<Involvement>& involvements, bool may_name_place);

enquiry::v1::AnswerContent PossibleContent(const std::string& agency,
                                           const std::string& settle);
// A contact route, of this agency or of the desk, and nothing else.
enquiry::v1::AnswerContent CallBackContent(
    const Network& network, const std::string& agency,
    const std::vector<Involvement>& involvements);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_ANSWER_CONTENT_H_
