// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/session_flow.h"

#include "agent/flows/agent_world.h"
#include "agent/flows/ask_flow.h"

namespace kith::agent {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

class SessionFlowTest : public AgentWorld {
 protected:
  static Staff By(const std::string& name, std::uint64_t session) {
    return {.name = name,
            .shown_as = "A. Nurse",
            .role = "practitioner",
            .session = session};
  }
  // Whose session has which number, as the agency's log has it.
  std::vector<std::pair<std::string, std::uint64_t>> Noted() {
    std::vector<std::pair<std::string, std::uint64_t>> all;
    for (const log::v1::Opening& opening : OwnLog()) {
      if (opening.event() != log::v1::EVENT_STAFF) continue;
      log::v1::CountDetail detail;
      EXPECT_TRUE(detail.ParseFromString(opening.detail()));
      all.emplace_back(detail.what(), detail.count());
    }
    return all;
  }

  std::unique_ptr<SessionFlow> sessions_ =
      std::make_unique<SessionFlow>(*parts_);
};

TEST_F(SessionFlowTest, EachSessionIsWrittenDownOnceWithWhoseItIs) {
  for (int call = 0; call < 3; ++call) {
    sessions_->Note(By("nurse", 71));
    sessions_->Note(By("manager", 72));
  }
  EXPECT_THAT(Noted(), ElementsAre(Pair("console session of nurse", 71),
                                   Pair("console session of manager", 72)));
}

TEST_F(SessionFlowTest, WhoCallsByThemselvesHasNone) {
  sessions_->Note(By("nurse", 0));
  EXPECT_THAT(Noted(), IsEmpty());
}

TEST_F(SessionFlowTest, AfterAStartItIsRatherWrittenTwiceThanNotAtAll) {
  sessions_->Note(By("nurse", 71));
  sessions_ = std::make_unique<SessionFlow>(*parts_);
  sessions_->Note(By("nurse", 71));
  EXPECT_EQ(Noted().size(), 2u);
}

// So a question of a stolen console is found by the session it was asked in.
TEST_F(SessionFlowTest, AQuestionCarriesTheSessionItWasAskedIn) {
  const auto session_of = [&](std::uint64_t session) {
    desk::v1::CheckRequest request;
    *request.add_people() = Described(sami_);
    request.set_purpose("considering-referral");
    request.set_ground("family-agreed");
    request.set_no_personal_connection(true);
    EXPECT_TRUE(AskFlow(*parts_).Run(By("nurse", session), request).ok());
    log::v1::EnquiryDetail detail;
    for (const log::v1::Opening& opening : OwnLog()) {
      if (opening.event() != log::v1::EVENT_ASKED) continue;
      EXPECT_TRUE(detail.ParseFromString(opening.detail()));
    }
    return detail.session();
  };
  broker_.down = true;
  EXPECT_EQ(session_of(0xfedcba9876543210), 0xfedcba9876543210);
  EXPECT_EQ(session_of(0), 0u);
}

}  // namespace
}  // namespace kith::agent
