// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_proxy.h"

#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "keys/tls/certificate.h"
#include "keys/tls/credentials.h"

namespace kith::deploy {
namespace {

constexpr char kBroker[] = "broker";
constexpr char kEnrol[] = "enrol";

// Agents ping each 20 s: what is silent for longer is gone. A stream lives for
// weeks.
constexpr char kHead[] =
    R"(# Written by kith network proxy for HAProxy 2.6 or newer.
# One port for all programs of the network. It reads the server name of a
# connection's first message, passes the connection on, and opens nothing: TLS is
# between an agency and the program.
global
    maxconn 4096
    user haproxy
    group haproxy

defaults
    mode tcp
    timeout connect 5s
    timeout client 60s
    timeout server 60s
    timeout tunnel 60s
    option tcpka

frontend kith
    # So many connections an address: a few an agent, several agents behind one.
    stick-table type ipv6 size 100k expire 10m store conn_cur
    tcp-request connection track-sc0 src
    tcp-request connection reject if { sc0_conn_cur gt 512 }
)";
// Nobody has to show a certificate there: few at a time, and of one address
// fewer.
constexpr char kEnrolLimits[] =
    R"(
    stick-table type ipv6 size 10k expire 10m store conn_cur
    tcp-request content track-sc1 src
    tcp-request content reject if { sc1_conn_cur gt 16 }
    server enrol )";

struct Route {
  std::string backend;
  std::string server_name;
};

std::vector<Route> RoutesOf(const Network& network, const Backends& backends) {
  const std::string& name = network.file().name();
  std::vector<Route> routes = {
      {kBroker, ServerNameOf({name, PeerIdentity::Role::kBroker, kBroker})}};
  if (backends.count(kEnrol) != 0) routes.push_back({kEnrol, kEnrolServerName});
  for (const auto& holder : network.file().key_holders()) {
    routes.push_back(
        {holder.id(),
         ServerNameOf({name, PeerIdentity::Role::kKeyHolder, holder.id()})});
  }
  return routes;
}

}  // namespace

absl::StatusOr<std::string> ProxyConfiguration(const Network& network,
                                               const Backends& backends,
                                               const std::string& listen) {
  for (const auto& holder : network.file().key_holders()) {
    if (holder.id() != kBroker && holder.id() != kEnrol) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        "a key holder of this network is called `", holder.id(),
        "`, as another backend is; write the configuration by hand"));
  }
  const std::vector<Route> routes = RoutesOf(network, backends);
  std::string rules;
  std::string ends;
  for (const Route& route : routes) {
    const auto backend = backends.find(route.backend);
    if (backend == backends.end() || !absl::StrContains(backend->second, ':')) {
      return absl::InvalidArgumentError(absl::StrCat(
          "backend: where does `", route.backend, "` listen? give --backend ",
          route.backend, "=HOST:PORT"));
    }
    absl::StrAppend(&rules, "    use_backend ", route.backend,
                    " if { req.ssl_sni -m str ", route.server_name, " }\n");
    absl::StrAppend(&ends, "\nbackend ", route.backend);
    if (route.backend == kEnrol) {
      absl::StrAppend(&ends, kEnrolLimits, backend->second, " maxconn 256\n");
    } else {
      absl::StrAppend(&ends, "\n    server ", route.backend, " ",
                      backend->second, "\n");
    }
  }
  if (routes.size() != backends.size()) {
    return absl::InvalidArgumentError(
        "backend: one of them is no program of this network; there are broker, "
        "enrol and the key holders' ids");
  }
  return absl::StrCat(
      kHead, "    bind ", listen,
      "\n    tcp-request inspect-delay 5s\n"
      "    tcp-request content accept if { req.ssl_hello_type 1 }\n"
      "    tcp-request content reject if WAIT_END\n",
      rules, "    default_backend nothing\n", ends,
      "\n# No program of this network.\nbackend nothing\n    tcp-request "
      "content "
      "reject\n");
}

}  // namespace kith::deploy
