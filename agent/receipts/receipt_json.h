// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_RECEIPTS_RECEIPT_JSON_H_
#define KITH_AGENT_RECEIPTS_RECEIPT_JSON_H_

#include <nlohmann/json.hpp>

#include "absl/strings/string_view.h"

namespace kith::agent {

// The text as JSON; no object if it is none. What is nested deeper than a
// receipt ever is is left out: a file from anybody must not exhaust the stack.
inline nlohmann::json ParseReceiptJson(absl::string_view text) {
  constexpr int kDeepest = 16;
  return nlohmann::json::parse(
      text.begin(), text.end(),
      [](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        return depth <= kDeepest;
      },
      false);
}

}  // namespace kith::agent

#endif  // KITH_AGENT_RECEIPTS_RECEIPT_JSON_H_
