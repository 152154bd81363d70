// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_BROKER_STAND_H_
#define KITH_DEPLOY_BENCH_BROKER_STAND_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "deploy/bench/ask_client.h"
#include "deploy/bench/bench_holder.h"
#include "deploy/bench/bench_member.h"
#include "deploy/bench/echo_server.h"
#include "deploy/bench/question_maker.h"
#include "keys/base/clock.h"
#include "keys/base/executor.h"
#include "keys/base/random.h"
#include "keys/network/network.h"

namespace kith::broker {
class Server;
}  // namespace kith::broker

namespace kith::deploy {

// What a broker is measured in: a test network made for it, the broker in this
// process with its release timer off, an echo, an asking agency with lifted
// allowances, and two holders with rows under a thousand tokens.
class BrokerStand {
 public:
  // Makes it under `dir`, which must be new or empty. Call it before anything
  // of this process has used gRPC.
  static absl::StatusOr<std::unique_ptr<BrokerStand>> Start(
      const std::string& dir, const Clock& clock, Random& random);
  ~BrokerStand();

  AskClient& echo() { return *echo_client_; }
  AskClient& broker() { return *broker_client_; }
  QuestionMaker& maker() { return *maker_; }
  // What both holders have rows under, and what they answer.
  const std::vector<Token>& tokens() const { return tokens_; }
  std::vector<std::string> slots() const;
  // Commits of the broker's log so far.
  std::uint64_t commits() const;

  const enquiry::v1::AskRequest& example() const { return example_; }
  const enquiry::v1::AskReply& example_reply() const { return example_reply_; }
  const Network& network() const { return *network_; }
  std::string broker_folder() const { return folder_ + "/network/broker"; }

 private:
  BrokerStand(std::string folder, const Clock& clock, Random& random);
  absl::Status MakeNetwork();
  absl::StatusOr<BenchMember> LoadMember(const std::string& agency) const;
  absl::Status StartAsker();
  absl::Status StartHolder(const std::string& agency);
  absl::Status StartEcho();

  const std::string folder_;
  const Clock& clock_;
  Random& random_;
  ThreadedExecutor executor_;
  std::shared_ptr<const Network> network_;
  std::vector<Token> tokens_;
  std::unique_ptr<broker::Server> server_;
  std::vector<std::unique_ptr<BenchMember>> members_;
  std::vector<std::unique_ptr<BenchHolder>> holders_;
  std::unique_ptr<QuestionMaker> maker_;
  std::unique_ptr<AskClient> broker_client_;
  enquiry::v1::AskRequest example_;
  enquiry::v1::AskReply example_reply_;
  std::unique_ptr<EchoServer> echo_server_;
  std::unique_ptr<AskClient> echo_client_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_BROKER_STAND_H_
