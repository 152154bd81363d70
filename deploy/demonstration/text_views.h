// SPDX-License-Identifier: Apache-2.0
//
// The same bytes read as text in every way that text is written.
#ifndef KITH_DEPLOY_DEMONSTRATION_TEXT_VIEWS_H_
#define KITH_DEPLOY_DEMONSTRATION_TEXT_VIEWS_H_

#include <cstddef>
#include <string>

#include "absl/strings/string_view.h"

namespace kith::deploy {

// Lower case for ASCII and the letters of U+00C0 to U+00DE in UTF-8; commas
// become blanks. Other bytes stay: the length does not change.
std::string FoldForSearch(absl::string_view bytes);

// UTF-8 of each: what is no text there becomes a NUL.
std::string FromLatin1(absl::string_view bytes);

enum class ByteOrder { kLittle, kBig };
std::string FromUtf16(absl::string_view bytes, ByteOrder order,
                      std::size_t offset);

// The bytes that runs of at least 10 hexadecimal digits stand for, decoded from
// the run's first digit and from its second.
std::string FromHex(absl::string_view bytes);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_TEXT_VIEWS_H_
