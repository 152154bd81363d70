// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SIGNIN_PROVIDER_HTTP_H_
#define KITH_AGENT_CONSOLE_SIGNIN_PROVIDER_HTTP_H_

#include <cstddef>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kith::console {

// What is taken of a reply's body; longer is no reply.
inline constexpr std::size_t kMostReplyBytes = 256 * 1024;

struct ProviderRequest {
  std::string url;
  // A form as it is sent: then a POST. Empty: a GET.
  std::string form;
  // The Authorization header's value. Empty: none.
  std::string authorization;
};

struct ProviderReply {
  int status = 0;
  std::string content_type;  // Lower case, without parameters.
  std::string body;
};

// The agency's provider over HTTP. Thread-safe.
class ProviderHttp {
 public:
  virtual ~ProviderHttp() = default;

  // The reply, whatever its status says; a redirect is a reply and is not
  // followed. INVALID_ARGUMENT for an address that CheckProviderUrl() refuses;
  // UNAVAILABLE if no whole reply came in 5 seconds or it is too long.
  // Messages carry the host at most: no query, form or token.
  virtual absl::StatusOr<ProviderReply> Send(
      const ProviderRequest& request) = 0;
};

// INVALID_ARGUMENT unless `url` is https with a host and without user or
// fragment, or the same in http with a loopback host (localhost, 127.0.0.0/8,
// ::1). At most 2,048 bytes.
absl::Status CheckProviderUrl(absl::string_view url);

// By libcurl: the certificate is verified against the PEM file `authority`,
// or the machine's own if that is empty; TLS 1.2 at least; a proxy as the
// environment says, never for loopback. Blocks its thread.
std::unique_ptr<ProviderHttp> MakeCurlHttp(const std::string& authority);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SIGNIN_PROVIDER_HTTP_H_
