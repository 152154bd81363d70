// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/listing.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/same_person.h"
#include "agent/identity/compare.h"
#include "agent/identity/normalise.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"

namespace kith::agent {
namespace {

constexpr std::size_t kRefBytes = 16;
constexpr int kMostSharingAKey = 8;
constexpr absl::Duration kTouchOnlyLife = absl::Hours(24 * 365);

std::uint32_t QuarterOf(absl::Time time) {
  const absl::CivilMonth month = absl::ToCivilMonth(time, absl::UTCTimeZone());
  return static_cast<std::uint32_t>(month.year() * 4 + (month.month() - 1) / 3);
}

bool Holds(const Ground& ground, absl::Time now) {
  return !ground.withdrawn && ground.until > now;
}

// A consent rather than a lawful basis, then the one that covers most, then the
// one that lasts longest; without the agencies that any of them keeps out.
std::optional<Ground> BestGround(const std::vector<Ground>& grounds,
                                 absl::Time now) {
  std::optional<Ground> best;
  std::set<std::string> excluded;
  for (const Ground& ground : grounds) {
    if (ground.kind == GroundKind::kTouchOnly || !Holds(ground, now)) continue;
    excluded.insert(ground.scope.excluded_agencies.begin(),
                    ground.scope.excluded_agencies.end());
    const auto rank = [](const Ground& g) {
      return std::make_tuple(g.kind == GroundKind::kConsent, g.scope.everybody,
                             g.until);
    };
    if (!best.has_value() || rank(*best) < rank(ground)) best = ground;
  }
  if (best.has_value()) {
    best->scope.excluded_agencies = {excluded.begin(), excluded.end()};
  }
  return best;
}

// Nothing is said on it; it exists so that the service hears who asks.
Ground TouchOnly(const std::vector<Ground>& grounds, const std::string& person,
                 absl::Time now, Random& random,
                 std::vector<Ground>& new_grounds) {
  for (const Ground& ground : grounds) {
    if (ground.kind == GroundKind::kTouchOnly && Holds(ground, now))
      return ground;
  }
  Ground ground;
  ground.ref = random.Bytes(kRefBytes);
  ground.person = person;
  ground.rests_on = ground.ref;
  ground.kind = GroundKind::kTouchOnly;
  ground.scope.everybody = true;
  ground.until = now + kTouchOnlyLife;
  new_grounds.push_back(ground);
  return ground;
}

// What makes one person's keys.
struct KeySource {
  const Network& network;
  const std::string& agency;
  Profile profile;
};

// Whether everybody else of this agency who has this key is the same person.
absl::StatusOr<bool> IsOnePersons(Register& people, const std::string& person,
                                  const std::vector<Identity>& identities,
                                  const std::vector<std::string>& sharing) {
  for (const std::string& other : sharing) {
    if (other == person) continue;
    KITH_ASSIGN_OR_RETURN(const std::vector<Identity> theirs,
                          people.IdentitiesOf(other));
    if (!AreOnePerson(theirs, identities)) return false;
  }
  return true;
}

// A strong key that is two people's would speak of one to who asks about the
// other; a weak one that is a crowd's says little and tells the broker much.
absl::StatusOr<bool> MayPublish(Register& people, const std::string& person,
                                const std::vector<Identity>& identities,
                                const MatchKey& key, const std::string& input,
                                ListingPlan& plan) {
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> sharing,
                        people.PeopleWithKey(KeyHash(input)));
  if (!key.strong) {
    // Of a former name the person is not among them.
    const bool among =
        std::find(sharing.begin(), sharing.end(), person) != sharing.end();
    const bool crowded =
        std::ssize(sharing) + (among ? 0 : 1) > kMostSharingAKey;
    plan.crowded_keys += crowded ? 1 : 0;
    return !crowded;
  }
  KITH_ASSIGN_OR_RETURN(const bool ours,
                        IsOnePersons(people, person, identities, sharing));
  plan.shared_keys += ours ? 0 : 1;
  if (!ours) return false;
  // The same person so often: the broker takes no more rows of one key.
  const auto before =
      std::count_if(sharing.begin(), sharing.end(),
                    [&](const std::string& other) { return other < person; });
  plan.crowded_keys += before < kMostSharingAKey ? 0 : 1;
  return before < kMostSharingAKey;
}

absl::Status AddKeys(const KeySource& source, Register& people,
                     Listing& listing, ListingPlan& plan) {
  KITH_ASSIGN_OR_RETURN(const std::vector<Identity> identities,
                        people.IdentitiesOf(listing.person));
  const std::vector<std::string> schemes =
      SchemesAllowed(source.network, source.agency);
  std::set<std::string> seen;
  for (const MatchKey& key :
       PublishedKeysOf(identities, schemes, source.profile)) {
    KITH_ASSIGN_OR_RETURN(std::string input,
                          OprfInput(source.network.id(), key));
    if (listing.inputs.size() == kMaxMatchKeys || !seen.insert(input).second) {
      continue;
    }
    KITH_ASSIGN_OR_RETURN(
        const bool may,
        MayPublish(people, listing.person, identities, key, input, plan));
    if (!may) continue;
    listing.inputs.push_back(std::move(input));
    listing.kinds.push_back(key.kind);
    listing.strong.push_back(key.strong);
  }
  return absl::OkStatus();
}

// Whether, and on what ground, a person is listed.
absl::StatusOr<std::optional<Listing>> PlanPerson(
    const Network& network, const std::string& agency, absl::Time now,
    Random& random, Register& people, const std::string& person,
    ShieldKind shield, ListingPlan& plan) {
  const network::v1::Agency* self = network.FindAgency(agency);
  if (shield == ShieldKind::kAbsent) return std::nullopt;
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> grounds,
                        people.GroundsOf(person));
  KITH_ASSIGN_OR_RETURN(const bool objection, people.ObjectionStands(person));
  std::optional<Ground> ground = BestGround(grounds, now);
  const bool consent =
      ground.has_value() && ground->kind == GroundKind::kConsent;
  const bool touch_only =
      shield == ShieldKind::kSilent || (self->sensitive() && !consent);
  // Nothing would be said on it.
  if (objection && !touch_only) return std::nullopt;
  if (touch_only) {
    if (self->touch_gateway().empty()) return std::nullopt;
    ground = TouchOnly(grounds, person, now, random, plan.new_grounds);
  }
  if (!ground.has_value()) return std::nullopt;
  Listing listing;
  listing.person = person;
  listing.ground = ground->ref;
  listing.scope = ground->scope;
  // A sensitive service's own consent is checked where the answer is given; the
  // broker cannot tell its rows from touch-only ones.
  if (self->sensitive()) {
    listing.scope = {};
    listing.scope.everybody = true;
  }
  listing.expiry_quarter = QuarterOf(ground->until);
  KITH_ASSIGN_OR_RETURN(Profile profile,
                        ParseProfile(network.file().profile()));
  if (shield == ShieldKind::kSilent || self->sensitive()) {
    profile = Profile::kStrict;
  }
  KITH_RETURN_IF_ERROR(
      AddKeys({network, agency, profile}, people, listing, plan));
  if (listing.inputs.empty()) {
    ++plan.people_without_keys;
    return std::nullopt;
  }
  listing.fingerprint = Fingerprint(listing, PublishedEpochs(network));
  return listing;
}

}  // namespace

