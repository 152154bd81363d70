// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/audit_flow.h"

#include "agent/flows/agreement_world.h"
#include "agent/flows/own_questions.h"
#include "agent/flows/question.h"
#include "agent/flows/review_reasons.h"
#include "agent/flows/show.h"
#include "agent/flows/touch_flow.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using absl::StatusCode;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const Staff kOfficer{.name = "officer", .shown_as = "D. Pryor", .role = "dpo"};

struct Asking {
  std::string staff = "nurse";
  std::string ground = "family-agreed";
  std::vector<std::string> people = {};
  bool shown = true;
  bool same_surname = false;
};

class AuditFlowTest : public AgreementFlowsTest {
 protected:
  AuditFlowTest() : audit_(*parts_) {
    EXPECT_TRUE(Import({sami_, dina_}).ok());
    began_ = clock_.Now();
  }

  void Append(log::v1::Event event, const std::string& detail) {
    EXPECT_TRUE(
        log_->Run([&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
              return std::vector<tlog::Entry>{{event, "clinic", detail, ""}};
            })
            .ok());
  }
  // As AskFlow leaves it. Returns the check's reference.
  std::string Ask(const Asking& asking) {
    log::v1::EnquiryDetail detail;
    detail.set_enquiry_id(random_.Bytes(16));
    detail.set_purpose("considering-referral");
    detail.set_role("practitioner");
    detail.set_shape(1);
    detail.set_practitioner(
        PractitionerPseudonym(pseudonym_key_, asking.staff));
    auto& fact = *detail.add_facts();
    fact.set_fact("ground");
    fact.set_value(asking.ground);
    for (const auto& ref : asking.people) detail.add_local_subjects(ref);
    detail.set_same_surname(asking.same_surname);
    EXPECT_TRUE(
        log_->Run([&](SealedDb& db)
                      -> absl::StatusOr<std::vector<tlog::Entry>> {
              EXPECT_TRUE(Register(db)
                              .PutOwnQuestion(detail.enquiry_id(), asking.staff)
                              .ok());
              return std::vector<tlog::Entry>{{log::v1::EVENT_ASKED, "clinic",
                                               detail.SerializeAsString(), ""}};
            })
            .ok());
    if (asking.shown) {
      log::v1::EnquiryDetail shown;
      shown.set_enquiry_id(detail.enquiry_id());
      Append(log::v1::EVENT_SHOWN, shown.SerializeAsString());
    }
    return CheckReference(detail.enquiry_id());
  }
  void Alarm(const std::string& cause, const std::string& staff) {
    log::v1::EnquiryDetail detail;
    detail.set_cause(cause);
    detail.set_practitioner(PractitionerPseudonym(pseudonym_key_, staff));
    Append(log::v1::EVENT_ALARM, detail.SerializeAsString());
  }
  desk::v1::ReviewQuestionsReply Review(bool all = false) {
    desk::v1::ReviewQuestionsRequest request;
    request.set_since_ms(absl::ToUnixMillis(began_));
    request.set_all(all);
    const auto reply = audit_.ReviewQuestions(request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.value_or(desk::v1::ReviewQuestionsReply());
  }
  desk::v1::ReportSubjectReply Subject(const Row& row) {
    desk::v1::ReportSubjectRequest request;
    *request.mutable_person() = Described(row);
    const auto reply = audit_.ReportSubject(kOfficer, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.value_or(desk::v1::ReportSubjectReply());
  }
  StatusCode SignOff(const Staff& by, std::vector<std::uint64_t> entries,
                     const std::string& finding = "in-order") {
    desk::v1::SignOffRequest request;
    request.mutable_entries()->Add(entries.begin(), entries.end());
    request.set_finding(finding);
    return audit_.SignOff(by, request).status().code();
  }

  AuditFlow audit_;
  absl::Time began_;
};

TEST_F(AuditFlowTest, ASubjectsReportSaysWhoAskedHereAndOnWhatItRested) {
  Record(Agreement(sami_, "mother"));
  const std::string reference =
      Ask({.staff = "nurse", .people = {RefOf(sami_)}});
  Ask({.staff = "nurse", .people = {RefOf(dina_)}});
  const auto report = Subject(sami_);
  ASSERT_THAT(report.asked_here(), SizeIs(1));
  EXPECT_EQ(report.asked_here(0).reference(), reference);
  EXPECT_EQ(report.asked_here(0).staff(), "nurse");
  EXPECT_EQ(report.asked_here(0).ground(), "family-agreed");
  EXPECT_EQ(report.asked_here(0).outcome(), "shown");
  bool by_mother = false;
  for (const auto& ground : report.grounds()) {
    by_mother = by_mother || ground.said_by() == "mother";
  }
  EXPECT_TRUE(by_mother);
  EXPECT_EQ(report.erased(), 0u);
  EXPECT_THAT(report.SerializeAsString(), Not(HasSubstr("Amara")));
}

TEST_F(AuditFlowTest, ASubjectsReportSaysThatSomethingWasErased) {
  Ask({.people = {RefOf(sami_)}});
  const std::uint64_t entry = log_->size() - 2;  // SHOWN is the last.
  EXPECT_TRUE(
      log_->Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            KITH_ASSIGN_OR_RETURN(
                tlog::Entry erased,
                tlog::AuditLog::Erase(db, "clinic", {entry}, "request"));
            return std::vector<tlog::Entry>{std::move(erased)};
          })
          .ok());
  const auto report = Subject(sami_);
  EXPECT_THAT(report.asked_here(), IsEmpty());
  EXPECT_EQ(report.erased(), 1u);
}

