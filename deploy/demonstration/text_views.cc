// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/text_views.h"

#include "absl/strings/ascii.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kLeastHexRun = 10;

// A code point up to U+07FF; anything else is no letter of any term.
void AppendUtf8(unsigned code, std::string& out) {
  if (code >= 0x800) {
    out.push_back('\0');
  } else if (code < 0x80) {
    out.push_back(static_cast<char>(code));
  } else {
    out.push_back(static_cast<char>(0xC0 | (code >> 6)));
    out.push_back(static_cast<char>(0x80 | (code & 0x3F)));
  }
}

unsigned Byte(absl::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void AppendDecoded(absl::string_view digits, std::string& out) {
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    out.push_back(
        static_cast<char>(HexValue(digits[i]) * 16 + HexValue(digits[i + 1])));
  }
  out.push_back('\0');
}

}  // namespace

std::string FoldForSearch(absl::string_view bytes) {
  std::string out(bytes.data(), bytes.size());
  unsigned char before = 0;
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    const bool capital =
        before == 0xC3 && byte >= 0x80 && byte <= 0x9E && byte != 0x97;
    if (capital) c = static_cast<char>(byte + 0x20);
    if (byte < 0x80) c = c == ',' ? ' ' : absl::ascii_tolower(byte);
    before = byte;
  }
  return out;
}

std::string FromLatin1(absl::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    AppendUtf8(Byte(bytes, i), out);
  }
  return out;
}

std::string FromUtf16(absl::string_view bytes, ByteOrder order,
                      std::size_t offset) {
  std::string out;
  out.reserve(bytes.size());
  const std::size_t high = order == ByteOrder::kLittle ? 1 : 0;
  for (std::size_t i = offset; i + 1 < bytes.size(); i += 2) {
    AppendUtf8(Byte(bytes, i + high) << 8 | Byte(bytes, i + 1 - high), out);
  }
  return out;
}

std::string FromHex(absl::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size();) {
    std::size_t end = i;
    while (end < bytes.size() && HexValue(bytes[end]) >= 0) ++end;
    if (end - i >= kLeastHexRun) {
      AppendDecoded(bytes.substr(i, end - i), out);
      AppendDecoded(bytes.substr(i + 1, end - i - 1), out);
    }
    i = end + 1;
  }
  return out;
}

}  // namespace kith::deploy
