// SPDX-License-Identifier: Apache-2.0
//
// One row of an export, understood.
#ifndef KITH_AGENT_CONNECTORS_IMPORTED_RECORD_H_
#define KITH_AGENT_CONNECTORS_IMPORTED_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "agent/identity/identity.h"

namespace kith::agent {

// The longest text of an involvement or a ground that may be in an answer.
inline constexpr std::size_t kMaxAnswerTextBytes = 60;

enum class SupportLevel { kUniversal, kAdditional, kIntensive, kStatutory };

enum class SupportStatus { kOpen, kSteppingUp, kSteppedDown, kRecentlyClosed };

enum class Shield { kNone, kSilent, kAbsent };

struct ImportedInvolvement {
  std::string service;  // Never empty; every text at most 60 bytes.
  std::string worker;
  std::string contact;
  bool leads_for_family = false;
  SupportLevel level = SupportLevel::kAdditional;
  SupportStatus status = SupportStatus::kOpen;
  std::optional<absl::CivilMonth> since;
  std::optional<absl::CivilDay> ended;
  std::string assessment_kind;
  std::optional<absl::CivilMonth> assessed;
};

enum class Agreed { kNotRecorded, kNo, kUnclear, kYes };

struct ImportedGround {
  Agreed agreed = Agreed::kNotRecorded;
  std::string agreed_by;  // Every text at most 60 bytes.
  std::string capacity;
  std::optional<absl::CivilDay> agreed_on;
  std::optional<absl::CivilDay> until;  // The last day; none: no end agreed.
  bool recipients_all = false;
  std::vector<std::string> recipients;  // Agency categories.
  std::vector<std::string> purposes;
  std::string evidence;
  std::string wording;
  std::string language;
};

struct ImportedRecord {
  std::int64_t line = 0;  // Of the row in its file.
  std::string person_id;  // 1 to 64 bytes, unique in its source.
  std::string family;     // The same for people of one household; may be empty.
  PersonDetails details;  // The date of birth as yyyy-mm-dd.
  std::optional<ImportedInvolvement> involvement;
  std::optional<ImportedGround> ground;
  Shield shield = Shield::kNone;
};

// The day an agreement ends that has a date: what it says, or, since it is to
// be asked again within a year, the first day of the month a year later.
absl::CivilDay LastDay(const ImportedGround& ground);

// Why the recorded agreement cannot be used on `today`, in words for a list of
// gaps; empty if it can. Knows nothing of the network file: whether purposes
// and categories exist there is for the caller to check.
absl::string_view GapInGround(const std::optional<ImportedGround>& ground,
                              absl::CivilDay today);

// Whether the agency still works with the person on `today`.
bool IsOpen(const ImportedInvolvement& involvement, absl::CivilDay today);

}  // namespace kith::agent

#endif  // KITH_AGENT_CONNECTORS_IMPORTED_RECORD_H_
