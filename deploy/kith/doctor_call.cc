// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/doctor_call.h"

#include <grpc/support/time.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <cstdint>
#include <optional>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "agent/proxy.h"
#include "agent/relay/grpc_centre.h"
#include "keys/health/clock_checks.h"
#include "keys/health/network_checks.h"
#include "keys/network/network.h"
#include "keys/service/log_service.h"
#include "keys/tls/credentials.h"
#include "kith/log/v1/log.grpc.pb.h"

namespace kith::deploy {
namespace {

using health::Findings;
using health::Setup;

std::optional<std::uint64_t> Number(const grpc::ClientContext& context,
                                    const char* name) {
  const auto& metadata = context.GetServerInitialMetadata();
  const auto found = metadata.find(name);
  std::uint64_t number = 0;
  if (found == metadata.end() ||
      !absl::SimpleAtoi(
          absl::string_view(found->second.data(), found->second.size()),
          &number)) {
    return std::nullopt;
  }
  return number;
}

// Why its password cannot be read, the look at that file says.
Findings CannotUseProxy(const absl::Status& why) {
  if (!absl::IsInvalidArgument(why)) return {};
  return {health::Fault(
      "proxy",
      absl::StrCat("The agent cannot use its proxy: ", why.message(), "."),
      "Correct `proxy` in the configuration.")};
}

}  // namespace

Findings CallTheBroker(const Setup& setup, const Clock& clock,
                       absl::Duration patience) {
  if (setup.program != health::Program::kAgent) return {};
  const auto network = Network::Load(setup.network_path);
  if (!network.ok()) return {};
  const auto tls = ReadTlsFiles((*network)->file().authority_pem(),
                                setup.certificate_path, setup.tls_key_path);
  if (!tls.ok()) {
    return {health::Warning(
        "member-at-broker",
        absl::StrCat("The broker was not called: ", tls.status().message(),
                     "."),
        "Run this as the account of the program, or mend what it says.")};
  }
  const auto proxy = agent::ProxyUri(setup.agent, setup.config_path);
  if (!proxy.ok()) return CannotUseProxy(proxy.status());
  const auto stub =
      log::v1::LogService::NewStub(agent::DialBroker(**network, *tls, *proxy));
  grpc::ClientContext context;
  context.set_deadline(gpr_time_add(
      gpr_now(GPR_CLOCK_MONOTONIC),
      gpr_time_from_millis(absl::ToInt64Milliseconds(patience), GPR_TIMESPAN)));
  log::v1::GetCheckpointReply reply;
  const absl::Duration asked = clock.Monotonic();
  const grpc::Status status =
      stub->GetCheckpoint(&context, log::v1::GetCheckpointRequest(), &reply);
  const absl::Duration on_the_way = (clock.Monotonic() - asked) / 2;
  if (status.error_code() == grpc::StatusCode::UNAUTHENTICATED) {
    return {health::Fault(
        "member-at-broker",
        absl::StrCat("The broker does not take this agency's calls: ",
                     status.error_message(), "."),
        "Ask the network's administrator whether this agency is suspended or "
        "its certificate revoked.")};
  }
  // Why it is not reached, the look at the route says.
  if (!status.ok()) return {};
  Findings findings;
  if (const auto theirs = Number(context, kClockMetadata)) {
    findings.push_back(health::ClockAgainst(
        "the broker",
        clock.Now() - on_the_way -
            absl::FromUnixMillis(static_cast<std::int64_t>(*theirs))));
  }
  if (const auto version = Number(context, kNetworkVersionMetadata)) {
    findings.push_back(health::NetworkFileAgainst(**network, *version));
  }
  return findings;
}

}  // namespace kith::deploy
