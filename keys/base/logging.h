// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BASE_LOGGING_H_
#define KITH_KEYS_BASE_LOGGING_H_

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace kith {

// What may stand in a log: numbers, our own words, errors and ids. A Secret, a
// Token or bytes of any kind do not convert, and a text that is no id (letters,
// digits, and ._:/@- between them, at most 200 bytes) is replaced.
class LogValue {
 public:
  template <std::integral Integer>
  requires(sizeof(Integer) <= 8)
      LogValue(Integer number) {  // NOLINT: implicit, so that calls stay short
    if constexpr (std::same_as<Integer, bool>) {
      value_ = number;
    } else if constexpr (std::unsigned_integral<Integer>) {
      value_ = static_cast<std::uint64_t>(number);
    } else {
      value_ = static_cast<std::int64_t>(number);
    }
  }
  template <std::size_t size>
  LogValue(const char (&literal)[size])  // NOLINT
      : value_(std::string(literal)) {}
  LogValue(const std::string& id);       // NOLINT
  LogValue(const absl::Status& status);  // NOLINT: code and message
  LogValue(absl::string_view) = delete;  // Where bytes come from.
  LogValue(const void*) = delete;

 private:
  friend struct LogFormatter;
  std::variant<bool, std::int64_t, std::uint64_t, std::string> value_;
};

struct LogField {
  const char* key;
  LogValue value;
};

// One line of JSON on standard error: time (UTC), level, event, then the
// fields. `event` is a few words of ours that never change, to search by.
//
//   LogWarning("probe missing", {{"agency", agency}, {"late_ms", 40}});
//
// Thread-safe. Never fails; what cannot be written is lost.
void LogInfo(const char* event, std::initializer_list<LogField> fields = {});
void LogWarning(const char* event, std::initializer_list<LogField> fields = {});
void LogError(const char* event, std::initializer_list<LogField> fields = {});

}  // namespace kith

#endif  // KITH_KEYS_BASE_LOGGING_H_
