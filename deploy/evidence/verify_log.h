// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_VERIFY_LOG_H_
#define KITH_DEPLOY_EVIDENCE_VERIFY_LOG_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/hash.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/note.h"
#include "kith/log/v1/log.pb.h"

namespace kith::deploy {

// Where what does not hold is said; beyond the first 200 it is only counted.
class Findings {
 public:
  void Add(absl::string_view log, absl::string_view what);
  const std::vector<std::string>& said() const { return said_; }
  std::uint64_t count() const { return count_; }

 private:
  std::vector<std::string> said_;
  std::uint64_t count_ = 0;
};

// What a network file says of how long a log's entries can be opened.
struct RetentionOfLog {
  std::uint32_t days = 0;  // 0: for good.
  bool legal_hold = false;
  Hash network_file = {};  // The hash of the one that says so.
};

// One log's folder, and by whose keys it holds.
struct LogToVerify {
  std::string name;  // "the broker's log"
  std::string folder;
  std::string origin;
  std::string public_key;
  std::string agency;                     // Whose openings are there.
  bool all_its_own = false;               // Every entry is the agency's.
  bool may_be_restored = false;           // From a mirror: the broker's alone.
  std::vector<tlog::Cosigner> cosigners;  // Who may be on its checkpoint.
  RetentionOfLog retention = {};
  // Each leaf that can be read, in order, before what it opens to.
  std::function<void(const tlog::Leaf&)> each_leaf = [](const tlog::Leaf&) {};
};

// An entry that was opened, and is what was logged.
struct OpenedEntry {
  std::uint64_t index = 0;
  absl::Time time;
  log::v1::Opening opening;
  std::string public_part;
};

// What a log turned out to be.
struct VerifiedLog {
  std::uint64_t entries = 0;
  std::uint64_t opened = 0;
  absl::Time newest = absl::InfinitePast();
  // Entries that have been erased since, ascending, and why.
  struct Erased {
    std::uint64_t index = 0;
    absl::Time time;
  };
  std::vector<Erased> erased;
  std::vector<std::string> erased_why;
  // How many of them for retention, sooner than the network file says, while
  // another one was in force.
  std::uint64_t sooner_under_another = 0;
  // What was lost and taken from a mirror as leaves alone, ascending.
  struct Restored {
    std::uint64_t first = 0;  // From here, before `end`.
    std::uint64_t end = 0;
    std::uint64_t index = 0;  // Of the entry that says so, and when.
    absl::Time time;
    std::string checkpoint_sha256;  // Of the mirror's checkpoint: 32 bytes.
  };
  std::vector<Restored> restored;
  // Whether an entry from `first`, before `end`, is one of those.
  bool HasRestored(std::uint64_t first, std::uint64_t end) const;
  // Whether an entry from `first`, before `end`, was erased.
  bool HasErased(std::uint64_t first, std::uint64_t end) const;
  std::vector<tlog::Cosigned> cosigned;
};

// Checks 1 to 7 of docs/spec/evidence.md on a log's folder, a bundle at a time;
// each entry that opens is given to `visit` in order. What does not hold goes
// to `findings`. NOT_FOUND or INVALID_ARGUMENT, naming the file or the entry,
// for what cannot be read: then nothing is said of the log.
absl::StatusOr<VerifiedLog> VerifyLog(
    const LogToVerify& log,
    const std::function<void(const OpenedEntry&)>& visit,
    const std::function<void(std::uint64_t done, std::uint64_t wanted)>&
        progress,
    Findings& findings);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_VERIFY_LOG_H_
