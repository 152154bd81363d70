// SPDX-License-Identifier: Apache-2.0
#include "agent/console/http/form.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace kith::console {
namespace {

constexpr std::size_t kMaxFields = 200;
constexpr std::size_t kMaxValueBytes = 2000;
constexpr char kBroken[] = "the form is broken; go back, and send it again";

bool IsHex(char c) {
  return absl::ascii_isxdigit(static_cast<unsigned char>(c));
}

bool IsUtf8(const std::string& text) {
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t at = 0; at < size;) {
    UChar32 point;
    U8_NEXT(text.data(), at, size, point);
    if (point < 0) return false;
  }
  return true;
}

// What a browser did to a field: + for a blank, %41 for a byte.
std::optional<std::string> Decode(absl::string_view encoded) {
  std::string out;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    if (encoded[i] == '+') {
      out += ' ';
    } else if (encoded[i] != '%') {
      out += encoded[i];
    } else if (i + 2 < encoded.size() && IsHex(encoded[i + 1]) &&
               IsHex(encoded[i + 2])) {
      out += absl::HexStringToBytes(encoded.substr(i + 1, 2));
      i += 2;
    } else {
      return std::nullopt;
    }
  }
  if (!IsUtf8(out)) return std::nullopt;
  for (char& c : out) {
    if (c != '\n' && absl::ascii_iscntrl(static_cast<unsigned char>(c))) {
      c = ' ';
    }
  }
  return std::string(absl::StripAsciiWhitespace(out));
}

}  // namespace

absl::StatusOr<Form> Form::Parse(absl::string_view encoded) {
  Form form;
  std::size_t count = 0;
  for (const absl::string_view field :
       absl::StrSplit(encoded, '&', absl::SkipEmpty())) {
    const std::size_t equals = std::min(field.find('='), field.size());
    const auto name = Decode(field.substr(0, equals));
    const auto value =
        Decode(equals < field.size() ? field.substr(equals + 1) : "");
    if (++count > kMaxFields || !name || !value ||
        value->size() > kMaxValueBytes) {
      return absl::InvalidArgumentError(kBroken);
    }
    form.fields_[*name].push_back(*value);
  }
  return form;
}

// One line: a break in it would be somebody's doing.
std::string Form::One(const std::string& name) const {
  const auto found = fields_.find(name);
  return found == fields_.end()
             ? ""
             : absl::StrReplaceAll(found->second.front(), {{"\n", " "}});
}

std::vector<std::string> Form::All(const std::string& name) const {
  const auto found = fields_.find(name);
  return found == fields_.end() ? std::vector<std::string>() : found->second;
}

std::vector<std::string> Form::Lines(const std::string& name) const {
  const auto found = fields_.find(name);
  if (found == fields_.end()) return {};
  return absl::StrSplit(found->second.front(), '\n');
}

std::string EncodeQueryValue(absl::string_view value) {
  std::string out;
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalnum(byte) || c == '-' || c == '_' || c == '.') {
      out += c;
    } else {
      absl::StrAppend(&out, "%", absl::Hex(byte, absl::kZeroPad2));
    }
  }
  return out;
}

}  // namespace kith::console
