// SPDX-License-Identifier: Apache-2.0
//
// Families as they are: nobody has mistyped anything yet.
#ifndef KITH_DEPLOY_BENCH_FAMILIES_FAMILY_MAKER_H_
#define KITH_DEPLOY_BENCH_FAMILIES_FAMILY_MAKER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "deploy/bench/families/addresses.h"
#include "deploy/bench/families/names.h"
#include "deploy/bench/families/naming.h"
#include "deploy/demonstration/dice.h"

namespace kith::deploy {

struct FamilyMember {
  std::uint64_t number = 0;  // Counted from 1.
  std::uint64_t twin = 0;    // The other twin's number; 0: none.
  std::uint64_t family = 0;
  Tradition tradition = Tradition::kBritish;
  bool female = false;
  bool child = false;
  FullName name;
  std::string former_surname;  // Empty if there is none.
  // The surname that could stand in its place: the other parent's, or the one
  // that stands behind a custom name.
  std::string other_surname;
  std::string fathers_forename;
  absl::CivilDay born;
  Address home;
  Address next_home;  // Where the household moved, or the other parent lives.
};

using FamilyMembers = std::vector<FamilyMember>;

// The day on which everybody is as they are.
inline constexpr absl::CivilDay FamiliesToday() {
  return absl::CivilDay(2026, 6, 1);
}

// One family after another, the same for the same dice. Not thread-safe.
class FamilyMaker {
 public:
  // `people`: about how many will be made.
  FamilyMaker(std::size_t people, Dice& dice);

  // One or two adults and up to five children, twins now and then, sometimes a
  // grandparent, sometimes a parent elsewhere.
  FamilyMembers NextFamily();

  // A mother and her twins, no one else.
  FamilyMembers NextTwins();

 private:
  struct Parents;
  Parents MakeParents();
  FamilyMember NewMember(Tradition tradition, bool female);
  FamilyMember NewAdult(const FamilyName& family, bool female, int youngest,
                        int oldest);
  FamilyMember NewChild(const Parents& parents, int days_old,
                        const FamilyMembers& siblings);
  void AddChildren(const Parents& parents, FamilyMembers& family);
  void AddTwins(const Parents& parents, int days_old, FamilyMembers& children);
  void Settle(const Parents& parents, FamilyMembers& family);

  Dice& dice_;
  Addresses addresses_;
  std::uint64_t last_number_ = 0;
  std::uint64_t families_ = 0;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_FAMILIES_FAMILY_MAKER_H_
