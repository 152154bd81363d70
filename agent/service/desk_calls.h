// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_SERVICE_DESK_CALLS_H_
#define KITH_AGENT_SERVICE_DESK_CALLS_H_

#include <grpcpp/grpcpp.h>

#include <functional>
#include <initializer_list>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "agent/flows/session_flow.h"
#include "agent/service/desk_socket.h"
#include "agent/service/staff_list.h"
#include "keys/base/executor.h"

namespace kith::agent {

// How every call at the desk goes: account -> staff member and role, then the
// work, on a worker's thread, because flows here wait for the centre.
//
// The web console says whom it calls for in three headers of the call:
// kith-staff, kith-session (a number) and kith-roles (with commas between).
//
// Thread-safe. What it refers to must outlive it.
class DeskCalls {
 public:
  DeskCalls(const DeskSocket& socket, const StaffList& staff,
            SessionFlow& sessions, Executor& workers)
      : socket_(socket),
        staff_(staff),
        sessions_(sessions),
        workers_(workers) {}

  // UNAUTHENTICATED or PERMISSION_DENIED as DeskService says.
  absl::StatusOr<Staff> Identify(
      const grpc::CallbackServerContext& context, const std::string& as,
      std::initializer_list<absl::string_view> roles) const;
  // Identifies the caller, then runs `work` on a worker and finishes the call.
  grpc::ServerUnaryReactor* Serve(
      grpc::CallbackServerContext* context, const std::string& as,
      std::initializer_list<absl::string_view> roles,
      std::function<absl::Status(const Staff&)> work) const;

  // The same for a call that is for nobody in particular: any staff member's
  // account, or the console's.
  grpc::ServerUnaryReactor* ServeAnybody(
      grpc::CallbackServerContext* context,
      std::function<absl::Status()> work) const;

  Executor& workers() const { return workers_; }

 private:
  const DeskSocket& socket_;
  const StaffList& staff_;
  SessionFlow& sessions_;
  Executor& workers_;
};

// Puts what a flow returned into the reply, or passes its status on.
template <typename Reply>
absl::Status Put(absl::StatusOr<Reply> result, Reply* reply) {
  if (!result.ok()) return result.status();
  *reply = *std::move(result);
  return absl::OkStatus();
}

}  // namespace kith::agent

#endif  // KITH_AGENT_SERVICE_DESK_CALLS_H_
