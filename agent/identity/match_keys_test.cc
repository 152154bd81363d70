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
  return PublishedKeys(Person(std::move(details)), kNhsOnly, Profile::kStrict);
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
  sami.identifiers = {{"nhs-number", "999 000 0018"}, {"upn", "B801200005001"}};
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
  EXPECT_THAT(PublishedKeys(Person(sami), {}, Profile::kStrict), IsEmpty());
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
  EXPECT_THAT(PublishedKeys(many, kNhsOnly, Profile::kStrict),
              SizeIs(kMaxMatchKeys));
}

TEST(StrictKeysTest, ValuesCannotRunIntoEachOther) {
  Identity a = Person(Sami());
  Identity b = a;
  a.identifiers = {{"ab", "c"}};
  b.identifiers = {{"a", "bc"}};
  const std::vector<std::string> schemes = {"a", "ab"};
  EXPECT_NE(PublishedKeys(a, schemes, Profile::kStrict)[0].input,
            PublishedKeys(b, schemes, Profile::kStrict)[0].input);
}

TEST(StrictKeysTest, AnotherScriptGivesNoEmptyKey) {
  PersonDetails other = Sami();
  other.surname = "\xE7\x8E\x8B\xF0\x9F\x98\x80";
  EXPECT_THAT(Keys(other), IsEmpty());
}

std::vector<MatchKey> Standard(const PersonDetails& details) {
  return PublishedKeys(Person(details), kNhsOnly, Profile::kStandard);
}

PersonDetails Dina() {
  return {.forenames = "Dina",
          .surname = "Okoro",
          .date_of_birth = "21/07/2011",
          .postcode = "NX1 1AA",
          .house = "12"};
}

TEST(ProfileTest, OnlyTheTwoWordsAreKnown) {
  EXPECT_EQ(*ParseProfile("strict"), Profile::kStrict);
  EXPECT_EQ(*ParseProfile("standard"), Profile::kStandard);
  EXPECT_EQ(ParseProfile("").status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(StandardKeysTest, HoldEveryStrictKeyAndAtMostSixteen) {
  PersonDetails dina = Dina();
  dina.surname = "Okoro-Lund";
  dina.previous_surnames = {"Reed", "Marsh"};
  dina.identifiers = {{"nhs-number", "999 000 0018"}};
  const auto standard = Standard(dina);
  EXPECT_THAT(standard, SizeIs(kMaxMatchKeys));
  EXPECT_EQ(standard[0].kind, "nhs-number");
  EXPECT_EQ(standard[1].kind, "KN");
  EXPECT_EQ(AskedKeys(Person(dina), kNhsOnly), standard);
  EXPECT_TRUE(Opens(standard, Keys(dina)));
}

TEST(StandardKeysTest, EveryKindOnceBeforeAnyTwice) {
  PersonDetails dina = Dina();
  dina.surname = "Okoro-Lund";
  const auto keys = Standard(dina);
  std::vector<std::string> kinds;
  bool repeats = false;
  for (const MatchKey& key : keys) {
    const bool again =
        std::find(kinds.begin(), kinds.end(), key.kind) != kinds.end();
    EXPECT_TRUE(again || !repeats) << key.kind;
    repeats |= again;
    kinds.push_back(key.kind);
  }
  EXPECT_TRUE(repeats);
}

TEST(OpensTest, OneStrongKeyOrTwoWeakOnes) {
  const MatchKey strong{"KN", true, "a"};
  const MatchKey weak{"W01", false, "b"};
  const MatchKey other{"W02", false, "c"};
  const std::vector<MatchKey> all = {strong, weak, other};
  EXPECT_TRUE(Opens(all, {strong}));
  EXPECT_FALSE(Opens(all, {weak}));
  EXPECT_TRUE(Opens(all, {weak, other}));
  EXPECT_FALSE(Opens({weak}, {strong, other}));
}

TEST(OpensTest, ASlipInTheForenameAndAnotherHouseStillOpen) {
  PersonDetails slip = Dina();
  slip.forenames = "Rina";
  slip.house = "4";
  EXPECT_TRUE(Opens(Standard(slip), Standard(Dina())));
  EXPECT_FALSE(Opens(Standard(slip), Keys(Dina())));
}

TEST(AddressOfTest, SaysOnlyWhatTheKeysThatOpenedHold) {
  EXPECT_FALSE(AddressOf({{"KN", "nhs-number", "W01"}}).postcode);
  PersonDetails moved = Dina();
  moved.postcode = "NY7 3BB";
  std::vector<std::string> opened;
  for (const MatchKey& key : Standard(moved)) {
    const auto held = Standard(Dina());
    if (std::find(held.begin(), held.end(), key) != held.end()) {
      opened.push_back(key.kind);
    }
  }
  const AddressAgreement agreement = AddressOf(opened);
  EXPECT_TRUE(agreement.house);
  EXPECT_FALSE(agreement.postcode || agreement.sector);
}

TEST(UnbornTest, KeysAreTheMothersInANamespaceOfTheirOwn) {
  PersonDetails mother = Dina();
  mother.identifiers = {{"nhs-number", "9990000018"}};
  PersonDetails child = mother;
  child.expected_date = "2030-05-02";
  const std::vector<MatchKey> hers = Standard(mother);
  const std::vector<MatchKey> its = Standard(child);
  ASSERT_EQ(hers.size(), its.size());
  for (std::size_t i = 0; i < hers.size(); ++i) {
    EXPECT_EQ(its[i].kind, "unborn-" + hers[i].kind);
    EXPECT_EQ(its[i].strong, hers[i].strong);
    EXPECT_EQ(IsNameKey(its[i]), hers[i].kind == kNameKeyKind);
  }
  EXPECT_FALSE(Share(hers, its));
  child.expected_date = "unknown";
  EXPECT_EQ(Standard(child), its);
}

TEST(UnbornTest, ItsKeysSayOfTheAddressWhatTheMothersWould) {
  EXPECT_TRUE(AddressOf({{"unborn-year-postcode"}}).postcode);
  EXPECT_TRUE(AddressOf({{"unborn-dob-house"}}).house);
}

TEST(OprfInputTest, HoldsLabelNetworkVersionAndKey) {
  const std::string network(kNetworkIdBytes, 'n');
  const MatchKey key = Keys(Sami())[0];
  const auto input = OprfInput(network, key);
  ASSERT_TRUE(input.ok());
  EXPECT_EQ(*input, std::string("kith/v1/oprf\0", 13) + network +
                        std::string("\0\2", 2) + key.input);
}

TEST(OprfInputTest, ANetworkIdOfAnotherLengthIsRefused) {
  EXPECT_EQ(OprfInput("short", Keys(Sami())[0]).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace kith::agent
