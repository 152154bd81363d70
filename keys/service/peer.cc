// SPDX-License-Identifier: Apache-2.0
#include "keys/service/peer.h"

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "keys/base/status_macros.h"
#include "keys/enrolment/certificate_in_force.h"
#include "keys/network/standing.h"
#include "keys/tls/credentials.h"

namespace kith {
namespace {

constexpr std::size_t kMostKnown = 4096;

// What was read of certificates before: reading one costs more than a call. It
// depends on the bytes alone, the authority's among them, so that one for all
// callers is enough.
class KnownCertificates {
 public:
  absl::StatusOr<CertificateFacts> Facts(const std::string& pem,
                                         const std::string& authority_pem) {
    const std::string shown = absl::StrCat(pem, authority_pem);
    {
      absl::ReaderMutexLock lock(&mutex_);
      const auto found = known_.find(shown);
      if (found != known_.end()) return found->second;
    }
    KITH_ASSIGN_OR_RETURN(CertificateFacts facts,
                          FactsOfShown(pem, authority_pem));
    absl::MutexLock lock(&mutex_);
    if (known_.size() >= kMostKnown) known_.clear();
    known_.emplace(shown, facts);
    return facts;
  }

 private:
  absl::Mutex mutex_;
  absl::flat_hash_map<std::string, CertificateFacts> known_
      ABSL_GUARDED_BY(mutex_);
};

KnownCertificates& Known() {
  static auto& known = *new KnownCertificates();
  return known;
}

}  // namespace

int ConnectionAgeMs(const Network& network) {
  return network.file().test_network() ? 10'000 : 3'600'000;
}

absl::Status CheckCaller(const Caller& caller, const Network& network,
                         absl::Time now) {
  const network::v1::Agency* agency = network.FindAgency(caller.agency);
  if (agency == nullptr) {
    return absl::UnauthenticatedError("not an agency of this network");
  }
  const Standing standing = StandingOf(*agency, now);
  if (!standing.takes_part()) {
    return absl::UnauthenticatedError(
        absl::StrCat("this agency does not take part: ", standing.why));
  }
  if (agency->certificates_from_ms() != 0 &&
      caller.certificate.begins <
          absl::FromUnixMillis(agency->certificates_from_ms())) {
    return absl::UnauthenticatedError(
        "the certificate is of before this agency's keys were replaced");
  }
  return CheckCertificate(caller.certificate, network, now);
}

absl::StatusOr<Caller> CallerOf(const grpc::ServerContextBase& context,
                                const Network& network, absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const PeerIdentity peer,
                        PeerOf(context, network.file().name()));
  if (peer.role != PeerIdentity::Role::kAgency) {
    return absl::UnauthenticatedError("not an agency of this network");
  }
  KITH_ASSIGN_OR_RETURN(const std::string pem, CertificateOfPeer(context));
  KITH_ASSIGN_OR_RETURN(CertificateFacts certificate,
                        Known().Facts(pem, network.file().authority_pem()));
  Caller caller{peer.id, std::move(certificate)};
  KITH_RETURN_IF_ERROR(CheckCaller(caller, network, now));
  return caller;
}

absl::StatusOr<std::string> CallingAgency(
    const grpc::ServerContextBase& context, const Network& network,
    absl::Time now) {
  KITH_ASSIGN_OR_RETURN(Caller caller, CallerOf(context, network, now));
  return std::move(caller.agency);
}

}  // namespace kith
