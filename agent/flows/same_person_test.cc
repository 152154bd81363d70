// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/same_person.h"

#include "agent/flows/agent_world.h"
#include "agent/identity/normalise.h"

namespace kith::agent {
namespace {

Identity Of(const std::string& forename, const std::string& surname,
            const std::string& born) {
  return *Normalise(
      {.forenames = forename, .surname = surname, .date_of_birth = born}, {});
}

TEST(MayBeOnePersonTest, ASlipInTheDateDoesNotMakeTwoPeople) {
  const Identity sami = Of("Sami", "Amara", "2015-06-17");
  EXPECT_TRUE(MayBeOnePerson({sami}, {Of("Sami", "Amara", "2015-06-17")}));
  EXPECT_TRUE(MayBeOnePerson({sami}, {Of("Sami", "Amara", "2015-06-18")}));
  EXPECT_TRUE(MayBeOnePerson({Of("Odd", "Nobody", "1980-02-03"), sami},
                             {Of("Sami", "Amara", "2015-06-18")}));
}

TEST(MayBeOnePersonTest, ATwinAndASisterAreSomebodyElse) {
  const Identity sami = Of("Sami", "Amara", "2015-06-17");
  EXPECT_FALSE(MayBeOnePerson({sami}, {Of("Dina", "Amara", "2015-06-17")}));
  EXPECT_FALSE(MayBeOnePerson({sami}, {Of("Dina", "Amara", "2012-01-09")}));
}

class SamePersonTest : public AgentWorld {
 protected:
  SamePersonTest() {
    mistyped_.id = "3";
    mistyped_.born = "2015-06-18";
    EXPECT_TRUE(Import({sami_, dina_, mistyped_}).ok());
  }
  std::string RefOf(const Row& row) {
    return reader_->With([&](Register& people) -> std::string {
      const auto all = *people.PeopleOfSource("cases");
      for (const RegisteredPerson& person : all) {
        if (person.source_id == row.id) return person.ref;
      }
      return "";
    });
  }
  void Shield(const Row& row, ShieldKind kind) {
    const auto done = log_->Run([&, ref = RefOf(row)](SealedDb& db)
                                    -> absl::StatusOr<
                                        std::vector<tlog::Entry>> {
      EXPECT_TRUE(Register(db).PutShield(ref, {kind, "", clock_.Now()}).ok());
      return std::vector<tlog::Entry>{};
    });
    EXPECT_TRUE(done.ok());
  }
  ShieldKind ShieldOf(const Row& row) {
    return reader_->With([&, ref = RefOf(row)](Register& people) {
      return ProtectionOf(people, *RecordsOfPerson(people, ref,
                                                   *people.IdentitiesOf(ref),
                                                   *network_->Get(), agency_))
          ->shield;
    });
  }

  Row mistyped_ = sami_;
};

TEST_F(SamePersonTest, TheStrictestShieldOfAllRecordsHolds) {
  EXPECT_EQ(ShieldOf(sami_), ShieldKind::kNone);
  Shield(mistyped_, ShieldKind::kSilent);
  EXPECT_EQ(ShieldOf(sami_), ShieldKind::kSilent);
  Shield(sami_, ShieldKind::kAbsent);
  EXPECT_EQ(ShieldOf(mistyped_), ShieldKind::kAbsent);
  EXPECT_EQ(ShieldOf(dina_), ShieldKind::kNone);
}

TEST_F(SamePersonTest, EverybodyWhoHasOneIsFoundWithAllRecords) {
  const auto shields = [&] {
    return reader_->With([&](Register& people) {
      return *ShieldsOfEverybody(people, *network_->Get(), agency_);
    });
  };
  EXPECT_THAT(shields(), testing::IsEmpty());
  Shield(mistyped_, ShieldKind::kSilent);
  EXPECT_THAT(shields(),
              testing::UnorderedElementsAre(
                  testing::Pair(RefOf(sami_), ShieldKind::kSilent),
                  testing::Pair(RefOf(mistyped_), ShieldKind::kSilent)));
}

TEST_F(SamePersonTest, AnAbsentShieldTakesAMistypedRecordOutOfTheIndex) {
  Publish();
  const std::size_t before = broker_.rows.size();
  Shield(sami_, ShieldKind::kAbsent);
  Publish();
  // Only Dina is left.
  std::set<std::string> handles;
  for (const auto& [id, row] : broker_.rows) handles.insert(row.handle());
  EXPECT_EQ(handles.size(), 1u);
  EXPECT_LT(broker_.rows.size(), before);
}

}  // namespace
}  // namespace kith::agent
