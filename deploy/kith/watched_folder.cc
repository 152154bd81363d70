// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/watched_folder.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "agent/connectors/whole_file.h"
#include "deploy/kith/files.h"
#include "deploy/kith/import_words.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using desk::v1::ImportOptions;
using desk::v1::ImportReport;

constexpr std::size_t kMaxTextBytes = 1 << 20;
constexpr char kAcceptedMap[] = ".accepted-map";

// Files that stand beside an export.
constexpr absl::string_view kBeside[] = {".rejected.csv", ".agreement-gaps.csv",
                                         ".identifiers.csv", ".duplicates.csv"};

bool IsExport(const fs::directory_entry& entry) {
  const std::string name = entry.path().filename();
  std::error_code error;
  // No link is followed: who may write here may not write elsewhere.
  return entry.symlink_status(error).type() == fs::file_type::regular &&
         !absl::StartsWith(name, ".") &&
         absl::EndsWithIgnoreCase(name, ".csv") &&
         std::none_of(std::begin(kBeside), std::end(kBeside),
                      [&](absl::string_view beside) {
                        return absl::EndsWith(name, beside);
                      });
}

std::string MapHash(const std::string& map) {
  return absl::BytesToHexString(HashBytes(Sha256(map)));
}

std::int64_t ChangedNs(const std::string& path) {
  struct stat file;
  if (stat(path.c_str(), &file) != 0) return 0;
  return std::int64_t{file.st_mtim.tv_sec} * 1'000'000'000 +
         file.st_mtim.tv_nsec;
}

bool IsNewer(const std::string& path, const std::string& than) {
  return FileExists(path) && ChangedNs(path) >= ChangedNs(than);
}

void Remove(const std::string& path) {
  std::error_code error;
  fs::remove(path, error);
}

// What stood beside it before it moved is said anew where it goes.
void RemoveBeside(const std::string& path) {
  const ImportFiles files = FilesBeside(path);
  for (const std::string& file :
       {files.rejected, files.agreement_gaps, files.identifiers,
        files.duplicates, files.dry_run, files.dry_run + ".txt",
        path + ".accept"}) {
    Remove(file);
  }
}

absl::Status RefuseLink(const std::string& folder) {
  std::error_code error;
  return fs::symlink_status(folder, error).type() == fs::file_type::symlink
             ? absl::FailedPreconditionError(absl::StrCat(
                   folder,
                   ": is a link; nothing is moved or deleted through "
                   "it. Put a folder in its place"))
             : absl::OkStatus();
}

// Into `where` beside it, under a name with the time in front. Its new path.
absl::StatusOr<std::string> MoveTo(const std::string& path, const char* where,
                                   absl::Time now) {
  const fs::path from(path);
  const std::string folder = from.parent_path() / where;
  KITH_RETURN_IF_ERROR(MakeFolder(folder));
  KITH_RETURN_IF_ERROR(RefuseLink(folder));
  const std::string to =
      In(folder, absl::StrCat(absl::FormatTime("%Y-%m-%dT%H%M%E3SZ", now,
                                               absl::UTCTimeZone()),
                              "-", from.filename().string()));
  std::error_code error;
  fs::rename(from, to, error);
  if (error) {
    return absl::UnavailableError(absl::StrCat(path, ": cannot be moved to ",
                                               folder, ": ", error.message()));
  }
  fs::permissions(to, fs::perms::owner_read | fs::perms::owner_write, error);
  return to;
}

// What MoveTo has put there; nothing else.
void ForgetOld(const std::string& folder, absl::Time now) {
  std::error_code error;
  if (!RefuseLink(folder).ok()) return;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const absl::Time changed =
        absl::FromUnixNanos(ChangedNs(entry.path().string()));
    const std::string name = entry.path().filename();
    const bool is_ours =
        name.size() > 20 && name[4] == '-' && name[10] == 'T' &&
        entry.symlink_status(error).type() == fs::file_type::regular;
    if (is_ours && now - changed > WatchedFolder::kKept) {
      Remove(entry.path());
    }
  }
}

