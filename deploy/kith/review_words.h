// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_REVIEW_WORDS_H_
#define KITH_DEPLOY_KITH_REVIEW_WORDS_H_

#include <string>

#include "absl/time/time.h"
#include "kith/desk/v1/review.pb.h"

namespace kith::deploy {

// Canaries, and who asked about them.
std::string CanariesInWords(const desk::v1::ListCanariesReply& reply,
                            absl::TimeZone zone);

// What is new since a day, for a data protection officer to read.
std::string DigestInWords(const desk::v1::GetReviewDigestReply& reply,
                          absl::TimeZone zone);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_REVIEW_WORDS_H_
