// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_REGISTER_COMPLAINTS_H_
#define KITH_AGENT_REGISTER_COMPLAINTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "keys/sealed_db.h"

namespace kith::agent {

// How far a complaint has come; what was said is kept elsewhere.
struct StoredComplaint {
  std::uint32_t number = 0;  // From 1.
  absl::CivilDay received_on;
  std::string kept_at;
  std::string reference;  // Of a check, or empty.
  std::string recorded_by;
  std::optional<absl::CivilDay> acknowledged_on;
  std::optional<absl::CivilDay> closed_on;
  std::string outcome;  // Empty until closed.
};

// The complaints an agency was sent. Over one connection; not thread-safe.
// Codes as Register.
class Complaints {
 public:
  explicit Complaints(SealedDb& db) : db_(db) {}

  static absl::Status CreateTables(SealedDb& db);

  // Its number is given to it, and returned.
  absl::StatusOr<std::uint32_t> Add(const StoredComplaint& complaint);
  // NOT_FOUND if there is none of that number.
  absl::StatusOr<StoredComplaint> Get(std::uint32_t number);
  // By number.
  absl::StatusOr<std::vector<StoredComplaint>> All();
  absl::Status SetAcknowledged(std::uint32_t number, absl::CivilDay day);
  absl::Status SetClosed(std::uint32_t number, absl::CivilDay day,
                         const std::string& outcome);

 private:
  SealedDb& db_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_REGISTER_COMPLAINTS_H_
