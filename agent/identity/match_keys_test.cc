// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/match_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "agent/identity/normalise.h"

namespace kith::agent {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

const std::vector<std::string> kNhsOnly = {"nhs-number"};

Identity Person(PersonDetails details) {
  const auto identity = Normalise(details, {.test_network = true});
  EXPECT_TRUE(identity.ok()) << identity.status();
  return identity.value_or(Identity{});
}

std::vector<MatchKey> Keys(PersonDetails details) {
  return StrictKeys(Person(std::move(details)), kNhsOnly);
}

bool Share(const std::vector<MatchKey>& a, const std::vector<MatchKey>& b) {
  return std::any_of(a.begin(), a.end(), [&b](const MatchKey& key) {
    return std::find(b.begin(), b.end(), key) != b.end();
  });
}

PersonDetails Sami() {
  return {
      .forenames = "Sami", .surname = "Amara", .date_of_birth = "09/03/2014"};
}

PersonDetails With(PersonDetails details, absl::string_view date) {
  details.date_of_birth = std::string(date.data(), date.size());
  return details;
}

TEST(StrictKeysTest, IdentifiersComeFirstThenNames) {
  PersonDetails sami = Sami();
  sami.identifiers = {{"nhs-number", "999 000 0018"}, {"upn", "A1"}};
  sami.previous_surnames = {"Okoro"};
  const auto keys = Keys(sami);
  ASSERT_THAT(keys, SizeIs(3));
  EXPECT_EQ(keys[0].kind, "nhs-number");
  EXPECT_EQ(keys[1].kind, "KN");
  EXPECT_EQ(keys[2].kind, "KN");
  EXPECT_TRUE(keys[0].strong && keys[1].strong && keys[2].strong);
}

TEST(StrictKeysTest, ASchemeThatIsNotAllowedGivesNoKey) {
  PersonDetails sami;
  sami.identifiers = {{"nhs-number", "999 000 0018"}};
  EXPECT_THAT(StrictKeys(Person(sami), {}), IsEmpty());
  EXPECT_THAT(Keys(sami), SizeIs(1));
}

TEST(StrictKeysTest, DayAndMonthSwappedIsTheSameKey) {
  EXPECT_EQ(Keys(Sami()), Keys(With(Sami(), "03/09/2014")));
  EXPECT_FALSE(Share(Keys(Sami()), Keys(With(Sami(), "10/03/2014"))));
  EXPECT_FALSE(Share(Keys(Sami()), Keys(With(Sami(), "09/03/2015"))));
}

TEST(StrictKeysTest, SpellingsAndNicknamesShareAKey) {
  PersonDetails bill = {
      .forenames = "Bill", .surname = "Philips", .date_of_birth = "09/03/1980"};
  PersonDetails william = {.forenames = "William",
                           .surname = "Fillips",
                           .date_of_birth = "09/03/1980"};
  EXPECT_TRUE(Share(Keys(bill), Keys(william)));
}

TEST(StrictKeysTest, EitherHalfOfADoubleNameAndAFormerNameAreFound) {
  PersonDetails both = Sami();
  both.surname = "Amara-Reed";
  PersonDetails reed = Sami();
  reed.surname = "Reed";
  PersonDetails married = Sami();
  married.surname = "Lund";
  married.previous_surnames = {"Reed"};
  EXPECT_THAT(Keys(both), SizeIs(2));
  EXPECT_TRUE(Share(Keys(both), Keys(Sami())));
  EXPECT_TRUE(Share(Keys(both), Keys(reed)));
  EXPECT_TRUE(Share(Keys(married), Keys(reed)));
}

TEST(StrictKeysTest, WeakDatesAndPlaceholdersGiveNoNameKey) {
  for (const char* date : {"", "01/01/2014", "2014", "01/01/1900"}) {
    EXPECT_THAT(Keys(With(Sami(), date)), IsEmpty()) << date;
  }
  PersonDetails baby = Sami();
  baby.forenames = "Baby";
  EXPECT_THAT(Keys(baby), IsEmpty());
  PersonDetails initial = Sami();
  initial.forenames = "S";
  EXPECT_THAT(Keys(initial), IsEmpty());
}

TEST(StrictKeysTest, EqualKeysOnceAndAtMostSixteen) {
  PersonDetails twice = Sami();
  twice.previous_surnames = {"Amara", "Amarah"};
  EXPECT_THAT(Keys(twice), SizeIs(1));
  Identity many = Person(Sami());
  for (int i = 0; i < 40; ++i) {
    many.identifiers.push_back({"nhs-number", std::to_string(i)});
  }
  EXPECT_THAT(StrictKeys(many, kNhsOnly), SizeIs(kMaxMatchKeys));
}

TEST(StrictKeysTest, ValuesCannotRunIntoEachOther) {
  Identity a = Person(Sami());
  Identity b = a;
  a.identifiers = {{"ab", "c"}};
  b.identifiers = {{"a", "bc"}};
  EXPECT_NE(StrictKeys(a, {"ab"})[0].input, StrictKeys(b, {"a"})[0].input);
}

TEST(StrictKeysTest, AnotherScriptGivesNoEmptyKey) {
  PersonDetails other = Sami();
  other.surname = "\xD0\x90\xD0\xBC\xF0\x9F\x98\x80";
  EXPECT_THAT(Keys(other), IsEmpty());
}

TEST(OprfInputTest, HoldsLabelNetworkVersionAndKey) {
  const std::string network(kNetworkIdBytes, 'n');
  const MatchKey key = Keys(Sami())[0];
  const auto input = OprfInput(network, key);
  ASSERT_TRUE(input.ok());
  EXPECT_EQ(*input, std::string("kith/v1/oprf\0", 13) + network +
                        std::string("\0\1", 2) + key.input);
}

TEST(OprfInputTest, ANetworkIdOfAnotherLengthIsRefused) {
  EXPECT_EQ(OprfInput("short", Keys(Sami())[0]).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace kith::agent
