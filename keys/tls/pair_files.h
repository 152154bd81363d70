// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLS_PAIR_FILES_H_
#define KITH_KEYS_TLS_PAIR_FILES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "keys/secret.h"

namespace kith {

// A certificate and its private key, in two files that are replaced together:
// after a kill at any moment FinishReplacing() leaves a pair that fits, the one
// of before or the one of after.

struct PairPaths {
  std::string certificate;
  std::string private_key;
};

// Both synced; modes 0600. INVALID_ARGUMENT if the key is not the
// certificate's; else as ReplacePrivateFile, and the pair of before is in
// force.
absl::Status ReplacePair(const std::string& certificate_path,
                         const std::string& private_key_path,
                         absl::string_view certificate_pem,
                         const Secret& private_key_pem);

// Whether the key in its file is that of the certificate in its own. False,
// too, if either cannot be read.
bool PairFits(const std::string& certificate_path,
              const std::string& private_key_path);

// Before the pair is read at a start. What cannot be mended is left alone.
void FinishReplacing(const std::string& certificate_path,
                     const std::string& private_key_path);

}  // namespace kith

#endif  // KITH_KEYS_TLS_PAIR_FILES_H_
