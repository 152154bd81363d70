// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agency_invite.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "deploy/kith/agency_keys.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/enrolment/code.h"
#include "keys/enrolment/invitation.h"
#include "keys/network/check_network_file.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;

using enrol::v1::Invitation;
using network::v1::EnrolmentBody;

constexpr std::size_t kMaxBytes = 64 << 10;

std::string Enrolment(const std::string& network_dir, const char* whose) {
  return In(In(network_dir, whose), kEnrolmentFolder);
}

struct Office {
  std::shared_ptr<const Network> network;
  Administrator administrator;
};

absl::StatusOr<Office> Open(const std::string& network_dir) {
  const std::string folder = In(network_dir, "administrator");
  KITH_ASSIGN_OR_RETURN(std::shared_ptr<const Network> network,
                        Network::Load(In(folder, "network.kith")));
  KITH_ASSIGN_OR_RETURN(Administrator administrator,
                        Administrator::Load(folder));
  return Office{std::move(network), std::move(administrator)};
}

absl::StatusOr<std::string> Invite(const Office& office,
                                   const std::string& network_dir,
                                   Invitation invitation, absl::Time now,
                                   Random& random) {
  const auto& file = office.network->file();
  if (file.broker().enrol_address().empty()) {
    return absl::FailedPreconditionError(
        "the network names no place where agencies enrol (kith network set "
        "--enrol-address); use the agency's request.kith: --request");
  }
  KITH_ASSIGN_OR_RETURN(std::string mark, MarkOfNetwork(file));
  const std::string& id = invitation.agency().id();
  const EnrolmentCode code = EnrolmentCode::Generate(
      {file.broker().enrol_address(), id, std::move(mark)}, random);
  invitation.set_network_id(office.network->id());
  invitation.set_code_key(code.Key().public_key());
  invitation.set_made_at_ms(absl::ToUnixMillis(now));
  invitation.set_expires_at_ms(absl::ToUnixMillis(now + kInvitationValidity));
  const std::string bytes = SignInvitation(
      invitation, office.administrator.name, office.administrator.signer);
  for (const char* whose : {"administrator", "broker"}) {
    if (!FileExists(In(network_dir, whose))) continue;
    const std::string folder = Enrolment(network_dir, whose);
    KITH_RETURN_IF_ERROR(MakeFolder(folder));
    KITH_RETURN_IF_ERROR(ReplaceFile(In(folder, id + kInvitationEnding), bytes,
                                     Readers::kEverybody));
    // Of an invitation before: it was made by another code.
    std::error_code fault;
    fs::remove(In(folder, id + kRequestEnding), fault);
  }
  return code.UnsafeText();
}

struct Handed {
  Invitation invitation;
  EnrolmentBody request;
};

// INVARIANT (no keys of the broker's own): by the code that this
// administrator's folder knows, whatever the broker wrote.
absl::StatusOr<Handed> ReadHanded(const Office& office,
                                  const std::string& network_dir,
                                  const std::string& agency,
                                  const std::string& request_file) {
  const std::string invitation_path =
      In(Enrolment(network_dir, "administrator"), agency + kInvitationEnding);
  if (!FileExists(invitation_path)) {
    return absl::NotFoundError(
        absl::StrCat("no code was made for `", agency, "` in this folder"));
  }
  const std::string path =
      request_file.empty()
          ? In(Enrolment(network_dir, "broker"), agency + kRequestEnding)
          : request_file;
  if (!FileExists(path)) {
    return absl::NotFoundError(
        absl::StrCat("`", agency,
                     "` has not used its code yet; it runs `kith enrol CODE` "
                     "on its own machine"));
  }
  KITH_ASSIGN_OR_RETURN(const std::string invitation_bytes,
                        ReadFile(invitation_path, kMaxBytes));
  KITH_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMaxBytes));
  Handed handed;
  KITH_ASSIGN_OR_RETURN(handed.invitation,
                        OpenInvitation(invitation_bytes, *office.network));
  enrol::v1::SignedEnrolment enrolment;
  if (!enrolment.ParseFromString(bytes)) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": is no request"));
  }
  KITH_ASSIGN_OR_RETURN(handed.request,
                        OpenEnrolment(enrolment, handed.invitation));
  return handed;
}

