// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/identity.h"

#include <gtest/gtest.h>

namespace kith::agent {
namespace {

Identity Dina() {
  return {.forenames = {"DINA", "ROSE"},
          .surname = {"AMARA"},
          .previous_surnames = {"OKORO"},
          .date_of_birth = {1990, 5, 12, DateQuality::kFull},
          .sex = Sex::kFemale,
          .outward = "",
          .inward = "",
          .house = "",
          .identifiers = {{"nhs-number", "9990000018"}}};
}

// Everything at its bound: far more than a capsule holds.
Identity Largest() {
  Identity person = Dina();
  const std::string part(kMaxNamePartBytes, 'X');
  person.forenames.assign(kMaxNameParts, part);
  person.surname.assign(kMaxNameParts, part);
  person.previous_surnames.assign(kMaxNameParts, part);
  person.identifiers.assign(kMaxIdentifiers,
                            {std::string(kMaxSchemeBytes, 's'),
                             std::string(kMaxIdentifierBytes, '9')});
  return person;
}

TEST(CapsuleFormTest, ComesBackAsItWent) {
  const auto back = ParseFromCapsule(SerializeForCapsule(Dina()));
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(*back, Dina());
}

Identity UnbornOfDina() {
  Identity child = Dina();
  child.unborn = true;
  child.expected_date = {2030, 5, 2, DateQuality::kFull};
  return child;
}

TEST(CapsuleFormTest, AnUnbornChildComesBackWithItsDate) {
  const std::string bytes = SerializeForCapsule(UnbornOfDina());
  EXPECT_EQ(bytes[0], 2);
  EXPECT_EQ(SerializeForCapsule(Dina())[0], 1);
  const auto back = ParseFromCapsule(bytes);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(*back, UnbornOfDina());
  const auto registered =
      ParseFromRegister(SerializeForRegister(UnbornOfDina()));
  ASSERT_TRUE(registered.ok()) << registered.status();
  EXPECT_EQ(*registered, UnbornOfDina());
}

TEST(CapsuleFormTest, AnExpectedDateThatIsNoDayIsRefused) {
  Identity child = UnbornOfDina();
  child.expected_date = {2030, 2, 30, DateQuality::kFull};
  EXPECT_FALSE(ParseFromCapsule(SerializeForCapsule(child)).ok());
  child.expected_date = {2030, 5, 0, DateQuality::kWeak};
  EXPECT_FALSE(ParseFromCapsule(SerializeForCapsule(child)).ok());
  child.expected_date = {};
  EXPECT_TRUE(ParseFromCapsule(SerializeForCapsule(child)).ok());
  const std::string bytes = SerializeForCapsule(UnbornOfDina());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(ParseFromCapsule(bytes.substr(0, size)).ok()) << size;
  }
}

TEST(CapsuleFormTest, TheLargestUnbornChildFits) {
  Identity child = Largest();
  child.unborn = true;
  child.expected_date = {2030, 5, 2, DateQuality::kFull};
  const std::string bytes = SerializeForCapsule(child);
  EXPECT_LE(bytes.size(), kMaxCapsuleIdentityBytes);
  EXPECT_TRUE(ParseFromCapsule(bytes).ok());
}

TEST(CapsuleFormTest, CarriesNoAddress) {
  Identity with_address = Dina();
  with_address.outward = "NX1";
  with_address.inward = "1AA";
  with_address.house = "12";
  with_address.previous_addresses = {{"NX2", "2BB", "7"}};
  EXPECT_EQ(SerializeForCapsule(with_address), SerializeForCapsule(Dina()));
}

TEST(CapsuleFormTest, TheLargestIdentityIsCutToFit) {
  const std::string bytes = SerializeForCapsule(Largest());
  EXPECT_LE(bytes.size(), kMaxCapsuleIdentityBytes);
  const auto back = ParseFromCapsule(bytes);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->forenames.size(), 3u);
  EXPECT_EQ(back->surname.size(), 4u);
  EXPECT_EQ(back->identifiers.size(), 2u);
}

TEST(CapsuleFormTest, EveryTruncationIsRefused) {
  const std::string bytes = SerializeForCapsule(Dina());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(ParseFromCapsule(bytes.substr(0, size)).ok()) << size;
  }
}

TEST(CapsuleFormTest, LeftOverBytesAreRefused) {
  EXPECT_FALSE(ParseFromCapsule(SerializeForCapsule(Dina()) + '\0').ok());
  EXPECT_FALSE(ParseFromCapsule(std::string(321, '\1')).ok());
}

TEST(CapsuleFormTest, AnyChangedByteIsRefusedOrStaysWithinBounds) {
  const std::string bytes = SerializeForCapsule(Dina());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(value);
      const auto back = ParseFromCapsule(changed);
      if (back.ok()) {
        EXPECT_EQ(SerializeForCapsule(*back), changed);
      }
    }
  }
}

TEST(CapsuleFormTest, ImpossibleDatesAndLettersAreRefused) {
  Identity person = Dina();
  person.date_of_birth.month = 13;
  EXPECT_FALSE(ParseFromCapsule(SerializeForCapsule(person)).ok());
  person = Dina();
  person.surname = {"amara"};
  EXPECT_FALSE(ParseFromCapsule(SerializeForCapsule(person)).ok());
}

}  // namespace
}  // namespace kith::agent
