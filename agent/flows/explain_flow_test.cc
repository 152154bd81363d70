// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/explain_flow.h"

#include "absl/strings/str_replace.h"
#include "agent/flows/agent_world.h"
#include "agent/flows/register_change.h"
#include "kith/log/v1/log.pb.h"
#include "policy/examples.h"

namespace kith::agent {
namespace {

using testing::Contains;

class ExplainFlowTest : public AgentWorld {
 protected:
  // Brings a policy into force, as a new network file does.
  void InForce(const std::string& from, const std::string& to) {
    network_ = std::make_unique<CurrentNetwork>(
        members_.With([&](network::v1::NetworkFile& file) {
          file.set_policy_text(
              absl::StrReplaceAll(file.policy_text(), {{from, to}}));
        }));
    Start();
    const auto network = network_->Get();
    log_->SetContext({network->hash(), network->policy_hash()});
    ASSERT_TRUE(KeepPolicy(*parts_).ok());
  }
  std::uint64_t Append(log::v1::Event event, const std::string& detail) {
    const auto committed =
        log_->Run([&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
          return std::vector<tlog::Entry>{{event, agency_, detail, ""}};
        });
    EXPECT_TRUE(committed.ok()) << committed.status();
    return committed->entries[0].index;
  }
  std::uint64_t Answered(const std::string& rule) {
    log::v1::AnswerDetail detail;
    policy::AnswerFacts facts;
    facts.shielded = false;
    facts.consent_covers = true;
    log::v1::DecisionFacts decided_on;
    for (const auto& fact : policy::ValuesOf(facts)) {
      *decided_on.add_facts() = fact;
    }
    detail.set_enquiry_id(random_.Bytes(16));
    detail.set_rule(rule);
    EXPECT_TRUE(Change(*parts_, [&](Register& people) {
                  return people.PutAnswerFacts(detail.enquiry_id(), 0,
                                               decided_on.SerializeAsString());
                }).ok());
    return Append(log::v1::EVENT_ANSWERED, detail.SerializeAsString());
  }
  absl::StatusOr<desk::v1::ExplainDecisionReply> Explain(std::uint64_t index) {
    return ExplainFlow(*parts_).Run(index);
  }
};

TEST_F(ExplainFlowTest, ADecisionIsTakenAgainByThePolicyThenInForce) {
  InForce("version: 1", "version: 1");
  const std::uint64_t index = Answered("A3");
  // Now consent is not enough.
  InForce("version: 1",
          "version: 2 answer_rules { id: \"A0\" disclosure: "
          "DISCLOSURE_WITHHOLD words: \"never\" }");
  const auto reply = Explain(index);
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_TRUE(reply->same());
  EXPECT_EQ(reply->policy_version(), 1u);
  EXPECT_EQ(reply->rule_now(), "A3");
  EXPECT_EQ(reply->outcome_now(), "involved");
  EXPECT_THAT(reply->facts(), Contains("consent_covers: true"));
  EXPECT_EQ(Explain(Answered("A0"))->policy_version(), 2u);
}

TEST_F(ExplainFlowTest, AnEntryThatSaysAnotherRuleIsShownUp) {
  InForce("version: 1", "version: 1");
  const auto reply = Explain(Answered("A1"));
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_FALSE(reply->same());
  EXPECT_EQ(reply->rule(), "A1");
  EXPECT_EQ(reply->rule_now(), "A3");
}

TEST_F(ExplainFlowTest, WhatIsNoDecisionIsSaidSo) {
  InForce("version: 1", "version: 1");
  EXPECT_EQ(Explain(Append(log::v1::EVENT_SHOWN, "")).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Explain(4711).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(ExplainFlowTest, APolicyThatWasNotKeptIsMissed) {
  InForce("version: 1", "version: 1");
  log_->SetContext({network_->Get()->hash(), Hash{}});
  EXPECT_EQ(Explain(Answered("A3")).status().code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace kith::agent
