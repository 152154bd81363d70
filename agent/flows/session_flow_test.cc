// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/session_flow.h"

#include "agent/flows/agent_world.h"

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

}  // namespace
}  // namespace kith::agent
