// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/agreement_rules.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/same_person.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr int kMostPeople = 8;
constexpr int kAdult = 18;
constexpr absl::Duration kLongest = absl::Hours(24 * 731);

}  // namespace

absl::Status CheckScope(const policy::Scope& scope, const Network& network) {
  if (!scope.everybody && scope.categories.empty() && scope.agencies.empty()) {
    return absl::InvalidArgumentError(
        "recipients: everybody, or categories, or agencies");
  }
  for (const std::string& category : scope.categories) {
    if (network.FindCategory(category) == nullptr) {
      return absl::InvalidArgumentError(
          "categories: one is not in the network file");
    }
  }
  for (const auto* agencies : {&scope.agencies, &scope.excluded_agencies}) {
    for (const std::string& agency : *agencies) {
      if (network.FindAgency(agency) == nullptr) {
        return absl::InvalidArgumentError(
            "agencies: one is not in the network file; `kith network print` "
            "lists them");
      }
    }
  }
  for (const std::string& purpose : scope.purposes) {
    if (network.FindPurpose(purpose) == nullptr) {
      return absl::InvalidArgumentError(
          "purposes: one is not in the network file");
    }
  }
  return absl::OkStatus();
}

absl::Status CheckUntil(absl::Time until, absl::Time now) {
  if (until > now && until - now <= kLongest) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "until: in the future, and at most two years ahead");
}

absl::Status CheckCapacity(const std::string& capacity) {
  for (const char* known :
       {"parent", "carer", "young-person", "competent-child", "adult"}) {
    if (capacity == known) return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      "capacity: who agreed: parent, carer, young-person, competent-child, "
      "adult");
}

absl::Status CheckText(absl::string_view field, const std::string& text) {
  if (!text.empty() && text.size() <= kMaxAgreementTextBytes) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat(
      field, ": required, at most ", kMaxAgreementTextBytes, " bytes"));
}

absl::Status CheckEvidence(const std::string& reference) {
  if (CheckText("evidence_reference", reference).ok()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "evidence_reference: required, at most ", kMaxAgreementTextBytes,
      " bytes; say where the agreement is kept, for example \"form in case "
      "record 12\" (--evidence)"));
}

bool SpeaksForAChild(const std::string& capacity) {
  for (const char* own : {"young-person", "competent-child", "adult"}) {
    if (absl::EqualsIgnoreCase(capacity, own)) return false;
  }
  return true;
}

absl::Time EndOf(const std::string& capacity, absl::Time until,
                 const std::vector<Identity>& identities, absl::Time given_at) {
  // Of an earlier version: nobody wrote down when it was given.
  if (!SpeaksForAChild(capacity) || given_at == absl::InfinitePast()) {
    return until;
  }
  for (const Identity& identity : identities) {
    const std::optional<absl::Time> of_age = Birthday({identity}, kAdult);
    // Of age already: their own word, whatever it is called.
    if (of_age.has_value() && *of_age > given_at) {
      until = std::min(until, *of_age);
    }
  }
  return until;
}

absl::StatusOr<bool> SaidNoSince(Register& people, const Ground& ground,
                                 const std::vector<Identity>& identities,
                                 const Network& network,
                                 const std::string& agency) {
  KITH_ASSIGN_OR_RETURN(const std::vector<NotShared> decisions,
                        people.NotSharedOf(ground.person));
  for (const NotShared& decision : decisions) {
    if (decision.at >= ground.given_at) return true;
  }
  for (const Identity& identity : identities) {
    KITH_ASSIGN_OR_RETURN(const std::vector<RegisterKey> keys,
                          RegisterKeysOf(identity, network, agency));
    KITH_ASSIGN_OR_RETURN(const absl::Time by_keys,
                          people.TakenBackAt(ground.person, keys));
    KITH_ASSIGN_OR_RETURN(const absl::Time by_likeness,
                          TakenBackFor(people, identity, keys));
    if (by_keys >= ground.given_at || by_likeness >= ground.given_at) {
      return true;
    }
  }
  return false;
}

absl::StatusOr<std::vector<std::string>> FindRecords(
    const Parts& parts,
    const google::protobuf::RepeatedPtrField<desk::v1::Person>& people) {
  const std::shared_ptr<const Network> network = parts.network.Get();
  if (people.empty() || people.size() > kMostPeople) {
    return absl::InvalidArgumentError("people: 1 to 8");
  }
  std::vector<std::string> refs;
  for (int i = 0; i < people.size(); ++i) {
    const auto identity = NormalisePerson(people.Get(i), *network);
    if (!identity.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("person ", i + 1, ": ", identity.status().message()));
    }
    KITH_ASSIGN_OR_RETURN(const std::vector<Known> known,
                          parts.reader.With([&](Register& everybody) {
                            return FindInRegister(everybody, *identity,
                                                  *network, parts.agency);
                          }));
    const std::size_t before = refs.size();
    for (const Known& one : known) {
      if (one.certain) refs.push_back(one.person.ref);
    }
    if (refs.size() == before) {
      return absl::NotFoundError(
          absl::StrCat("person ", i + 1,
                       ": not in this agency's register, or not with "
                       "certainty; check the spelling and the date of birth"));
    }
  }
  return refs;
}

}  // namespace kith::agent
