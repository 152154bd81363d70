// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/involvement_flow.h"

#include "absl/strings/escaping.h"
#include "agent/flows/answer_world.h"

namespace kith::agent {
namespace {

using desk::v1::ChangeInvolvementRequest;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

// The export of the world names P. Example as everybody's worker.
const Staff kExample{
    .name = "pe", .shown_as = "P. Example", .role = "practitioner"};
const Staff kLead{
    .name = "lead", .shown_as = "L. Lead", .role = "lead-practitioner"};

class InvolvementFlowTest : public AnswerWorld {
 protected:
  std::vector<desk::v1::SupportedPerson> List(const Staff& staff) {
    const auto reply = InvolvementFlow(*parts_).List(staff);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return {reply->people().begin(), reply->people().end()};
  }
  std::vector<std::string> Forenames(const Staff& staff) {
    std::vector<std::string> names;
    for (const auto& one : List(staff))
      names.push_back(one.person().forename());
    return names;
  }
  desk::v1::SupportedPerson Listed(const Row& row) {
    for (const auto& one : List(kLead)) {
      if (one.record().id() == row.id) return one;
    }
    ADD_FAILURE() << "not listed";
    return {};
  }
  ChangeInvolvementRequest Of(const Row& row) {
    ChangeInvolvementRequest request;
    request.set_involvement_ref(Listed(row).involvement_ref());
    return request;
  }
  absl::Status Change(const ChangeInvolvementRequest& request,
                      const Staff& staff = kLead) {
    return InvolvementFlow(*parts_).Change(staff, request).status();
  }
  std::string Day(int from_today) {
    return absl::FormatCivilTime(
        absl::ToCivilDay(clock_.Now(), absl::UTCTimeZone()) + from_today);
  }
  ChangeInvolvementRequest Cover(const Row& row, const std::string& contact,
                                 const std::string& until) {
    ChangeInvolvementRequest request = Of(row);
    request.set_cover_contact(contact);
    request.set_away_until(until);
    return request;
  }
  enquiry::v1::InvolvementContent Told(const Row& row) {
    const auto answer = AnswerAbout(row);
    if (!answer || answer->involvements_size() != 1) {
      ADD_FAILURE() << "nothing was told";
      return {};
    }
    return answer->involvements(0);
  }
};

TEST_F(InvolvementFlowTest, APractitionerSeesTheirOwnALeadTheWholeAgencys) {
  auto request = Of(dina_);
  request.set_worker("Q. Other, nurse");
  ASSERT_TRUE(Change(request).ok());
  EXPECT_THAT(Forenames(kExample), ElementsAre("Sami"));
  EXPECT_THAT(Forenames(kTeacher), IsEmpty());
  EXPECT_THAT(Forenames(kLead), ElementsAre("Dina", "Sami"));
}

TEST_F(InvolvementFlowTest, ItSaysWhatAnAnswerWouldTellAndWhatItRestsOn) {
  const auto sami = Listed(sami_);
  EXPECT_EQ(sami.person().surname(), "Amara");
  EXPECT_EQ(sami.worker(), "P. Example");
  EXPECT_EQ(sami.contact(), "01632 960 114");
  EXPECT_EQ(sami.told().service(), "Health visiting");
  EXPECT_EQ(sami.told().worker(), "P. Example");
  EXPECT_THAT(sami.ground_words(), HasSubstr("2030-12-01"));
  EXPECT_TRUE(sami.published());
  EXPECT_EQ(sami.away_until(), "");
  EXPECT_THAT(sami.involvement_ref(), SizeIs(32));
}

TEST_F(InvolvementFlowTest, WhatIsGivenChangesAndTheRestStays) {
  auto request = Of(sami_);
  request.set_level("intensive");
  request.set_status("stepping up");
  request.set_leads_for_family(true);
  ASSERT_TRUE(Change(request, kExample).ok());
  const auto sami = Listed(sami_);
  EXPECT_EQ(sami.level(), "intensive");
  EXPECT_EQ(sami.status(), "stepping up");
  EXPECT_EQ(sami.contact(), "01632 960 114");
  const auto told = Told(sami_);
  EXPECT_TRUE(told.leads_for_family());
  EXPECT_EQ(told.status(), "stepping up");
  EXPECT_EQ(Listed(dina_).level(), "additional");
}

TEST_F(InvolvementFlowTest, EachFieldThatIsWrongIsNamedAndNothingChanges) {
  const auto refused = [&](const auto& change) {
    auto request = Of(sami_);
    change(request);
    const absl::Status status = Change(request);
    EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
    return std::string(status.message());
  };
  const std::string long_text(61, 'a');
  const std::string before = Listed(sami_).SerializeAsString();
  const std::size_t entries = OwnLog().size();
  EXPECT_THAT(refused([&](auto& r) { r.set_worker(long_text); }),
              HasSubstr("worker: at most 60 bytes"));
  EXPECT_THAT(refused([&](auto& r) { r.set_contact(long_text); }),
              HasSubstr("contact: at most 60 bytes"));
  EXPECT_THAT(refused([](auto& r) { r.set_contact(""); }),
              HasSubstr("contact: a telephone number"));
  EXPECT_THAT(refused([](auto& r) { r.set_level("high"); }),
              HasSubstr("level: universal"));
  EXPECT_THAT(refused([](auto& r) { r.set_status("closed"); }),
              HasSubstr("status: open"));
  EXPECT_THAT(refused([&](auto& r) {
                r.set_cover_contact(long_text);
                r.set_away_until(Day(1));
              }),
              HasSubstr("cover_contact: at most 60 bytes"));
  EXPECT_THAT(refused([](auto& r) { r.set_cover_contact("01632 960 100"); }),
              HasSubstr("away_until: say both"));
  EXPECT_THAT(refused([&](auto& r) { r.set_away_until(Day(1)); }),
              HasSubstr("away_until: say both"));
  EXPECT_THAT(refused([](auto& r) {
                r.set_cover_contact("01632 960 100");
                r.set_away_until("soon");
              }),
              HasSubstr("away_until: a day"));
  EXPECT_THAT(refused([&](auto& r) {
                r.set_cover_contact("01632 960 100");
                r.set_away_until(Day(-1));
              }),
              HasSubstr("that day has passed"));
  EXPECT_EQ(Listed(sami_).SerializeAsString(), before);
  EXPECT_EQ(OwnLog().size(), entries);
}

TEST_F(InvolvementFlowTest, WhatIsNotTheirsIsAsIfItWereNotThere) {
  auto request = Of(sami_);
  request.set_status("stepped down");
  const std::size_t entries = OwnLog().size();
  const absl::Status others = Change(request, kTeacher);
  EXPECT_TRUE(absl::IsNotFound(others)) << others;
  for (const std::string& ref :
       {std::string(32, '0'), std::string(), std::string("not digits")}) {
    request.set_involvement_ref(ref);
    EXPECT_TRUE(absl::IsNotFound(Change(request))) << ref;
  }
  EXPECT_EQ(Listed(sami_).status(), "open");
  EXPECT_EQ(OwnLog().size(), entries);
}

TEST_F(InvolvementFlowTest, AChangeStandsInTheAgencysLogWithWhoAndNobodysName) {
  auto request = Of(sami_);
  request.set_worker("Q. Other");
  ASSERT_TRUE(Change(request, kExample).ok());
  const auto entry = OwnLog().back();
  EXPECT_EQ(entry.event(), log::v1::EVENT_REGISTER);
  log::v1::CountDetail detail;
  ASSERT_TRUE(detail.ParseFromString(entry.detail()));
  EXPECT_EQ(detail.what(), "involvement changed by pe: worker");
  EXPECT_EQ(detail.count(), 1u);
  // Which one it was is found by the agency's own reference.
  EXPECT_EQ(absl::BytesToHexString(detail.digest()), request.involvement_ref());
  EXPECT_THAT(entry.SerializeAsString(), Not(HasSubstr("Other")));
}

TEST_F(InvolvementFlowTest, WhoStandsInIsToldUntilTheDayHasPassed) {
  ASSERT_TRUE(Change(Cover(sami_, "01632 960 199", Day(2))).ok());
  EXPECT_EQ(Told(sami_).contact(), "01632 960 199");
  EXPECT_THAT(Told(sami_).worker(), HasSubstr("duty line (your contact is "));
  EXPECT_EQ(Told(dina_).contact(), "01632 960 114");
  const auto listed = Listed(sami_);
  EXPECT_EQ(listed.contact(), "01632 960 114");
  EXPECT_EQ(listed.told().contact(), "01632 960 199");
  clock_.Advance(absl::Hours(48));
  EXPECT_EQ(Told(sami_).contact(), "01632 960 199") << "the last day counts";
  clock_.Advance(absl::Hours(24));
  EXPECT_EQ(Told(sami_).contact(), "01632 960 114");
  EXPECT_EQ(Told(sami_).worker(), "P. Example");
}

TEST_F(InvolvementFlowTest, WhoIsBackEarlierIsToldAgain) {
  ASSERT_TRUE(Change(Cover(sami_, "01632 960 199", Day(9))).ok());
  ASSERT_TRUE(Change(Cover(sami_, "", "")).ok());
  EXPECT_EQ(Told(sami_).contact(), "01632 960 114");
  EXPECT_EQ(Listed(sami_).cover_contact(), "");
}

TEST_F(InvolvementFlowTest, ALaterExportDoesNotRemoveTheCover) {
  ASSERT_TRUE(Change(Cover(sami_, "01632 960 199", Day(9))).ok());
  auto request = Of(sami_);
  request.set_level("intensive");
  ASSERT_TRUE(Change(request).ok());
  const Row changed{
      .id = "1", .forename = "Sami", .surname = "Amara", .level = "statutory"};
  ASSERT_TRUE(Import({changed, dina_}).ok());
  const auto sami = Listed(sami_);
  EXPECT_EQ(sami.level(), "statutory") << "the export has the say";
  EXPECT_EQ(sami.cover_contact(), "01632 960 199");
  EXPECT_EQ(sami.told().contact(), "01632 960 199");
}

}  // namespace
}  // namespace kith::agent
