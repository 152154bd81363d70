// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_OWN_QUESTIONS_H_
#define KITH_AGENT_FLOWS_OWN_QUESTIONS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/flows/parts.h"
#include "keys/sealed_db.h"
#include "kith/desk/v1/audit.pb.h"

namespace kith::agent {

// A question that this agency's staff asked, or an alarm, as its log has it.
struct OwnQuestion {
  desk::v1::AskedEntry entry;
  std::string practitioner;         // The pseudonym, 16 bytes.
  std::vector<std::string> people;  // Who were in the register: references.
  bool same_surname = false;
  bool is_alarm = false;
};

struct OwnQuestions {
  std::vector<OwnQuestion> questions;  // Oldest first.
  std::uint64_t erased = 0;            // Entries that cannot be read any more.
};

// All of them made at `since` or later, with the next step that was recorded
// and who signed them off. Codes as Register; DATA_LOSS if an entry cannot be
// read.
absl::StatusOr<OwnQuestions> ReadOwnQuestions(const Parts& parts, SealedDb& db,
                                              absl::Time since);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_OWN_QUESTIONS_H_