TEST_F(AuditFlowTest, SomebodyWhoIsNotInTheRegisterIsNotFound) {
  desk::v1::ReportSubjectRequest request;
  *request.mutable_person() = Described({.id = "9",
                                         .forename = "Quill",
                                         .surname = "Fenwater",
                                         .born = "2012-02-03"});
  EXPECT_EQ(audit_.ReportSubject(kOfficer, request).status().code(),
            StatusCode::kNotFound);
}

TEST_F(AuditFlowTest, APractitionersReportHasTheirQuestionsAndNobodyElses) {
  Ask({.staff = "nurse", .shown = false});
  Ask({.staff = "doctor"});
  desk::v1::ReportPractitionerRequest request;
  request.set_staff("nurse");
  const auto report = audit_.ReportPractitioner(kOfficer, request);
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_THAT(report->asked(), SizeIs(1));
  EXPECT_EQ(report->asked(0).outcome(), "no answer");
  request.set_staff("porter");
  EXPECT_EQ(audit_.ReportPractitioner(kOfficer, request).status().code(),
            StatusCode::kNotFound);
}

TEST_F(AuditFlowTest, ASampleNamesNobodyAndIsDrawnFromAll) {
  for (int i = 0; i < 40; ++i) Ask({.staff = "nurse"});
  Alarm("over the limit on asking again", "nurse");
  desk::v1::DrawSampleRequest request;
  request.set_count(10);
  const auto sample = audit_.DrawSample(kOfficer, request);
  ASSERT_TRUE(sample.ok()) << sample.status();
  EXPECT_EQ(sample->questions(), 40u);
  ASSERT_THAT(sample->drawn(), SizeIs(10));
  for (const auto& asked : sample->drawn()) {
    EXPECT_THAT(asked.staff(), IsEmpty());
    EXPECT_THAT(asked.reference(), IsEmpty());
    EXPECT_EQ(asked.entry(), 0u);
    EXPECT_EQ(asked.time_ms() % absl::ToInt64Milliseconds(absl::Hours(24)), 0);
    EXPECT_EQ(asked.outcome(), "shown");
  }
  request.set_count(500);
  EXPECT_THAT(audit_.DrawSample(kOfficer, request)->drawn(), SizeIs(40));
  for (const std::uint32_t count : {0u, 501u}) {
    request.set_count(count);
    EXPECT_EQ(audit_.DrawSample(kOfficer, request).status().code(),
              StatusCode::kInvalidArgument);
  }
}

