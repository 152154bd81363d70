// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agency_life.h"

#include <algorithm>
#include <functional>

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/network/standing.h"
#include "keys/tls/certificate.h"

namespace kith::deploy {
namespace {

using network::v1::Agency;
using network::v1::NetworkFile;

constexpr std::size_t kMaxWordsBytes = 200;
constexpr std::size_t kMaxNameBytes = 60;
constexpr std::size_t kMaxPemBytes = 16 << 10;

absl::StatusOr<SignedVersion> Change(
    const std::string& network_dir, const std::string& agency, absl::Time now,
    const std::function<absl::Status(Agency&)>& change) {
  return SignNextVersion(
      network_dir, now, [&](NetworkFile& file) -> absl::Status {
        KITH_ASSIGN_OR_RETURN(Agency* const found, AgencyIn(file, agency));
        return change(*found);
      });
}

void PutPaper(const std::optional<std::string>& reference,
              const std::optional<std::string>& expires,
              network::v1::Reference& paper) {
  if (reference) paper.set_reference(*reference);
  if (expires) paper.set_expires(*expires);
}

absl::StatusOr<std::string> HashOf(const std::string& certificate) {
  KITH_ASSIGN_OR_RETURN(const std::string pem,
                        ReadFile(certificate, kMaxPemBytes));
  KITH_ASSIGN_OR_RETURN(const CertificateFacts facts,
                        FactsOfCertificatePem(pem));
  return facts.tbs_sha256;
}

// Of one step: on the machine of an agency that runs on its own.
absl::Status CheckHost(const network::v1::NetworkFile& file,
                       const std::string& agency, const Agency& host) {
  const auto& all = file.agencies();
  const bool hosts =
      std::any_of(all.begin(), all.end(),
                  [&](const Agency& one) { return one.hosted_by() == agency; });
  if (hosts) {
    return absl::InvalidArgumentError(
        absl::StrCat("agents of others run on the machine of `", agency,
                     "`; name their host anew first"));
  }
  if (host.id() == agency || !host.hosted_by().empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("`", host.id(),
                     "` does not run on a machine of its own; name the agency "
                     "whose machine it is"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<SignedVersion> SuspendAgency(const std::string& network_dir,
                                            const std::string& agency,
                                            const std::string& because,
                                            absl::Time now) {
  if (because.empty() || because.size() > kMaxWordsBytes) {
    return absl::InvalidArgumentError(
        "because: 1 to 200 bytes, in words that the agency reads");
  }
  return Change(network_dir, agency, now, [&](Agency& found) {
    found.set_suspended(true);
    found.set_suspended_because(because);
    return absl::OkStatus();
  });
}

absl::StatusOr<SignedVersion> ResumeAgency(const std::string& network_dir,
                                           const std::string& agency,
                                           absl::Time now) {
  return Change(network_dir, agency, now, [&](Agency& found) -> absl::Status {
    if (found.left()) {
      return absl::FailedPreconditionError(absl::StrCat(
          "`", agency, "` has left; `kith agency rejoin` takes it back"));
    }
    found.set_suspended(false);
    found.clear_suspended_because();
    const Standing standing = StandingOf(found, now);
    return standing.takes_part()
               ? absl::OkStatus()
               : absl::FailedPreconditionError(absl::StrCat(
                     "`", agency, "` would stay suspended: ", standing.why,
                     "; `kith agency paper` first"));
  });
}

absl::StatusOr<SignedVersion> LeaveNetwork(const std::string& network_dir,
                                           const std::string& agency,
                                           absl::Time now) {
  return Change(network_dir, agency, now, [](Agency& found) {
    found.set_left(true);
    found.set_suspended(true);
    found.clear_suspended_because();
    return absl::OkStatus();
  });
}

absl::StatusOr<SignedVersion> RejoinNetwork(const std::string& network_dir,
                                            const std::string& agency,
                                            absl::Time now) {
  return Change(network_dir, agency, now, [&](Agency& found) -> absl::Status {
    if (!found.left()) {
      return absl::InvalidArgumentError(
          absl::StrCat("`", agency, "` has not left; see kith network print"));
    }
    found.set_left(false);
    found.set_suspended(false);
    return absl::OkStatus();
  });
}

absl::StatusOr<SignedVersion> RenameAgency(const std::string& network_dir,
                                           const std::string& agency,
                                           const std::string& name,
                                           absl::Time now) {
  if (name.empty() || name.size() > kMaxNameBytes) {
    return absl::InvalidArgumentError("name: 1 to 60 bytes");
  }
  return Change(network_dir, agency, now, [&](Agency& found) {
    if (found.name() == name) return absl::OkStatus();
    found.add_former_names(found.name());
    found.set_name(name);
    return absl::OkStatus();
  });
}

absl::StatusOr<SignedVersion> HostAgency(const std::string& network_dir,
                                         const std::string& agency,
                                         const std::string& host,
                                         absl::Time now) {
  return SignNextVersion(
      network_dir, now, [&](network::v1::NetworkFile& file) -> absl::Status {
        KITH_ASSIGN_OR_RETURN(Agency* const found, AgencyIn(file, agency));
        if (!host.empty()) {
          KITH_ASSIGN_OR_RETURN(const Agency* const other,
                                AgencyIn(file, host));
          KITH_RETURN_IF_ERROR(CheckHost(file, agency, *other));
        }
        found->set_hosted_by(host);
        return absl::OkStatus();
      });
}

absl::StatusOr<SignedVersion> ChangePapers(const std::string& network_dir,
                                           const std::string& agency,
                                           const PaperChanges& changes,
                                           absl::Time now) {
  return Change(network_dir, agency, now, [&](Agency& found) {
    PutPaper(changes.agreement, changes.agreement_expires,
             *found.mutable_sharing_agreement());
    PutPaper(changes.certification, changes.certification_expires,
             *found.mutable_security_certification());
    if (found.sharing_agreement().ByteSizeLong() == 0) {
      found.clear_sharing_agreement();
    }
    if (found.security_certification().ByteSizeLong() == 0) {
      found.clear_security_certification();
    }
    return CheckStanding(found);
  });
}

absl::StatusOr<SignedVersion> RevokeCertificate(const std::string& network_dir,
                                                const std::string& certificate,
                                                absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const std::string hash, HashOf(certificate));
  return SignNextVersion(network_dir, now, [&](NetworkFile& file) {
    const auto& revoked = file.revoked_certificates();
    if (std::find(revoked.begin(), revoked.end(), hash) == revoked.end()) {
      file.add_revoked_certificates(hash);
    }
    return absl::OkStatus();
  });
}

std::string WhatLeavingDeletes(const std::string& agency) {
  return absl::StrCat(
      "When `", agency, "` leaves, the broker deletes at once\n",
      "  - every row of it in the index: nobody finds its people any more;\n"
      "  - its allowances, and urgent access that it asked for and has not "
      "used.\n"
      "What the broker keeps\n"
      "  - that its grounds have ended, so that no copy of them can be used;\n"
      "  - the log's entries, to the end of their period: what was asked and "
      "released\n    stays provable;\n"
      "  - its keys in the network file, so that its old entries can be "
      "verified.\n"
      "What the agency keeps is the agency's own to delete: its register, its "
      "grounds,\nits own log, and answers it received.\n");
}

}  // namespace kith::deploy
