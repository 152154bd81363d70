// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/agency_add.h"

#include <google/protobuf/text_format.h>

#include <algorithm>
#include <memory>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/enrolment/invitation.h"
#include "keys/network/check_network_file.h"

namespace kith::deploy {
namespace {

using network::v1::EnrolmentBody;
using network::v1::NetworkFile;

constexpr std::size_t kMaxRequestBytes = 64 << 10;
constexpr std::size_t kMaxNameBytes = 60;
// In place of a UID.
constexpr char kConsoleOnly[] = "-";
constexpr absl::Duration kAgencyValidity = absl::Hours(24 * 90);

// As the agent would refuse it when it starts.
absl::Status CheckAccounts(const AddAgencyOptions& options,
                           const Network& network) {
  for (const auto& member : options.staff) {
    if (!member.has_uid() && !options.console_uid) {
      return absl::InvalidArgumentError(
          absl::StrCat("staff: `", member.name(),
                       "` has no UID and there is no console they could use; "
                       "give --console-uid UID too"));
    }
    if (member.has_uid() && options.console_uid == member.uid() &&
        !network.file().test_network()) {
      return absl::InvalidArgumentError(
          absl::StrCat("console-uid: is the account of `", member.name(),
                       "`; give the console an account of its own"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckOptions(const AddAgencyOptions& options,
                          const Network& network) {
  if (options.name.empty() || options.name.size() > kMaxNameBytes) {
    return absl::InvalidArgumentError("name: must be 1 to 60 bytes");
  }
  if (network.FindCategory(options.category) == nullptr) {
    std::string known;
    for (const auto& category : network.file().categories()) {
      absl::StrAppend(&known, known.empty() ? "" : ", ", category.id());
    }
    return absl::InvalidArgumentError(
        absl::StrCat("category: the network has no `", options.category,
                     "`; it has ", known));
  }
  const auto& gateways = network.file().gateways();
  if (!options.touch_gateway.empty() &&
      std::none_of(gateways.begin(), gateways.end(), [&](const auto& gateway) {
        return gateway.id() == options.touch_gateway;
      })) {
    return absl::InvalidArgumentError(
        absl::StrCat("touch-gateway: the network has no gateway `",
                     options.touch_gateway, "`; see kith network print"));
  }
  return CheckAccounts(options, network);
}

// With fewer than three, nobody is left to witness for both sides.
std::uint32_t UsualQuorum(int agencies) {
  if (agencies < 3) return 0;
  return agencies <= 5 ? 1 : 2;
}

absl::Status WriteAgentConfig(const AddAgencyOptions& options,
                              const std::string& agency) {
  const std::string path = In(options.out, "agent.textproto");
  if (FileExists(path)) return absl::OkStatus();
  return ReplaceFile(
      path, FirstAgentConfig(agency, options.staff, options.console_uid),
      Readers::kEverybody);
}

absl::StatusOr<EnrolmentBody> ReadRequest(const std::string& path,
                                          const Network& network) {
  KITH_ASSIGN_OR_RETURN(const std::string bytes,
                        ReadFile(path, kMaxRequestBytes));
  KITH_ASSIGN_OR_RETURN(EnrolmentBody request, OpenRequest(bytes));
  if (network.FindAgency(request.agency()) != nullptr) {
    return absl::AlreadyExistsError(
        absl::StrCat("the network has an agency `", request.agency(),
                     "` already; each agency is added once"));
  }
  return request;
}

}  // namespace

std::string FirstAgentConfig(const std::string& agency,
                             const std::vector<config::v1::StaffMember>& staff,
                             std::optional<std::uint32_t> console_uid,
                             const config::v1::Proxy& proxy) {
  config::v1::AgentConfig config;
  config.set_agency(agency);
  if (!proxy.address().empty()) *config.mutable_proxy() = proxy;
  if (console_uid) config.set_console_uid(*console_uid);
  for (const auto& member : staff) *config.add_staff() = member;
  std::string text;
  google::protobuf::TextFormat::PrintToString(config, &text);
  return absl::StrCat(
      "# Written by kith agency add or kith enrol; yours to change. Who may "
      "use the desk:\n# staff { name: \"jb\" shown_as: \"J. Brook\" "
      "uid: 1000 roles: \"practitioner\" }\n",
      text);
}

absl::StatusOr<network::v1::Agency> AgencyOf(const AddAgencyOptions& options,
                                             const Network& network,
                                             absl::Time now) {
  KITH_RETURN_IF_ERROR(CheckOptions(options, network));
  network::v1::Agency agency;
  agency.set_name(options.name);
  agency.set_category(options.category);
  agency.set_sensitive(options.sensitive);
  agency.set_ask_elements_per_day(options.ask_elements);
  agency.set_register_size(options.register_size);
  agency.set_touch_gateway(options.touch_gateway);
  KITH_RETURN_IF_ERROR(PutCard(options.card, now, agency));
  return agency;
}

void PutAgency(const network::v1::Agency& agency, NetworkFile& file) {
  const std::uint32_t usual = UsualQuorum(file.agencies_size());
  *file.add_agencies() = agency;
  // Unless an administrator has chosen another.
  if (file.quorum() == usual) {
    file.set_quorum(UsualQuorum(file.agencies_size()));
  }
}

absl::StatusOr<SignedVersion> AddAgency(const AddAgencyOptions& options,
                                        absl::Time now, Random& random) {
  const std::string folder = In(options.network_dir, "administrator");
  KITH_ASSIGN_OR_RETURN(const std::shared_ptr<const Network> network,
                        Network::Load(In(folder, "network.kith")));
  KITH_ASSIGN_OR_RETURN(const Administrator administrator,
                        Administrator::Load(folder));
  KITH_ASSIGN_OR_RETURN(network::v1::Agency agency,
                        AgencyOf(options, *network, now));
  KITH_ASSIGN_OR_RETURN(const EnrolmentBody request,
                        ReadRequest(options.request_file, *network));
  agency.set_id(request.agency());
  agency.set_signing_key(request.signing_key());
  agency.set_log_key(request.log_key());
  NetworkFile file = NextVersion(*network, now);
  PutAgency(agency, file);
  KITH_ASSIGN_OR_RETURN(const Authority* const authority,
                        administrator.RequireAuthority());
  KITH_ASSIGN_OR_RETURN(
      const std::string certificate,
      authority->IssueFromRequest(
          request.certificate_request_pem(),
          {.identity = {network->file().name(), PeerIdentity::Role::kAgency,
                        request.agency()},
           .validity = kAgencyValidity},
          random, now));
  KITH_RETURN_IF_ERROR(CheckNetworkFile(file));
  KITH_RETURN_IF_ERROR(MakeFolder(options.out));
  KITH_RETURN_IF_ERROR(WriteAgentConfig(options, request.agency()));
  KITH_RETURN_IF_ERROR(ReplaceFile(In(options.out, "certificate.pem"),
                                   certificate, Readers::kEverybody));
  KITH_ASSIGN_OR_RETURN(
      SignedVersion made,
      SignAndPut(options.network_dir, network, file, administrator));
  if (!made.proposal.empty()) return made;
  KITH_ASSIGN_OR_RETURN(const std::shared_ptr<const Network> next,
                        Network::Load(In(folder, "network.kith")));
  KITH_RETURN_IF_ERROR(ReplaceFile(In(options.out, "network.kith"),
                                   next->signed_bytes(), Readers::kEverybody));
  return made;
}

absl::StatusOr<config::v1::StaffMember> ParseStaff(absl::string_view text) {
  const std::vector<std::string> parts = absl::StrSplit(text, ':');
  std::uint32_t uid = 0;
  if (parts.size() != 4 || parts[0].empty() || parts[1].empty() ||
      (parts[2] != kConsoleOnly && !absl::SimpleAtoi(parts[2], &uid)) ||
      parts[3].empty()) {
    return absl::InvalidArgumentError(
        "staff: write NAME:SHOWN_AS:UID:role,role, for example "
        "jb:J. Brook:1000:practitioner; - for UID if they use the web console "
        "only");
  }
  config::v1::StaffMember member;
  member.set_name(parts[0]);
  member.set_shown_as(parts[1]);
  if (parts[2] != kConsoleOnly) member.set_uid(uid);
  for (const absl::string_view role : absl::StrSplit(parts[3], ',')) {
    static constexpr absl::string_view kRoles[] = {
        "practitioner", "front-door", "lead-practitioner",
        "manager",      "dpo",        "it"};
    if (std::find(std::begin(kRoles), std::end(kRoles), role) ==
        std::end(kRoles)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "staff: no role `", role,
          "`; there are practitioner, front-door, lead-practitioner, manager, "
          "dpo and it"));
    }
    member.add_roles(std::string(role));
  }
  return member;
}

}  // namespace kith::deploy
