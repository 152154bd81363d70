// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_RECALL_WORDS_H_
#define KITH_DEPLOY_KITH_RECALL_WORDS_H_

#include <string>

#include "absl/time/time.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

// `kith recall list`: what was taken back, and what to do about it.
std::string RecallsInWords(const desk::v1::ListRecallsReply& recalls,
                           absl::TimeZone zone);

// What was done by `kith recall send`, and what is left to do.
std::string SentInWords(const desk::v1::SendRecallReply& reply);

// Beneath a check: earlier checks of the same staff member. Empty for none.
std::string RecalledInWords(
    const google::protobuf::RepeatedPtrField<std::string>& references);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_RECALL_WORDS_H_
