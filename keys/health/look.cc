// SPDX-License-Identifier: Apache-2.0
#include "keys/health/look.h"

#include <sys/stat.h>

#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/health/agent_checks.h"
#include "keys/health/database_checks.h"
#include "keys/health/file_checks.h"
#include "keys/health/network_checks.h"
#include "keys/health/route.h"
#include "keys/health/time_words.h"
#include "keys/private_file.h"
#include "keys/program/config_file.h"
#include "keys/tls/certificate.h"

namespace kith::health {
namespace {

constexpr absl::Duration kBackupsAreOld = absl::Hours(24 * 7);
constexpr std::size_t kMaxPem = 16 * 1024;

using Role = PeerIdentity::Role;

// What does not need the network file, and what does.
Findings OfTheAgent(const Setup& setup, const Network* network) {
  if (setup.program != Program::kAgent) return {};
  Findings findings =
      Staff(setup.agent, network != nullptr && network->file().test_network());
  Add(WatchedFolders(setup), findings);
  findings.push_back(ProxyPassword(setup));
  return findings;
}

Findings OfTheNetwork(const Setup& setup, const Network& network,
                      absl::Time now) {
  Findings findings = NetworkFileRead(network, now);
  findings.push_back(Membership(setup, network, now));
  Add(KeyHolders(network), findings);
  findings.push_back(Quorum(network));
  return findings;
}

Destination To(const Setup& setup, std::string whom, std::string address,
               absl::Duration patience) {
  const auto& proxy = setup.agent.proxy();
  return {.whom = std::move(whom),
          .address = std::move(address),
          .proxy = proxy.address(),
          .proxy_user = proxy.user(),
          .proxy_password_file =
              proxy.password_file().empty()
                  ? ""
                  : ResolvePath(setup.config_path, proxy.password_file(), ""),
          .patience = patience};
}

// An agent dials the broker and every key holder; nobody else dials.
Findings Routes(const Setup& setup, const Network& network,
                const OutsideLook& look, absl::Time now) {
  if (setup.program != Program::kAgent) return {};
  std::ifstream file(setup.certificate_path, std::ios::binary);
  std::optional<Secret> key;
  if (auto bytes = ReadPrivateFile(setup.tls_key_path, kMaxPem); bytes.ok()) {
    key = Secret::FromBytes(*bytes);
    WipeString(*bytes);
  }
  Peer peer{.server_name = "",
            .authority_pem = network.file().authority_pem(),
            .certificate_pem = {std::istreambuf_iterator<char>(file), {}},
            .private_key_pem = key.has_value() ? &*key : nullptr};
  const std::string& name = network.file().name();
  peer.server_name = ServerNameOf({name, Role::kBroker, "broker"});
  Findings findings = LookAtRoute(
      To(setup, "the broker", network.file().broker().address(), look.patience),
      peer, now);
  for (const auto& holder : network.file().key_holders()) {
    peer.server_name = ServerNameOf({name, Role::kKeyHolder, holder.id()});
    Add(LookAtRoute(To(setup, absl::StrCat("the key holder ", holder.id()),
                       holder.address(), look.patience),
                    peer, now),
        findings);
  }
  return findings;
}

Findings Listeners(const Setup& setup, bool runs) {
  if (runs || setup.program == Program::kAgent) return {};
  return {Port("listen", setup.listen)};
}

}  // namespace

std::string BackupNotePath(const std::string& path) {
  return path + ".backed-up";
}

Finding Backups(const Setup& setup, absl::Time now) {
  const char* const next =
      "Run kith backup, and let its timer run it each day (kith-agent-backup.timer and the like).";
  struct stat note;
  if (stat(BackupNotePath(setup.database_path).c_str(), &note) != 0) {
    return Warning("backups", "The database was never backed up here.", next);
  }
  const absl::Duration age = now - absl::TimeFromTimespec(note.st_mtim);
  const std::string words = absl::StrCat(
      "The newest backup of the database is ", InWords(age), " old.");
  return age > kBackupsAreOld ? Warning("backups", words, next)
                              : Good("backups", words);
}

Findings LookFromInside(const Setup& setup, const Network& network,
                        absl::Time now, const Machine& machine) {
  Findings findings = KeyFiles(setup, &network);
  Add(OwnCertificate(setup, &network, now), findings);
  Add(OfTheNetwork(setup, network, now), findings);
  Add(OfTheAgent(setup, &network), findings);
  findings.push_back(Backups(setup, now));
  Add(LookAtMachine(setup, machine), findings);
  return findings;
}

Findings LookFromOutside(const Setup& setup, const OutsideLook& look,
                         absl::Time now) {
  const bool runs = IsRunning(setup);
  const auto network = Network::Load(setup.network_path);
  const Network* const known = network.ok() ? network->get() : nullptr;
  Findings findings = KeyFiles(setup, known);
  Add(OwnCertificate(setup, known, now), findings);
  if (known == nullptr) {
    findings.push_back(NetworkFileUnread(setup.network_path, network.status()));
  } else {
    Add(OfTheNetwork(setup, *known, now), findings);
    Add(Routes(setup, *known, look, now), findings);
  }
  Add(OfTheAgent(setup, known), findings);
  Add(Database(setup, {.runs = runs}, now), findings);
  findings.push_back(Backups(setup, now));
  if (setup.program == Program::kAgent) {
    findings.push_back(DeskSocketAt(setup.desk_path, runs));
  }
  Add(Listeners(setup, runs), findings);
  Add(LookAtMachine(setup, look.machine), findings);
  return findings;
}

}  // namespace kith::health
