// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLS_SERVED_CHAIN_H_
#define KITH_KEYS_TLS_SERVED_CHAIN_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "keys/secret.h"

namespace kith {

// Who is asked for, and what is shown to them.
struct ChainToLookAt {
  std::string server_name;      // ServerNameOf().
  std::string certificate_pem;  // Ours; empty: none is shown.
  const Secret* private_key_pem = nullptr;
  absl::Duration patience;
};

// What a server at the other end of a connection did.
struct ServedChain {
  enum class Outcome {
    kAccepted,   // It goes on after the handshake.
    kRefusedUs,  // It ended the connection over our certificate, or none.
    kNoTls,      // It does not speak TLS 1.3 as our programs do.
    kSilent,     // Nothing came within the patience.
  };
  Outcome outcome = Outcome::kSilent;
  // Of the alert it ended with: "certificate expired"; may be empty.
  std::string alert;
  // What it served, its own certificate first, PEM. Not verified.
  std::vector<std::string> chain;
};

// Looks at what is served over `fd`, a connected socket, which stays the
// caller's. Nothing is trusted, and nothing is sent but the handshake. INTERNAL
// if OpenSSL will not begin.
absl::StatusOr<ServedChain> LookAtServedChain(int fd,
                                              const ChainToLookAt& look);

}  // namespace kith

#endif  // KITH_KEYS_TLS_SERVED_CHAIN_H_
