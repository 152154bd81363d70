// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_NETWORK_BATCH_SIGNATURE_H_
#define KITH_KEYS_NETWORK_BATCH_SIGNATURE_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace kith {

// What an agency signs of a batch under Label::kEvaluate (docs/spec/tokens.md),
// so that a certificate alone spends nobody's allowance. The views must outlive
// it.
struct BatchToSign {
  absl::string_view key_holder;  // Its id: signed for nobody else.
  std::uint32_t allowance;       // EvaluateRequest.Allowance.
  std::uint32_t epoch;
  std::uint32_t with_share;
  absl::string_view request_id;
  absl::string_view blinded;
};
std::string SignedBytesOf(const BatchToSign& batch);

}  // namespace kith

#endif  // KITH_KEYS_NETWORK_BATCH_SIGNATURE_H_
