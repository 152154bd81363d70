// SPDX-License-Identifier: Apache-2.0
//
// Looks for terms in everything under a directory, however it is written.
#ifndef KITH_DEPLOY_DEMONSTRATION_ENEMY_SEARCH_H_
#define KITH_DEPLOY_DEMONSTRATION_ENEMY_SEARCH_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "deploy/demonstration/enemy_terms.h"

namespace kith::deploy {

inline constexpr std::size_t kTermKinds = 5;

struct FileHits {
  std::string path;
  // Different terms found, by TermKind.
  std::array<std::size_t, kTermKinds> terms{};
};

struct SearchResult {
  std::vector<FileHits> files;  // Those with hits, in order of path.
  std::vector<bool> found;      // Of each term, whether any file held it.
  std::size_t files_searched = 0;
  std::size_t bytes_searched = 0;
};

// Thread-compatible.
class EnemySearch {
 public:
  // Terms of fewer than 5 bytes are an error of the caller: INVALID_ARGUMENT.
  // `terms` must outlive the object.
  static absl::StatusOr<EnemySearch> Create(absl::Span<const EnemyTerm> terms);

  // The indexes of the terms that `bytes` holds, without case, as UTF-8,
  // Windows-1252, UTF-16 of either byte order at any offset, or hexadecimal of
  // UTF-8 (either case); a comma counts as a blank. In ascending order.
  std::vector<std::size_t> Find(absl::string_view bytes) const;

  // Every regular file under `directory`, and nothing behind a symbolic link.
  // Files whose path ends with one of `excluded` are left out. NOT_FOUND if
  // there is no such directory, UNAVAILABLE if a file cannot be read.
  absl::StatusOr<SearchResult> InDirectory(
      const std::string& directory,
      absl::Span<const std::string> excluded) const;

 private:
  explicit EnemySearch(absl::Span<const EnemyTerm> terms);

  void FindIn(const std::string& folded, std::vector<bool>& found) const;

  absl::Span<const EnemyTerm> terms_;
  // Folded text to its terms; first bytes to the lengths that begin so.
  absl::flat_hash_map<std::string, std::vector<std::size_t>> by_text_;
  absl::flat_hash_map<std::uint64_t, std::vector<std::size_t>> lengths_;
  std::vector<bool> maybe_;  // By hash of a prefix: most positions stop here.
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_ENEMY_SEARCH_H_
