// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_SCENARIOS_SCENARIO_TEST_H_
#define KITH_TESTS_SCENARIOS_SCENARIO_TEST_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "deploy/demonstration/demo_network.h"
#include "deploy/evidence/evidence.h"
#include "deploy/evidence/verify_evidence.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "kith/desk/v1/desk.pb.h"
#include "tests/scenarios/people.h"

namespace kith::tests {

using deploy::kCharity;
using deploy::kEarlyHelp;
using deploy::kHealthVisiting;
using deploy::kSchool;

// A broker, a key holder and agents as processes of their own, for one test.
// Their folder goes with it, unless the test failed.
//
// A test starts the network in SetUp(): if that fails, its body does not run.
class ScenarioTest : public testing::Test {
 protected:
  using Member = deploy::DemoNetwork::Member;

  struct Question {
    std::string asker;
    std::vector<Somebody> people;
    bool eight = false;  // In the shape of eight.
  };
  struct Ended {
    int exit = -1;
    std::string output;
  };

  ~ScenarioTest() override;

  // The members of the demonstration by these names, with room for many
  // questions, all connected.
  void Start(const std::vector<std::string>& members);
  // The same; people answer at the desk for `desk_agency`, and those of
  // `with_colleagues` work beside others, so that each call says who calls.
  void StartWithDesk(const std::vector<std::string>& members,
                     const std::string& desk_agency,
                     const std::vector<std::string>& with_colleagues);
  // Any network; with another broker's program, if one is named.
  void Start(const deploy::DemoNetwork::Plan& plan,
             const std::string& broker_program = "");
  // An empty folder for a network that the test makes itself; it goes as the
  // test's own does. Empty if there is none.
  std::string NewFolder();
  deploy::DemoNetwork& network() { return *network_; }
  desk::DeskClient& desk(const std::string& agency) {
    return network_->desk(agency);
  }

  // Replaces the agency's whole caseload and waits until it is published.
  void Import(const std::string& agency,
              const std::vector<Supported>& supported);
  void WaitPublished(const std::string& agency);
  void Shield(const std::string& agency, const Somebody& somebody,
              const std::string& kind);
  // The two without waiting: an agency that is silent publishes nothing.
  void ImportOnly(const std::string& agency,
                  const std::vector<Supported>& supported);
  void ShieldOnly(const std::string& agency, const Somebody& somebody,
                  const std::string& kind);

  desk::v1::CheckReply Ask(const Question& question);
  // "answered: involved(a leads, b) | none"
  std::string Outcome(const Question& question);
  // Of one person, asked by the school.
  std::string Outcome(const Somebody& somebody);

  // One number from the database of "broker", "keyholder" or an agency.
  std::int64_t Count(const std::string& who, const std::string& sql);
  // The first column of what `sql` finds, as bytes.
  std::vector<std::string> Column(const std::string& who,
                                  const std::string& sql);
  std::int64_t RowsInIndex() {
    return Count("broker", "SELECT count(*) FROM index_row");
  }

  // True as soon as `holds` is, tried again and again; false after `patience`.
  bool Eventually(const std::function<bool()>& holds,
                  absl::Duration patience = absl::Minutes(1));
  bool Connected(const std::string& agency) {
    return network_->IsConnected(agency);
  }

  // Runs the `kith` command.
  Ended Kith(const std::vector<std::string>& arguments);
  // Any program, by its path and what it is given.
  Ended RunProgram(const std::vector<std::string>& program);
  // `kith-broker fsck` of this network's broker.
  Ended FsckBroker(const std::vector<std::string>& options = {});
  deploy::Evidence EvidenceOf(const std::string& agency);
  // What `kith audit verify` would find in what it exports.
  std::vector<std::string> FindingsOf(const std::string& agency);
  static void PrintFigures(const nlohmann::ordered_json& figures);

  static void Must(const absl::Status& status) {
    EXPECT_TRUE(status.ok()) << status;
  }
  // The value; a default one, and a failure of the test, if there is none.
  template <typename T>
  static T Must(absl::StatusOr<T> value) {
    EXPECT_TRUE(value.ok()) << value.status();
    return value.ok() ? *std::move(value) : T();
  }

  // Set before Start(): staff may ask as often as they like.
  bool lift_limits_ = true;
  SystemClock clock_;
  SystemRandom random_;

  // The members of the demonstration by these names.
  deploy::DemoNetwork::Plan PlanOf(
      const std::vector<std::string>& members) const;

 private:
  bool IsPublished(const std::string& agency);
  std::string NewName(const std::string& what);

  std::string dir_;
  int names_ = 0;
  std::unique_ptr<deploy::DemoNetwork> network_;
};

// More rounds: tests/run --long.
bool IsLongRun();

}  // namespace kith::tests

#endif  // KITH_TESTS_SCENARIOS_SCENARIO_TEST_H_
