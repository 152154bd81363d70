// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/watched_folder.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "agent/connectors/whole_file.h"
#include "deploy/kith/files.h"
#include "deploy/kith/import_words.h"
#include "keys/base/status_macros.h"
#include "keys/private_file.h"

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
        AcceptancePath(path)}) {
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
        absl::FromUnixNanos(FileStateOf(entry.path()).changed_ns);
    const std::string name = entry.path().filename();
    const bool is_ours =
        name.size() > 20 && name[4] == '-' && name[10] == 'T' &&
        entry.symlink_status(error).type() == fs::file_type::regular;
    if (is_ours && now - changed > WatchedFolder::kKept) {
      Remove(entry.path());
    }
  }
}

std::string Counts(const ImportReport& report) {
  return absl::StrCat(report.rows(), " rows: ", report.added(), " added, ",
                      report.changed(), " changed, ", report.ended(),
                      " ended, ", report.rejected(), " refused");
}

std::string HowToAccept(const std::string& path, const ImportReport& report) {
  return absl::StrCat(
      "kith watch accept ", path,
      report.ends_many() ? absl::StrCat(" --ended ", report.ended()) : "");
}

}  // namespace

std::string WatchedFolder::Export::name() const {
  return fs::path(path).filename();
}

absl::StatusOr<std::vector<std::string>> WatchedFolder::Look(absl::Time now) {
  KITH_RETURN_IF_ERROR(CheckWatchPlace(options_.place));
  KITH_RETURN_IF_ERROR(CheckMayWatch(options_.place));
  std::error_code error;
  std::vector<std::string> names;
  for (const auto& entry :
       fs::directory_iterator(options_.place.folder, error)) {
    if (IsExport(entry)) names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  std::vector<std::string> done;
  unsettled_ = 0;
  for (const std::string& name : names) {
    const std::string path = In(options_.place.folder, name);
    if (!IsWhole(path, now)) {
      // An empty one may never become more.
      std::error_code unread;
      if (fs::file_size(path, unread) > 0) ++unsettled_;
      continue;
    }
    const absl::Status taken = Take(name, now, done);
    if (!taken.ok()) done.push_back(absl::StrCat(name, ": ", taken.message()));
  }
  for (const char* folder : {"archive", "failed"}) {
    ForgetOld(In(options_.place.folder, folder), now);
  }
  return done;
}

// A system may still be writing, or copying over a slow line.
bool WatchedFolder::IsWhole(const std::string& path, absl::Time now) {
  const FileState as = FileStateOf(path);
  Seen& seen = seen_[path];
  if (seen.as != as) seen = {as, now};
  return as.size > 0 && now - seen.since >= options_.settles;
}

ImportOptions WatchedFolder::OptionsFor(const Export& it) const {
  ImportOptions options;
  options.set_as(options_.place.staff);
  options.set_map_text(it.map);
  options.set_file_name(it.name());
  return options;
}

bool WatchedFolder::IsShown(const Export& it) const {
  const auto shown = ReadDryRun(FilesBeside(it.path).dry_run);
  return shown.ok() && shown->file == it.as && shown->map == MapHash(it.map);
}

absl::Status WatchedFolder::Take(const std::string& name, absl::Time now,
                                 std::vector<std::string>& done) {
  Export it;
  it.path = In(options_.place.folder, name);
  it.as = FileStateOf(it.path);
  KITH_ASSIGN_OR_RETURN(it.map, ReadFile(options_.place.map, kMaxTextBytes));
  std::optional<Acceptance> said;
  if (IsShown(it)) {
    KITH_ASSIGN_OR_RETURN(said, ReadAcceptance(it.path));
    if (!said.has_value()) return absl::OkStatus();
  }
  KITH_ASSIGN_OR_RETURN(it.content,
                        agent::ReadWholeFile(it.path, [](std::size_t) {}));
  return said.has_value() ? Accept(it, *said, now, done)
                          : ShowDryRun(it, now, done);
}

absl::Status WatchedFolder::ShowDryRun(const Export& it, absl::Time now,
                                       std::vector<std::string>& done) {
  KITH_ASSIGN_OR_RETURN(const ImportReport report,
                        import_(OptionsFor(it), it.content));
  // Said of what was shown before.
  Remove(AcceptancePath(it.path));
  const std::string accept = HowToAccept(it.path, report);
  const std::string words = ImportInWords(report, it.path, accept);
  if (!report.file_fault().empty()) {
    RemoveBeside(it.path);
    KITH_ASSIGN_OR_RETURN(const std::string failed,
                          MoveTo(it.path, "failed", now));
    done.push_back(absl::StrCat(it.name(), ": cannot be read: ",
                                report.file_fault(), "; it is in failed/"));
    return ReplaceFile(failed + ".why.txt", words, Readers::kOwner);
  }
  const ImportFiles files = FilesBeside(it.path);
  KITH_RETURN_IF_ERROR(
      ReplaceFile(files.dry_run + ".txt", words, Readers::kOwner));
  KITH_RETURN_IF_ERROR(WriteImportFiles(report, files));
  // Last: where it is, everything is.
  KITH_RETURN_IF_ERROR(
      WriteDryRun(ShownBy(report, it.as, it.map), files.dry_run));
  const std::string surprise = Surprise(report, it.map);
  if (surprise.empty()) {
    return Accept(it, {.digest = report.digest()}, now, done);
  }
  done.push_back(absl::StrCat(it.name(), ": dry run, ", Counts(report), "; ",
                              surprise, ". Look at ", it.name(),
                              ".dry-run.txt, then: ", accept));
  return absl::OkStatus();
}

absl::Status WatchedFolder::Accept(const Export& it, const Acceptance& said,
                                   absl::Time now,
                                   std::vector<std::string>& done) {
  ImportOptions options = OptionsFor(it);
  options.set_accept_digest(said.digest);
  if (said.ended > 0) options.set_accept_ended(said.ended);
  const absl::StatusOr<ImportReport> report = import_(options, it.content);
  if (!report.ok()) return NotImported(it, report.status(), done);
  RemoveBeside(it.path);
  KITH_ASSIGN_OR_RETURN(const std::string archived,
                        MoveTo(it.path, "archive", now));
  KITH_RETURN_IF_ERROR(WriteImportFiles(*report, FilesBeside(archived)));
  KITH_RETURN_IF_ERROR(ReplaceFile(In(options_.place.folder, kAcceptedMap),
                                   MapHash(it.map), Readers::kOwner));
  done.push_back(absl::StrCat(
      it.name(), ": imported, ", Counts(*report), "; it is in archive/",
      report->rejected() == 0 ? "" : ", refused rows beside it"));
  return absl::OkStatus();
}

absl::Status WatchedFolder::NotImported(const Export& it,
                                        const absl::Status& why,
                                        std::vector<std::string>& done) const {
  const std::string dry_run = FilesBeside(it.path).dry_run;
  const bool by_itself = !FileExists(AcceptancePath(it.path));
  if (!absl::IsFailedPrecondition(why)) {
    // Tried again: what somebody said stays, what nobody said is shown anew.
    if (by_itself) Remove(dry_run);
    return why;
  }
  done.push_back(absl::StrCat(it.name(), ": not imported: ", why.message(),
                              by_itself ? "; it waits for somebody" : ""));
  // Shown again, as it is no longer what was shown. By itself it would only go
  // round: what was shown stays, for somebody to accept.
  if (by_itself) return absl::OkStatus();
  Remove(AcceptancePath(it.path));
  Remove(dry_run);
  return absl::OkStatus();
}

std::string WatchedFolder::Surprise(const ImportReport& report,
                                    const std::string& map) const {
  if (!options_.place.unattended) return "it waits for somebody";
  // Only this account's own: others may write into the folder.
  const auto accepted =
      ReadPrivateFile(In(options_.place.folder, kAcceptedMap), 1024);
  if (!accepted.ok() || *accepted != MapHash(map)) {
    return "nobody has accepted an import with this map yet";
  }
  if (report.rejected() * 10 > report.rows()) {
    return "more than one row in ten is refused";
  }
  if (report.ends_many()) {
    return absl::StrCat(report.ended(), " of ", report.people_before(),
                        " people would end, more than a tenth");
  }
  return "";
}

}  // namespace kith::deploy
