// SPDX-License-Identifier: Apache-2.0
// Whoever operates the broker erases what a request or an order names.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using testing::HasSubstr;

const Somebody kMirabel{"Mirabel", "Quenby", "2019-04-23", ""};

class BrokerEraseTest : public ScenarioTest {
 protected:
  void SetUp() override {
    Start({kSchool, kEarlyHelp});
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kMirabel, .leads = true}});
    ASSERT_EQ(Outcome(kMirabel),
              "answered: involved(northshire-early-help leads)");
  }
  Ended Erase(const std::vector<std::string>& options) {
    std::vector<std::string> program{
        network().programs() + "/kith-broker", "erase", "--config",
        network().folder("network/broker/broker.textproto")};
    program.insert(program.end(), options.begin(), options.end());
    return RunProgram(program);
  }
  Ended EraseOne(std::int64_t position, const std::string& why,
                 const std::string& agency = kSchool) {
    return Erase({"--agency", agency, "--entries", absl::StrCat(position),
                  "--why", why});
  }
  std::int64_t Position(const std::string& which) {
    return Count("broker", absl::StrCat("SELECT ", which,
                                        "(position) FROM leaf_detail WHERE "
                                        "agency = '",
                                        kSchool, "'"));
  }
  void ExpectRefused(const Ended& ended, const std::string& words) {
    EXPECT_EQ(ended.exit, 2) << ended.output;
    EXPECT_THAT(ended.output, HasSubstr(words));
  }
};

TEST_F(BrokerEraseTest, WhatARequestNamesGoesAndTheEvidenceSaysSo) {
  const std::int64_t accepted = Position("min");
  const std::int64_t released = Position("max");
  ASSERT_LT(accepted, released);
  ExpectRefused(EraseOne(accepted, "request"), "stop it first");
  network().KillBroker();

  ExpectRefused(EraseOne(accepted, ""), "--why: request");
  ExpectRefused(EraseOne(accepted, "retention"), "--why: request");
  ExpectRefused(EraseOne(accepted, "request", kEarlyHelp), "another agency's");
  ExpectRefused(EraseOne(10'000, "request"), "is not there");
  ExpectRefused(
      Erase({"--agency", kSchool, "--entries", "3;4", "--why", "request"}),
      "is no position");
  ExpectRefused(Erase({"--agency", kSchool, "--before", "2999-01-01", "--why",
                       "request"}),
                "still to come");
  ExpectRefused(Erase({"--agency", kSchool, "--why", "request"}), "give");
  ExpectRefused(Erase({"--agency", "mistyped", "--before", "2020-01-01",
                       "--why", "order"}),
                "agencies are: ");
  const Ended early =
      Erase({"--agency", kSchool, "--before", "2020-01-01", "--why", "order"});
  EXPECT_EQ(early.exit, 0);
  EXPECT_THAT(early.output, HasSubstr("nothing of"));

  const Ended erased = EraseOne(accepted, "request");
  EXPECT_EQ(erased.exit, 0) << erased.output;
  EXPECT_THAT(erased.output, HasSubstr("erased: 1 entries of "));
  ExpectRefused(EraseOne(accepted, "request"), "erased already");

  ASSERT_EQ(Kith({"network", "set", "--network-dir",
                  network().folder("network"), "--legal-hold"})
                .exit,
            0);
  ExpectRefused(EraseOne(released, "request"), "legal hold");
  EXPECT_EQ(EraseOne(released, "order").exit, 0);
  const Ended sound = FsckBroker();
  EXPECT_EQ(sound.exit, 0) << sound.output;
  EXPECT_THAT(sound.output, HasSubstr("(2 erased"));

  Must(network().StartBroker());
  ASSERT_TRUE(Eventually([&] { return Connected(kSchool); }));
  const std::string folder = network().folder("evidence");
  ASSERT_EQ(Kith({"audit", "export", "--out", folder, "--agent-dir",
                  network().folder(kSchool)})
                .exit,
            0);
  const Ended first = Kith({"audit", "verify", folder});
  EXPECT_EQ(first.exit, 0) << first.output;
  EXPECT_THAT(first.output, HasSubstr("were erased (request, order)"));
  const Ended second = RunProgram(
      {"/usr/bin/env", "python3",
       absl::StrCat(KITH_SOURCE, "/deploy/verify/verify_kith.py"), folder});
  EXPECT_EQ(second.exit, 0) << second.output;
}

}  // namespace
}  // namespace kith::tests