std::string Fingerprint(const Listing& listing,
                        const std::set<std::uint32_t>& epochs) {
  std::string numbers;
  for (const std::uint32_t epoch : epochs)
    absl::StrAppend(&numbers, epoch, ";");
  const policy::Scope& scope = listing.scope;
  const Hash hash = Sha256(JoinFields(
      {absl::StrJoin(listing.inputs, ""), listing.ground,
       scope.everybody ? "all" : "", absl::StrJoin(scope.categories, ";"),
       absl::StrJoin(scope.agencies, ";"),
       absl::StrJoin(scope.excluded_agencies, ";"),
       absl::StrJoin(scope.purposes, ";"), absl::StrCat(listing.expiry_quarter),
       numbers, absl::StrCat(kNormaliserVersion)}));
  return HashBytes(hash);
}

std::set<std::uint32_t> PublishedEpochs(const Network& network) {
  std::set<std::uint32_t> epochs;
  for (const auto& epoch : network.file().epochs()) {
    if (epoch.publish()) epochs.insert(epoch.number());
  }
  return epochs;
}

absl::StatusOr<ListingPlan> PlanListings(const Network& network,
                                         const std::string& agency,
                                         absl::Time now, Random& random,
                                         Register& people) {
  ListingPlan plan;
  if (network.FindAgency(agency) == nullptr) return plan;
  KITH_ASSIGN_OR_RETURN(const std::vector<Involvement> open,
                        people.OpenInvolvements());
  KITH_ASSIGN_OR_RETURN(const auto shields,
                        ShieldsOfEverybody(people, network, agency));
  // Canaries have no involvement and a silent shield.
  KITH_ASSIGN_OR_RETURN(std::vector<std::string> to_list,
                        people.CurrentCanaries());
  for (const Involvement& involvement : open) {
    if (involvement.level == "universal") continue;
    to_list.push_back(involvement.person);
  }
  for (const std::string& person : to_list) {
    if (plan.listings.contains(person)) continue;
    const auto shield = shields.find(person);
    KITH_ASSIGN_OR_RETURN(
        std::optional<Listing> listing,
        PlanPerson(network, agency, now, random, people, person,
                   shield == shields.end() ? ShieldKind::kNone : shield->second,
                   plan));
    if (listing.has_value()) {
      plan.listings.emplace(person, *std::move(listing));
    }
  }
  return plan;
}

}  // namespace kith::agent
