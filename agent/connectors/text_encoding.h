// SPDX-License-Identifier: Apache-2.0
//
// UTF-8 or Windows-1252, decided from the bytes.
#ifndef KITH_AGENT_CONNECTORS_TEXT_ENCODING_H_
#define KITH_AGENT_CONNECTORS_TEXT_ENCODING_H_

#include <string>

#include "absl/strings/string_view.h"

namespace kith::agent {

enum class Encoding { kUtf8, kWindows1252 };

// What the bytes of one field speak for.
enum class FieldEncoding {
  kAscii,        // Either encoding.
  kUtf8,         // Valid, and more than ASCII.
  kWindows1252,  // Not UTF-8; every byte above 127 is likely text.
  // Neither: control characters, U+FFFD (what a system writes for a letter it
  // has lost), bytes that Windows-1252 does not have (81 8D 8F 90 9D) or that
  // no British name holds (FE FF), a UTF-8 letter cut off at the field's end.
  kUnreadable,
};

FieldEncoding ClassifyField(absl::string_view bytes);

// UTF-8 text; what cannot be read becomes U+FFFD.
std::string DecodeField(absl::string_view bytes, Encoding encoding);

}  // namespace kith::agent

#endif  // KITH_AGENT_CONNECTORS_TEXT_ENCODING_H_
