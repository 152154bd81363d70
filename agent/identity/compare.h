// SPDX-License-Identifier: Apache-2.0
//
// Is the person asked about the person held? Decided by the holder, in memory.
#ifndef KITH_AGENT_IDENTITY_COMPARE_H_
#define KITH_AGENT_IDENTITY_COMPARE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "agent/identity/identity.h"
#include "agent/identity/match_keys.h"
#include "agent/identity/name_frequencies.h"

namespace kith::agent {

enum class Verdict { kNo, kPossible, kMatch };

// How one field compared. Levels are words without personal data.
struct FieldReason {
  std::string field;  // "forename", "surname", "date of birth", "sex",
                      // "identifier", "address".
  std::string level;  // "exact", "close", "nick", "conflict", "missing" ...
  double weight = 0;  // Bits of evidence; negative speaks against.
};

struct Comparison {
  Verdict verdict = Verdict::kNo;
  double weight = 0;  // The sum over the fields.
  // The one attribute that would settle a kPossible: "date of birth",
  // "forename", "surname", "NHS number" or "expected date"; empty for the other
  // verdicts.
  std::string settle;
  std::vector<FieldReason> reasons;  // Always the six fields, in that order.
};

struct CompareOptions {
  AddressAgreement address;
  // How common names are here; nullptr: not known.
  const NameFrequencies* frequencies = nullptr;
  // False, for comparison with matchers that have no guards and in benchmarks
  // alone: an equal identifier or 13 bits match, and nothing else is looked at.
  bool guards = true;
};

// At least 18 bits and no guard against it: match. At least 10: possible.
//
// Whatever the weight: a date of birth in conflict, a name in conflict, and two
// different valid NHS numbers are never a match. Without an equal identifier
// nor are a missing forename or date, an initial, a middle or only one crossed
// name, a forename that is near or may be another name, a surname in conflict,
// another sex with another forename, and a date that is not the same unless
// the names are good and the address agrees. With an equal identifier the
// verdict is at least possible, unless forename, surname and date of birth all
// conflict.
//
// An unborn child compares with an unborn child alone, by the mother, and is no
// match unless both expected dates are known and at most 42 days apart.
Comparison Compare(const Identity& asked, const Identity& held,
                   const CompareOptions& options = {});

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_COMPARE_H_
