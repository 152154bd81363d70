// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/accept_enquiry_flow.h"

#include "absl/strings/str_cat.h"
#include "broker/flows/broker_world.h"
#include "keys/tlog/note.h"
#include "policy/sharing_policy.h"

namespace kith::broker {
namespace {

using absl::StatusCode;
using enquiry::v1::AskBody;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class AcceptEnquiryFlowTest : public BrokerWorld {
 protected:
  // The code that a question gets whose body was altered before it was signed.
  StatusCode CodeOf(std::function<void(AskBody&)> before_headers,
                    std::function<void(AskBody&)> after_headers = {}) {
    const Asked asked = Ask({.before_headers = std::move(before_headers),
                             .after_headers = std::move(after_headers)});
    EXPECT_EQ(broker_->reader().lookups_made, 0);
    return asked.heard->status().code();
  }
  // A partnership that demands another agency's word on the log; the broker
  // has just started, and the clinic is connected.
  void StartUnwitnessed() {
    network_ = premises_.members.With(
        [](network::v1::NetworkFile& file) { file.set_quorum(1); });
    Start();
    (void)broker_->relay.Send("clinic", link::v1::ToAgent());
  }
  AskBody Body() {
    return MakeBody({}, *network_, clock_.Now(), premises_.random);
  }
};

TEST_F(AcceptEnquiryFlowTest, AProperQuestionIsAcceptedAndAnswered) {
  Supports({});
  EXPECT_TRUE(Holds(AskAndHear({}), "clinic"));
  EXPECT_THAT(Events("school"),
              ElementsAre("EVENT_ACCEPTED", "EVENT_RELEASED"));
}

// INVARIANT (audit first)
TEST_F(AcceptEnquiryFlowTest, NothingIsLookedUpBeforeAcceptedIsOnDisk) {
  std::vector<std::string> on_disk;
  broker_->reader().on_find = [&] { on_disk = Events("school"); };
  Ask({});
  EXPECT_EQ(broker_->reader().lookups_made, 1);
  EXPECT_THAT(on_disk, ElementsAre("EVENT_ACCEPTED"));
}

TEST_F(AcceptEnquiryFlowTest, WhatCannotBeLoggedIsNotLookedUp) {
  class FullDisk : public InterposedTransaction {
   public:
    using InterposedTransaction::InterposedTransaction;
    absl::Status OpenEnquiry(const StoredEnquiry&) override {
      return DiskFullError("full");
    }
  };
  Start([](SealedDb& db) -> std::unique_ptr<StoreTransaction> {
    return std::make_unique<FullDisk>(TestBroker::Real(db));
  });
  EXPECT_EQ(Ask({}).heard->status().code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(broker_->reader().lookups_made, 0);
  EXPECT_THAT(Events("school"), IsEmpty());
}

TEST_F(AcceptEnquiryFlowTest, AWrongSignatureIsUnauthenticated) {
  const AskBody ask = Body();
  AcceptEnquiryFlow::Request request = SignedRequest(ask, premises_.members);
  request.signature[0] ^= 1;
  EXPECT_EQ(Send(ask, request).heard->status().code(),
            StatusCode::kUnauthenticated);
}

TEST_F(AcceptEnquiryFlowTest, AnAlteredBodyIsUnauthenticated) {
  const AskBody ask = Body();
  AcceptEnquiryFlow::Request request = SignedRequest(ask, premises_.members);
  request.body.back() ^= 1;
  EXPECT_EQ(Send(ask, request).heard->status().code(),
            StatusCode::kUnauthenticated);
}

// E-21: a signature made for one thing is no signature for another.
TEST_F(AcceptEnquiryFlowTest, ASignatureUnderAnotherLabelIsUnauthenticated) {
  const AskBody ask = Body();
  AcceptEnquiryFlow::Request request = SignedRequest(ask, premises_.members);
  request.signature = premises_.members.school().Sign(
      Label::kWithdrawal, premises_.members.id(), request.body);
  EXPECT_EQ(Send(ask, request).heard->status().code(),
            StatusCode::kUnauthenticated);
}

// E-22
TEST_F(AcceptEnquiryFlowTest, ASignatureForAnotherNetworkIsUnauthenticated) {
  const AskBody ask = Body();
  AcceptEnquiryFlow::Request request = SignedRequest(ask, premises_.members);
  request.signature = premises_.members.school().Sign(
      Label::kEnquiry, std::string(kNetworkIdBytes, 'x'), request.body);
  EXPECT_EQ(Send(ask, request).heard->status().code(),
            StatusCode::kUnauthenticated);
}

TEST_F(AcceptEnquiryFlowTest, NobodyAsksInAnothersName) {
  AskBody ask = Body();
  AcceptEnquiryFlow::Request request = SignedRequest(ask, premises_.members);
  request.caller = "clinic";
  EXPECT_EQ(Send(ask, request).heard->status().code(),
            StatusCode::kUnauthenticated);

  ask.set_asker("clinic");
  request = {.caller = "school", .body = ask.SerializeAsString()};
  request.signature = premises_.members.school().Sign(
      Label::kEnquiry, premises_.members.id(), request.body);
  EXPECT_EQ(Send(ask, request).heard->status().code(),
            StatusCode::kUnauthenticated);
}

TEST_F(AcceptEnquiryFlowTest, ASuspendedAgencyIsUnauthenticated) {
  network_ = premises_.members.With(
      [](auto& file) { file.mutable_agencies(0)->set_suspended(true); });
  Start();
  EXPECT_EQ(Ask({}).heard->status().code(), StatusCode::kUnauthenticated);
}

// E-26
TEST_F(AcceptEnquiryFlowTest, AClockMoreThanTwoMinutesOffIsTold) {
  const auto issued = [&](absl::Duration off) {
    return [at = clock_.Now() + off](AskBody& ask) {
      ask.set_issued_at_ms(static_cast<std::uint64_t>(absl::ToUnixMillis(at)));
    };
  };
  EXPECT_EQ(CodeOf(issued(absl::Seconds(121))),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeOf(issued(-absl::Seconds(121))),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(
      CodeOf([](AskBody& ask) { ask.set_issued_at_ms(~std::uint64_t{0}); }),
      StatusCode::kFailedPrecondition);
  EXPECT_EQ(CodeOf([](AskBody& ask) { ask.set_issued_at_ms(0); }),
            StatusCode::kFailedPrecondition);
  EXPECT_EQ(Ask({.before_headers = issued(absl::Seconds(119))})
                .heard->status()
                .code(),
            StatusCode::kUnknown)
      << "accepted, not yet released";
}

TEST_F(AcceptEnquiryFlowTest, AnotherNetworkFileIsToldWithItsVersion) {
  const Asked asked = Ask({.before_headers = [](AskBody& ask) {
    ask.set_network_file_sha256(std::string(32, 'x'));
  }});
  EXPECT_EQ(asked.heard->status().code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(asked.heard->status().message()),
              HasSubstr("version 1"));
}

TEST_F(AcceptEnquiryFlowTest, AnAskerThatHasSeenALargerLogIsNotServed) {
  EXPECT_EQ(CodeOf([](AskBody& ask) { ask.set_verified_tree_size(1'000'000); }),
            StatusCode::kFailedPrecondition);
}

TEST_F(AcceptEnquiryFlowTest, EveryWrongLengthIsAnInvalidArgument) {
  const std::vector<std::function<void(AskBody&)>> alterations{
      [](AskBody& ask) { ask.set_enquiry_id("short"); },
      [](AskBody& ask) { ask.set_practitioner("short"); },
      [](AskBody& ask) { ask.clear_role(); },
      [](AskBody& ask) { ask.set_reply_key(std::string(32, '\0')); },
      [](AskBody& ask) { ask.set_reply_key(std::string(31, 'k')); },
      [](AskBody& ask) { ask.set_purpose("out of curiosity"); },
      [](AskBody& ask) { ask.mutable_ground()->Clear(); },
      [](AskBody& ask) { ask.set_no_personal_connection(false); },
      [](AskBody& ask) {
        ask.set_shielded_asker(true);
      },  // A school may not hide.
  };
  for (std::size_t i = 0; i < alterations.size(); ++i) {
    EXPECT_EQ(CodeOf(alterations[i]), StatusCode::kInvalidArgument)
        << "alteration " << i;
  }
}

TEST_F(AcceptEnquiryFlowTest, EveryWrongSlotIsAnInvalidArgument) {
  const std::vector<std::function<void(AskBody&)>> alterations{
      [](AskBody& ask) {
        ask.mutable_subjects(0)->mutable_capsule()->pop_back();
      },
      [](AskBody& ask) {
        ask.mutable_subjects(0)->mutable_capsule()->push_back('x');
      },
      [](AskBody& ask) { ask.mutable_subjects(0)->clear_epochs(); },
      [](AskBody& ask) {
        ask.mutable_subjects(0)->mutable_epochs(0)->set_epoch(2);
      },
      [](AskBody& ask) {
        *ask.mutable_subjects(0)->add_epochs() = ask.subjects(0).epochs(0);
      },
      [](AskBody& ask) {
        ask.mutable_subjects(0)
            ->mutable_epochs(0)
            ->mutable_tokens()
            ->pop_back();
      },
      [](AskBody& ask) {
        ask.mutable_subjects(0)->mutable_epochs(0)->mutable_wraps()->pop_back();
      },
      [](AskBody& ask) {  // E-35: one token in every slot.
        ask.mutable_subjects(0)->mutable_epochs(0)->set_tokens(
            std::string(16 * 32, 't'));
      },
  };
  for (std::size_t i = 0; i < alterations.size(); ++i) {
    EXPECT_EQ(CodeOf({}, alterations[i]), StatusCode::kInvalidArgument)
        << "alteration " << i;
  }
}

// E-59
TEST_F(AcceptEnquiryFlowTest, OnlyOneOrEightSubjectsCanBeAskedAbout) {
  const auto ask = [&](std::size_t subjects) {
    return Ask({.subjects = std::vector<std::vector<std::string>>(subjects)})
        .heard->status()
        .code();
  };
  EXPECT_EQ(ask(0), StatusCode::kInvalidArgument);
  EXPECT_EQ(ask(2), StatusCode::kInvalidArgument);
  EXPECT_EQ(ask(7), StatusCode::kInvalidArgument);
  EXPECT_EQ(ask(9), StatusCode::kInvalidArgument);
  EXPECT_EQ(ask(8), StatusCode::kUnknown) << "accepted, not yet released";
}

// INVARIANT (bound capsule)
TEST_F(AcceptEnquiryFlowTest, AHeaderWithAnotherReplyKeyIsRefused) {
  EXPECT_EQ(CodeOf({},
                   [&](AskBody& ask) {
                     ask.set_reply_key(
                         ReplyKey::Generate(premises_.random).public_key());
                   }),
            StatusCode::kInvalidArgument);
}

TEST_F(AcceptEnquiryFlowTest, ACapsuleOfAnotherEnquiryIsRefused) {
  const AskBody other = Body();
  EXPECT_EQ(CodeOf({},
                   [&](AskBody& ask) {
                     *ask.mutable_subjects(0) = other.subjects(0);
                   }),
            StatusCode::kInvalidArgument);
}

TEST_F(AcceptEnquiryFlowTest, HeadersThatChangePlacesAreRefused) {
  const Asked asked = Ask(
      {.subjects = PaddedToEight({"ash"}), .after_headers = [](AskBody& ask) {
         ask.mutable_subjects(0)->mutable_header()->swap(
             *ask.mutable_subjects(1)->mutable_header());
       }});
  EXPECT_EQ(asked.heard->status().code(), StatusCode::kInvalidArgument);
}

TEST_F(AcceptEnquiryFlowTest, ARefusalByRuleIsLoggedAndLooksNothingUp) {
  Supports({});
  const Asked asked = Ask({.purpose = "tenancy-allocation"});
  EXPECT_EQ(asked.heard->status().code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(asked.heard->status().message(),
            "R1 not a purpose families agreed to");
  EXPECT_EQ(broker_->reader().lookups_made, 0);
  EXPECT_THAT(broker_->relay.Asked(), IsEmpty());
  const auto entries = Openings("school");
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].event(), log::v1::EVENT_REFUSED);
  log::v1::EnquiryDetail detail;
  ASSERT_TRUE(detail.ParseFromString(entries[0].detail()));
  EXPECT_EQ(detail.rule(), "R1");
}

TEST_F(AcceptEnquiryFlowTest, AGroundNoRuleAllowsIsRefusedByDefault) {
  const Asked asked = Ask({.before_headers = [](AskBody& ask) {
    ask.mutable_ground()->set_kind(enquiry::v1::AskGround::KIND_URGENT_ACCESS);
  }});
  EXPECT_EQ(asked.heard->status().code(), StatusCode::kPermissionDenied);
  EXPECT_THAT(std::string(asked.heard->status().message()),
              HasSubstr(policy::kDefaultRule));
}

// E-27
TEST_F(AcceptEnquiryFlowTest, TheSameQuestionGetsTheSameReplyAndIsAskedOnce) {
  Supports({});
  const Asked first = Ask({});
  const Asked during = Send(first.ask);
  Answer("clinic", first);
  PassToRelease();
  const Asked after = Send(first.ask);
  EXPECT_TRUE(Holds(first.heard->value(), "clinic"));
  EXPECT_EQ(during.heard->value().SerializeAsString(),
            first.heard->value().SerializeAsString());
  EXPECT_EQ(after.heard->value().SerializeAsString(),
            first.heard->value().SerializeAsString());
  EXPECT_EQ(broker_->relay.Routes("clinic").size(), 1u);
  EXPECT_THAT(Events("school"),
              ElementsAre("EVENT_ACCEPTED", "EVENT_RELEASED"));
}

TEST_F(AcceptEnquiryFlowTest, TenSecondsLaterTheSameQuestionIsUnavailable) {
  const Asked asked = Ask({});
  Pass(absl::Seconds(10));
  EXPECT_EQ(Send(asked.ask).heard->status().code(), StatusCode::kUnavailable);
  EXPECT_THAT(Events("school"), Not(Contains("EVENT_ALARM")));
}

// E-28
TEST_F(AcceptEnquiryFlowTest, AnIdWithAnotherBodyIsRefusedAndAlarmed) {
  const Asked first = Ask({});
  EXPECT_EQ(Ask({.id = first.ask.enquiry_id()}).heard->status().code(),
            StatusCode::kAlreadyExists);
  EXPECT_THAT(Events("school"), Contains("EVENT_ALARM"));
}

TEST_F(AcceptEnquiryFlowTest,
       AnIdWithAnotherBodyIsRefusedAndAlarmedAfterARestartToo) {
  const Asked first = Ask({});
  Start();
  EXPECT_EQ(Ask({.id = first.ask.enquiry_id()}).heard->status().code(),
            StatusCode::kAlreadyExists);
  EXPECT_THAT(Events("school"), Contains("EVENT_ALARM"));
}

TEST_F(AcceptEnquiryFlowTest, AnotherAgencyGetsNoReplyByTakingAnId) {
  Supports({});
  const Asked first = Ask({});
  const Asked thief = Ask({.asker = "clinic", .id = first.ask.enquiry_id()});
  EXPECT_EQ(thief.heard->status().code(), StatusCode::kAlreadyExists);
}

TEST_F(AcceptEnquiryFlowTest, OverTheDailyAllowanceIsExhaustedUntilTomorrow) {
  network_ = premises_.members.With([](auto& file) {
    file.mutable_agencies(0)->set_ask_elements_per_day(16 * 8);
  });
  Start();
  Question eight{.subjects = PaddedToEight({"ash"})};
  EXPECT_EQ(Ask(eight).heard->status().code(), StatusCode::kUnknown)
      << "accepted";
  EXPECT_EQ(Ask({}).heard->status().code(), StatusCode::kResourceExhausted);
  Pass(absl::Hours(24));
  EXPECT_EQ(Ask({}).heard->status().code(), StatusCode::kUnknown) << "accepted";
}

TEST_F(AcceptEnquiryFlowTest, JustAfterAStartAQuestionWaitsForAWitness) {
  StartUnwitnessed();
  const Asked asked = Ask({});
  ASSERT_EQ(asked.heard->times(), 0);
  EXPECT_THAT(Events("school"), IsEmpty());
  const std::vector<link::v1::NewCheckpoint> shown =
      broker_->relay.Checkpoints("clinic");
  ASSERT_FALSE(shown.empty());
  link::v1::Cosignature word;
  word.set_note_line(tlog::CosignatureLine(
      shown.back().checkpoint(),
      absl::StrCat(network_->file().broker().log_origin(), "/agency/clinic"),
      clock_.Now(), premises_.members.clinic()));
  broker_->witness.Take("clinic", word);
  Settle();
  EXPECT_THAT(Events("school"), Contains("EVENT_ACCEPTED"));
}

TEST_F(AcceptEnquiryFlowTest, WithNoWitnessInTwoSecondsItIsUnavailable) {
  StartUnwitnessed();
  const Asked asked = Ask({});
  Pass(absl::Seconds(2));
  EXPECT_EQ(asked.heard->status().code(), StatusCode::kUnavailable);
  EXPECT_THAT(asked.heard->status().message(), HasSubstr("not witnessed"));
  EXPECT_THAT(Events("school"), IsEmpty());
  EXPECT_EQ(broker_->reader().lookups_made, 0);
}

}  // namespace
}  // namespace kith::broker
