// SPDX-License-Identifier: Apache-2.0
#include "agent/service/desk_calls.h"

#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "keys/base/status_macros.h"
#include "keys/program/grpc_status.h"

namespace kith::agent {
namespace {

std::string Header(const grpc::CallbackServerContext& context,
                   const char* name) {
  const auto& all = context.client_metadata();
  const auto found = all.find(name);
  return found == all.end()
             ? ""
             : std::string(found->second.data(), found->second.size());
}

// Whom the call is for, if it says so.
std::optional<OnBehalf> CallerOf(const grpc::CallbackServerContext& context) {
  OnBehalf caller{.staff = Header(context, "kith-staff"), .roles = {}};
  if (caller.staff.empty()) return std::nullopt;
  // A number that cannot be read is none.
  if (!absl::SimpleAtoi(Header(context, "kith-session"), &caller.session)) {
    caller.session = 0;
  }
  caller.roles =
      absl::StrSplit(Header(context, "kith-roles"), ',', absl::SkipEmpty());
  return caller;
}

}  // namespace

absl::StatusOr<Staff> DeskCalls::Identify(
    const grpc::CallbackServerContext& context, const std::string& as,
    std::initializer_list<absl::string_view> roles) const {
  KITH_ASSIGN_OR_RETURN(const std::uint32_t account,
                        socket_.AccountOf(context));
  if (const auto caller = CallerOf(context)) {
    return staff_.IdentifyFor(account, *caller, roles);
  }
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
  workers_.Post([this, reactor, staff = *staff, work = std::move(work)] {
    sessions_.Note(staff);
    reactor->Finish(ToGrpc(work(staff)));
  });
  return reactor;
}

grpc::ServerUnaryReactor* DeskCalls::ServeAnybody(
    grpc::CallbackServerContext* context,
    std::function<absl::Status()> work) const {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  const absl::StatusOr<std::uint32_t> account = socket_.AccountOf(*context);
  const absl::Status known =
      account.ok() ? staff_.CheckKnown(*account) : account.status();
  if (!known.ok()) {
    reactor->Finish(ToGrpc(known));
    return reactor;
  }
  workers_.Post(
      [reactor, work = std::move(work)] { reactor->Finish(ToGrpc(work())); });
  return reactor;
}

}  // namespace kith::agent
