// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/list_flow.h"

#include "agent/flows/agent_world.h"
#include "agent/flows/canary_flow.h"
#include "agent/flows/objection_flow.h"

namespace kith::agent {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class ListFlowTest : public AgentWorld {
 protected:
  ListFlowTest() { Begin(); }
  void Begin() {
    ask_ = std::make_unique<AskFlow>(*parts_);
    lists_ = std::make_unique<ListFlow>(*parts_, *ask_);
  }
  desk::v1::ListOpenFamiliesReply Open(const std::string& shown_as,
                                       bool whole_agency = false) {
    desk::v1::ListOpenFamiliesRequest request;
    request.set_purpose("considering-referral");
    request.set_whole_agency(whole_agency);
    const auto reply = lists_->OpenFamilies(
        {.name = "p", .shown_as = shown_as, .role = "practitioner"}, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.value_or(desk::v1::ListOpenFamiliesReply());
  }
  desk::v1::CheckRequest RequestFor(const Row& row) {
    desk::v1::CheckRequest request;
    *request.add_people() = Described(row);
    request.set_purpose("considering-referral");
    request.set_ground("family-agreed");
    request.set_no_personal_connection(true);
    request.set_of_list(true);
    return request;
  }
  absl::StatusOr<desk::v1::OpenAgendaReply> OpenAgenda(
      const std::vector<Row>& rows, absl::Time until) {
    desk::v1::OpenAgendaRequest request;
    request.set_agenda(std::string(32, 'a'));
    request.set_until_ms(absl::ToUnixMillis(until));
    for (const Row& row : rows) *request.add_rows() = RequestFor(row);
    return lists_->OpenAgenda(nurse_, request);
  }
  const Staff nurse_{
      .name = "nurse", .shown_as = "P. Example", .role = "practitioner"};
  std::unique_ptr<AskFlow> ask_;
  std::unique_ptr<ListFlow> lists_;
};

TEST_F(ListFlowTest, AStaffMembersOwnOpenFamiliesAndNobodyElses) {
  Row closed = dina_;
  closed.supported = "no";
  ASSERT_TRUE(Import({sami_, closed}).ok());
  const auto mine = Open("P. Example");
  ASSERT_THAT(mine.families(), SizeIs(1));
  ASSERT_THAT(mine.families(0).people(), SizeIs(1));
  EXPECT_EQ(mine.families(0).people(0).person().forename(), "Sami");
  EXPECT_EQ(mine.families(0).people(0).not_agreed(), "");
  EXPECT_THAT(Open("P. Exam").families(), IsEmpty());
  EXPECT_THAT(Open("Q. Other").families(), IsEmpty());
  EXPECT_THAT(Open("Q. Other", true).families(), SizeIs(1));
  EXPECT_THAT(broker_.asked, IsEmpty()) << "a list asks nothing itself";
}

TEST_F(ListFlowTest, WhoHasNotAgreedIsSaidWithTheReason) {
  Row none = sami_;
  none.agreed = "";
  ASSERT_TRUE(Import({none, dina_}).ok());
  const auto before = Open("P. Example");
  ASSERT_THAT(before.families(), SizeIs(2));
  for (const auto& family : before.families()) {
    const auto& person = family.people(0);
    EXPECT_EQ(person.not_agreed(), person.person().forename() == "Dina"
                                       ? ""
                                       : "no agreement of theirs is recorded");
  }
  desk::v1::RecordObjectionRequest objection;
  *objection.add_people() = Described(dina_);
  objection.set_said_by("herself");
  objection.set_capacity("adult");
  ASSERT_TRUE(ObjectionFlow(*parts_).Record(nurse_, objection).ok());
  const auto after = Open("P. Example");
  for (const auto& family : after.families()) {
    EXPECT_THAT(family.people(0).not_agreed(), testing::Not(IsEmpty()));
  }
}

TEST_F(ListFlowTest, CanariesAreNobodysFamilies) {
  ChangeNetwork([](network::v1::NetworkFile& file) {
    for (auto& agency : *file.mutable_agencies()) {
      agency.set_touch_gateway("act-s10");
    }
  });
  Begin();
  ASSERT_TRUE(Import({sami_}).ok());
  desk::v1::AddCanariesRequest request;
  request.set_people(10);
  ASSERT_TRUE(CanaryFlow(*parts_).Add(nurse_, request).ok());
  EXPECT_THAT(Open("", true).families(), SizeIs(1));
}

TEST_F(ListFlowTest, AnAgendaWithABadRowNamesItAndNothingIsAsked) {
  Row bad = dina_;
  bad.born = "soon";
  const auto reply = OpenAgenda({sami_, bad}, clock_.Now() + absl::Hours(2));
  ASSERT_TRUE(reply.ok()) << reply.status();
  ASSERT_THAT(reply->faults(), SizeIs(1));
  EXPECT_EQ(reply->faults(0).row(), 1u);
  EXPECT_THAT(reply->faults(0).words(), testing::Not(HasSubstr("soon")));
  EXPECT_THAT(broker_.asked, IsEmpty());
  EXPECT_THAT(key_holder_.batches, IsEmpty());
}

TEST_F(ListFlowTest, NothingIsAskedOnceTheMeetingHasEnded) {
  const absl::Time until = clock_.Now() + absl::Hours(2);
  ASSERT_TRUE(OpenAgenda({sami_}, until).ok());
  desk::v1::CheckRequest request = RequestFor(sami_);
  request.set_agenda(std::string(32, 'a'));
  // No list has an allowance here: counted, and turned away by that alone.
  EXPECT_TRUE(lists_->Check(nurse_, request).ok());
  clock_.Advance(absl::Hours(2));
  const absl::Status ended = lists_->Check(nurse_, request).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(ended));
  EXPECT_THAT(std::string(ended.message()), HasSubstr("the meeting has ended"));
  EXPECT_TRUE(absl::IsFailedPrecondition(OpenAgenda({sami_}, until).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      OpenAgenda({sami_}, clock_.Now() + absl::Hours(25)).status()));
}

TEST_F(ListFlowTest, ARowOfAnotherPersonsMeetingIsNotAsked) {
  ASSERT_TRUE(OpenAgenda({sami_}, clock_.Now() + absl::Hours(2)).ok());
  desk::v1::CheckRequest request = RequestFor(sami_);
  request.set_agenda(std::string(32, 'a'));
  const Staff other{.name = "o", .shown_as = "O", .role = "practitioner"};
  EXPECT_TRUE(
      absl::IsFailedPrecondition(lists_->Check(other, request).status()));
}

TEST(AgendasTest, WhatWasAnsweredIsKnownUntilTheMeetingEndsAndThenGone) {
  FakeClock clock;
  Agendas agendas(clock);
  const absl::Time until = clock.Now() + absl::Hours(2);
  ASSERT_TRUE(agendas.Open("ada", "monday", until).ok());
  agendas.Keep("ada", "monday", 3, "K-4821-7M");
  const auto again = agendas.Open("ada", "monday", until);
  ASSERT_TRUE(again.ok());
  EXPECT_THAT(*again, testing::ElementsAre(testing::Pair(3, "K-4821-7M")));
  EXPECT_THAT(*agendas.Open("bea", "monday", until), IsEmpty());
  // It cannot be made longer.
  ASSERT_TRUE(agendas.Open("ada", "monday", until + absl::Hours(5)).ok());
  clock.Advance(absl::Hours(2));
  EXPECT_FALSE(agendas.CheckOpen("ada", "monday").ok());
  agendas.Keep("ada", "monday", 4, "K-1111-1A");
  EXPECT_THAT(*agendas.Open("ada", "monday", clock.Now() + absl::Hours(1)),
              IsEmpty());
}

}  // namespace
}  // namespace kith::agent
