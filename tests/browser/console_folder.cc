// SPDX-License-Identifier: Apache-2.0
#include "tests/browser/console_folder.h"

#include <google/protobuf/text_format.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/secret.h"
#include "keys/tls/authority.h"
#include "kith/config/v1/console.pb.h"

namespace kith::tests {
namespace {

using deploy::In;
using deploy::Readers;
using deploy::ReplaceFile;

constexpr absl::Duration kValidity = absl::Hours(24);
// A person who leaves a group is noticed within a test.
constexpr std::uint32_t kRecheckSeconds = 1;

// The provider's groups, and what each may do. The agent's list bounds them.
constexpr std::pair<const char*, const char*> kGroups[] = {
    {"safeguarding", "practitioner"},
    {"leads", "lead-practitioner"},
    {"managers", "manager"},
    {"data-protection", "dpo"},
    {"it-support", "it"},
};

absl::Status WriteCertificate(const ConsolePlan& plan, absl::Time now,
                              Random& random) {
  KITH_ASSIGN_OR_RETURN(
      const Authority authority,
      Authority::Create("console-test", random, now, 2 * kValidity));
  KITH_ASSIGN_OR_RETURN(const KeyAndRequest made, MakeKeyAndRequest());
  // A server's role: an agency's certificate carries no host name.
  const CertificateTerms terms{
      .identity = {"console-test", PeerIdentity::Role::kBroker, plan.agency},
      .host_names = {"localhost"},
      .addresses = {"127.0.0.1"},
      .validity = kValidity};
  KITH_ASSIGN_OR_RETURN(
      const std::string certificate,
      authority.IssueFromRequest(made.request_pem, terms, random, now));
  KITH_RETURN_IF_ERROR(ReplaceFile(In(plan.folder, "authority.pem"),
                                   authority.certificate_pem(),
                                   Readers::kEverybody));
  KITH_RETURN_IF_ERROR(ReplaceFile(In(plan.folder, "certificate.pem"),
                                   certificate, Readers::kEverybody));
  return made.private_key_pem.ToNewFile(In(plan.folder, "tls.key"));
}

config::v1::ConsoleConfig ConfigOf(const ConsolePlan& plan) {
  config::v1::ConsoleConfig config;
  config.set_listen(absl::StrCat("127.0.0.1:", plan.port));
  config.set_origin(OriginOf(plan));
  config.set_desk_socket(In(plan.agent_folder, "desk.sock"));
  config.set_accounts(plan.accounts);
  auto* openid = config.mutable_openid();
  openid->set_issuer(plan.issuer);
  openid->set_client_id(ClientIdOf(plan));
  if (plan.has_secret) openid->set_client_secret("client.secret");
  openid->set_recheck_seconds(kRecheckSeconds);
  for (const auto& [group, role] : kGroups) {
    auto* granted = openid->add_group();
    granted->set_group(group);
    granted->set_role(role);
  }
  return config;
}

}  // namespace

std::string ClientIdOf(const ConsolePlan& plan) {
  return absl::StrCat("kith-console-", plan.agency);
}

std::string ClientSecretOf(const ConsolePlan& plan) {
  // Known to everybody: the provider is a test's, too.
  return plan.has_secret ? absl::StrCat("test-secret-of-", plan.agency) : "";
}

std::string OriginOf(const ConsolePlan& plan) {
  return absl::StrCat("https://localhost:", plan.port);
}

absl::Status WriteConsoleFolder(const ConsolePlan& plan, absl::Time now,
                                Random& random) {
  KITH_RETURN_IF_ERROR(deploy::MakeEmptyFolder(plan.folder));
  KITH_RETURN_IF_ERROR(WriteCertificate(plan, now, random));
  if (plan.has_secret) {
    KITH_RETURN_IF_ERROR(ReplaceFile(In(plan.folder, "client.secret"),
                                     ClientSecretOf(plan), Readers::kOwner));
  }
  std::string text;
  google::protobuf::TextFormat::PrintToString(ConfigOf(plan), &text);
  return ReplaceFile(In(plan.folder, "console.textproto"), text,
                     Readers::kOwner);
}

}  // namespace kith::tests
