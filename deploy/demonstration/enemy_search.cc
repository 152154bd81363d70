// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/enemy_search.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "deploy/demonstration/text_views.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPrefix = 5;
constexpr int kMaybeBits = 20;

std::uint64_t PrefixAt(const std::string& text, std::size_t at) {
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < kPrefix; ++i) {
    prefix = prefix << 8 | static_cast<unsigned char>(text[at + i]);
  }
  return prefix;
}

std::size_t Slot(std::uint64_t prefix) {
  return (prefix * 0x9E3779B97F4A7C15u) >> (64 - kMaybeBits);
}

absl::StatusOr<std::vector<fs::path>> FilesUnder(const std::string& directory) {
  std::error_code error;
  if (!fs::is_directory(directory, error)) {
    return absl::NotFoundError("search: no such directory");
  }
  std::vector<fs::path> files;
  fs::recursive_directory_iterator entry(directory, error);
  for (; !error && entry != fs::recursive_directory_iterator();
       entry.increment(error)) {
    if (entry->is_regular_file(error) && !entry->is_symlink(error)) {
      files.push_back(entry->path());
    }
  }
  if (error) return absl::UnavailableError("search: a directory is unreadable");
  std::sort(files.begin(), files.end());
  return files;
}

absl::StatusOr<std::string> Read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    return absl::UnavailableError("search: a file is unreadable");
  }
  return bytes;
}

bool IsExcluded(const fs::path& path, absl::Span<const std::string> excluded) {
  return std::any_of(excluded.begin(), excluded.end(),
                     [&](const std::string& end) {
                       return absl::EndsWith(path.string(), end);
                     });
}

}  // namespace

EnemySearch::EnemySearch(absl::Span<const EnemyTerm> terms)
    : terms_(terms), maybe_(std::size_t{1} << kMaybeBits) {
  for (std::size_t i = 0; i < terms.size(); ++i) {
    const std::string folded = FoldForSearch(terms[i].text);
    by_text_[folded].push_back(i);
    const std::uint64_t prefix = PrefixAt(folded, 0);
    maybe_[Slot(prefix)] = true;
    std::vector<std::size_t>& lengths = lengths_[prefix];
    if (std::find(lengths.begin(), lengths.end(), folded.size()) ==
        lengths.end()) {
      lengths.push_back(folded.size());
    }
  }
}

absl::StatusOr<EnemySearch> EnemySearch::Create(
    absl::Span<const EnemyTerm> terms) {
  for (const EnemyTerm& term : terms) {
    if (term.text.size() < kPrefix) {
      return absl::InvalidArgumentError("search: a term is under 5 bytes");
    }
  }
  return EnemySearch(terms);
}

void EnemySearch::FindIn(const std::string& folded,
                         std::vector<bool>& found) const {
  if (folded.size() < kPrefix) return;
  constexpr std::uint64_t kMask = (std::uint64_t{1} << (8 * kPrefix)) - 1;
  std::uint64_t prefix = PrefixAt(folded, 0) >> 8;
  for (std::size_t at = 0; at + kPrefix <= folded.size(); ++at) {
    const auto next = static_cast<unsigned char>(folded[at + kPrefix - 1]);
    prefix = (prefix << 8 | next) & kMask;
    if (!maybe_[Slot(prefix)]) continue;
    const auto lengths = lengths_.find(prefix);
    if (lengths == lengths_.end()) continue;
    for (const std::size_t length : lengths->second) {
      const auto terms =
          by_text_.find(absl::string_view(folded).substr(at, length));
      if (terms == by_text_.end()) continue;
      for (const std::size_t term : terms->second) found[term] = true;
    }
  }
}

std::vector<std::size_t> EnemySearch::Find(absl::string_view bytes) const {
  std::vector<bool> found(terms_.size());
  FindIn(FoldForSearch(bytes), found);
  FindIn(FoldForSearch(FromLatin1(bytes)), found);
  for (const std::size_t offset : {0, 1}) {
    FindIn(FoldForSearch(FromUtf16(bytes, ByteOrder::kLittle, offset)), found);
    FindIn(FoldForSearch(FromUtf16(bytes, ByteOrder::kBig, offset)), found);
  }
  FindIn(FoldForSearch(FromHex(bytes)), found);
  std::vector<std::size_t> indexes;
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (found[i]) indexes.push_back(i);
  }
  return indexes;
}

absl::StatusOr<SearchResult> EnemySearch::InDirectory(
    const std::string& directory,
    absl::Span<const std::string> excluded) const {
  KITH_ASSIGN_OR_RETURN(const std::vector<fs::path> files,
                        FilesUnder(directory));
  SearchResult result;
  result.found.resize(terms_.size());
  for (const fs::path& path : files) {
    if (IsExcluded(path, excluded)) continue;
    KITH_ASSIGN_OR_RETURN(const std::string bytes, Read(path));
    ++result.files_searched;
    result.bytes_searched += bytes.size();
    FileHits hits{path.string(), {}};
    const std::vector<std::size_t> indexes = Find(bytes);
    for (const std::size_t index : indexes) {
      result.found[index] = true;
      ++hits.terms[static_cast<std::size_t>(terms_[index].kind)];
    }
    if (!indexes.empty()) result.files.push_back(std::move(hits));
  }
  return result;
}

}  // namespace kith::deploy
