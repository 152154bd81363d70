// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/enrol_by_code.h"

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "agent/proxy.h"
#include "agent/relay/grpc_centre.h"
#include "deploy/kith/agency_add.h"
#include "deploy/kith/enrol.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_signing.h"
#include "keys/base/status_macros.h"
#include "keys/enrolment/certificate_in_force.h"
#include "keys/enrolment/code.h"
#include "keys/enrolment/invitation.h"
#include "keys/network/check_network_file.h"
#include "keys/network/network.h"
#include "keys/program/config_file.h"
#include "keys/program/grpc_status.h"
#include "keys/tls/certificate.h"
#include "keys/tls/credentials.h"
#include "kith/enrol/v1/enrol.grpc.pb.h"

namespace kith::deploy {
namespace {

using enrol::v1::CollectReply;
using enrol::v1::EnrolService;
using enrol::v1::GreetReply;

constexpr absl::Duration kTimeout = absl::Seconds(20);
constexpr absl::Duration kPause = absl::Seconds(1);
constexpr std::size_t kSeedBytes = 32;
constexpr std::size_t kMaxBytes = 64 << 10;
constexpr int kMaxMessageBytes = 5 << 20;

template <typename Reply, typename Method, typename Request>
absl::StatusOr<Reply> Call(EnrolService::Stub& stub, Method method,
                           const Request& request) {
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() +
                       absl::ToChronoMilliseconds(kTimeout));
  Reply reply;
  const grpc::Status status = (stub.*method)(&context, request, &reply);
  if (!status.ok()) return FromGrpc(status);
  return reply;
}

std::shared_ptr<grpc::Channel> Dial(
    const std::string& address,
    const std::shared_ptr<grpc::ChannelCredentials>& credentials,
    const std::string& proxy) {
  grpc::ChannelArguments arguments;
  agent::GoOutBy(proxy, arguments);
  EnrolNameArgument(arguments);
  arguments.SetMaxReceiveMessageSize(kMaxMessageBytes);
  return grpc::CreateCustomChannel(address, credentials, arguments);
}

absl::Status WithAddress(const absl::Status& status,
                         const std::string& address) {
  if (!absl::IsUnavailable(status) && !absl::IsDeadlineExceeded(status)) {
    return status;
  }
  return absl::UnavailableError(
      absl::StrCat("nobody answers at ", address,
                   " as the broker of the code's network (", status.message(),
                   "). Can this machine reach it? A firewall or proxy must let "
                   "it through unopened, and a proxy is named with --proxy; "
                   "then run the same command again"));
}

// INVARIANT (nobody between): nothing is sent to whoever cannot show what the
// code has the mark of, and then speaks with that authority's certificate.
absl::StatusOr<std::shared_ptr<grpc::Channel>> DialNetworkOf(
    const EnrolmentCode& code, const std::string& proxy) {
  const std::string& address = code.parts().address;
  EnrolService::Stub anybody(Dial(address, UnsafeTlsClientOfAnybody(), proxy));
  const auto greeting = Call<GreetReply>(anybody, &EnrolService::Stub::Greet,
                                         enrol::v1::GreetRequest());
  if (!greeting.ok()) return WithAddress(greeting.status(), address);
  const auto mark = MarkOfNetwork(greeting->authority_pem(),
                                  {greeting->administrator_keys().begin(),
                                   greeting->administrator_keys().end()});
  const auto authority = OnlyCertificatePem(greeting->authority_pem());
  if (!mark.ok() || !authority.ok() || *mark != code.parts().mark ||
      !IsNetworkId(greeting->network())) {
    return absl::UnauthenticatedError(absl::StrCat(
        "whoever answers at ", address,
        " is not the network of this code, or its administrators have changed "
        "since: somebody between may have answered. Nothing was sent. Ring the "
        "administrator"));
  }
  return Dial(address,
              TlsClient(*authority, {greeting->network(),
                                     PeerIdentity::Role::kBroker, kBrokerId}),
              proxy);
}

// As agent::GoOutBy takes it.
absl::StatusOr<std::string> WayOut(const EnrolByCodeOptions& options) {
  const std::string path = In(options.dir, "agent.textproto");
  config::v1::AgentConfig config;
  if (!FileExists(path)) {
    *config.mutable_proxy() = options.proxy;
    return agent::ProxyUri(config, path);
  }
  // It is there already and stays as it is, so that is the way out.
  KITH_RETURN_IF_ERROR(ReadConfigFile(path, config));
  if (!options.proxy.address().empty() &&
      config.proxy().SerializeAsString() != options.proxy.SerializeAsString()) {
    return absl::FailedPreconditionError(absl::StrCat(
        path, " is there already and names ",
        config.proxy().address().empty() ? "no proxy" : "another proxy",
        "; put proxy { address: \"", options.proxy.address(),
        "\" ... } into it, and run this without --proxy"));
  }
  return agent::ProxyUri(config, path);
}

absl::StatusOr<AgencyKeys> KeysIn(const EnrolByCodeOptions& options,
                                  const std::string& agency, absl::Time now,
                                  Random& random) {
  const std::string request_path = In(options.dir, "request.kith");
  if (!FileExists(request_path)) {
    KITH_ASSIGN_OR_RETURN(AgencyKeys made,
                          MakeAgencyKeys(agency, options.dir, now, random));
    KITH_RETURN_IF_ERROR(
        ReplaceFile(request_path, made.request, Readers::kEverybody));
    return made;
  }
  KITH_ASSIGN_OR_RETURN(
      const Secret seed,
      Secret::FromFile(In(options.dir, "signing.key"), kSeedBytes));
  KITH_ASSIGN_OR_RETURN(Signer signer, Signer::FromSeed(seed));
  KITH_ASSIGN_OR_RETURN(std::string request, ReadFile(request_path, kMaxBytes));
  KITH_ASSIGN_OR_RETURN(const auto body, OpenRequest(request));
  if (body.agency() != agency || body.signing_key() != signer.public_key()) {
    return absl::FailedPreconditionError(
        absl::StrCat(request_path, ": is not of the agency `", agency,
                     "` of this code, or of other keys; name a new folder"));
  }
  return AgencyKeys{std::move(signer), std::move(request)};
}

absl::Status HandIn(EnrolService::Stub& stub, const EnrolmentCode& code,
                    const AgencyKeys& keys) {
  KITH_ASSIGN_OR_RETURN(const GreetReply greeting,
                        Call<GreetReply>(stub, &EnrolService::Stub::Greet,
                                         enrol::v1::GreetRequest()));
  enrol::v1::EnrolBody body;
  body.set_challenge(greeting.challenge());
  body.set_request(keys.request);
  return Call<enrol::v1::EnrolReply>(
             stub, &EnrolService::Stub::Enrol,
             SignEnrolment(body, code.Key(), keys.signing_key))
      .status();
}

absl::StatusOr<CollectReply> Ask(EnrolService::Stub& stub,
                                 const std::string& agency,
                                 const AgencyKeys& keys) {
  KITH_ASSIGN_OR_RETURN(const GreetReply greeting,
                        Call<GreetReply>(stub, &EnrolService::Stub::Greet,
                                         enrol::v1::GreetRequest()));
  enrol::v1::CollectBody body;
  body.set_challenge(greeting.challenge());
  body.set_agency(agency);
  return Call<CollectReply>(stub, &EnrolService::Stub::Collect,
                            SignCollect(body, keys.signing_key));
}

absl::StatusOr<CollectReply> WaitForAdmission(EnrolService::Stub& stub,
                                              const std::string& agency,
                                              const AgencyKeys& keys,
                                              const EnrolByCodeOptions& options,
                                              const Clock& clock) {
  const absl::Duration start = clock.Monotonic();
  std::string said;
  while (true) {
    const auto reply = Ask(stub, agency, keys);
    if (reply.ok() && reply->admitted()) return reply;
    if (!reply.ok() && !absl::IsUnavailable(reply.status()) &&
        !absl::IsDeadlineExceeded(reply.status())) {
      return reply.status();
    }
    const std::string words =
        reply.ok()
            ? "Handed in. Waiting for the administrators to sign (kith agency "
              "admit, on their\nside); this may be ended and run again at any "
              "time."
            : absl::StrCat("Handed in, but no word from the broker (",
                           reply.status().message(), "); asking on.");
    if (std::exchange(said, words) != words) options.say(words);
    if (clock.Monotonic() - start > options.longest_wait) {
      return absl::DeadlineExceededError(
          "the administrators have not signed yet; run the same command "
          "again later");
    }
    absl::SleepFor(kPause);
  }
}

// INVARIANT (no keys of the broker's own): a network file that the
// administrators of the code have signed, with this machine's keys in it.
absl::Status CheckAdmission(const CollectReply& reply,
                            const EnrolmentCode& code, const AgencyKeys& keys) {
  KITH_ASSIGN_OR_RETURN(const auto network,
                        Network::FromSigned(reply.signed_network_file()));
  KITH_ASSIGN_OR_RETURN(const std::string mark, MarkOfNetwork(network->file()));
  const network::v1::Agency* self = network->FindAgency(code.parts().agency);
  KITH_ASSIGN_OR_RETURN(const auto request, OpenRequest(keys.request));
  if (mark != code.parts().mark || self == nullptr ||
      self->signing_key() != request.signing_key() ||
      self->log_key() != request.log_key()) {
    return absl::UnauthenticatedError(
        "the network file is not of this code's administrators, or has other "
        "keys than this machine's; ring the administrator");
  }
  KITH_ASSIGN_OR_RETURN(const PeerIdentity named,
                        IdentityFromCertificatePem(reply.certificate_pem()));
  if (named != PeerIdentity{network->file().name(), PeerIdentity::Role::kAgency,
                            self->id()}) {
    return absl::UnauthenticatedError("the certificate is another's");
  }
  return FactsOfShown(reply.certificate_pem(), network->file().authority_pem())
      .status();
}

absl::Status WriteFiles(const EnrolByCodeOptions& options,
                        const std::string& agency, const CollectReply& reply) {
  const std::string& dir = options.dir;
  const std::string config = In(dir, "agent.textproto");
  if (!FileExists(config)) {
    KITH_RETURN_IF_ERROR(ReplaceFile(
        config,
        FirstAgentConfig(agency, options.staff, std::nullopt, options.proxy),
        Readers::kEverybody));
  }
  KITH_RETURN_IF_ERROR(ReplaceFile(In(dir, "certificate.pem"),
                                   reply.certificate_pem(),
                                   Readers::kEverybody));
  return ReplaceFile(In(dir, "network.kith"), reply.signed_network_file(),
                     Readers::kEverybody);
}

}  // namespace

