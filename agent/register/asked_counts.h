// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_REGISTER_ASKED_COUNTS_H_
#define KITH_AGENT_REGISTER_ASKED_COUNTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/sealed_db.h"

namespace kith::agent {

// How often this agency's own staff asked: what allowances and the limits on
// asking again are counted in. Staff are pseudonyms and people are keyed
// hashes, 32 bytes; nobody is named. Over one connection; not thread-safe.
// Codes as Register.
class AskedCounts {
 public:
  explicit AskedCounts(SealedDb& db) : db_(db) {}

  static absl::Status CreateTables(SealedDb& db);

  // What was counted of a practitioner as `what` on the day (UTC) of `at`.
  absl::StatusOr<std::uint64_t> OfDay(absl::string_view practitioner,
                                      absl::string_view what, absl::Time at);
  // Adds to it. Days before yesterday are forgotten.
  absl::Status Add(absl::string_view practitioner, absl::string_view what,
                   absl::Time at, std::uint64_t people);

  // How often one person was asked about.
  struct Times {
    std::uint32_t by_practitioner = 0;
    std::uint32_t by_agency = 0;
  };
  // Since `since`, somebody who shares any of `keys`.
  absl::StatusOr<Times> AskedSince(const std::vector<std::string>& keys,
                                   absl::string_view practitioner,
                                   absl::Time since);
  // One person was asked about once; `asking` names that time.
  absl::Status Remember(const std::vector<std::string>& keys,
                        absl::string_view practitioner, absl::Time at,
                        absl::string_view asking);
  // When the agency was last answered about somebody who shares any of `keys`
  // as it became involved with them; nullopt if never since `since`.
  absl::StatusOr<std::optional<absl::Time>> JoinedSince(
      const std::vector<std::string>& keys, absl::Time since);
  absl::Status RememberJoined(const std::vector<std::string>& keys,
                              absl::Time at);

  // What is remembered of people, up to when.
  struct Kept {
    absl::Time asked;
    absl::Time joined;
  };
  // Forgets what is older.
  absl::Status ForgetBefore(const Kept& kept);
  // Whether that would forget anything.
  absl::StatusOr<bool> HasAnyBefore(const Kept& kept);

  // A question of this agency's, and who of its staff asked it.
  struct OwnQuestion {
    std::string enquiry_id;
    std::string staff;
  };
  // Every one that was sent, in any order.
  absl::StatusOr<std::vector<OwnQuestion>> OwnQuestions();

 private:
  SealedDb& db_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_REGISTER_ASKED_COUNTS_H_
