// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_DOCUMENTS_H_
#define KITH_DEPLOY_KITH_NETWORK_DOCUMENTS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace kith::deploy {

// The documents of a partnership, each a template of the same name.
inline constexpr const char* kDocuments[] = {
    "data-sharing-agreement.md", "family-notice.md", "family-notice-short.md",
    "dpia.md"};

struct DocumentOptions {
  std::string network_file;
  std::string out;        // A folder; made if missing.
  std::string templates;  // Empty: those that came with the program.
  bool replace = false;   // Documents that are there already.
};

struct WrittenDocument {
  std::string path;
  // Places marked "[to be filled in: ...]".
  std::size_t to_be_filled_in = 0;
};

// Fills every template from the network file, after checking its signature, and
// writes them: all of them, or none and what was there stays.
//
// NOT_FOUND for no network file or no template, FAILED_PRECONDITION, naming it,
// for a document that is there already and for a value the network file lacks,
// INVALID_ARGUMENT for a template that is wrong; the last two name its line.
absl::StatusOr<std::vector<WrittenDocument>> WriteDocuments(
    const DocumentOptions& options);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_DOCUMENTS_H_
