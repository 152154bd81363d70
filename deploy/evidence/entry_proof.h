// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_ENTRY_PROOF_H_
#define KITH_DEPLOY_EVIDENCE_ENTRY_PROOF_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/network/network.h"
#include "kith/log/v1/log.pb.h"

// One entry of a log, shown to somebody who is not given the evidence: a file
// of C2SP tlog-proof (docs/spec/evidence.md).
namespace kith::deploy {

// The proof of entry `index` of the log in `folder`/`log` ("broker", "agent",
// "keyholder/ID"),
// with what the evidence holds of it: its leaf, and its opening if it is this
// agency's and not erased. OUT_OF_RANGE if there is no such entry; NOT_FOUND
// or INVALID_ARGUMENT, naming the file, for what cannot be read or does not
// hold.
absl::StatusOr<std::string> MakeEntryProof(const std::string& folder,
                                           const std::string& log,
                                           std::uint64_t index);

// What a proof shows.
struct ProvedEntry {
  std::string origin;  // Of the log.
  std::string whose;   // "the broker's log", or a member's by name.
  std::uint64_t index = 0;
  std::uint64_t log_size = 0;
  absl::Time time;
  std::size_t witnesses = 0;                // As kith audit verify counts them.
  std::optional<log::v1::Opening> opening;  // If it came with it, and opens it.
};

// INVALID_ARGUMENT for another form; UNAUTHENTICATED for a log or a signature
// that is none of this network, a cosignature that does not hold, a path that
// does not lead to the root, or an opening that is not the entry's.
absl::StatusOr<ProvedEntry> VerifyEntryProof(const Network& network,
                                             absl::string_view text);

// For a terminal, and for a program.
std::string ProvedInWords(const ProvedEntry& entry);
nlohmann::ordered_json ProvedAsJson(const ProvedEntry& entry);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_ENTRY_PROOF_H_
