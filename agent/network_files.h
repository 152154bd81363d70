// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_NETWORK_FILES_H_
#define KITH_AGENT_NETWORK_FILES_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "agent/load_agent.h"
#include "keys/base/clock.h"
#include "keys/network/network.h"

namespace kith::agent {

// Whether a server's certificate is in force, by the present network file.
//
// Thread-safe. A handshake may outlive the agent by a moment: hence Close().
class ServerGate {
 public:
  ServerGate(const CurrentNetwork& network, const Clock& clock)
      : network_(&network), clock_(&clock) {}

  // UNAUTHENTICATED, in words, if it is not; UNAVAILABLE after Close().
  absl::Status Check(absl::string_view certificate_pem) const;
  void Close();

 private:
  mutable absl::Mutex mutex_;
  const CurrentNetwork* network_ ABSL_GUARDED_BY(mutex_);
  const Clock* clock_ ABSL_GUARDED_BY(mutex_);
};

// Has new connections made with the files as they are then. False, and a
// renewed certificate waits for the next start, if the authority's cannot be
// written.
bool WatchTls(const std::shared_ptr<ServerGate>& gate, Loaded& loaded);

// Keeps a newer network file at `path`, and the versions between in its
// history.
absl::Status KeepNetworkFile(const std::string& path,
                             const std::vector<std::string>& between,
                             const Network& newest);

}  // namespace kith::agent

#endif  // KITH_AGENT_NETWORK_FILES_H_
