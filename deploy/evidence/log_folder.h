// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_LOG_FOLDER_H_
#define KITH_DEPLOY_EVIDENCE_LOG_FOLDER_H_

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/tlog/tile_folder.h"
#include "keys/tlog/tiles.h"
#include "kith/log/v1/log.pb.h"

// One log as a folder (docs/spec/evidence.md): `checkpoint`, `tile/...`,
// `openings`. Read and written a bundle at a time: a log may have millions of
// entries.
namespace kith::deploy {

// Writes one. Not thread-safe. Codes, naming the file: RESOURCE_EXHAUSTED if
// the disk is full, FAILED_PRECONDITION if it cannot be written.
class LogFolderWriter {
 public:
  // `folder` is made, and must be empty or not there.
  static absl::StatusOr<LogFolderWriter> Make(std::string folder);

  // Leaves one after another, 113 bytes each; they may come in any pieces of
  // whole leaves. INVALID_ARGUMENT for anything else.
  absl::Status AddLeaves(absl::string_view leaves);
  // Openings in the file's form, in any pieces.
  absl::Status AddOpenings(absl::string_view packed);
  // After that nothing is added.
  absl::Status Finish(absl::string_view checkpoint);

  std::uint64_t size() const { return tiles_.size(); }
  Hash Root() const { return tiles_.Root(); }

 private:
  explicit LogFolderWriter(std::string folder) : folder_(std::move(folder)) {}
  absl::Status Write(const std::string& path, absl::string_view bytes) const;

  std::string folder_;
  tlog::TileMaker tiles_;
  std::ofstream openings_;
};

// A file of evidence: no link, at most `most` bytes. NOT_FOUND or
// INVALID_ARGUMENT, naming it.
absl::StatusOr<std::string> ReadEvidenceFile(const std::string& folder,
                                             absl::string_view name,
                                             std::size_t most);

using tlog::ParseBundle;

// Reads the file `openings` from its beginning, strictly: each entry is what
// its fields serialise to, and of a higher index than the one before. Not
// thread-safe.
class OpeningsReader {
 public:
  static absl::StatusOr<OpeningsReader> Open(const std::string& folder);
  // nullopt at the end. INVALID_ARGUMENT, naming the file, if it breaks off or
  // is not of the form.
  absl::StatusOr<std::optional<log::v1::LeafOpening>> Next();

 private:
  std::string path_;
  std::ifstream file_;
  std::uint64_t read_ = 0;
  std::uint64_t last_index_ = 0;
};

// An opening in the file's form.
std::string PackOpening(const log::v1::LeafOpening& opening);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_LOG_FOLDER_H_
