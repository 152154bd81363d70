// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_HANDOVER_WORDS_H_
#define KITH_DEPLOY_KITH_HANDOVER_WORDS_H_

#include <string>

#include "absl/time/time.h"
#include "kith/desk/v1/handover.pb.h"

namespace kith::deploy {

std::string HandoversInWords(const desk::v1::ListHandoversReply& reply,
                             absl::TimeZone zone);
std::string DigestInWords(const desk::v1::GetDigestReply& reply,
                          absl::TimeZone zone);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_HANDOVER_WORDS_H_
