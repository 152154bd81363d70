// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/canary_flow.h"

#include <set>

#include "absl/strings/escaping.h"
#include "agent/flows/answer_world.h"
#include "agent/flows/canary_people.h"

namespace kith::agent {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const Staff kOfficer{.name = "dpo", .shown_as = "D. Officer", .role = "dpo"};

// The clinic may hear who asks, has two families of its own, and some that do
// not exist.
class CanaryFlowTest : public AnswerWorld {
 protected:
  CanaryFlowTest() {
    ChangeNetwork([](network::v1::NetworkFile& file) {
      for (auto& agency : *file.mutable_agencies()) {
        if (agency.id() == "clinic") agency.set_touch_gateway("act-s10");
      }
    });
    Begin();
  }
  desk::v1::AddCanariesReply Add(std::uint32_t people) {
    desk::v1::AddCanariesRequest request;
    request.set_people(people);
    const auto reply = CanaryFlow(*parts_).Add(kOfficer, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.value_or(desk::v1::AddCanariesReply());
  }
  desk::v1::ListCanariesReply List() {
    const auto reply = CanaryFlow(*parts_).List();
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.value_or(desk::v1::ListCanariesReply());
  }
  static Row RowOf(const desk::v1::Canary& canary) {
    return {.forename = canary.forename(),
            .surname = canary.surname(),
            .born = canary.date_of_birth()};
  }
};

TEST(InventFamilyTest, EverybodyCanBeFoundAndNoTwoAreCalledAlike) {
  SystemRandom random;
  for (int i = 0; i < 2'000; ++i) {
    std::set<std::string> forenames;
    for (const auto& person :
         InventFamily(4, absl::CivilDay(2030, 1, 15), random)) {
      EXPECT_TRUE(forenames.insert(person.forename()).second);
      EXPECT_THAT(person.date_of_birth(), Not(HasSubstr("-01-01")));
    }
  }
}

TEST_F(CanaryFlowTest, CanariesArePublishedAsASilentShieldIs) {
  Shield(sami_, "silent");
  Publish();
  const std::size_t before = broker_.rows.size();
  EXPECT_EQ(Add(7).people(), 7u);
  Publish();
  const auto list = List();
  ASSERT_THAT(list.canaries(), SizeIs(7));
  for (const auto& canary : list.canaries()) EXPECT_TRUE(canary.published());
  EXPECT_GT(broker_.rows.size(), before);
  const auto rows_of = [&](const std::string& handle) {
    std::vector<involvement::v1::Row> rows;
    for (const auto& [id, row] : broker_.rows) {
      if (row.handle() == handle) rows.push_back(row);
    }
    return rows;
  };
  const auto shielded = rows_of(HandleOf(sami_));
  const auto canary = rows_of(HandleOf(RowOf(list.canaries(0))));
  // A surname of two parts has two more keys, whoever has it.
  ASSERT_THAT(shielded, Not(IsEmpty()));
  ASSERT_THAT(canary, Not(IsEmpty()));
  EXPECT_EQ(canary[0].scope().SerializeAsString(),
            shielded[0].scope().SerializeAsString());
  EXPECT_EQ(canary[0].strong(), shielded[0].strong());
  EXPECT_EQ(canary[0].expiry_quarter(), shielded[0].expiry_quarter());
}

TEST_F(CanaryFlowTest, WhoAsksAboutOneHearsNothingAndIsHeard) {
  Add(3);
  Publish();
  const Row canary = RowOf(List().canaries(0));
  EXPECT_FALSE(AnswerAbout(canary).has_value());
  ASSERT_THAT(Alarms(), SizeIs(1));
  EXPECT_EQ(Alarms()[0].cause(), "a canary was asked about");
  const auto alerts = List().alerts();
  ASSERT_THAT(alerts, SizeIs(1));
  EXPECT_EQ(alerts[0].asker(), "school");
  EXPECT_EQ(alerts[0].purpose(), "considering-referral");
  EXPECT_EQ(alerts[0].practitioner().size(), 32u);
  EXPECT_FALSE(alerts[0].reference().empty());
  EXPECT_THAT(Touches(), SizeIs(1));
}

TEST_F(CanaryFlowTest, OfAFamilyThatExistsNothingIsAlarmed) {
  Add(3);
  Shield(dina_, "silent");
  Publish();
  EXPECT_TRUE(AnswerAbout(sami_).has_value());
  EXPECT_FALSE(AnswerAbout(dina_).has_value());
  EXPECT_THAT(Alarms(), IsEmpty());
  EXPECT_THAT(List().alerts(), IsEmpty());
}

TEST_F(CanaryFlowTest, NoListOfTheAgencysWorkHasThem) {
  const auto before = TouchFlow(*parts_).ListInvolvements();
  Add(20);
  Publish();
  const auto after = TouchFlow(*parts_).ListInvolvements();
  EXPECT_EQ(after->involvements_size(), before->involvements_size());
  // An export that is whole ends none of them.
  ASSERT_TRUE(Import({sami_, dina_}).ok());
  EXPECT_THAT(List().canaries(), SizeIs(20));
}

TEST_F(CanaryFlowTest, TheyLookLikePeopleAndHaveNoNumber) {
  Add(200);
  std::set<std::string> names;
  const auto list = List();
  ASSERT_THAT(list.canaries(), SizeIs(200));
  for (const auto& canary : list.canaries()) {
    names.insert(canary.forename() + canary.surname() + canary.date_of_birth());
    const auto details = reader_->With([&](Register& people) {
      return people.GetPerson(absl::HexStringToBytes(canary.person_ref()));
    });
    desk::v1::Person person;
    ASSERT_TRUE(person.ParseFromString(details->details));
    EXPECT_THAT(person.identifiers(), IsEmpty());
    EXPECT_EQ(details->source, kCanarySource);
  }
  EXPECT_GT(names.size(), 195u);
}

TEST_F(CanaryFlowTest, OnesRemovedLeaveTheIndexAndTheirAlertsStay) {
  Add(4);
  Publish();
  const std::size_t with = broker_.rows.size();
  const Row canary = RowOf(List().canaries(0));
  ASSERT_FALSE(AnswerAbout(canary).has_value());
  desk::v1::RemoveCanariesRequest request;
  EXPECT_TRUE(absl::IsInvalidArgument(
      CanaryFlow(*parts_).Remove(kOfficer, request).status()));
  request.set_person_ref(List().canaries(3).person_ref());
  ASSERT_TRUE(CanaryFlow(*parts_).Remove(kOfficer, request).ok());
  EXPECT_THAT(List().canaries(), SizeIs(3));
  request.clear_person_ref();
  request.set_all(true);
  ASSERT_TRUE(CanaryFlow(*parts_).Remove(kOfficer, request).ok());
  Publish();
  EXPECT_THAT(List().canaries(), IsEmpty());
  EXPECT_THAT(List().alerts(), SizeIs(1));
  EXPECT_LT(broker_.rows.size(), with);
  EXPECT_TRUE(
      absl::IsNotFound(CanaryFlow(*parts_).Remove(kOfficer, request).status()));
}

TEST_F(CanaryFlowTest, WithoutAGatewayThereIsNoneAndItSaysWhy) {
  ChangeNetwork([](network::v1::NetworkFile& file) {
    for (auto& agency : *file.mutable_agencies()) agency.clear_touch_gateway();
  });
  desk::v1::AddCanariesRequest request;
  request.set_people(3);
  const absl::Status status =
      CanaryFlow(*parts_).Add(kOfficer, request).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(status));
  EXPECT_THAT(std::string(status.message()),
              testing::HasSubstr("touch_gateway"));
  request.set_people(501);
  EXPECT_TRUE(absl::IsInvalidArgument(
      CanaryFlow(*parts_).Add(kOfficer, request).status()));
}

}  // namespace
}  // namespace kith::agent
