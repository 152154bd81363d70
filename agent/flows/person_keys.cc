// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/person_keys.h"

#include <algorithm>
#include <set>
#include <utility>

#include "agent/identity/compare.h"
#include "agent/identity/normalise.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"

namespace kith::agent {
namespace {

// Of the present addresses, where both are known.
AddressAgreement AgreementOf(const Identity& a, const Identity& b) {
  AddressAgreement agreement;
  agreement.postcode =
      !a.inward.empty() && a.outward == b.outward && a.inward == b.inward;
  agreement.sector = agreement.postcode;
  agreement.house = !a.house.empty() && a.house == b.house;
  return agreement;
}

}  // namespace

PersonDetails DetailsOf(const desk::v1::Person& person) {
  PersonDetails details;
  details.forenames = person.forename();
  details.surname = person.surname();
  details.previous_surnames = {person.previous_surnames().begin(),
                               person.previous_surnames().end()};
  details.date_of_birth = person.date_of_birth();
  details.sex = person.sex();
  details.postcode = person.postcode();
  details.house = person.house();
  for (const auto& identifier : person.identifiers()) {
    details.identifiers.push_back({identifier.scheme(), identifier.value()});
  }
  for (const auto& address : person.previous_addresses()) {
    details.previous_addresses.push_back({address.postcode(), address.house()});
  }
  details.expected_date = person.expected_date();
  return details;
}

desk::v1::Person PersonFrom(const PersonDetails& details) {
  desk::v1::Person person;
  person.set_forename(details.forenames);
  person.set_surname(details.surname);
  for (const auto& name : details.previous_surnames) {
    person.add_previous_surnames(name);
  }
  person.set_date_of_birth(details.date_of_birth);
  person.set_sex(details.sex);
  person.set_postcode(details.postcode);
  person.set_house(details.house);
  for (const Identifier& identifier : details.identifiers) {
    auto* added = person.add_identifiers();
    added->set_scheme(identifier.scheme);
    added->set_value(identifier.value);
  }
  for (const PreviousAddress& address : details.previous_addresses) {
    auto* added = person.add_previous_addresses();
    added->set_postcode(address.postcode);
    added->set_house(address.house);
  }
  person.set_expected_date(details.expected_date);
  return person;
}

absl::StatusOr<Identity> NormalisePerson(const desk::v1::Person& person,
                                         const Network& network) {
  return Normalise(DetailsOf(person),
                   {.test_network = network.file().test_network()});
}

std::vector<std::string> SchemesAllowed(const Network& network,
                                        const std::string& agency) {
  const network::v1::Agency* self = network.FindAgency(agency);
  return self == nullptr ? std::vector<std::string>()
                         : SchemesAllowedTo(network, self->category());
}

std::vector<std::string> SchemesAllowedTo(const Network& network,
                                          absl::string_view category) {
  std::vector<std::string> allowed;
  for (const auto& scheme : network.file().identifier_schemes()) {
    if (scheme.legal_reference().empty()) continue;
    const auto& categories = scheme.categories();
    if (categories.empty() || std::find(categories.begin(), categories.end(),
                                        category) != categories.end()) {
      allowed.push_back(scheme.id());
    }
  }
  return allowed;
}

void KeepSchemes(absl::Span<const std::string> schemes, Identity& identity) {
  std::erase_if(identity.identifiers, [&](const Identifier& identifier) {
    return std::find(schemes.begin(), schemes.end(), identifier.scheme) ==
           schemes.end();
  });
}

bool HasTwoOfOneScheme(const Identity& identity) {
  std::set<std::string> schemes;
  for (const Identifier& identifier : identity.identifiers) {
    if (!schemes.insert(identifier.scheme).second) return true;
  }
  return false;
}

std::vector<MatchKey> AskedKeysOf(const Identity& identity,
                                  const Network& network,
                                  const std::string& agency) {
  return AskedKeys(identity, SchemesAllowed(network, agency));
}

absl::StatusOr<std::vector<RegisterKey>> RegisterKeysOf(
    const Identity& identity, const Network& network,
    const std::string& agency) {
  std::vector<RegisterKey> keys;
  for (const MatchKey& key : AskedKeysOf(identity, network, agency)) {
    KITH_ASSIGN_OR_RETURN(const std::string input,
                          OprfInput(network.id(), key));
    keys.push_back({KeyHash(input), key.strong});
  }
  return keys;
}

std::vector<MatchKey> PublishedKeysOf(const std::vector<Identity>& identities,
                                      absl::Span<const std::string> schemes,
                                      Profile profile) {
  std::vector<MatchKey> keys;
  for (const Identity& identity : identities) {
    const std::vector<MatchKey> more =
        PublishedKeys(identity, schemes, profile);
    keys.insert(keys.end(), more.begin(), more.end());
  }
  if (identities.size() > 1) {
    std::stable_partition(keys.begin(), keys.end(),
                          [](const MatchKey& key) { return key.strong; });
  }
  return keys;
}

bool CanFindAnybody(const std::vector<MatchKey>& keys, Profile profile) {
  if (!keys.empty() && keys.front().strong) return true;
  return profile == Profile::kStandard && keys.size() > 1;
}

Comparison CompareRecords(const Identity& a, const Identity& b) {
  return Compare(a, b, {.address = AgreementOf(a, b)});
}

bool AreOnePerson(const std::vector<Identity>& a,
                  const std::vector<Identity>& b) {
  for (const Identity& one : a) {
    for (const Identity& other : b) {
      if (CompareRecords(one, other).verdict == Verdict::kMatch) return true;
    }
  }
  return false;
}

std::string KeyHash(const std::string& oprf_input) {
  return HashBytes(Sha256(oprf_input));
}

namespace {

// Whether `identity` fits one of `others` at least as well as any of `held`.
bool FitsBetter(const Identity& identity, const std::vector<Identity>& others,
                const std::vector<Identity>& held) {
  double best = 0;
  for (const Identity& one : held) {
    best = std::max(best, CompareRecords(identity, one).weight);
  }
  return std::any_of(others.begin(), others.end(), [&](const Identity& other) {
    const Comparison comparison = CompareRecords(identity, other);
    return comparison.verdict != Verdict::kNo && comparison.weight >= best;
  });
}

}  // namespace

absl::StatusOr<std::vector<Known>> FindInRegister(Register& people,
                                                  const Identity& identity,
                                                  const Network& network,
                                                  const std::string& agency) {
  KITH_ASSIGN_OR_RETURN(const std::vector<RegisterKey> keys,
                        RegisterKeysOf(identity, network, agency));
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> refs,
                        people.PeopleSharing(keys));
  std::vector<Known> known;
  for (const std::string& ref : refs) {
    KITH_ASSIGN_OR_RETURN(const std::vector<Identity> held,
                          people.IdentitiesOf(ref));
    Verdict best = Verdict::kNo;
    for (const Identity& one : held) {
      best = std::max(best, CompareRecords(identity, one).verdict);
    }
    KITH_ASSIGN_OR_RETURN(const ToldApart apart, people.IsToldApart(ref, keys));
    KITH_ASSIGN_OR_RETURN(const std::vector<Identity> others,
                          people.ToldApartFrom(ref));
    if (FitsBetter(identity, others, held)) continue;
    if (best == Verdict::kNo || apart == ToldApart::kYes) continue;
    if (apart == ToldApart::kUncertain) best = Verdict::kPossible;
    KITH_ASSIGN_OR_RETURN(RegisteredPerson person, people.GetPerson(ref));
    known.push_back({std::move(person), best == Verdict::kMatch});
  }
  return known;
}

}  // namespace kith::agent
