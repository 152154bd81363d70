// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/renew_flow.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <memory>
#include <utility>

#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/enrolment/certificate_in_force.h"
#include "keys/enrolment/invitation.h"
#include "keys/tls/authority.h"
#include "keys/tls/pair_files.h"

namespace kith::agent {
namespace {

constexpr absl::Duration kLook = absl::Minutes(1);
constexpr absl::Duration kLookInTest = absl::Seconds(1);
constexpr absl::Duration kFirstWait = absl::Seconds(2);
constexpr absl::Duration kLongestWait = absl::Hours(1);
constexpr int kMostDoublings = 12;
// Who is refused for something else is refused with any certificate.
constexpr absl::Duration kBetweenRefusals = absl::Hours(1);

std::string ReadText(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

RenewFlow::RenewFlow(const Parts& parts, Renewals& renewals, Files files)
    : parts_(parts), renewals_(renewals), files_(std::move(files)) {
  Read();
}

void RenewFlow::Read() {
  const auto facts = FactsOfCertificatePem(ReadText(files_.certificate));
  absl::MutexLock lock(&mutex_);
  if (!facts.ok()) {
    state_.last_failure = std::string(facts.status().message());
    return;
  }
  state_ = {facts->begins, facts->ends,
            facts->begins + (facts->ends - facts->begins) / 2, ""};
}

RenewFlow::State RenewFlow::state() const {
  absl::MutexLock lock(&mutex_);
  return state_;
}

void RenewFlow::Start() {
  parts_.executor.Post([this] {
    const absl::Status renewed = Run();
    if (!renewed.ok()) Shout();
    parts_.executor.At(parts_.clock.Monotonic() + NextLook(),
                       [this] { Start(); });
  });
}

// Full jitter: a broker that comes back must not meet all agencies at once.
absl::Duration RenewFlow::NextLook() {
  const bool test = parts_.network.Get()->file().test_network();
  absl::MutexLock lock(&mutex_);
  if (failures_ == 0) return test ? kLookInTest : kLook;
  const absl::Duration most =
      std::min(kFirstWait * (1 << std::min(failures_, kMostDoublings)),
               test ? absl::Seconds(4) : kLongestWait);
  return most * ((parts_.random.Below(1000) + 1) / 1000.0);
}

void RenewFlow::Shout() {
  const State now = state();
  const absl::Duration left = now.ends - parts_.clock.Now();
  const auto hours = std::max<std::int64_t>(0, absl::ToInt64Hours(left));
  const absl::Status why = absl::UnavailableError(now.last_failure);
  // A quarter of its life is left: somebody has to look.
  if (left < (now.ends - now.begins) / 4) {
    LogError("certificate_ends_and_is_not_renewed",
             {{"hours_left", hours}, {"why", why}});
  } else {
    LogWarning("certificate_not_renewed",
               {{"hours_left", hours}, {"why", why}});
  }
}

void RenewFlow::Refused() {
  absl::MutexLock lock(&mutex_);
  refused_ = true;
}

bool RenewFlow::IsTime() {
  absl::MutexLock lock(&mutex_);
  if (parts_.clock.Now() >= state_.renewed_from) return true;
  return refused_ &&
         parts_.clock.Monotonic() >= after_refusal_at_ + kBetweenRefusals;
}

absl::Status RenewFlow::Run() {
  if (!IsTime()) return absl::OkStatus();
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const network::v1::Agency* self = network->FindAgency(parts_.agency);
  absl::Status renewed =
      self == nullptr
          ? absl::FailedPreconditionError("not a member of the network")
          : absl::OkStatus();
  absl::StatusOr<KeyAndRequest> made = MakeKeyAndRequest();
  if (renewed.ok()) renewed = made.status();
  if (renewed.ok()) {
    network::v1::EnrolmentBody body;
    body.set_agency(parts_.agency);
    body.set_signing_key(parts_.signer.public_key());
    body.set_log_key(self->log_key());
    body.set_certificate_request_pem(made->request_pem);
    body.set_made_at_ms(absl::ToUnixMillis(parts_.clock.Now()));
    const auto certificate = Fetch(MakeRequest(body, parts_.signer));
    renewed = certificate.ok() ? Take(*certificate, made->private_key_pem)
                               : certificate.status();
  }
  if (renewed.ok()) Read();
  absl::MutexLock lock(&mutex_);
  failures_ = renewed.ok() ? 0 : failures_ + 1;
  if (renewed.ok() && std::exchange(refused_, false)) {
    after_refusal_at_ = parts_.clock.Monotonic();
  }
  if (!renewed.ok()) state_.last_failure = std::string(renewed.message());
  return renewed;
}

absl::StatusOr<std::string> RenewFlow::Fetch(
    const network::v1::EnrolmentRequest& request) const {
  if (parts_.clock.Now() < state().ends) {
    absl::StatusOr<std::string> renewed = renewals_.Renew(request);
    // A certificate that was revoked renews nothing; the signing key may.
    if (!absl::IsUnauthenticated(renewed.status())) return renewed;
  }
  return renewals_.Reissue(parts_.network.Get()->file(), request);
}

absl::Status RenewFlow::Take(const std::string& certificate,
                             const Secret& key) {
  KITH_ASSIGN_OR_RETURN(const PeerIdentity named,
                        IdentityFromCertificatePem(certificate));
  if (named.role != PeerIdentity::Role::kAgency || named.id != parts_.agency ||
      named.network != parts_.network.Get()->file().name()) {
    return absl::UnauthenticatedError("the certificate is another's");
  }
  // One that nobody accepts does not replace one that is accepted.
  KITH_ASSIGN_OR_RETURN(
      const CertificateFacts facts,
      FactsOfShown(certificate, parts_.network.Get()->file().authority_pem()));
  KITH_RETURN_IF_ERROR(
      CheckCertificate(facts, *parts_.network.Get(), parts_.clock.Now()));
  KITH_RETURN_IF_ERROR(
      ReplacePair(files_.certificate, files_.private_key, certificate, key));
  LogInfo("certificate_renewed");
  return absl::OkStatus();
}

}  // namespace kith::agent
