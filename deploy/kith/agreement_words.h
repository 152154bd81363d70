// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_AGREEMENT_WORDS_H_
#define KITH_DEPLOY_KITH_AGREEMENT_WORDS_H_

#include <string>

#include "absl/time/time.h"
#include "kith/desk/v1/agreement.pb.h"

namespace kith::deploy {

// What the commands about objections, papers and what is due print.
std::string ObjectionInWords(const desk::v1::RecordObjectionReply& reply);
std::string AttestedInWords(const desk::v1::AttestAgreementsReply& reply);
std::string WithdrawnInWords(const desk::v1::GetWithdrawalReply& reply,
                             absl::TimeZone zone);
std::string DueInWords(const desk::v1::ListDueReply& reply);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AGREEMENT_WORDS_H_
