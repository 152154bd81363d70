// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_RELAY_GRPC_CENTRE_H_
#define KITH_AGENT_RELAY_GRPC_CENTRE_H_

#include <functional>
#include <memory>

#include "agent/relay/centre.h"
#include "keys/base/clock.h"
#include "keys/base/executor.h"
#include "keys/base/random.h"
#include "keys/network/network.h"
#include "keys/tls/credentials.h"

namespace grpc {
class Channel;
class ChannelArguments;
}  // namespace grpc

namespace kith::agent {

// Has a channel go out through `proxy` as below, or straight.
void GoOutBy(const std::string& proxy, grpc::ChannelArguments& arguments);

// Channels that dial out and accept nobody but the named server; through
// `proxy` ("http://user:password@host:port", by HTTP CONNECT), if there is one,
// else straight, whatever proxy the environment names.
std::shared_ptr<grpc::Channel> DialBroker(const Network& network,
                                          const TlsFiles& tls,
                                          const std::string& proxy = "");
std::shared_ptr<grpc::Channel> DialKeyHolder(
    const Network& network, const network::v1::KeyHolder& holder,
    const TlsFiles& tls, const std::string& proxy = "");

std::unique_ptr<KeyHolder> MakeKeyHolder(
    std::shared_ptr<grpc::Channel> channel);
std::unique_ptr<Broker> MakeBroker(std::shared_ptr<grpc::Channel> channel);

// What the stream's events lead to. Called from gRPC's threads, one message at
// a time; must hand over anything slow.
struct LinkEvents {
  std::function<link::v1::Hello()> hello;  // Made anew for each stream.
  std::function<void(const link::v1::ToAgent&)> message;
  // The stream has ended, or could not be opened, and why.
  std::function<void(const absl::Status&)> ended;
};

// The stream to the broker. Opens itself again whenever it ends, after a random
// wait that doubles up to a bound (full jitter), until it is dropped.
class BrokerLink final : public Uplink {
 public:
  struct Parts {
    std::shared_ptr<grpc::Channel> channel;
    LinkEvents events;
    const Clock& clock;
    Random& random;
    Executor& executor;
    absl::Duration longest_wait = absl::Seconds(30);
  };
  explicit BrokerLink(Parts parts);
  ~BrokerLink() override;

  void Start();
  // Ends the stream and opens no other; no event comes afterwards.
  void Stop();
  void Send(const link::v1::FromAgent& message) override;
  bool connected() const override;

 private:
  class Stream;
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_RELAY_GRPC_CENTRE_H_
