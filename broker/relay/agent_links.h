// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_RELAY_AGENT_LINKS_H_
#define KITH_BROKER_RELAY_AGENT_LINKS_H_

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "broker/relay/relay.h"
#include "keys/network/network.h"

namespace kith::broker {

// One agent's stream, as the relay sees it. The gRPC side implements it.
class AgentStream {
 public:
  virtual ~AgentStream() = default;
  // Queues a message; false if the queue is full, and then the stream ends.
  virtual bool Write(const link::v1::ToAgent& message) = 0;
  virtual void End(const absl::Status& why) = 0;
  // Whether whoever opened it still takes part, by its certificate too.
  virtual absl::Status CheckStanding(const Network& network,
                                     absl::Time now) const = 0;
  // As its Hello said it; once it was welcomed.
  virtual const std::string& process() const = 0;
};

// The streams that are open, one an agency. Thread-safe.
class AgentLinks final : public Relay {
 public:
  // The newer stream of an agency wins; the older ends with ABORTED, and is
  // returned. Nullptr if there was none.
  std::shared_ptr<AgentStream> Add(const std::string& agency,
                                   std::shared_ptr<AgentStream> stream);
  // False if a newer stream of the agency has taken its place.
  bool Remove(const std::string& agency, const AgentStream* stream);

  absl::Status Send(const std::string& agency,
                    const link::v1::ToAgent& message) override;
  std::vector<std::string> Connected() const override;
  void Disconnect(const std::string& agency, const absl::Status& why) override;
  // Ends the streams of those who no longer take part. Their ids.
  std::vector<std::string> EndWhoeverLeft(const Network& network,
                                          absl::Time now);
  // Ends every stream: the broker is stopping.
  void DisconnectAll(const absl::Status& why);

 private:
  std::shared_ptr<AgentStream> Find(const std::string& agency) const;

  mutable absl::Mutex mutex_;
  std::map<std::string, std::shared_ptr<AgentStream>> streams_
      ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::broker

#endif  // KITH_BROKER_RELAY_AGENT_LINKS_H_
