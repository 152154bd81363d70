// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_RENEW_FLOW_H_
#define KITH_AGENT_FLOWS_RENEW_FLOW_H_

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "agent/flows/parts.h"
#include "agent/relay/renewals.h"
#include "keys/tls/certificate.h"

namespace kith::agent {

// Renews this agency's certificate by itself, from half its life on, with a new
// key; both are in their files together, and new connections use them.
//
// Thread-safe. After a failure it waits a random time that grows.
class RenewFlow {
 public:
  struct Files {
    std::string certificate;
    std::string private_key;
  };
  // The certificate in `files` is read when the flow is made.
  RenewFlow(const Parts& parts, Renewals& renewals, Files files);

  // Looks now and then, until the executor stops.
  void Start();
  // Renews if it is time, or if the present one was refused. Half of its life
  // is the time.
  absl::Status Run();
  // The broker refuses the present certificate: the next look asks for another
  // by the signing key, whatever time it is, but at most once an hour.
  void Refused();

  struct State {
    absl::Time begins = absl::InfinitePast();
    absl::Time ends = absl::InfinitePast();
    absl::Time renewed_from = absl::InfinitePast();
    std::string last_failure;  // Empty: none since it was renewed.
  };
  State state() const;

 private:
  absl::StatusOr<std::string> Fetch(
      const network::v1::EnrolmentRequest& request) const;
  bool IsTime();
  absl::Status Take(const std::string& certificate, const Secret& key);
  void Read();
  void Shout();
  absl::Duration NextLook();

  const Parts& parts_;
  Renewals& renewals_;
  const Files files_;
  mutable absl::Mutex mutex_;
  State state_ ABSL_GUARDED_BY(mutex_);
  int failures_ ABSL_GUARDED_BY(mutex_) = 0;
  bool refused_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Duration after_refusal_at_ ABSL_GUARDED_BY(mutex_) =
      -absl::InfiniteDuration();
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_RENEW_FLOW_H_
