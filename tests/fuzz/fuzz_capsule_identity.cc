// SPDX-License-Identifier: Apache-2.0
// The identity in a capsule that another agency sealed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "absl/strings/string_view.h"
#include "agent/identity/identity.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const absl::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto identity = kith::agent::ParseFromCapsule(bytes);
  if (identity.ok() && kith::agent::SerializeForCapsule(*identity) != bytes)
    std::abort();
  return 0;
}
