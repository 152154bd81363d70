// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_ASK_CHECKS_H_
#define KITH_BROKER_FLOWS_ASK_CHECKS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "keys/network/network.h"
#include "kith/enquiry/v1/enquiry.pb.h"

namespace kith::broker {

inline constexpr std::size_t kMaxAskBodyBytes = 192 * 1024;

// That every field has its length and that each capsule's header says what the
// body says. INVALID_ARGUMENT names the first that does not.
absl::Status CheckAskBody(const enquiry::v1::AskBody& ask,
                          const Network& network);

// That a ground's gateway is one of the network file and what else it says are
// codes, or empty: no text about anybody. INVALID_ARGUMENT names the field.
absl::Status CheckGroundCodes(const enquiry::v1::AskGround& ground,
                              const Network& network);

// That what was signed at `at_ms`, milliseconds since 1970, was signed within
// 120 s of `now`. FAILED_PRECONDITION, named as the clock, otherwise.
absl::Status CheckFresh(std::uint64_t at_ms, absl::Time now);

// The policy's word for a ground; empty for none.
std::string GroundWord(enquiry::v1::AskGround::Kind kind);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_ASK_CHECKS_H_
