// SPDX-License-Identifier: Apache-2.0
#include "agent/service/desk_calls.h"

#include "keys/base/status_macros.h"
#include "keys/program/grpc_status.h"

namespace kith::agent {

absl::StatusOr<Staff> DeskCalls::Identify(
    const grpc::CallbackServerContext& context, const std::string& as,
    std::initializer_list<absl::string_view> roles) const {
  KITH_ASSIGN_OR_RETURN(const std::uint32_t account,
                        socket_.AccountOf(context));
  return staff_.Identify(account, as, roles);
}

grpc::ServerUnaryReactor* DeskCalls::Serve(
    grpc::CallbackServerContext* context, const std::string& as,
    std::initializer_list<absl::string_view> roles,
    std::function<absl::Status(const Staff&)> work) const {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<Staff> staff = Identify(*context, as, roles);
  if (!staff.ok()) {
    reactor->Finish(ToGrpc(staff.status()));
    return reactor;
  }
  workers_.Post([reactor, staff = *staff, work = std::move(work)] {
    reactor->Finish(ToGrpc(work(staff)));
  });
  return reactor;
}

}  // namespace kith::agent
