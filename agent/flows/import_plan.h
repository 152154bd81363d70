// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_IMPORT_PLAN_H_
#define KITH_AGENT_FLOWS_IMPORT_PLAN_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/connectors/record_reader.h"
#include "agent/register/register.h"
#include "keys/network/network.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

inline constexpr char kUniversalReason[] =
    "universal service, not listed unless the family asks for it";

// One row of an export as it will stand in the register.
struct PlannedPerson {
  std::int64_t line = 0;  // Of the row in its file.
  RegisteredPerson person;
  std::vector<RegisterKey> keys;
  std::optional<Involvement> involvement;
  std::optional<Ground> ground;  // Only a usable one.
  std::string gap;               // Why the recorded agreement cannot be used.
  ShieldKind shield = ShieldKind::kNone;
  // What the person was known as until now, if that changes.
  std::string former_identity;
  bool born = false;      // Was unborn until now.
  bool another = false;   // The person id was somebody else's until now.
  bool declined = false;  // The file says that the family said no.
  bool changed = true;
  bool added = true;
};

// What an import would do. Made without changing anything.
struct ImportPlan {
  std::vector<PlannedPerson> people;
  std::vector<RegisteredPerson> ended;  // In the register, not in the file.
  absl::Time now;
  desk::v1::ImportReport report;  // Counts, faults, gaps; not yet the digest.
};

// What a plan is made for.
struct ImportContext {
  const Network& network;
  const std::string& agency;
  const std::string& source;
  const Secret& pseudonym_key;  // References are keyed hashes of their origin.
  absl::Time now;
};

// Compares what was read with the register. Codes as Register.
absl::StatusOr<ImportPlan> PlanImport(const ImportContext& context,
                                      const ImportResult& read,
                                      Register& people);

// Carries a plan out, inside the current transaction.
absl::Status ApplyImport(const ImportPlan& plan, Register& people);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_IMPORT_PLAN_H_
