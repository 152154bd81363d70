// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <cstdint>

#include "absl/strings/ascii.h"

namespace kith::agent {
namespace {

// Letters whose base letter Unicode does not decompose.
absl::string_view Expansion(UChar32 c) {
  switch (c) {
    case 0x00DF:
    case 0x1E9E:
      return "SS";
    case 0x00C6:
    case 0x00E6:
      return "AE";
    case 0x00D8:
    case 0x00F8:
      return "O";
    case 0x0152:
    case 0x0153:
      return "OE";
    case 0x0141:
    case 0x0142:
      return "L";
    case 0x0110:
    case 0x0111:
    case 0x00D0:
    case 0x00F0:
      return "D";
    case 0x00DE:
    case 0x00FE:
      return "TH";
    case 0x0131:
      return "I";
    case 0x0126:
    case 0x0127:
      return "H";
    case 0x014A:
    case 0x014B:
      return "N";
    case 0x018F:
    case 0x0259:
      return "E";
    default:
      return "";
  }
}

// O'Brien, O’Brien and OBrien are one name; so are J.R. and JR.
bool Vanishes(UChar32 c) {
  switch (c) {
    case '\'':
    case '.':
    case '`':
    case 0x00B4:
    case 0x02B9:
    case 0x02BB:
    case 0x02BC:
    case 0x02BF:
    case 0x2018:
    case 0x2019:
    case 0x201B:
    case 0x2032:
    case 0xFF07:
      return true;
    default:
      break;
  }
  switch (u_charType(c)) {
    case U_NON_SPACING_MARK:
    case U_ENCLOSING_MARK:
    case U_COMBINING_SPACING_MARK:
    case U_FORMAT_CHAR:
      return true;
    default:
      return false;
  }
}

void AppendLetter(UChar32 c, std::string& out) {
  const absl::string_view expansion = Expansion(c);
  if (!expansion.empty()) {
    out.append(expansion.data(), expansion.size());
    return;
  }
  const bool known =
      c < 0x80 &&
      absl::ascii_isalnum(static_cast<unsigned char>(static_cast<char>(c)));
  if (known) {
    out.push_back(absl::ascii_toupper(static_cast<unsigned char>(c)));
  } else if (!out.empty() && out.back() != ' ') {
    out.push_back(' ');
  }
}

// One code point at a time: a text of any length needs no buffer of its own,
// and ten thousand combining marks are ten thousand characters skipped.
void AppendFolded(UChar32 c, const UNormalizer2* nfkd, std::string& out) {
  if (Vanishes(c)) return;
  UChar buffer[32];
  UErrorCode error = U_ZERO_ERROR;
  const std::int32_t size =
      nfkd == nullptr ? -1
                      : unorm2_getDecomposition(nfkd, c, buffer, 32, &error);
  if (size < 0 || U_FAILURE(error)) {
    AppendLetter(c, out);
    return;
  }
  for (std::int32_t i = 0; i < size;) {
    UChar32 part = 0;
    U16_NEXT(buffer, i, size, part);
    if (!Vanishes(part)) AppendLetter(part, out);
  }
}

}  // namespace

std::string Fold(absl::string_view utf8) {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2* nfkd = unorm2_getNFKDInstance(&error);
  if (U_FAILURE(error)) nfkd = nullptr;
  const absl::string_view text = utf8.substr(0, kMaxFoldedInput);
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto size = static_cast<std::int32_t>(text.size());
  std::string out;
  int depth = 0;
  for (std::int32_t i = 0; i < size && out.size() < kMaxFoldedOutput;) {
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    const bool open = c == '(' || c == '[';
    const bool close = c == ')' || c == ']';
    if (open) ++depth;
    if (close && depth > 0) --depth;
    if (depth == 0) AppendFolded(c < 0 || open || close ? ' ' : c, nfkd, out);
  }
  out.resize(out.size() < kMaxFoldedOutput ? out.size() : kMaxFoldedOutput);
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

}  // namespace kith::agent
