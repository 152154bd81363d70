// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLOG_CHECK_LOG_H_
#define KITH_KEYS_TLOG_CHECK_LOG_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/sealed_db.h"
#include "keys/tlog/note.h"
#include "kith/log/v1/log.pb.h"

namespace kith::tlog {

// Something that a database should not hold, or should and does not.
struct Fault {
  std::string where;  // "leaf 17": a table and a row; nothing of a person.
  std::string what;
  std::string next;  // What to do about it.

  friend bool operator==(const Fault&, const Fault&) = default;
};

// Every fault is counted, the first of them are kept. Not thread-safe.
class Faults {
 public:
  static constexpr std::size_t kKept = 100;

  void Add(std::string where, std::string what, std::string next);
  std::uint64_t count() const { return count_; }
  const std::vector<Fault>& kept() const { return kept_; }

 private:
  std::uint64_t count_ = 0;
  std::vector<Fault> kept_;
};

// What to do if a log is not what it was.
inline constexpr char kRestoreTheLog[] =
    "keep this file, stop the program and restore the log from a mirror";

// An entry as it was found, in order of position.
struct FoundEntry {
  std::uint64_t index = 0;
  std::string agency;
  // Null if it was erased.
  const log::v1::Opening* opening = nullptr;
};

struct CheckedLog {
  std::uint64_t leaves = 0;
  std::uint64_t openings = 0;
  std::uint64_t erased = 0;
  // Leaves alone, taken from a mirror, as entries of the log say.
  std::uint64_t restored = 0;
  // Whose signature a checkpoint of these leaves would bear.
  Checkpoint head;
};

// Whose log it is, and what somebody else holds of it.
struct LogToCheck {
  std::string origin;
  std::string public_key;
  // Signed notes that were seen before: the log must begin with their trees.
  std::vector<std::string> checkpoints;
};

// Reads the tables of an AuditLog and says what is wrong in them: positions
// without gaps, leaves that say where they stand, times that never run back,
// openings that open their leaves, or were erased or lost as an entry says, a
// dense chain for each agency, trees that were signed before. A log keeps no
// checkpoint: it is made anew from these leaves at each start.
//
// Changes nothing. DATA_LOSS if the database itself cannot be read on;
// INVALID_ARGUMENT for a checkpoint that is not this log's.
absl::StatusOr<CheckedLog> CheckLog(
    SealedDb& db, const LogToCheck& log,
    const std::function<void(const FoundEntry&)>& visit, Faults& faults);

}  // namespace kith::tlog

#endif  // KITH_KEYS_TLOG_CHECK_LOG_H_
