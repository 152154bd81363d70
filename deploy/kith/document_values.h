// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_DOCUMENT_VALUES_H_
#define KITH_DEPLOY_KITH_DOCUMENT_VALUES_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "deploy/kith/document_template.h"
#include "keys/network/network.h"

namespace kith::deploy {

// Everything a network file says that a partnership's documents need, as
// Markdown. What the file lacks has an empty text and a next step; what no
// network file can know stands as "[to be filled in: ...]". INVALID_ARGUMENT if
// the file's policy cannot be read.
absl::StatusOr<DocumentValues> DocumentValuesOf(const Network& network);

// A text of the network file inside Markdown: in one line, and nothing in it
// means more than its letters.
std::string PlainText(absl::string_view text);

// "6 years (2,190 days)", "1 year (365 days)", "28 days", "1 day"; empty for 0.
std::string DaysInWords(std::uint32_t days);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_DOCUMENT_VALUES_H_
