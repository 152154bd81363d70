// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_PASSPHRASE_H_
#define KITH_DEPLOY_KITH_PASSPHRASE_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kith::deploy {

// A passphrase: the first line of `file`, or, with no file named, typed at the
// terminal without being shown. FAILED_PRECONDITION, with the next step (the
// `option` that names a file), if there is no terminal; codes of ReadFile() for
// a file.
absl::StatusOr<std::string> ReadPassphrase(
    absl::string_view prompt, const std::string& file,
    absl::string_view option = "--passphrase-file");

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_PASSPHRASE_H_