absl::StatusOr<std::string> EnrolByCode(const EnrolByCodeOptions& options,
                                        const Clock& clock, Random& random) {
  KITH_ASSIGN_OR_RETURN(const EnrolmentCode code,
                        EnrolmentCode::Parse(options.code));
  const std::string& agency = code.parts().agency;
  KITH_ASSIGN_OR_RETURN(const std::string proxy, WayOut(options));
  KITH_ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> channel,
                        DialNetworkOf(code, proxy));
  options.say(absl::StrCat("The network of the code answers at ",
                           code.parts().address, "."));
  EnrolService::Stub stub(channel);
  KITH_ASSIGN_OR_RETURN(const AgencyKeys keys,
                        KeysIn(options, agency, clock.Now(), random));
  options.say(absl::StrCat("Keys of ", agency, " are in ", options.dir,
                           " and stay there."));
  const absl::Status handed = HandIn(stub, code, keys);
  if (!handed.ok()) return WithAddress(handed, code.parts().address);
  KITH_ASSIGN_OR_RETURN(const CollectReply reply,
                        WaitForAdmission(stub, agency, keys, options, clock));
  KITH_RETURN_IF_ERROR(CheckAdmission(reply, code, keys));
  KITH_RETURN_IF_ERROR(WriteFiles(options, agency, reply));
  return agency;
}

}  // namespace kith::deploy
