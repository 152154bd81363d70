// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/person_keys.h"

#include <gtest/gtest.h>

#include "agent/identity/normalise.h"

namespace kith::agent {
namespace {

TEST(PersonKeysTest, DetailsComeBackFromTheDesksPersonAsTheyWent) {
  const PersonDetails details{
      .forenames = "Dina",
      .surname = "Amara",
      .previous_surnames = {"Okoro"},
      .date_of_birth = "1990-05-12",
      .sex = "F",
      .postcode = "NX1 1AA",
      .house = "12",
      .identifiers = {{"nhs-number", "999 000 0018"}},
      .previous_addresses = {{"NX2 2BB", "7 High Road"}, {"NX3 3DD", ""}}};
  EXPECT_EQ(DetailsOf(PersonFrom(details)), details);
}

TEST(PublishedKeysOfTest, AStrongKeyOfAFormerNameComesBeforeWeakOnes) {
  const auto known_as = [](const std::string& surname) {
    return *Normalise({.forenames = "Dina",
                       .surname = surname,
                       .date_of_birth = "1990-11-23",
                       .postcode = "NX1 1AA",
                       .house = "12"},
                      {});
  };
  const auto strong_at = [](const std::vector<MatchKey>& keys) {
    std::string marks;
    for (const MatchKey& key : keys) marks += key.strong ? 'S' : 'w';
    return marks;
  };
  const Identity now = known_as("Amara");
  EXPECT_EQ(PublishedKeysOf({now}, {}, Profile::kStandard),
            PublishedKeys(now, {}, Profile::kStandard));
  EXPECT_EQ(strong_at(PublishedKeysOf({now, known_as("Osterley")}, {},
                                      Profile::kStandard))
                .substr(0, 3),
            "SSw");
}

}  // namespace
}  // namespace kith::agent
