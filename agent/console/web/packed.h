// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_WEB_PACKED_H_
#define KITH_AGENT_CONSOLE_WEB_PACKED_H_

#include <string>

#include "absl/strings/string_view.h"

namespace kith::console {

// The asset `name` as gzip (RFC 1952), packed once; empty if there is none of
// that name. Assets only: a page packed together with its form token could be
// guessed at by its length.
const std::string& PackedAsset(absl::string_view name);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_WEB_PACKED_H_
