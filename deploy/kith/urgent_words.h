// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_URGENT_WORDS_H_
#define KITH_DEPLOY_KITH_URGENT_WORDS_H_

#include <string>

#include "absl/time/time.h"
#include "kith/desk/v1/urgent.pb.h"

namespace kith::deploy {

std::string RequestedInWords(const desk::v1::RequestUrgentReply& reply,
                             absl::TimeZone zone);
std::string UrgentInWords(const desk::v1::ListUrgentReply& reply,
                          absl::TimeZone zone);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_URGENT_WORDS_H_