// What `kith watch accept` wrote, if it is of this dry run.
std::optional<ImportOptions> AcceptedBy(const std::string& path,
                                        const ImportOptions& options) {
  const auto said = ReadFile(path + ".accept", kMaxTextBytes);
  if (!said.ok()) return std::nullopt;
  const std::vector<std::string> lines = absl::StrSplit(*said, '\n');
  ImportOptions accept = options;
  accept.set_accept_digest(lines[0]);
  std::uint32_t ended = 0;
  if (lines.size() > 1 && absl::SimpleAtoi(lines[1], &ended)) {
    accept.set_accept_ended(ended);
  }
  return accept;
}

std::string Counts(const ImportReport& report) {
  return absl::StrCat(report.rows(), " rows: ", report.added(), " added, ",
                      report.changed(), " changed, ", report.ended(),
                      " ended, ", report.rejected(), " refused");
}

}  // namespace

absl::StatusOr<std::vector<std::string>> WatchedFolder::Look(absl::Time now) {
  std::error_code error;
  if (!fs::is_directory(options_.folder, error)) {
    return absl::NotFoundError(
        absl::StrCat(options_.folder,
                     ": no such folder; make it, readable and writable by "
                     "the account that watches it"));
  }
  if (!FileExists(options_.map)) {
    return absl::FailedPreconditionError(
        absl::StrCat(options_.map,
                     ": no column map yet; make one from an "
                     "export: kith map EXPORT.csv >",
                     options_.map));
  }
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(options_.folder, error)) {
    if (IsExport(entry)) names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  std::vector<std::string> done;
  unsettled_ = 0;
  for (const std::string& name : names) {
    if (!IsWhole(In(options_.folder, name), now)) {
      // An empty one may never become more.
      std::error_code unread;
      if (fs::file_size(In(options_.folder, name), unread) > 0) ++unsettled_;
      continue;
    }
    const absl::Status taken = Take(name, now, done);
    if (!taken.ok()) done.push_back(absl::StrCat(name, ": ", taken.message()));
  }
  for (const char* folder : {"archive", "failed"}) {
    ForgetOld(In(options_.folder, folder), now);
  }
  return done;
}

// A system may still be writing, or copying over a slow line.
bool WatchedFolder::IsWhole(const std::string& path, absl::Time now) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(path, error);
  const std::int64_t changed = ChangedNs(path);
  State& state = seen_[path];
  if (error || state.size != size || state.changed_ns != changed) {
    state = {size, changed, now};
  }
  return size > 0 && now - state.since >= options_.settles;
}

ImportOptions WatchedFolder::OptionsFor(const std::string& path,
                                        const std::string& map) const {
  ImportOptions options;
  options.set_as(options_.as);
  options.set_map_text(map);
  options.set_file_name(fs::path(path).filename());
  return options;
}

absl::Status WatchedFolder::Take(const std::string& name, absl::Time now,
                                 std::vector<std::string>& done) {
  const std::string path = In(options_.folder, name);
  const std::string dry_run = FilesBeside(path).dry_run;
  const bool is_shown =
      IsNewer(dry_run, path) && IsNewer(dry_run, options_.map);
  if (is_shown && !FileExists(path + ".accept")) return absl::OkStatus();
  KITH_ASSIGN_OR_RETURN(const std::string map,
                        ReadFile(options_.map, kMaxTextBytes));
  KITH_ASSIGN_OR_RETURN(const std::string content,
                        agent::ReadWholeFile(path, [](std::size_t) {}));
  const auto accept = AcceptedBy(path, OptionsFor(path, map));
  if (is_shown && accept.has_value()) {
    return Accept(path, content, map, *accept, now, done);
  }
  return DryRun(path, content, map, now, done);
}

