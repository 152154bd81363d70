// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_certificate.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_signing.h"
#include "keys/base/status_macros.h"
#include "keys/network/network.h"

namespace kith::deploy {
namespace {

constexpr char kIssuing[] = "issuing";
constexpr absl::Duration kServerValidity = absl::Hours(24 * 365);
constexpr absl::Duration kIssuingValidity = absl::Hours(24 * 730);
constexpr std::size_t kMaxBytes = 64 << 10;

absl::StatusOr<PeerIdentity> ServerNamed(const Network& network,
                                         const std::string& who) {
  const std::string& name = network.file().name();
  if (who == kBrokerId)
    return PeerIdentity{name, PeerIdentity::Role::kBroker, who};
  if (network.FindKeyHolder(who) != nullptr) {
    return PeerIdentity{name, PeerIdentity::Role::kKeyHolder, who};
  }
  std::vector<std::string> known = {kBrokerId, kIssuing};
  for (const auto& holder : network.file().key_holders()) {
    known.push_back(holder.id());
  }
  return absl::NotFoundError(absl::StrCat("the network has no server `", who,
                                          "`; it has ",
                                          absl::StrJoin(known, ", ")));
}

}  // namespace

absl::Status MakeServerCertificate(const std::string& folder,
                                   const Authority& authority,
                                   const PeerIdentity& identity, Random& random,
                                   absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const KeyAndRequest made, MakeKeyAndRequest());
  KITH_ASSIGN_OR_RETURN(
      const std::string certificate,
      authority.IssueFromRequest(
          made.request_pem, {.identity = identity, .validity = kServerValidity},
          random, now));
  KITH_RETURN_IF_ERROR(made.private_key_pem.ToNewFile(In(folder, "tls.key")));
  return ReplaceFile(In(folder, "certificate.pem"), certificate,
                     Readers::kEverybody);
}

absl::Status MakeIssuingCertificate(const std::string& folder,
                                    const Authority& authority, Random& random,
                                    absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const Authority issuing,
                        authority.CreateIssuing(random, now, kIssuingValidity));
  KITH_RETURN_IF_ERROR(
      issuing.private_key_pem().ToNewFile(In(folder, "issuing.key")));
  return ReplaceFile(In(folder, "issuing.pem"), issuing.certificate_pem(),
                     Readers::kEverybody);
}

absl::StatusOr<ServerCertificate> MakeCertificateOf(
    const ServerCertificateOptions& options, absl::Time now, Random& random) {
  const std::string folder = In(options.network_dir, "administrator");
  KITH_ASSIGN_OR_RETURN(const Administrator administrator,
                        Administrator::Load(folder));
  KITH_ASSIGN_OR_RETURN(const Authority* const authority,
                        administrator.RequireAuthority());
  KITH_ASSIGN_OR_RETURN(const auto network,
                        Network::Load(In(folder, "network.kith")));
  const bool is_issuing = options.who == kIssuing;
  PeerIdentity identity;
  if (!is_issuing) {
    KITH_ASSIGN_OR_RETURN(identity, ServerNamed(*network, options.who));
  }
  KITH_RETURN_IF_ERROR(MakeEmptyFolder(options.out));
  KITH_RETURN_IF_ERROR(
      is_issuing ? MakeIssuingCertificate(options.out, *authority, random, now)
                 : MakeServerCertificate(options.out, *authority, identity,
                                         random, now));
  const std::string certificate =
      In(options.out, is_issuing ? "issuing.pem" : "certificate.pem");
  KITH_ASSIGN_OR_RETURN(const std::string pem,
                        ReadFile(certificate, kMaxBytes));
  KITH_ASSIGN_OR_RETURN(const absl::Time ends, EndOfCertificatePem(pem));
  return ServerCertificate{
      certificate, In(options.out, is_issuing ? "issuing.key" : "tls.key"),
      ends};
}

}  // namespace kith::deploy
