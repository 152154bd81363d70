// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_PROVIDER_DOCUMENTS_H_
#define KITH_AGENT_CONSOLE_SIGNIN_PROVIDER_DOCUMENTS_H_

#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "agent/console/signin/provider_http.h"
#include "keys/base/clock.h"

namespace kith::console {

// Where a provider is asked what, as its discovery document says.
struct Endpoints {
  std::string authorization;
  std::string token;
  std::string userinfo;
  std::string keys;
  bool names_itself = false;    // `iss` comes with every answer (RFC 9207).
  bool secret_in_form = false;  // Else by HTTP Basic.
};

// What the provider publishes: its discovery document and its keys, each kept
// for an hour. Every method returns UNAVAILABLE if the provider does not give
// it, FAILED_PRECONDITION, with the next step, if it is another issuer's or
// lacks what Kith needs.
//
// Thread-safe. Times are the monotonic clock's.
class ProviderDocuments {
 public:
  // `http` and `clock` must outlive this object.
  ProviderDocuments(std::string issuer, ProviderHttp& http, const Clock& clock);

  absl::StatusOr<Endpoints> Where();

  using Keys = std::shared_ptr<const nlohmann::json>;
  absl::StatusOr<Keys> CurrentKeys();
  // Fetched again because `seen` lacks a key; at most once a minute, else the
  // same as were seen.
  absl::StatusOr<Keys> KeysBeyond(const Keys& seen);

 private:
  absl::StatusOr<nlohmann::json> Fetch(const std::string& url,
                                       absl::string_view what);
  absl::StatusOr<Endpoints> FetchEndpoints();
  absl::StatusOr<Keys> FetchKeys();

  const std::string issuer_;
  ProviderHttp& http_;
  const Clock& clock_;
  absl::Mutex mutex_;
  std::optional<Endpoints> endpoints_ ABSL_GUARDED_BY(mutex_);
  absl::Duration endpoints_read_ ABSL_GUARDED_BY(mutex_);
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  absl::Duration failed_ ABSL_GUARDED_BY(mutex_);
  Keys keys_ ABSL_GUARDED_BY(mutex_);
  absl::Duration keys_asked_ ABSL_GUARDED_BY(mutex_);
  absl::Duration keys_read_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_PROVIDER_DOCUMENTS_H_
