// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_HTTP_SERVER_H_
#define KITH_AGENT_CONSOLE_HTTP_SERVER_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/console/http/gate.h"
#include "agent/console/http/message.h"
#include "keys/base/executor.h"
#include "keys/secret.h"

namespace kith::console {

struct ServerOptions {
  std::string listen;  // host:port; port 0 takes a free one.
  // PEM; its chain behind the certificate.
  std::string certificate_pem;
  Secret private_key_pem = Secret::FromBytes("");

  std::size_t header_bytes = 16 << 10;
  std::size_t body_bytes = 64 << 10;
  // For the handshake, for a whole request to come, and for every 64 KiB of a
  // response to go.
  absl::Duration patience = absl::Seconds(10);
  // Between two requests of one connection.
  absl::Duration idle = absl::Seconds(30);
  // One more, and the one that has waited longest for its peer is ended: held
  // connections keep nobody out. At most about 200 KiB each.
  std::size_t connections = 128;
};

// HTTPS/1.1 for browsers, TLS 1.2 and 1.3, by Boost.Beast. Every request passes
// the gate before a page sees it; a page runs on the workers that are chosen
// for it, since it waits: for the agent, or for a password to be checked.
//
// Thread-safe.
class HttpServer {
 public:
  struct Impl;  // Of server.cc alone.
  using Handler = std::function<HttpResponse(const HttpRequest&)>;
  // Nullptr if there are too many of its kind just now: it is sent away (503).
  using Workers = std::function<Executor*(const HttpRequest&)>;

  // INVALID_ARGUMENT for an address, a certificate or a key that cannot be
  // used, UNAVAILABLE if the port is taken. What `handler` and `workers` refer
  // to must outlive the server.
  static absl::StatusOr<std::unique_ptr<HttpServer>> Start(
      ServerOptions options, Gate gate, Handler handler, Workers workers);
  // Ends every connection. Pages already running end for nobody.
  ~HttpServer();

  // From now on new connections are served with this certificate; those that
  // are there go on with theirs. INVALID_ARGUMENT, and nothing is changed, if
  // it or the key cannot be used.
  absl::Status Use(const std::string& certificate_pem,
                   const Secret& private_key_pem);

  std::uint16_t port() const;

 private:
  explicit HttpServer(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_HTTP_SERVER_H_
