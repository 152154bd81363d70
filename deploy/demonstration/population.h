// SPDX-License-Identifier: Apache-2.0
//
// UK-like families that nobody is: every name, number and address is invented.
// NHS numbers are of the range kept for tests, telephone numbers of those kept
// for drama, postcodes of an area (NX) that does not exist.
#ifndef KITH_DEPLOY_DEMONSTRATION_POPULATION_H_
#define KITH_DEPLOY_DEMONSTRATION_POPULATION_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "deploy/demonstration/dice.h"

namespace kith::deploy {

struct Person {
  std::string forename;
  std::string surname;
  std::string former_surname;  // Empty if there is none.
  std::optional<absl::CivilDay> born;
  bool female = false;
  std::string nhs;  // Ten digits, or empty where an agency does not have it.
  std::string upn;  // Pupils only.
  std::string house;
  std::string street;
  std::string postcode;
  std::string phone;
};

struct Family {
  std::vector<Person> adults;
  std::vector<Person> children;
  // A second household of the same children, if the parents live apart.
  std::optional<Person> other_parent;
};

// `count` families as they are on `today`, the same for the same dice.
std::vector<Family> MakeFamilies(std::size_t count, absl::CivilDay today,
                                 Dice& dice);

// Ten digits beginning 999 with a right check digit; different for different
// `n` below 125,000, and spread so that neighbours do not look alike.
std::string TestNhsNumber(std::size_t n);

// The person as a busy office would write them down: now and then a letter
// wrong, day and month swapped, a number or a date missing, a former name.
Person AsWrittenDown(const Person& person, Dice& dice);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_POPULATION_H_
