// SPDX-License-Identifier: Apache-2.0
#include "keys/health/loopback.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/strip.h"

namespace kith::health {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { freeaddrinfo(list); }
};

std::pair<std::string, std::string> HostAndPort(const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  if (colon == std::string::npos) return {listen, ""};
  absl::string_view host = absl::string_view(listen).substr(0, colon);
  if (absl::ConsumePrefix(&host, "[")) absl::ConsumeSuffix(&host, "]");
  return {std::string(host), listen.substr(colon + 1)};
}

}  // namespace

bool IsLoopback(const std::string& listen) {
  const std::string host = HostAndPort(listen).first;
  in_addr four = {};
  if (inet_pton(AF_INET, host.c_str(), &four) == 1) {
    return ntohl(four.s_addr) >> 24 == 127;
  }
  in6_addr six = {};
  return inet_pton(AF_INET6, host.c_str(), &six) == 1 &&
         std::memcmp(&six, &in6addr_loopback, sizeof six) == 0;
}

Listening TryToListen(const std::string& listen) {
  const auto [host, port] = HostAndPort(listen);
  addrinfo hints = {};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.empty() ? nullptr : host.c_str(), port.c_str(), &hints,
                  &found) != 0) {
    return Listening::kNoAddress;
  }
  const std::unique_ptr<addrinfo, FreeAddresses> list(found);
  const int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  const int failed =
      bind(fd, found->ai_addr, found->ai_addrlen) == 0 && ::listen(fd, 1) == 0
          ? 0
          : errno;
  close(fd);
  if (failed == 0) return Listening::kFree;
  if (failed == EADDRINUSE) return Listening::kTaken;
  if (failed == EACCES || failed == EPERM) return Listening::kForbidden;
  return Listening::kNoAddress;
}

}  // namespace kith::health
