// SPDX-License-Identifier: Apache-2.0
// Leaves: what is read is what is written, byte for byte, and a commitment
// opens in one way only.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "absl/strings/string_view.h"
#include "keys/tlog/leaf.h"

namespace {

void Require(bool holds) {
  if (!holds) std::abort();
}

void CheckLeaf(std::string bytes, std::size_t flipped) {
  using namespace kith;
  const auto leaf = tlog::ParseLeaf(bytes);
  Require(leaf.ok() == (bytes.size() == tlog::kLeafBytes && bytes[0] == 1));
  if (!leaf.ok()) return;
  Require(tlog::LeafBytes(*leaf) == bytes);
  bytes[flipped / 8 % bytes.size()] ^= static_cast<char>(1 << flipped % 8);
  const auto other = tlog::ParseLeaf(bytes);
  Require(!other.ok() || !(*other == *leaf));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace kith;
  if (size < 2) return 0;
  const std::size_t flipped = data[0] | data[1] << 8;
  const std::string bytes(reinterpret_cast<const char*>(data) + 2, size - 2);

  CheckLeaf(bytes, flipped);
  // The same of the right length and version, whatever the rest.
  std::string fitted = bytes;
  fitted.resize(tlog::kLeafBytes, '\0');
  fitted[0] = 1;
  CheckLeaf(fitted, flipped);

  if (bytes.empty()) return 0;
  const std::string salt(fitted.substr(1, 32));
  std::string other = bytes;
  other[flipped / 8 % other.size()] ^= static_cast<char>(1 << flipped % 8);
  const std::string sealed = tlog::SealOpening(salt, bytes);
  Require(sealed != tlog::SealOpening(salt, other));
  Require(
      tlog::Commitment(sealed, tlog::NoPublicPart()) !=
      tlog::Commitment(tlog::SealOpening(salt, other), tlog::NoPublicPart()));
  // No byte goes over from one field to the next.
  const absl::string_view whole = bytes;
  const std::size_t cut = flipped % whole.size();
  Require(tlog::HolderCommitment(salt, whole.substr(0, cut), whole.substr(cut),
                                 {}) !=
          tlog::HolderCommitment(salt, whole.substr(0, cut + 1),
                                 whole.substr(cut + 1), {}));
  return 0;
}
