// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BACKUP_MANIFEST_H_
#define KITH_KEYS_BACKUP_MANIFEST_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/sealed_db.h"

namespace kith::backup {

// What a backup's folder is a copy of. Nothing in it is secret; it names
// nobody.
struct Manifest {
  std::string program;     // "agent", "broker", "key holder".
  std::string id;          // Of the agency or key holder; "broker".
  std::string network;     // Its name.
  std::string network_id;  // 32 bytes.
  absl::Time made_at;
  std::uint64_t log_size = 0;  // Entries of the log in the copy,
  std::string log_root;        // and the root of their tree, 32 bytes.
  std::string database_sha256;
  std::uint64_t database_bytes = 0;
};

inline constexpr char kManifestFile[] = "manifest.json";
inline constexpr char kDatabaseFile[] = "database.db";

std::string ToJson(const Manifest& manifest);
// INVALID_ARGUMENT, naming the field, for anything else.
absl::StatusOr<Manifest> FromJson(absl::string_view json);
// Of a backup's folder. NOT_FOUND if it holds none; codes as FromJson().
absl::StatusOr<Manifest> ReadManifest(const std::string& folder);

// A log as a database holds it. DATA_LOSS if an entry is missing.
struct LogHead {
  std::uint64_t size = 0;
  std::string root;  // 32 bytes.
  // Of the first `of` entries, if it has as many.
  std::string root_at;
  absl::Time newest = absl::InfinitePast();
};
absl::StatusOr<LogHead> ReadLogHead(SealedDb& db, std::uint64_t of = 0);

// SHA-256 of a file, 32 bytes, and its length, read in pieces.
struct FileHash {
  std::string sha256;
  std::uint64_t bytes = 0;
};
absl::StatusOr<FileHash> HashOfFile(const std::string& path);

}  // namespace kith::backup

#endif  // KITH_KEYS_BACKUP_MANIFEST_H_
