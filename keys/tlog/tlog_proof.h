// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLOG_TLOG_PROOF_H_
#define KITH_KEYS_TLOG_TLOG_PROOF_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/tlog/merkle.h"

// The text form of C2SP tlog-proof: one entry of a log, shown by itself. Pure:
// no I/O, no clock.
namespace kith::tlog {

// What a proof file holds. Nothing of it is checked but its form.
struct TlogProof {
  std::uint64_t index = 0;
  Proof path;         // From the leaf's sibling up to the root's child.
  std::string note;   // The signed checkpoint with its cosignatures, as it is.
  std::string extra;  // Whatever else; whoever reads it must check it.
};

inline constexpr std::size_t kMostProofHashes = 63;
inline constexpr std::size_t kMostExtraBytes = 128 << 10;

// The file's text; `extra` is left out if empty.
std::string TlogProofText(const TlogProof& proof);

// INVALID_ARGUMENT, naming the line, for whatever the format does not allow, a
// number or base64 text that has another form, more than kMostProofHashes or
// more than kMostExtraBytes.
absl::StatusOr<TlogProof> ParseTlogProof(absl::string_view text);

}  // namespace kith::tlog

#endif  // KITH_KEYS_TLOG_TLOG_PROOF_H_
