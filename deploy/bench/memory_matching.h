// SPDX-License-Identifier: Apache-2.0
//
// Publishing, asking and comparing without tokens, capsules or a network: what
// the same records would come to there.
#ifndef KITH_DEPLOY_BENCH_MEMORY_MATCHING_H_
#define KITH_DEPLOY_BENCH_MEMORY_MATCHING_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "agent/identity/identity.h"
#include "deploy/bench/linkage_people.h"
#include "deploy/bench/tally.h"

namespace kith::deploy {

// How many match keys people have: each is one token.
struct TokenCounts {
  std::uint64_t people = 0;  // Without refused rows.
  std::uint64_t tokens = 0;
  std::uint64_t most = 0;
  std::uint64_t without = 0;  // People nobody can find.

  void Add(std::size_t of_one_person);
  double Mean() const;
};

// The records of one file, findable by their match keys. Profile `strict` with
// every identifier scheme that the column map names. Not thread-safe.
class MemoryIndex {
 public:
  explicit MemoryIndex(std::vector<std::string> schemes)
      : schemes_(std::move(schemes)) {}

  // INVALID_ARGUMENT if a person cannot be normalised, which what an import
  // accepts can.
  absl::Status Add(const LinkagePerson& person);

  // Who shares a key with the person, compared as a holder compares: with what
  // a capsule carries of the identity. A refused row has no candidates.
  absl::StatusOr<Asked> Ask(const LinkagePerson& person, Files files);

  const TruthLines& truth_lines() const { return truth_lines_; }
  const TokenCounts& indexed_tokens() const { return indexed_tokens_; }
  const TokenCounts& asked_tokens() const { return asked_tokens_; }

 private:
  struct Held {
    std::int64_t line;
    std::string truth;
    agent::Identity identity;
  };

  const std::vector<std::string> schemes_;
  std::vector<Held> held_;
  absl::flat_hash_map<std::string, std::vector<std::size_t>> by_key_;
  TruthLines truth_lines_;
  TokenCounts indexed_tokens_;
  TokenCounts asked_tokens_;
};

// The identifier schemes that a map names, each once.
std::vector<std::string> SchemesOf(const config::v1::ColumnMap& map);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_MEMORY_MATCHING_H_