// Whoever is given what can leave the agency stands in its log.
TEST_F(AuditFlowTest, EachReportThatCanLeaveTheAgencyIsLogged) {
  Ask({.staff = "nurse"});
  const auto newest = [&] {
    log::v1::ExportDetail detail;
    EXPECT_EQ(OwnLog().back().event(), log::v1::EVENT_ADMIN_EXPORT);
    EXPECT_TRUE(detail.ParseFromString(OwnLog().back().detail()));
    EXPECT_EQ(detail.by_staff(), "officer");
    return detail.what();
  };
  desk::v1::DrawSampleRequest sample;
  sample.set_count(1);
  ASSERT_TRUE(audit_.DrawSample(kOfficer, sample).ok());
  EXPECT_EQ(newest(), "sample");
  desk::v1::ReportPractitionerRequest practitioner;
  practitioner.set_staff("nurse");
  ASSERT_TRUE(audit_.ReportPractitioner(kOfficer, practitioner).ok());
  EXPECT_EQ(newest(), "practitioner");
  // What was refused was given to nobody.
  const std::size_t entries = OwnLog().size();
  practitioner.set_staff("porter");
  EXPECT_FALSE(audit_.ReportPractitioner(kOfficer, practitioner).ok());
  EXPECT_EQ(OwnLog().size(), entries);
}

TEST_F(AuditFlowTest, WhatSomebodyShouldLookAtIsListedUntilItIsSignedOff) {
  Ask({.ground = "safeguarding"});
  Ask({.same_surname = true});
  Alarm("a canary was asked about", "somebody elsewhere");
  const auto review = Review();
  EXPECT_EQ(review.questions(), 2u);
  ASSERT_THAT(review.items(), SizeIs(3));
  EXPECT_THAT(review.items(0).why(), Contains("safeguarding"));
  EXPECT_THAT(review.items(1).why(), Contains("same surname as the asker"));
  EXPECT_THAT(review.items(2).why(), ElementsAre("alarm"));
  EXPECT_EQ(review.items(2).asked().outcome(), "a canary was asked about");

  const std::uint64_t entry = review.items(0).asked().entry();
  EXPECT_EQ(SignOff(kOfficer, {entry}, "explained"), StatusCode::kOk);
  EXPECT_THAT(Review().items(), SizeIs(2));
  const auto all = Review(/*all=*/true);
  ASSERT_THAT(all.items(), SizeIs(3));
  EXPECT_EQ(all.items(0).asked().signed_off_by(), "officer");
  EXPECT_EQ(all.items(0).asked().finding(), "explained");
  EXPECT_EQ(OwnLog().back().event(), log::v1::EVENT_SIGNED_OFF);
}

