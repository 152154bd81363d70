// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_BENCH_HOLDER_H_
#define KITH_DEPLOY_BENCH_BENCH_HOLDER_H_

#include <memory>
#include <string>
#include <vector>

#include "agent/relay/grpc_centre.h"
#include "keys/base/clock.h"
#include "keys/base/executor.h"
#include "keys/base/random.h"
#include "keys/network/network.h"
#include "keys/signer.h"
#include "keys/token.h"

namespace kith::deploy {

// An agency that does as little as one can: it has rows under some tokens in
// the index and answers every question with the same 1,024 bytes, made before.
// What a real holder does (opening, comparing, deciding, logging, sealing, and
// waiting a random while) is left out, so that the broker is measured.
class BenchHolder {
 public:
  struct Agency {
    std::string id;
    const TlsFiles& tls;
    const Signer& signer;
  };
  struct World {
    const Network& network;
    const Clock& clock;
    Random& random;
    Executor& executor;
  };

  // Records a ground and publishes a row for each token, waits until they are
  // in the index, and opens its stream. Codes as the broker's; UNAVAILABLE if
  // that takes more than a minute.
  static absl::StatusOr<std::unique_ptr<BenchHolder>> Start(
      const Agency& agency, const World& world,
      const std::vector<Token>& tokens);
  ~BenchHolder();

  // What it answers, and whether its stream is open.
  const std::string& slot() const { return slot_; }
  bool connected() const { return link_->connected(); }

 private:
  BenchHolder(const Agency& agency, const World& world);
  absl::Status Publish(const std::vector<Token>& tokens);
  void Connect();

  const Agency agency_;
  const World world_;
  const std::string slot_;
  const std::shared_ptr<grpc::Channel> channel_;
  const std::unique_ptr<agent::Broker> broker_;
  std::unique_ptr<agent::BrokerLink> link_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_BENCH_HOLDER_H_
