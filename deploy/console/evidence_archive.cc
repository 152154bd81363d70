// SPDX-License-Identifier: Apache-2.0
#include "deploy/console/evidence_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "deploy/kith/export_evidence.h"
#include "deploy/kith/files.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = std::size_t{512} << 20;

void Empty(const std::string& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    std::error_code ignored;
    fs::remove_all(entry.path(), ignored);  // Follows no link.
  }
}

// The folder, open and locked: shared with other consoles of this account, and
// emptied if there is none.
absl::StatusOr<int> OpenParent(const std::string& parent) {
  const bool made = mkdir(parent.c_str(), 0700) == 0 || errno == EEXIST;
  const int fd = made ? open(parent.c_str(),
                             O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                      : -1;
  struct stat found = {};
  const bool ours = fd >= 0 && fstat(fd, &found) == 0 &&
                    found.st_uid == geteuid() && (found.st_mode & 077) == 0;
  if (!ours) {
    if (fd >= 0) close(fd);
    if (!made) {
      return absl::UnavailableError(absl::StrCat(
          parent, " cannot be made; ask your agency's IT to look at it"));
    }
    return absl::FailedPreconditionError(absl::StrCat(
        parent,
        " is no folder of the console's account alone; ask your agency's IT to "
        "remove it and to start the console again"));
  }
  if (flock(fd, LOCK_EX | LOCK_NB) == 0) Empty(parent);
  flock(fd, LOCK_SH | LOCK_NB);
  return fd;
}

// A folder that is removed with everything in it.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& parent) {
    std::string name = In(parent, "XXXXXX");
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

la_ssize_t Append(archive*, void* out, const void* data, std::size_t size) {
  static_cast<std::string*>(out)->append(static_cast<const char*>(data), size);
  return static_cast<la_ssize_t>(size);
}

absl::Status Failed(archive* writer) {
  return absl::UnavailableError(absl::StrCat(
      "the evidence could not be packed: ", archive_error_string(writer)));
}

absl::Status AddFile(archive* writer, const std::string& name,
                     const std::string& content) {
  const std::unique_ptr<archive_entry, decltype(&archive_entry_free)> entry(
      archive_entry_new(), archive_entry_free);
  archive_entry_set_pathname(entry.get(),
                             absl::StrCat("evidence/", name).c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(content.size()));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0600);
  if (archive_write_header(writer, entry.get()) != ARCHIVE_OK ||
      archive_write_data(writer, content.data(), content.size()) !=
          static_cast<la_ssize_t>(content.size())) {
    return Failed(writer);
  }
  return absl::OkStatus();
}

// Every file below `folder`, in the order of their names.
absl::StatusOr<std::string> Pack(const std::string& folder) {
  std::string packed;
  const std::unique_ptr<archive, decltype(&archive_write_free)> writer(
      archive_write_new(), archive_write_free);
  if (archive_write_add_filter_gzip(writer.get()) != ARCHIVE_OK ||
      archive_write_set_format_pax_restricted(writer.get()) != ARCHIVE_OK ||
      archive_write_open(writer.get(), &packed, nullptr, Append, nullptr) !=
          ARCHIVE_OK) {
    return Failed(writer.get());
  }
  std::set<std::string> names;
  std::size_t bytes = 0;
  for (const auto& file : fs::recursive_directory_iterator(folder)) {
    if (!file.is_regular_file()) continue;
    names.insert(fs::relative(file.path(), folder).string());
    bytes += file.file_size();
  }
  if (bytes > kMostBytes) {
    return absl::ResourceExhaustedError(
        "the evidence is too large for a browser; run `kith audit export` on "
        "the agent's machine");
  }
  for (const std::string& name : names) {
    KITH_ASSIGN_OR_RETURN(const std::string content,
                          ReadFile(In(folder, name), kMostBytes));
    KITH_RETURN_IF_ERROR(AddFile(writer.get(), name, content));
  }
  if (archive_write_close(writer.get()) != ARCHIVE_OK) {
    return Failed(writer.get());
  }
  return packed;
}

}  // namespace

std::string EvidenceFolder() {
  std::error_code ignored;
  return (fs::temp_directory_path(ignored) /
          absl::StrCat("kith-console-", geteuid()))
      .string();
}

EvidenceArchives::EvidenceArchives(const std::string& parent, Export exports)
    : parent_(parent), export_(std::move(exports)), open_(OpenParent(parent)) {
  if (!open_.ok()) {
    LogWarning("no evidence can be saved", {{"why", open_.status()}});
  }
}

EvidenceArchives::~EvidenceArchives() {
  if (open_.ok()) close(*open_);
}

absl::Status EvidenceArchives::ExportAll(desk::DeskClient& desk,
                                         const std::string& folder) {
  return ExportEvidenceTo(desk, "", folder);
}

absl::StatusOr<std::string> EvidenceArchives::Make(desk::DeskClient& desk) {
  KITH_RETURN_IF_ERROR(open_.status());
  if (making_.exchange(true)) {
    return absl::ResourceExhaustedError(
        "somebody else saves the evidence just now; try again in a minute");
  }
  auto made = MakeAlone(desk);
  making_ = false;
  return made;
}

absl::StatusOr<std::string> EvidenceArchives::MakeAlone(
    desk::DeskClient& desk) const {
  const TemporaryFolder folder(parent_);
  if (folder.path().empty()) {
    return absl::UnavailableError("there is no place for temporary files");
  }
  const std::string evidence = In(folder.path(), "evidence");
  KITH_RETURN_IF_ERROR(export_(desk, evidence));
  return Pack(evidence);
}

}  // namespace kith::deploy
