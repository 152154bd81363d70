// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_CREDENTIAL_H_
#define KITH_KEYS_CREDENTIAL_H_

#include <sys/stat.h>

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace kith {

// What systemd has decrypted for a unit (LoadCredentialEncrypted=NAME); a
// configuration names it "credential:NAME" wherever it names a key file.

bool NamesCredential(absl::string_view path);

// Where systemd has put it for this process. One that it did not give stays as
// it is written, and CheckGiven() says so.
std::string CredentialPath(absl::string_view named);

// FAILED_PRECONDITION, with the line that the unit lacks, for what
// CredentialPath() left as it was written.
absl::Status CheckGiven(absl::string_view path);

// Whether `file`, at `path`, is one that systemd gave to this process. It may
// be root's, of mode 0440: an access list lets the unit's account read it, and
// the folder keeps others out.
bool IsGivenCredential(absl::string_view path, const struct stat& file);

}  // namespace kith

#endif  // KITH_KEYS_CREDENTIAL_H_
