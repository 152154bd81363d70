// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_DOCUMENT_TEMPLATE_H_
#define KITH_DEPLOY_KITH_DOCUMENT_TEMPLATE_H_

#include <cstddef>
#include <functional>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kith::deploy {

// What one placeholder stands for.
struct DocumentValue {
  // Empty: there is none, and a template that wants it cannot be filled.
  std::string text;
  // What to do where there is none.
  std::string next_step;
};
// By the placeholder's name, without braces.
using DocumentValues = std::map<std::string, DocumentValue, std::less<>>;

// `text` with each {{name}} replaced by its value; values are not looked at
// again. INVALID_ARGUMENT for a name that has no value here and for braces that
// do not match, FAILED_PRECONDITION for a value that is empty; each names the
// template, as `name`, and the line.
absl::StatusOr<std::string> FillTemplate(absl::string_view name,
                                         absl::string_view text,
                                         const DocumentValues& values);

// What nobody can know from the network file, as it stands in a document:
// "[to be filled in: who keeps the key]".
std::string ToBeFilledIn(absl::string_view what);
// How many of them a document has.
std::size_t CountToBeFilledIn(absl::string_view document);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_DOCUMENT_TEMPLATE_H_
