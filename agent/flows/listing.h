// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_LISTING_H_
#define KITH_AGENT_FLOWS_LISTING_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/register/register.h"
#include "keys/network/network.h"

namespace kith::agent {

// How one person should stand in the index.
struct Listing {
  std::string person;
  std::string ground;
  policy::Scope scope;
  std::uint32_t expiry_quarter = 0;
  std::vector<std::string> inputs;  // OPRF inputs, strongest first; at most 16.
  std::vector<std::string> kinds;   // Of each: its match key's.
  std::vector<bool> strong;         // Of each.
  // Changes when any of the above does.
  std::string fingerprint;
};

// Who should be listed, and the touch-only grounds that do not exist yet.
struct ListingPlan {
  std::map<std::string, Listing> listings;  // By person.
  std::vector<Ground> new_grounds;
  // Strong keys that two different people of this agency share: not published
  // until somebody has looked.
  std::uint32_t shared_keys = 0;
  // Keys that more than 8 people of this agency share: a weak one is published
  // for none of them, a strong one (they are the same person) for 8.
  std::uint32_t crowded_keys = 0;
  // People who should be listed and have no key left to list them by.
  std::uint32_t people_without_keys = 0;
};

// What changes when anything of a listing does, or in which epochs it is
// published.
std::string Fingerprint(const Listing& listing,
                        const std::set<std::uint32_t>& epochs);

// Those that the network file has rows published under.
std::set<std::uint32_t> PublishedEpochs(const Network& network);

// Under the keys of the network's profile; people with a silent shield, and
// those of a sensitive service, under strict keys alone.
//
// Only people with an open involvement and a ground that holds; universal
// services not; absent shields never; silent shields, and people of a sensitive
// service without consent, under a touch-only ground, if the network names a
// gateway for it. `random` draws new grounds' references. Codes as Register.
absl::StatusOr<ListingPlan> PlanListings(const Network& network,
                                         const std::string& agency,
                                         absl::Time now, Random& random,
                                         Register& people);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_LISTING_H_
