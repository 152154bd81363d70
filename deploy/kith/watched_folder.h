// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_WATCHED_FOLDER_H_
#define KITH_DEPLOY_KITH_WATCHED_FOLDER_H_

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/kith/dry_run.h"
#include "deploy/kith/watch_accept.h"
#include "keys/program/watch_place.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

// A folder in which an agency's system leaves its exports. Each is read once it
// is whole; what it would change is written beside it and waits for somebody to
// accept it; then it is imported and goes to the archive.
//
//   pupils.csv                 left by the system
//   pupils.csv.dry-run(.txt)   what may be accepted; the same in words
//   pupils.csv.accept          made by `kith watch accept`
//   archive/ failed/           what was imported; what could not be read
//
// Everything in it is the agency's own personal data: mode 0600. Archive and
// failed are emptied of what is older than kKept.
//
// Not thread-safe. A process that ends in between loses nothing: what waits is
// in the folder.
class WatchedFolder {
 public:
  static constexpr absl::Duration kKept = absl::Hours(24 * 14);

  struct Options {
    // Its staff member is named where several share an account. Unattended it
    // imports by itself what a dry run shows no surprise in, once somebody has
    // accepted one with this map.
    WatchPlace place;
    // How long a file must have stayed as it is.
    absl::Duration settles = absl::Seconds(5);
  };
  // Asks the desk, as DeskService.Import.
  using Import = std::function<absl::StatusOr<desk::v1::ImportReport>(
      const desk::v1::ImportOptions& options, const std::string& content)>;

  WatchedFolder(Options options, Import import)
      : options_(std::move(options)), import_(std::move(import)) {}

  // One look: what was done and what waits for whom, a line each, without
  // anything of a person. NOT_FOUND or FAILED_PRECONDITION, saying what to do,
  // if there is no folder or no map, or it may not be worked in.
  absl::StatusOr<std::vector<std::string>> Look(absl::Time now);

  // False while a file is not known to be whole.
  bool settled() const { return unsettled_ == 0; }

 private:
  struct Seen {
    FileState as;
    absl::Time since;
  };
  // One that is whole, and what it is read with.
  struct Export {
    std::string path;
    FileState as;  // From before it was read.
    std::string map;
    std::string content;

    std::string name() const;
  };
  bool IsWhole(const std::string& path, absl::Time now);
  absl::Status Take(const std::string& name, absl::Time now,
                    std::vector<std::string>& done);
  bool IsShown(const Export& it) const;
  absl::Status ShowDryRun(const Export& it, absl::Time now,
                          std::vector<std::string>& done);
  absl::Status Accept(const Export& it, const Acceptance& said, absl::Time now,
                      std::vector<std::string>& done);
  absl::Status NotImported(const Export& it, const absl::Status& why,
                           std::vector<std::string>& done) const;
  // Why it should not go in by itself; empty if it may.
  std::string Surprise(const desk::v1::ImportReport& report,
                       const std::string& map) const;
  desk::v1::ImportOptions OptionsFor(const Export& it) const;

  const Options options_;
  const Import import_;
  std::map<std::string, Seen> seen_;  // By path.
  int unsettled_ = 0;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_WATCHED_FOLDER_H_
