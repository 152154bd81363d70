// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_DESK_SOCKET_H_
#define KITH_AGENT_SERVICE_DESK_SOCKET_H_

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"

namespace grpc {
class Server;
class ServerContextBase;
}  // namespace grpc

namespace kith::agent {

// The desk's Unix socket. gRPC does not tell who is at the other end of one, so
// connections are accepted here, the kernel is asked for the account, and gRPC
// gets the connection.
//
// Thread-safe.
class DeskSocket {
 public:
  // Binds `path`, replacing a socket nobody listens on. FAILED_PRECONDITION if
  // another agent listens there; INVALID_ARGUMENT if the path is too long.
  static absl::StatusOr<std::unique_ptr<DeskSocket>> Bind(
      const std::string& path);
  ~DeskSocket();

  // Hands connections to `server`, which must outlive this object.
  void Serve(grpc::Server& server);

  // Takes no connection any more; those there are stay, and AccountOf() knows
  // them until this object goes.
  void StopAccepting();

  // The account that made the call. UNAUTHENTICATED if the call did not come
  // through this socket.
  absl::StatusOr<std::uint32_t> AccountOf(
      const grpc::ServerContextBase& context) const;

 private:
  DeskSocket(int fd, std::string path);
  void AcceptUntilClosed(grpc::Server& server);

  const int fd_;
  const std::string path_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
  mutable absl::Mutex mutex_;
  // By the connection's descriptor: gRPC names its peer after it.
  std::map<int, std::uint32_t> accounts_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVICE_DESK_SOCKET_H_