// A code of before the present keys, which may have been replaced because it,
// or the machine that used it, was stolen.
absl::Status CheckIsNewer(const Handed& handed,
                          network::v1::NetworkFile& file) {
  KITH_ASSIGN_OR_RETURN(const network::v1::Agency* const agency,
                        AgencyIn(file, handed.request.agency()));
  if (handed.invitation.made_at_ms() >= agency->certificates_from_ms()) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "the code of `", agency->id(),
      "` is older than its present keys and was not admitted; `kith agency "
      "keys` makes another"));
}

}  // namespace

absl::StatusOr<std::string> InviteAgency(const AddAgencyOptions& options,
                                         absl::Time now, Random& random) {
  KITH_ASSIGN_OR_RETURN(const Office office, Open(options.network_dir));
  if (!IsNetworkId(options.id)) {
    return absl::InvalidArgumentError("id: 1 to 64 of a-z, 0-9 and -");
  }
  if (office.network->FindAgency(options.id) != nullptr) {
    return absl::AlreadyExistsError(absl::StrCat(
        "the network has an agency `", options.id,
        "` already; `kith agency keys` gives it a code for other keys"));
  }
  Invitation invitation;
  KITH_ASSIGN_OR_RETURN(*invitation.mutable_agency(),
                        AgencyOf(options, *office.network, now));
  invitation.mutable_agency()->set_id(options.id);
  return Invite(office, options.network_dir, std::move(invitation), now,
                random);
}

absl::StatusOr<std::string> InviteToReplaceKeys(const std::string& network_dir,
                                                const std::string& agency,
                                                absl::Time now,
                                                Random& random) {
  KITH_ASSIGN_OR_RETURN(const Office office, Open(network_dir));
  const network::v1::Agency* found = office.network->FindAgency(agency);
  if (found == nullptr) {
    return absl::NotFoundError(absl::StrCat(
        "the network has no agency `", agency, "`; see kith network print"));
  }
  Invitation invitation;
  invitation.mutable_agency()->set_id(agency);
  invitation.mutable_agency()->set_name(found->name());
  invitation.set_replaces_keys(true);
  return Invite(office, network_dir, std::move(invitation), now, random);
}

absl::StatusOr<std::vector<PendingRequest>> PendingRequests(
    const std::string& network_dir, std::vector<std::string>& faults) {
  KITH_ASSIGN_OR_RETURN(const Office office, Open(network_dir));
  std::vector<PendingRequest> pending;
  std::error_code fault;
  for (const auto& entry :
       fs::directory_iterator(Enrolment(network_dir, "broker"), fault)) {
    if (entry.path().extension() != kRequestEnding) continue;
    const std::string agency = entry.path().stem().string();
    const auto handed = ReadHanded(office, network_dir, agency, "");
    if (!handed.ok()) {
      faults.push_back(absl::StrCat(agency, ": ", handed.status().message()));
      continue;
    }
    const network::v1::Agency* member = office.network->FindAgency(agency);
    if (member != nullptr &&
        member->signing_key() == handed->request.signing_key()) {
      continue;  // Admitted.
    }
    pending.push_back({agency, handed->invitation.agency().name(),
                       handed->request.signing_key(), handed->request.log_key(),
                       handed->invitation.replaces_keys()});
  }
  std::sort(pending.begin(), pending.end(),
            [](const auto& a, const auto& b) { return a.agency < b.agency; });
  return pending;
}

absl::StatusOr<SignedVersion> AdmitAgency(const std::string& network_dir,
                                          const std::string& agency,
                                          const std::string& request_file,
                                          absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const Office office, Open(network_dir));
  KITH_ASSIGN_OR_RETURN(const Handed handed,
                        ReadHanded(office, network_dir, agency, request_file));
  return SignNextVersion(
      network_dir, now, [&](network::v1::NetworkFile& file) -> absl::Status {
        if (handed.invitation.replaces_keys()) {
          KITH_RETURN_IF_ERROR(CheckIsNewer(handed, file));
          return PutKeys(handed.request, now, file);
        }
        if (AgencyIn(file, agency).ok()) {
          return absl::AlreadyExistsError(
              absl::StrCat("`", agency, "` is admitted already"));
        }
        network::v1::Agency entry = handed.invitation.agency();
        entry.set_signing_key(handed.request.signing_key());
        entry.set_log_key(handed.request.log_key());
        PutAgency(entry, file);
        return absl::OkStatus();
      });
}

}  // namespace kith::deploy
