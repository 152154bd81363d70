// SPDX-License-Identifier: Apache-2.0
//
// Publishing, asking and comparing without tokens, capsules or a network: what
// the same records would come to there.
#ifndef KITH_DEPLOY_BENCH_MEMORY_MATCHING_H_
#define KITH_DEPLOY_BENCH_MEMORY_MATCHING_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "agent/identity/identity.h"
#include "agent/identity/match_keys.h"
#include "agent/identity/name_frequencies.h"
#include "deploy/bench/linkage_people.h"
#include "deploy/bench/tally.h"

namespace kith::deploy {

// How many match keys people have: each is one token.
struct TokenCounts {
  std::uint64_t people = 0;  // Without refused rows.
  std::uint64_t tokens = 0;
  std::uint64_t most = 0;
  std::uint64_t without = 0;                  // People nobody can find.
  std::vector<std::uint64_t> with_so_many{};  // By number of tokens.

  void Add(std::size_t of_one_person);
  double Mean() const;
  // So many or fewer are what 99 of 100 people have.
  std::uint64_t Of99In100() const;
};

struct MatchingOptions {
  // Identifier schemes that make keys.
  std::vector<std::string> schemes;
  // What the index is published under; questions carry the keys of all.
  agent::Profile profile = agent::Profile::kStandard;
  Files files = Files::kTwo;
};

// The records of one file, findable by their match keys. In the place of a token
// stands a keyed hash, cut to 8 bytes; two keys that fall together there open
// nothing, for Ask() looks at the keys themselves. Not thread-safe.
class MemoryIndex {
 public:
  explicit MemoryIndex(MatchingOptions options);

  // Before Close(). INVALID_ARGUMENT if a person cannot be normalised, which
  // what an import accepts can.
  absl::Status Add(const LinkagePerson& person);

  // Once, when everybody is added.
  void Close();

  // Whose keys open the question, compared as a holder compares: with what a
  // capsule carries of the identity, the address that those keys tell, and the
  // index's own frequencies of names. A refused row has no candidates.
  absl::StatusOr<Asked> Ask(const LinkagePerson& person);

  const MatchingOptions& options() const { return options_; }
  const TruthLines& truth_lines() const { return truth_lines_; }
  const TokenCounts& indexed_tokens() const { return indexed_tokens_; }
  const TokenCounts& asked_tokens() const { return asked_tokens_; }

 private:
  struct Held {
    std::int64_t line;
    std::string truth;
    std::string family;
    agent::Identity identity;
  };
  struct Entry {
    std::uint64_t token;
    std::uint32_t held;
  };

  std::uint64_t StandIn(const agent::MatchKey& key) const;
  std::vector<std::uint32_t> Sharing(
      absl::Span<const agent::MatchKey> keys) const;
  void Judge(const Held& held, absl::Span<const agent::MatchKey> keys,
             const agent::Identity& carried, Asked& asked) const;

  const MatchingOptions options_;
  const std::string key_;  // Fresh every run, as if a key holder had it.
  std::vector<Held> held_;
  std::vector<Entry> entries_;  // In the order of their tokens once closed.
  agent::NameFrequencies frequencies_;
  TruthLines truth_lines_;
  TokenCounts indexed_tokens_;
  TokenCounts asked_tokens_;
};

// The identifier schemes that a map names, each once.
std::vector<std::string> SchemesOf(const config::v1::ColumnMap& map);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_MEMORY_MATCHING_H_
