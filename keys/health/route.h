// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_HEALTH_ROUTE_H_
#define KITH_KEYS_HEALTH_ROUTE_H_

#include <memory>
#include <string>

#include "absl/time/time.h"
#include "keys/health/finding.h"
#include "keys/secret.h"
#include "keys/tls/served_chain.h"

namespace kith::health {

// Where to, and which way.
struct Destination {
  std::string whom;     // In words: "the broker".
  std::string address;  // host:port
  // Empty: straight. host:port, with a user and the file of the password.
  std::string proxy;
  std::string proxy_user;
  std::string proxy_password_file;
  absl::Duration patience = absl::Seconds(5);
};

// How far one gets.
enum class Reach {
  kThere,
  kNoName,        // It does not resolve.
  kRefused,       // The machine is there, and nobody listens.
  kNoRoute,       // No way there.
  kTimedOut,      // Something swallows what is sent.
  kProxyNoName,   // Of the proxy.
  kProxyAway,     // The proxy itself is not reached.
  kProxySignIn,   // 407
  kProxyForbids,  // 403, or another refusal.
};

// A connection to where one wanted, or how far one got.
class Connection {
 public:
  explicit Connection(const Destination& to);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Reach reach() const { return reach_; }
  // What the proxy answered; 0 without one.
  long proxy_code() const { return proxy_code_; }
  // The socket, while this object lives; -1 unless there.
  int fd() const { return fd_; }

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
  Reach reach_ = Reach::kTimedOut;
  long proxy_code_ = 0;
  int fd_ = -1;
};

// What it means: "name", "route" or "proxy".
Finding RouteFinding(const Destination& to, Reach reach, long proxy_code);

// Whom one wants to find there, and what one shows.
struct Peer {
  std::string server_name;
  std::string authority_pem;
  std::string certificate_pem;
  const Secret* private_key_pem = nullptr;
};

// "interception", "server-certificate" or "accepted", from what was served.
Finding ServedFinding(const Destination& to, const Peer& peer,
                      const ServedChain& served, absl::Time now);

// Goes there and looks: the route; if there is one, what is served. `key` may
// be null.
Findings LookAtRoute(const Destination& to, const Peer& peer, absl::Time now);

}  // namespace kith::health

#endif  // KITH_KEYS_HEALTH_ROUTE_H_
