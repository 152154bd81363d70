// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_PROBE_FLOW_H_
#define KITH_BROKER_FLOWS_PROBE_FLOW_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "broker/flows/parts.h"

namespace kith::broker {

// Asks every connected agency, at HELLO and then at random times, a question
// that nobody can open: the same message, size and path as a real one. Whether
// its slot comes back in time is what coverage says.
//
// Thread-safe.
class ProbeFlow {
 public:
  explicit ProbeFlow(const Parts& parts) : parts_(parts) {}

  // The agency has opened a stream: probes it now and from now on.
  void Connected(const std::string& agency);
  // Its stream has ended.
  void Disconnected(const std::string& agency);

  // True if `answer` answers a probe of this agency.
  bool Receive(const std::string& agency, const link::v1::Answer& answer);

 private:
  struct Watched {
    std::uint64_t connection = 0;  // Tells this stream from an earlier one.
    std::string enquiry_id;        // Of the probe on its way; empty for none.
    std::uint32_t subject = 0;
    absl::Duration sent_at;
  };

  void Probe(const std::string& agency, std::uint64_t connection);
  void CloseWindow(const std::string& agency, std::uint64_t connection,
                   const std::string& enquiry_id);
  void SendProof(const std::string& agency, const std::string& enquiry_id,
                 std::uint32_t subject);

  const Parts& parts_;
  absl::Mutex mutex_;
  std::uint64_t connections_ ABSL_GUARDED_BY(mutex_) = 0;
  std::map<std::string, Watched> watched_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_PROBE_FLOW_H_
