// SPDX-License-Identifier: Apache-2.0
// Somebody connects with an agency's keys while its own agent is there.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "keys/base/executor.h"
#include "tests/scenarios/bare_stream.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using testing::HasSubstr;

class StolenKeysTest : public ScenarioTest {
 protected:
  void SetUp() override {
    Start({kSchool, kHealthVisiting});
    if (HasFatalFailure()) return;
    network_file_ = Must(
        Network::Load(network().folder("network/broker") + "/network.kith"));
  }

  std::unique_ptr<BareStream> OpenWithKeysOf(const std::string& agency) {
    const std::string home = network().folder(agency);
    return std::make_unique<BareStream>(
        *network_file_,
        *ReadTlsFiles(network_file_->file().authority_pem(),
                      home + "/certificate.pem", home + "/tls.key"),
        clock_, random_, executor_);
  }
  std::string Doctor() {
    return Kith({"doctor", "--agent-dir", network().folder(kSchool)}).output;
  }

  std::shared_ptr<const Network> network_file_;
  ThreadedExecutor executor_{clock_, 1};
};

TEST_F(StolenKeysTest, WhoeverTakesTurnsWithTheAgencyPutsBothOut) {
  EXPECT_THAT(Doctor(), testing::Not(HasSubstr("Another machine")));
  auto thief = OpenWithKeysOf(kSchool);
  // Each comes again as soon as the other has put it out.
  EXPECT_TRUE(Eventually([&] {
    return !thief->open() && absl::IsFailedPrecondition(thief->why()) &&
           !Connected(kSchool);
  }));
  EXPECT_THAT(thief->why().message(), HasSubstr("by turns"));
  EXPECT_TRUE(Connected(kHealthVisiting));
  // Both go on trying, and neither is let in.
  EXPECT_FALSE(Eventually([&] { return thief->open() || Connected(kSchool); },
                          absl::Seconds(6)));
  // The thief reads it too. That the agency's own people read it is what
  // counts.
  EXPECT_THAT(Doctor(), HasSubstr("Another machine connected as this agency"));
  EXPECT_THAT(Doctor(), HasSubstr("by turns"));
  thief.reset();
  executor_.Stop();
}

}  // namespace
}  // namespace kith::tests
