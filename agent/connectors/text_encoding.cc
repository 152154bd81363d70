// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/text_encoding.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace kith::agent {
namespace {

constexpr std::uint32_t kBad = 0xFFFD;

// Bytes 80 to 9F of Windows-1252.
constexpr std::array<std::uint16_t, 32> kHigh = {
    0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
    0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD,
    0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};

struct Decoded {
  std::uint32_t code = kBad;
  std::size_t size = 1;
};

std::uint8_t At(absl::string_view bytes, std::size_t i) {
  return i < bytes.size() ? static_cast<std::uint8_t>(bytes[i]) : 0;
}

bool Continues(std::uint8_t byte) { return (byte & 0xC0) == 0x80; }

// One code point at `i`; kBad and one byte if there is none. Overlong forms,
// surrogates and what lies above U+10FFFF are none.
Decoded NextUtf8(absl::string_view bytes, std::size_t i) {
  const std::uint8_t first = At(bytes, i);
  if (first < 0x80) return {first, 1};
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return {};
  std::uint32_t code = first & (0xFF >> (size + 1));
  for (std::size_t k = 1; k < size; ++k) {
    if (!Continues(At(bytes, i + k))) return {};
    code = (code << 6) | (At(bytes, i + k) & 0x3F);
  }
  constexpr std::array<std::uint32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kLeast[size] || surrogate || code > 0x10FFFF) return {};
  return {code, size};
}

std::uint32_t FromWindows1252(std::uint8_t byte) {
  return byte >= 0x80 && byte < 0xA0 ? kHigh[byte - 0x80] : byte;
}

void AppendUtf8(std::uint32_t code, std::string& out) {
  if (code < 0x80) {
    out.push_back(static_cast<char>(code));
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr std::array<std::uint8_t, 4> kLead = {0, 0xC0, 0xE0, 0xF0};
  out.push_back(static_cast<char>(kLead[more] | (code >> (6 * more))));
  for (int k = more - 1; k >= 0; --k) {
    out.push_back(static_cast<char>(0x80 | ((code >> (6 * k)) & 0x3F)));
  }
}

bool IsControl(std::uint8_t byte) {
  return byte < 0x20 ? byte != '\t' && byte != '\n' && byte != '\r'
                     : byte == 0x7F;
}

bool IsLikelyWindows1252(absl::string_view bytes, std::size_t i) {
  const std::uint8_t byte = At(bytes, i);
  if (byte >= 0xFE || FromWindows1252(byte) == kBad) return false;
  const bool cut_off =
      i + 1 == bytes.size() && (byte == 0xC2 || byte == 0xC3 || byte == 0xE2);
  return !cut_off;
}

}  // namespace

FieldEncoding ClassifyField(absl::string_view bytes) {
  bool ascii = true;
  bool utf8 = true;
  bool likely_1252 = true;
  bool lost = false;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint8_t byte = At(bytes, i);
    if (IsControl(byte)) return FieldEncoding::kUnreadable;
    if (byte < 0x80) continue;
    ascii = false;
    likely_1252 = likely_1252 && IsLikelyWindows1252(bytes, i);
  }
  if (ascii) return FieldEncoding::kAscii;
  for (std::size_t i = 0; utf8 && i < bytes.size();) {
    const Decoded next = NextUtf8(bytes, i);
    lost = lost || (next.code == kBad && next.size == 3);
    utf8 = next.code != kBad || next.size == 3;
    i += next.size;
  }
  if (utf8) return lost ? FieldEncoding::kUnreadable : FieldEncoding::kUtf8;
  return likely_1252 ? FieldEncoding::kWindows1252 : FieldEncoding::kUnreadable;
}

std::string DecodeField(absl::string_view bytes, Encoding encoding) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    Decoded next{FromWindows1252(At(bytes, i)), 1};
    if (encoding == Encoding::kUtf8) next = NextUtf8(bytes, i);
    AppendUtf8(next.code, out);
    i += next.size;
  }
  return out;
}

}  // namespace kith::agent
