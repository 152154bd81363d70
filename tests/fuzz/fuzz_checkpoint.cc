// SPDX-License-Identifier: Apache-2.0
// Notes, cosignatures, leaves and proofs, as another's log might serve them.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "keys/base/random.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/note.h"

namespace {

constexpr char kOrigin[] = "kith.example/northshire";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace kith;
  static SystemRandom random;
  static const Signer signer = Signer::Generate(random);
  const std::string bytes(reinterpret_cast<const char*>(data), size);

  // Nobody but the key's owner makes a checkpoint that opens.
  if (tlog::OpenCheckpoint(bytes, kOrigin, signer.public_key()).ok())
    std::abort();
  // The same text with a good signature: parsed, or refused for its form.
  const std::string note = tlog::SignNote(bytes, kOrigin, signer);
  const auto opened = tlog::OpenCheckpoint(note, kOrigin, signer.public_key());
  if (opened.ok() && tlog::CheckpointText(*opened) != bytes) std::abort();
  if (tlog::VerifyCosignature(note, bytes, kOrigin, signer.public_key()).ok())
    std::abort();

  const auto leaf = tlog::ParseLeaf(bytes);
  if (leaf.ok() && tlog::LeafBytes(*leaf) != bytes) std::abort();
  const auto padded = tlog::UnpadProof(bytes);
  if (padded.ok() && tlog::PadProof(*padded) != bytes) std::abort();
  const auto packed = tlog::UnpackProof(bytes);
  if (packed.ok()) {
    if (tlog::PackProof(*packed) != bytes) std::abort();
    (void)tlog::VerifyInclusion(size, size * 3 + 1, Hash{}, *packed, Hash{});
    (void)tlog::VerifyConsistency(size, Hash{}, size * 3 + 1, Hash{}, *packed);
  }
  return 0;
}
