// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agency_keys.h"

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/enrolment/invitation.h"

namespace kith::deploy {
namespace {

using network::v1::EnrolmentBody;

constexpr std::size_t kMaxRequestBytes = 64 << 10;
constexpr absl::Duration kAgencyValidity = absl::Hours(24 * 90);

}  // namespace

absl::Status PutKeys(const EnrolmentBody& request, absl::Time now,
                     network::v1::NetworkFile& file) {
  KITH_ASSIGN_OR_RETURN(network::v1::Agency* const agency,
                        AgencyIn(file, request.agency()));
  if (agency->signing_key() == request.signing_key()) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", request.agency(), "` has these keys already"));
  }
  agency->set_signing_key(request.signing_key());
  agency->set_log_key(request.log_key());
  // A certificate begins five minutes before it is issued, on a whole second.
  agency->set_certificates_from_ms(
      absl::ToUnixSeconds(now - Authority::kBeginsBefore) * 1000);
  return absl::OkStatus();
}

absl::StatusOr<SignedVersion> ReplaceKeys(const std::string& network_dir,
                                          const std::string& agency,
                                          const std::string& request_file,
                                          const std::string& out,
                                          absl::Time now, Random& random) {
  const std::string folder = In(network_dir, "administrator");
  KITH_ASSIGN_OR_RETURN(const Administrator administrator,
                        Administrator::Load(folder));
  KITH_ASSIGN_OR_RETURN(const std::string bytes,
                        ReadFile(request_file, kMaxRequestBytes));
  KITH_ASSIGN_OR_RETURN(const EnrolmentBody request, OpenRequest(bytes));
  if (request.agency() != agency) {
    return absl::InvalidArgumentError(absl::StrCat(request_file, ": is of `",
                                                   request.agency(),
                                                   "`, not of `", agency, "`"));
  }
  KITH_ASSIGN_OR_RETURN(const Authority* const authority,
                        administrator.RequireAuthority());
  KITH_ASSIGN_OR_RETURN(const auto before,
                        Network::Load(In(folder, "network.kith")));
  // The certificate first: keys in force without one would be of no use.
  KITH_ASSIGN_OR_RETURN(const std::string certificate,
                        authority->IssueFromRequest(
                            request.certificate_request_pem(),
                            {.identity = {before->file().name(),
                                          PeerIdentity::Role::kAgency, agency},
                             .validity = kAgencyValidity},
                            random, now));
  KITH_RETURN_IF_ERROR(MakeFolder(out));
  KITH_RETURN_IF_ERROR(ReplaceFile(In(out, "certificate.pem"), certificate,
                                   Readers::kEverybody));
  KITH_ASSIGN_OR_RETURN(
      const SignedVersion made,
      SignNextVersion(network_dir, now, [&](network::v1::NetworkFile& file) {
        return PutKeys(request, now, file);
      }));
  KITH_ASSIGN_OR_RETURN(const auto network,
                        Network::Load(In(folder, "network.kith")));
  if (made.proposal.empty()) {
    KITH_RETURN_IF_ERROR(ReplaceFile(
        In(out, "network.kith"), network->signed_bytes(), Readers::kEverybody));
  }
  return made;
}

}  // namespace kith::deploy
