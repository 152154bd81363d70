// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_WATCHED_FOLDER_H_
#define KITH_DEPLOY_KITH_WATCHED_FOLDER_H_

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

// A folder in which an agency's system leaves its exports. Each is read once it
// is whole; what it would change is written beside it and waits for somebody to
// accept it; then it is imported and goes to the archive.
//
//   pupils.csv                 left by the system
//   pupils.csv.dry-run(.txt)   the digest to accept; the same in words
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
    std::string folder;
    std::string map;  // Path of the column map.
    std::string as;   // Staff member, where several share an account.
    // Imports by itself what a dry run shows no surprise in, once somebody has
    // accepted one with this map.
    bool unattended = false;
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
  // if there is no folder or no map.
  absl::StatusOr<std::vector<std::string>> Look(absl::Time now);

  // False while a file is not known to be whole.
  bool settled() const { return unsettled_ == 0; }

 private:
  struct State {
    std::uintmax_t size = 0;
    std::int64_t changed_ns = 0;
    absl::Time since;
  };
  bool IsWhole(const std::string& path, absl::Time now);
  absl::Status Take(const std::string& name, absl::Time now,
                    std::vector<std::string>& done);
  absl::Status DryRun(const std::string& path, const std::string& content,
                      const std::string& map, absl::Time now,
                      std::vector<std::string>& done);
  absl::Status Accept(const std::string& path, const std::string& content,
                      const std::string& map,
                      const desk::v1::ImportOptions& accept, absl::Time now,
                      std::vector<std::string>& done);
  // Why it should not go in by itself; empty if it may.
  std::string Surprise(const desk::v1::ImportReport& report,
                       const std::string& map) const;
  desk::v1::ImportOptions OptionsFor(const std::string& path,
                                     const std::string& map) const;

  const Options options_;
  const Import import_;
  std::map<std::string, State> seen_;  // By path.
  int unsettled_ = 0;
};

// Says that what the last dry run of `file` showed is wanted; `ended`: how many
// people were meant to end, where it is more than one in ten.
// FAILED_PRECONDITION if there is no dry run of it, or the file changed since.
absl::Status AcceptWatched(const std::string& file, std::uint32_t ended);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_WATCHED_FOLDER_H_
