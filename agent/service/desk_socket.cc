// SPDX-License-Identifier: Apache-2.0
#include "agent/service/desk_socket.h"

#include <fcntl.h>
#include <grpcpp/server.h>
#include <grpcpp/server_context.h>
#include <grpcpp/server_posix.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace kith::agent {
namespace {

constexpr int kBacklog = 64;
constexpr absl::Duration kUntilSomethingIsFree = absl::Milliseconds(100);

// True if somebody answers on the socket.
bool IsListenedOn(const sockaddr_un& address) {
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return false;
  const bool answered = connect(fd, reinterpret_cast<const sockaddr*>(&address),
                                sizeof address) == 0;
  close(fd);
  return answered;
}

}  // namespace

DeskSocket::DeskSocket(int fd, std::string path)
    : fd_(fd), path_(std::move(path)) {}

absl::StatusOr<std::unique_ptr<DeskSocket>> DeskSocket::Bind(
    const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) {
    return absl::InvalidArgumentError(
        absl::StrCat("desk_socket: longer than ", sizeof address.sun_path - 1,
                     " bytes; choose a shorter path"));
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  if (IsListenedOn(address)) {
    return absl::FailedPreconditionError(
        absl::StrCat("another agent listens on ", path, "; stop it first"));
  }
  unlink(path.c_str());
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 ||
      bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) !=
          0 ||
      // Everybody on the machine may connect; who they are decides.
      chmod(path.c_str(), 0666) != 0 || listen(fd, kBacklog) != 0) {
    const int error = errno;
    if (fd >= 0) close(fd);
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", path, ": ", std::strerror(error)));
  }
  return std::unique_ptr<DeskSocket>(new DeskSocket(fd, path));
}

void DeskSocket::StopAccepting() {
  stopping_ = true;
  shutdown(fd_, SHUT_RDWR);
  if (thread_.joinable()) thread_.join();
}

DeskSocket::~DeskSocket() {
  StopAccepting();
  close(fd_);
  unlink(path_.c_str());
}

void DeskSocket::Serve(grpc::Server& server) {
  thread_ = std::thread([this, &server] { AcceptUntilClosed(server); });
}

void DeskSocket::AcceptUntilClosed(grpc::Server& server) {
  while (true) {
    const int connection =
        accept4(fd_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (connection < 0) {
      const bool full = errno == EMFILE || errno == ENFILE ||
                        errno == ENOBUFS || errno == ENOMEM;
      if (full && !stopping_) absl::SleepFor(kUntilSomethingIsFree);
      if (full || errno == EINTR || errno == ECONNABORTED) {
        if (!stopping_) continue;
      }
      return;
    }
    ucred peer = {};
    socklen_t size = sizeof peer;
    if (getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) {
      close(connection);
      continue;
    }
    {
      // A descriptor used before is this connection's now.
      absl::MutexLock lock(&mutex_);
      accounts_[connection] = peer.uid;
    }
    grpc::AddInsecureChannelFromFd(&server, connection);
  }
}

absl::StatusOr<std::uint32_t> DeskSocket::AccountOf(
    const grpc::ServerContextBase& context) const {
  const std::string peer =
      absl::StrReplaceAll(context.peer(), {{"%3A", ":"}, {"%3a", ":"}});
  absl::string_view digits = peer;
  int fd = -1;
  if (absl::ConsumePrefix(&digits, "fd:") && absl::SimpleAtoi(digits, &fd)) {
    absl::MutexLock lock(&mutex_);
    const auto it = accounts_.find(fd);
    if (it != accounts_.end()) return it->second;
  }
  return absl::UnauthenticatedError("the desk answers on its own socket only");
}

}  // namespace kith::agent
