// SPDX-License-Identifier: Apache-2.0
// E-18 to E-31, E-47, E-48: what an agency that was taken over may ask.
#include "keys/slot.h"
#include "kith/log/v1/log.pb.h"
#include "tests/adversary/adversary_test.h"

namespace kith::tests {
namespace {

using absl::StatusCode;
using enquiry::v1::AskBody;
using enquiry::v1::AskRequest;

constexpr absl::Duration kThreeMinutes = absl::Minutes(3);

class QuestionTest : public AdversaryTest {
 protected:
  void SetUp() override {
    AdversaryTest::SetUp();
    channel_ = Dial(SchoolTls());
  }
  AskRequest Good() { return Question(clock_.Now()); }
  StatusCode CodeOf(const AskRequest& request) {
    return Ask(channel_, request).status().code();
  }

  std::shared_ptr<grpc::Channel> channel_;
};

TEST_F(QuestionTest, AGoodQuestionIsAnsweredSoTheOthersAreRefusedForCause) {
  EXPECT_EQ(CodeOf(Good()), StatusCode::kOk);
}

TEST_F(QuestionTest, E21ToE23ASignatureThatIsNotThisQuestionsIsFound) {
  const std::int64_t before = LogSize();
  AskRequest altered = Good();
  altered.mutable_body()->back() ^= 1;
  EXPECT_EQ(CodeOf(altered), StatusCode::kUnauthenticated);

  AskRequest none = Good();
  none.clear_signature();
  EXPECT_EQ(CodeOf(none), StatusCode::kUnauthenticated);

  AskRequest label = Good();
  label.set_signature(school().Sign(Label::kAnswer, file().id(), label.body()));
  EXPECT_EQ(CodeOf(label), StatusCode::kUnauthenticated);

  AskRequest network = Good();
  network.set_signature(school().Sign(
      Label::kEnquiry, random_.Bytes(file().id().size()), network.body()));
  EXPECT_EQ(CodeOf(network), StatusCode::kUnauthenticated);

  AskRequest stranger = Good();
  stranger.set_signature(Signer::Generate(random_).Sign(
      Label::kEnquiry, file().id(), stranger.body()));
  EXPECT_EQ(CodeOf(stranger), StatusCode::kUnauthenticated);

  // In the name of the health visitors, whose certificate this is not.
  EXPECT_EQ(
      CodeOf(Changed(Good(),
                     [](AskBody& body) { body.set_asker(kHealthVisiting); })),
      StatusCode::kUnauthenticated);
  EXPECT_EQ(LogSize(), before);
}

TEST_F(QuestionTest, E26AClockThreeMinutesOffIsToldAndNotServed) {
  for (const absl::Time then :
       {clock_.Now() - kThreeMinutes, clock_.Now() + kThreeMinutes}) {
    const absl::Status status = Ask(channel_, Question(then)).status();
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
    EXPECT_NE(status.message().find("clock"), absl::string_view::npos)
        << status;
  }
}

TEST_F(QuestionTest, E27TheSameQuestionTwiceIsOneQuestion) {
  const AskRequest request = Good();
  const auto first = Ask(channel_, request);
  ASSERT_TRUE(first.ok()) << first.status();
  const std::int64_t after = LogSize();
  const auto second = Ask(channel_, request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(LogSize(), after);
}

TEST_F(QuestionTest, E28AnIdWithAnotherBodyIsRefusedAndAlarmed) {
  const AskRequest request = Good();
  ASSERT_EQ(CodeOf(request), StatusCode::kOk);
  const std::int64_t after = LogSize();
  EXPECT_EQ(CodeOf(Changed(request,
                           [&](AskBody& body) {
                             body.set_practitioner(random_.Bytes(16));
                           })),
            StatusCode::kAlreadyExists);
  EXPECT_TRUE(Eventually([&] { return LogSize() == after + 1; }));
}

TEST_F(QuestionTest, E18ToE31ABodyOfAnotherShapeIsInvalid) {
  using Change = std::function<void(AskBody&)>;
  const std::vector<std::pair<const char*, Change>> changes = {
      {"no declaration",
       [](AskBody& body) { body.set_no_personal_connection(false); }},
      {"a purpose that is none",
       [](AskBody& body) { body.set_purpose("curiosity"); }},
      {"a ground that is none",
       [](AskBody& body) { body.mutable_ground()->clear_kind(); }},
      {"two subjects",
       [](AskBody& body) { *body.add_subjects() = body.subjects(0); }},
      {"a capsule cut short",
       [](AskBody& body) {
         body.mutable_subjects(0)->mutable_capsule()->pop_back();
       }},
      {"one token less",
       [](AskBody& body) {
         auto* tokens =
             body.mutable_subjects(0)->mutable_epochs(0)->mutable_tokens();
         tokens->resize(tokens->size() - 32);
       }},
      {"no reply key", [](AskBody& body) { body.clear_reply_key(); }},
      {"a reply key of low order",
       [](AskBody& body) { body.set_reply_key(std::string(32, '\0')); }},
      {"a reply key that is not the header's",
       [this](AskBody& body) {
         body.set_reply_key(ReplyKey::Generate(random_).public_key());
       }},
  };
  const std::int64_t before = LogSize();
  for (const auto& [what, change] : changes) {
    const StatusCode code = CodeOf(Changed(Good(), change));
    EXPECT_TRUE(code == StatusCode::kInvalidArgument ||
                code == StatusCode::kPermissionDenied)
        << what << ": " << absl::StatusCodeToString(code);
  }
  // What policy refuses is logged as refused; nothing was accepted.
  EXPECT_EQ(Count("broker", "SELECT count(*) FROM enquiry WHERE ended = 0"), 0);
  EXPECT_LE(LogSize(), before + 2);
}

TEST_F(QuestionTest, ACapsuleCopiedIntoAnotherEnquiryIsRefused) {
  AskBody other;
  ASSERT_TRUE(other.ParseFromString(Good().body()));
  EXPECT_EQ(CodeOf(Changed(Good(),
                           [&](AskBody& body) {
                             *body.mutable_subjects(0) = other.subjects(0);
                           })),
            StatusCode::kInvalidArgument);
}

TEST_F(QuestionTest, E47AndE48AnothersGroundAndNoGroundAreToldAlike) {
  Import(kHealthVisiting,
         {{.person = {"Zephyrine", "Quillfeather", "2019-04-02", ""},
           .share_with = "all"}});
  const std::vector<std::string> grounds =
      Column("broker", "SELECT ref FROM ground");
  ASSERT_EQ(grounds.size(), 1u);
  const auto take_back = [&](const std::string& ref) {
    consent::v1::WithdrawBody body;
    body.add_refs(ref);
    body.set_receipt_sha256(random_.Bytes(32));
    consent::v1::WithdrawRequest request;
    request.set_body(body.SerializeAsString());
    request.set_signature(
        school().Sign(Label::kWithdrawal, file().id(), request.body()));
    return Withdraw(channel_, request).status();
  };
  const absl::Status anothers = take_back(grounds[0]);
  const absl::Status nobodys = take_back(random_.Bytes(16));
  EXPECT_EQ(anothers.code(), StatusCode::kNotFound);
  EXPECT_EQ(anothers, nobodys);
}

}  // namespace
}  // namespace kith::tests
