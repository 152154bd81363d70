// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_REGISTER_CANARIES_H_
#define KITH_AGENT_REGISTER_CANARIES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/sealed_db.h"

namespace kith::agent {

// Of which source people of the register are who do not exist.
inline constexpr char kCanarySource[] = "canary";

// Somebody who does not exist, published so that whoever goes through a list of
// names is heard.
struct Canary {
  std::string person;  // Their reference in the register.
  absl::Time made_at;
  std::string made_by;  // A staff member.
};

// A question about one: of what the asker signed.
struct CanaryAlert {
  absl::Time time;
  std::string person;
  std::string enquiry_id;
  std::string asker;  // Empty if it was hidden.
  std::string category;
  std::string role;
  std::string practitioner;  // The asker's own pseudonym of who asked.
  std::string purpose;
};

// The register's canaries and who asked about them. Over one connection; not
// thread-safe. Codes as Register.
class Canaries {
 public:
  explicit Canaries(SealedDb& db) : db_(db) {}

  static absl::Status CreateTables(SealedDb& db);

  absl::Status Put(const Canary& canary);
  // Alerts about it stay.
  absl::Status Remove(absl::string_view person);
  absl::StatusOr<bool> Has(absl::string_view person);
  // The oldest first.
  absl::StatusOr<std::vector<Canary>> All();

  absl::Status PutAlert(const CanaryAlert& alert);
  // Those at `since` or later, the oldest first.
  absl::StatusOr<std::vector<CanaryAlert>> AlertsSince(absl::Time since);

 private:
  SealedDb& db_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_REGISTER_CANARIES_H_