TEST_F(AuditFlowTest, NobodySignsOffTheirOwnNorWhatIsNoQuestion) {
  Ask({.staff = "officer", .ground = "safeguarding"});
  const std::uint64_t own = Review().items(0).asked().entry();
  const std::uint64_t before = log_->size();
  EXPECT_EQ(SignOff(kOfficer, {own}), StatusCode::kPermissionDenied);
  EXPECT_EQ(SignOff(kManager, {own + 1}), StatusCode::kNotFound) << "SHOWN";
  EXPECT_EQ(SignOff(kManager, {own, 99'999}), StatusCode::kNotFound);
  EXPECT_EQ(SignOff(kManager, {own}, "fine"), StatusCode::kInvalidArgument);
  EXPECT_EQ(SignOff(kManager, {}), StatusCode::kInvalidArgument);
  EXPECT_EQ(log_->size(), before) << "nothing was recorded";
  EXPECT_EQ(SignOff(kManager, {own}), StatusCode::kOk);
}

TEST_F(AuditFlowTest, AskingAgainIsListedUnlessItLedToAStep) {
  std::string last;
  for (int i = 0; i < 3; ++i) last = Ask({.people = {RefOf(sami_)}});
  Ask({.people = {RefOf(dina_)}});
  const auto again = [&] {
    int listed = 0;
    const auto review = Review();
    for (const auto& item : review.items()) {
      for (const auto& why : item.why()) {
        listed += why == "asked again without a next step" ? 1 : 0;
      }
    }
    return listed;
  };
  EXPECT_EQ(again(), 3);
  // That nothing was needed is no step, and another's word is not theirs.
  desk::v1::RecordNextStepRequest step;
  step.set_reference(last);
  step.set_step("nothing-needed");
  ASSERT_TRUE(TouchFlow(*parts_).RecordNextStep(kNurse, step).ok());
  EXPECT_EQ(again(), 3);
  step.set_step("joined");
  ASSERT_TRUE(TouchFlow(*parts_).RecordNextStep(kManager, step).ok());
  EXPECT_EQ(again(), 3);
  ASSERT_TRUE(TouchFlow(*parts_).RecordNextStep(kNurse, step).ok());
  EXPECT_EQ(again(), 0);
  // It excuses that question and no other.
  Ask({.people = {RefOf(sami_)}});
  EXPECT_EQ(again(), 3);
}

TEST_F(AuditFlowTest, WhatBeganBeforeTheDayIsCountedAndNotListed) {
  for (int i = 0; i < 2; ++i) Ask({.people = {RefOf(sami_)}});
  clock_.Advance(absl::Hours(24 * 8));
  began_ = clock_.Now();
  Ask({.people = {RefOf(sami_)}});
  const auto review = Review();
  ASSERT_THAT(review.items(), SizeIs(1));
  EXPECT_THAT(review.items(0).why(),
              Contains("asked again without a next step"));
  EXPECT_EQ(review.questions(), 1u);
}

TEST_F(AuditFlowTest, AnAlarmAboutSomebodysKeyIsListedToo) {
  log::v1::UrgentDetail detail;
  detail.set_what("five wrong passphrases");
  detail.set_practitioner(PractitionerPseudonym(pseudonym_key_, "nurse"));
  Append(log::v1::EVENT_ALARM, detail.SerializeAsString());
  const auto review = Review();
  ASSERT_THAT(review.items(), SizeIs(1));
  EXPECT_EQ(review.items(0).asked().outcome(), "five wrong passphrases");
}

TEST_F(AuditFlowTest, ADayAheadIsNone) {
  desk::v1::ReviewQuestionsRequest request;
  request.set_since_ms(absl::ToUnixMillis(clock_.Now() + absl::Hours(1)));
  EXPECT_EQ(audit_.ReviewQuestions(request).status().code(),
            StatusCode::kInvalidArgument);
}

TEST(ReasonsToReviewTest, NightsWeekendsAndBankHolidaysAreUnusual) {
  const auto days = *WorkingDays::FromHolidays({"2026-12-25"});
  const auto unusual = [&](int month, int day, int hour, int minute) {
    OwnQuestion question;
    question.entry.set_time_ms(absl::ToUnixMillis(
        absl::FromCivil(absl::CivilMinute(2026, month, day, hour, minute),
                        absl::UTCTimeZone())));
    return !ReasonsToReview({question}, days, absl::UTCTimeZone())[0].empty();
  };
  EXPECT_FALSE(unusual(11, 26, 7, 0));
  EXPECT_FALSE(unusual(11, 26, 19, 59));
  EXPECT_TRUE(unusual(11, 26, 6, 59));
  EXPECT_TRUE(unusual(11, 26, 20, 0));
  EXPECT_TRUE(unusual(11, 28, 12, 0)) << "a Saturday";
  EXPECT_TRUE(unusual(12, 25, 12, 0));
}

}  // namespace
}  // namespace kith::agent
