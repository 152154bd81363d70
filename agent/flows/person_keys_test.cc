// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/person_keys.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace kith::agent
