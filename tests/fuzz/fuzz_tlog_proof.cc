// SPDX-License-Identifier: Apache-2.0
// The proof of one entry, as somebody may hand it over.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "keys/tlog/tlog_proof.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace kith;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  // What is read has one form only.
  const auto read = tlog::ParseTlogProof(bytes);
  if (read.ok() && tlog::TlogProofText(*read) != bytes) std::abort();

  // What is written is read again as it was.
  tlog::TlogProof proof;
  proof.index = size == 0 ? 0 : std::uint64_t{data[0]} << (size % 57);
  proof.extra = bytes.substr(0, size / 2);
  for (std::size_t at = 0; at + kHashBytes <= size; at += kHashBytes) {
    if (proof.path.size() == tlog::kMostProofHashes) break;
    proof.path.push_back(HashFromBytes(bytes.substr(at, kHashBytes)));
  }
  proof.note = bytes;
  const auto again = tlog::ParseTlogProof(tlog::TlogProofText(proof));
  if (!again.ok() || again->index != proof.index ||
      again->extra != proof.extra || again->path != proof.path ||
      again->note != proof.note) {
    std::abort();
  }
  return 0;
}
