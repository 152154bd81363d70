// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/family_matching.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "agent/connectors/column_map.h"
#include "agent/identity/normalise.h"
#include "deploy/bench/matching_report.h"
#include "keys/base/fake_clock.h"

namespace kith::deploy {
namespace {

using testing::HasSubstr;

struct People {
  std::vector<LinkagePerson> indexed;
  std::vector<LinkagePerson> asked;
};

People Read(const FamilyOptions& options) {
  People people;
  const absl::Status read =
      ReadFamilies(options, [&](Side side, LinkagePerson person) {
        (side == Side::kIndex ? people.indexed : people.asked)
            .push_back(std::move(person));
        return absl::OkStatus();
      });
  EXPECT_TRUE(read.ok()) << read;
  return people;
}

MemoryReport Match(const People& people, agent::Profile profile) {
  const FakeClock clock;
  const auto report =
      MatchInMemory(people.indexed, people.asked,
                    {{agent::kNhsNumberScheme}, profile, Files::kTwo}, clock,
                    [](std::uint64_t) {});
  EXPECT_TRUE(report.ok()) << report.status();
  return report.value_or(MemoryReport());
}

std::vector<agent::MatchKey> KeysOf(const LinkagePerson& person, bool asked) {
  const auto identity =
      agent::Normalise(person.details, {.test_network = true});
  EXPECT_TRUE(identity.ok());
  const std::vector<std::string> schemes = {agent::kNhsNumberScheme};
  return asked ? agent::AskedKeys(*identity, schemes)
               : agent::PublishedKeys(*identity, schemes,
                                      agent::Profile::kStandard);
}

// Every pair looked at, without an index.
TEST(FamilyMatchingTest, TheIndexOpensWhatEveryPairComparedWouldOpen) {
  const People people = Read({.seed = 11, .people = 400});
  std::vector<std::vector<agent::MatchKey>> published;
  for (const auto& held : people.indexed) {
    published.push_back(KeysOf(held, false));
  }
  std::uint64_t right = 0;
  std::uint64_t wrong = 0;
  for (const LinkagePerson& asked : people.asked) {
    const auto keys = KeysOf(asked, true);
    for (std::size_t i = 0; i < published.size(); ++i) {
      if (!agent::Opens(keys, published[i])) continue;
      ++(people.indexed[i].truth == asked.truth ? right : wrong);
    }
  }
  const PairTally all = Match(people, agent::Profile::kStandard).pairs.all;
  EXPECT_EQ(all.true_pairs, people.asked.size());
  EXPECT_EQ(all.true_opened, right);
  EXPECT_EQ(all.false_opened, wrong);
}

TEST(FamilyMatchingTest, TheStandardProfileOpensMoreThanTheStrictOne) {
  const People people = Read({.seed = 12, .people = 3000});
  const PairTally standard = Match(people, agent::Profile::kStandard).pairs.all;
  const PairTally strict = Match(people, agent::Profile::kStrict).pairs.all;
  EXPECT_GT(standard.true_opened, strict.true_opened);
  EXPECT_GE(standard.true_sharing, standard.true_opened);
  EXPECT_GE(standard.false_opened, strict.false_opened);
}

TEST(FamilyMatchingTest, OfTwinsNoPairIsTrue) {
  const MemoryReport report =
      Match(Read({.seed = 13, .twins = 200}), agent::Profile::kStandard);
  EXPECT_EQ(report.pairs.all.true_pairs, 0u);
  EXPECT_EQ(report.pairs.twins.pairs, 200u);
  EXPECT_LE(report.pairs.twins.matched + report.pairs.twins.possible,
            report.pairs.twins.opened);
  EXPECT_THAT(MemoryReportInWords(report), HasSubstr("the other twin"));
}

TEST(FamilyMatchingTest, WhatIsToldOfARowIsKept) {
  const People people = Read({.seed = 14, .people = 9000});
  EXPECT_EQ(people.indexed.size(), 9000u);
  std::set<std::int64_t> lines;
  for (const LinkagePerson& person : people.indexed) lines.insert(person.line);
  EXPECT_EQ(lines.size(), 9000u);
  EXPECT_FALSE(people.indexed.front().tags.tradition.empty());
  EXPECT_FALSE(people.indexed.front().tags.family.empty());
}

TEST(FamilyMatchingTest, ItEndsWithTheFirstFailure) {
  const absl::Status read =
      ReadFamilies({.seed = 1, .people = 10}, [](Side, const LinkagePerson&) {
        return absl::UnavailableError("the disk is full");
      });
  EXPECT_EQ(read.code(), absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace kith::deploy
