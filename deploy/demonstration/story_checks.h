// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_DEMONSTRATION_STORY_CHECKS_H_
#define KITH_DEPLOY_DEMONSTRATION_STORY_CHECKS_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "deploy/demonstration/demo_network.h"
#include "deploy/demonstration/demo_report.h"
#include "deploy/demonstration/exports.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

// The ten checks of the demonstration, each hidden case with its twin, then the
// data protection officer, IT and the enemy. Not thread-safe.
class StoryChecks {
 public:
  StoryChecks(DemoNetwork& network, const Demonstration& story,
              DemoReport& report)
      : network_(network), story_(story), report_(report) {}

  // FAILED_PRECONDITION at the first difference, with expected and actual.
  absl::Status Run();

 private:
  struct Asked {
    std::string agency;
    std::vector<desk::v1::Person> people;
    std::string why = "considering-referral";
    bool eight = false;
  };
  absl::StatusOr<desk::v1::CheckReply> Ask(const Asked& asked);
  // Asks, shows the screen and compares its summary.
  absl::Status AskAndExpect(const Asked& asked, const std::string& expected);

  // Runs the kith command itself and shows what it prints; its exit code.
  absl::StatusOr<int> RunKith(const std::vector<std::string>& arguments);

  absl::Status HeldByTwo();
  absl::Status NobodyKnows();
  absl::Status Withdrawal();
  absl::Status HealthOnly();
  absl::Status Siblings();
  absl::Status Shielded();
  absl::Status RefusedHere();
  absl::Status ExpiresAndRenewed();
  absl::Status WrongDate();
  absl::Status BrokerKilled();
  absl::Status Officer();
  // `kith audit verify` of a copy of `evidence` with other leaves finds it.
  absl::Status Tampered(const std::string& how, const std::string& evidence,
                        const std::string& bundle, const std::string& leaves);
  absl::Status It();
  absl::Status Enemy();

  DemoNetwork& network_;
  const Demonstration& story_;
  DemoReport& report_;
  std::vector<std::uint32_t> sizes_of_eight_;
  int commands_run_ = 0;
};

// "answered: involved(early-help leads, health) | none": what a test compares.
std::string Summary(const desk::v1::CheckReply& reply);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_STORY_CHECKS_H_
