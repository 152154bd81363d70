// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_NETWORK_ADMINISTRATORS_H_
#define KITH_KEYS_NETWORK_ADMINISTRATORS_H_

#include <cstddef>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "kith/network/v1/network.pb.h"

namespace kith {

// INVALID_ARGUMENT unless each administrator has a name and a key of their own
// and there are two, or one in a test network.
absl::Status CheckAdministrators(const network::v1::NetworkFile& file);

// How many of `file`'s administrators must sign it, and what follows it: two
// different ones, or the only one of a test network.
std::size_t SignaturesNeeded(const network::v1::NetworkFile& file);

// The names of those of `names`' administrators whose signatures on
// `signed_file` hold. Two signatures by one key count once.
std::set<std::string> SignersOf(const network::v1::NetworkFile& names,
                                const network::v1::SignedFile& signed_file);

// UNAUTHENTICATED, saying how many signatures are missing, unless enough of
// `names`' administrators have signed `signed_file`.
absl::Status CheckSigned(const network::v1::NetworkFile& names,
                         const network::v1::SignedFile& signed_file);

}  // namespace kith

#endif  // KITH_KEYS_NETWORK_ADMINISTRATORS_H_
