// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/family_digest.h"

#include "agent/flows/agent_world.h"

namespace kith::agent {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

const Staff kLead{
    .name = "lead", .shown_as = "L. Ead", .role = "lead-practitioner"};
const Staff kManager{
    .name = "boss", .shown_as = "B. Manager", .role = "manager"};

// The clinic supports Sami and Dina; the test says who asked about them.
class FamilyDigestTest : public AgentWorld {
 protected:
  FamilyDigestTest() { EXPECT_TRUE(Import({sami_, dina_}).ok()); }

  void Asks(const Row& row, const std::string& asker,
            const std::string& purpose, bool touch = false) {
    const auto done = log_->Run(
        [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
          Register people(db);
          EXPECT_TRUE(
              people
                  .PutAskedAbout({.time = clock_.Now(),
                                  .person = *people.FindRecord("cases", row.id),
                                  .enquiry_id = random_.Bytes(16),
                                  .asker = asker,
                                  .category = "education",
                                  .role = "practitioner",
                                  .purpose = purpose,
                                  .outcome = touch ? "withheld" : "involved",
                                  .rule = "A3",
                                  .touch = touch})
                  .ok());
          return std::vector<tlog::Entry>();
        });
    EXPECT_TRUE(done.ok());
  }
  desk::v1::GetDigestReply Digest(const Staff& staff = kLead) {
    const auto digest = GetDigest(*parts_, handover_, staff);
    EXPECT_TRUE(digest.ok()) << digest.status();
    return digest.ok() ? *digest : desk::v1::GetDigestReply();
  }
  absl::Status Acknowledge(std::int64_t until_ms) {
    desk::v1::AcknowledgeDigestRequest request;
    request.set_until_ms(until_ms);
    return AcknowledgeDigest(*parts_, kLead, request);
  }

  HandoverFlow handover_{*parts_};
};

TEST_F(FamilyDigestTest, AlikeQuestionsOfOneAgencyAreOneLine) {
  Asks(sami_, "school", "considering-referral");
  Asks(sami_, "school", "considering-referral");
  Asks(sami_, "homes", "considering-referral");
  Asks(dina_, "school", "considering-referral");
  const auto digest = Digest();
  ASSERT_THAT(digest.people(), SizeIs(2));
  for (const auto& person : digest.people()) {
    if (person.record().id() == "2") {
      EXPECT_THAT(person.lines(), SizeIs(1));
      continue;
    }
    ASSERT_THAT(person.lines(), SizeIs(2));
    EXPECT_EQ(person.lines(0).asker(), "homes");
    EXPECT_EQ(person.lines(1).times(), 2u);
  }
}

TEST_F(FamilyDigestTest, WhoAskedInOrderToJoinIsMarked) {
  Asks(sami_, "school", "joining");
  Asks(sami_, "homes", "considering-referral");
  ASSERT_THAT(Digest().people(), SizeIs(1));
  const auto person = Digest().people(0);
  ASSERT_THAT(person.lines(), SizeIs(2));
  EXPECT_FALSE(person.lines(0).joining());
  EXPECT_TRUE(person.lines(1).joining());
}

TEST_F(FamilyDigestTest, WhatWasAcknowledgedIsNotToldAgain) {
  Asks(sami_, "school", "considering-referral");
  clock_.Advance(absl::Minutes(1));
  ASSERT_TRUE(Acknowledge(Digest().until_ms()).ok());
  EXPECT_THAT(Digest().people(), IsEmpty());
  clock_.Advance(absl::Minutes(1));
  Asks(sami_, "school", "considering-referral");
  EXPECT_THAT(Digest().people(), SizeIs(1));
  EXPECT_THAT(Digest(kManager).people(0).lines(0).times(), 2u)
      << "each has their own";
}

TEST_F(FamilyDigestTest, WhatNobodyWasShownIsNotPassedOver) {
  EXPECT_FALSE(
      Acknowledge(absl::ToUnixMillis(clock_.Now() + absl::Hours(1))).ok());
  EXPECT_FALSE(Acknowledge(0).ok());
}

TEST_F(FamilyDigestTest, TouchesAreForManagerAndDpo) {
  Asks(sami_, "school", "considering-referral", /*touch=*/true);
  EXPECT_THAT(Digest().people(), IsEmpty());
  ASSERT_THAT(Digest(kManager).people(), SizeIs(1));
  EXPECT_TRUE(Digest(kManager).people(0).lines(0).told_nothing());
}

TEST_F(FamilyDigestTest, APractitionersIsOfThePeopleTheyWorkWith) {
  Asks(sami_, "school", "considering-referral");
  const Staff theirs{
      .name = "pe", .shown_as = "P. Example", .role = "practitioner"};
  const Staff other{
      .name = "ot", .shown_as = "O. Ther", .role = "practitioner"};
  EXPECT_THAT(Digest(theirs).people(), SizeIs(1));
  EXPECT_THAT(Digest(other).people(), IsEmpty());
}

TEST_F(FamilyDigestTest, WhoHidIsNotNamed) {
  Asks(sami_, "", "considering-referral");
  ASSERT_THAT(Digest().people(), SizeIs(1));
  EXPECT_EQ(Digest().people(0).lines(0).asker(),
            "an agency that does not say which");
}

TEST_F(FamilyDigestTest, WithTheCentreOutOfReachItIsThereAllTheSame) {
  Asks(sami_, "school", "considering-referral");
  EXPECT_FALSE(Digest().handovers_unknown());
  broker_.down = true;
  EXPECT_THAT(Digest().people(), SizeIs(1));
  EXPECT_TRUE(Digest().handovers_unknown());
}

}  // namespace
}  // namespace kith::agent
