// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_POLICY_FACTS_H_
#define KITH_POLICY_FACTS_H_

#include <optional>
#include <string>
#include <vector>

namespace kith::policy {

// What policy may know. Words are ids of the network file; nothing here is
// about a person. A fact that is unknown where a decision is taken is nullopt,
// and a condition on it does not hold.

// Known from the request alone.
struct RequestFacts {
  std::string purpose;
  std::string asker_category;
  std::string asker_role;
  // "family-agreed", "safeguarding" or "urgent-access".
  std::string ground;
  std::optional<bool> has_gateway;
  std::optional<bool> has_necessity;
  std::optional<bool> has_told;
  // Two people, two keys: checked by the broker.
  std::optional<bool> urgent_authorised;
};

// Whom and what a ground covers.
struct Scope {
  bool everybody = false;
  std::vector<std::string> categories;
  std::vector<std::string> agencies;
  std::vector<std::string> excluded_agencies;  // Wins over the others.
  std::vector<std::string> purposes;           // Empty: all.
};

// True if the scope covers this asker and purpose. A shielded asker has no
// agency: it is covered by everybody or by its category, never by name.
bool Covers(const Scope& scope, const std::string& asker,
            const std::string& asker_category, const std::string& purpose);

// Known at the broker, for one row.
struct RouteFacts {
  std::string purpose;
  std::string asker_category;
  std::string ground;
  std::string holder_category;
  std::optional<bool> covered;
  std::optional<bool> active;
};

// Known at the holder, for one person.
struct AnswerFacts {
  std::string purpose;
  std::string asker_category;
  std::string asker_role;
  std::string ground;
  std::string holder_category;
  // "universal", "additional", "intensive", "statutory"
  std::string level;
  // "unborn", "child", "young-person", "adult"
  std::string age_band;
  std::optional<bool> shielded;
  std::optional<bool> sensitive_service;
  std::optional<bool> consent_covers;
  std::optional<bool> basis_covers;
  std::optional<bool> touch_only;
  std::optional<bool> asker_shielded;
  std::optional<bool> objection;
  std::optional<bool> call_back_only;
  std::optional<bool> excluded;
};

}  // namespace kith::policy

#endif  // KITH_POLICY_FACTS_H_
