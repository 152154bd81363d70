// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_SCENARIOS_BARE_STREAM_H_
#define KITH_TESTS_SCENARIOS_BARE_STREAM_H_

#include <atomic>
#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "agent/identity/normalise.h"
#include "agent/relay/grpc_centre.h"
#include "keys/base/clock.h"
#include "keys/base/executor.h"
#include "keys/base/random.h"
#include "keys/network/network.h"
#include "keys/tls/credentials.h"

namespace kith::tests {

// The stream of one agency, without anything behind it: no register, no answer.
// Each time it comes it is another process.
class BareStream {
 public:
  BareStream(const Network& network, const TlsFiles& tls, const Clock& clock,
             Random& random, Executor& executor)
      : link_({.channel = agent::DialBroker(network, tls),
               .events = {
                   .hello =
                       [&clock, &random, version = network.file().version()] {
                         link::v1::Hello hello;
                         hello.set_network_file_version(version);
                         hello.set_normaliser_version(
                             agent::kNormaliserVersion);
                         hello.set_software("0.1.0");
                         hello.set_clock_ms(static_cast<std::uint64_t>(
                             absl::ToUnixMillis(clock.Now())));
                         hello.set_process(random.Bytes(16));
                         return hello;
                       },
                   .message =
                       [this](const link::v1::ToAgent& message) {
                         if (message.has_welcome()) open_ = true;
                       },
                   .ended =
                       [this](const absl::Status& why) {
                         open_ = false;
                         absl::MutexLock lock(&mutex_);
                         why_ = why;
                       }},
               .clock = clock,
               .random = random,
               .executor = executor,
               .longest_wait = absl::Seconds(5)}) {
    link_.Start();
  }
  ~BareStream() { link_.Stop(); }
  bool open() const { return open_; }
  // Why it ended last; OK if it never did.
  absl::Status why() const {
    absl::MutexLock lock(&mutex_);
    return why_;
  }

 private:
  std::atomic<bool> open_ = false;
  mutable absl::Mutex mutex_;
  absl::Status why_ ABSL_GUARDED_BY(mutex_);
  agent::BrokerLink link_;
};

}  // namespace kith::tests

#endif  // KITH_TESTS_SCENARIOS_BARE_STREAM_H_