absl::Status WatchedFolder::DryRun(const std::string& path,
                                   const std::string& content,
                                   const std::string& map, absl::Time now,
                                   std::vector<std::string>& done) {
  const std::string name = fs::path(path).filename();
  KITH_ASSIGN_OR_RETURN(const ImportReport report,
                        import_(OptionsFor(path, map), content));
  Remove(path + ".accept");
  const std::string words = ImportInWords(report, path, options_.map);
  if (!report.file_fault().empty()) {
    RemoveBeside(path);
    KITH_ASSIGN_OR_RETURN(const std::string failed,
                          MoveTo(path, "failed", now));
    done.push_back(absl::StrCat(name, ": cannot be read: ", report.file_fault(),
                                "; it is in failed/"));
    return ReplaceFile(failed + ".why.txt", words, Readers::kOwner);
  }
  const ImportFiles files = FilesBeside(path);
  KITH_RETURN_IF_ERROR(
      ReplaceFile(files.dry_run + ".txt", words, Readers::kOwner));
  // The digest last: where it is, everything is.
  KITH_RETURN_IF_ERROR(WriteImportFiles(report, files));
  const std::string surprise = Surprise(report, map);
  if (surprise.empty()) {
    ImportOptions accept = OptionsFor(path, map);
    accept.set_accept_digest(report.digest());
    return Accept(path, content, map, accept, now, done);
  }
  done.push_back(absl::StrCat(name, ": dry run, ", Counts(report), "; ",
                              surprise, ". Look at ", name,
                              ".dry-run.txt, then: kith watch accept ", path));
  return absl::OkStatus();
}

absl::Status WatchedFolder::Accept(const std::string& path,
                                   const std::string& content,
                                   const std::string& map,
                                   const ImportOptions& accept, absl::Time now,
                                   std::vector<std::string>& done) {
  const std::string name = fs::path(path).filename();
  const absl::StatusOr<ImportReport> report = import_(accept, content);
  Remove(path + ".accept");
  if (absl::IsFailedPrecondition(report.status())) {
    // Map, file or register are others than were shown: shown again.
    Remove(FilesBeside(path).dry_run);
    done.push_back(
        absl::StrCat(name, ": not imported: ", report.status().message()));
    return absl::OkStatus();
  }
  KITH_RETURN_IF_ERROR(report.status());
  RemoveBeside(path);
  KITH_ASSIGN_OR_RETURN(const std::string archived,
                        MoveTo(path, "archive", now));
  KITH_RETURN_IF_ERROR(WriteImportFiles(*report, FilesBeside(archived)));
  KITH_RETURN_IF_ERROR(ReplaceFile(In(options_.folder, kAcceptedMap),
                                   MapHash(map), Readers::kOwner));
  done.push_back(
      absl::StrCat(name, ": imported, ", Counts(*report), "; it is in archive/",
                   report->rejected() == 0 ? "" : ", refused rows beside it"));
  return absl::OkStatus();
}

std::string WatchedFolder::Surprise(const ImportReport& report,
                                    const std::string& map) const {
  if (!options_.unattended) return "it waits for somebody";
  const auto accepted = ReadFile(In(options_.folder, kAcceptedMap), 1024);
  if (!accepted.ok() || *accepted != MapHash(map)) {
    return "nobody has accepted an import with this map yet";
  }
  const std::uint32_t people =
      report.added() + report.changed() + report.ended() + report.unchanged();
  if (report.rejected() * 10 > report.rows()) {
    return "more than one row in ten is refused";
  }
  if (report.ended() * 10 > people) return "more than one in ten would end";
  return "";
}

absl::Status AcceptWatched(const std::string& file, std::uint32_t ended) {
  const std::string dry_run = FilesBeside(file).dry_run;
  const auto digest = ReadFile(dry_run, kMaxTextBytes);
  if (!digest.ok() || !IsNewer(dry_run, file)) {
    return absl::FailedPreconditionError(absl::StrCat(
        file,
        ": there is no dry run of it as it is now; wait until one stands "
        "beside it"));
  }
  return ReplaceFile(file + ".accept",
                     absl::StrCat(absl::StripAsciiWhitespace(*digest), "\n",
                                  ended == 0 ? "" : absl::StrCat(ended), "\n"),
                     Readers::kOwner);
}

}  // namespace kith::deploy
