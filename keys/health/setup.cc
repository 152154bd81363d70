// SPDX-License-Identifier: Apache-2.0
#include "keys/health/setup.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/program/config_file.h"

namespace kith::health {
namespace {

constexpr std::size_t kSeedBytes = 32;

template <typename Config>
Setup Common(Program program, const std::string& config_path,
             const Config& config, const char* database) {
  const auto path = [&](const std::string& given, const char* fallback) {
    return ResolvePath(config_path, given, fallback);
  };
  Setup setup;
  setup.program = program;
  setup.config_path = config_path;
  setup.metrics_listen = config.metrics_listen();
  setup.network_path = path(config.network_file(), "network.kith");
  setup.certificate_path = path(config.tls().certificate(), "certificate.pem");
  setup.tls_key_path = path(config.tls().private_key(), "tls.key");
  setup.database_path = path(config.database(), database);
  setup.database_key_path = path(config.database_key(), "database.key");
  setup.secrets.push_back(
      {"database_key", setup.database_key_path, kSeedBytes, false});
  setup.secrets.push_back(
      {"log_key", path(config.log_key(), "log.key"), kSeedBytes, true});
  return setup;
}

template <typename Config>
absl::StatusOr<Setup> Read(const std::string& config_path) {
  Config config;
  KITH_RETURN_IF_ERROR(ReadConfigFile(config_path, config));
  return SetupOf(config_path, config);
}

absl::StatusOr<Setup> ReadAs(Program program, const std::string& config_path) {
  switch (program) {
    case Program::kBroker:
      return Read<config::v1::BrokerConfig>(config_path);
    case Program::kKeyHolder:
      return Read<config::v1::KeyHolderConfig>(config_path);
    case Program::kAgent:
      return Read<config::v1::AgentConfig>(config_path);
  }
  return absl::InternalError("no such program");
}

// An agent's and a key holder's say which of the network file's they are.
bool SaysWhoItIs(const Setup& setup) {
  return setup.program == Program::kBroker ? !setup.listen.empty()
                                           : !setup.id.empty();
}

}  // namespace

absl::string_view NameOf(Program program) {
  switch (program) {
    case Program::kBroker:
      return "broker";
    case Program::kKeyHolder:
      return "key holder";
    case Program::kAgent:
      return "agent";
  }
  return "";
}

absl::StatusOr<Program> ProgramNamed(absl::string_view name) {
  if (name == "broker") return Program::kBroker;
  if (name == "keyholder") return Program::kKeyHolder;
  if (name == "agent") return Program::kAgent;
  return absl::InvalidArgumentError(
      "--program: one of agent, broker, keyholder");
}

absl::StatusOr<Setup> ReadSetup(const std::string& config_path,
                                std::optional<Program> program) {
  if (program.has_value()) return ReadAs(*program, config_path);
  absl::Status first_fault;
  for (const Program candidate :
       {Program::kAgent, Program::kKeyHolder, Program::kBroker}) {
    absl::StatusOr<Setup> setup = ReadAs(candidate, config_path);
    if (absl::IsNotFound(setup.status()) ||
        absl::IsPermissionDenied(setup.status())) {
      return setup.status();
    }
    if (setup.ok() && SaysWhoItIs(*setup)) return setup;
    const bool is_named_for_it =
        absl::StrContains(absl::StrCat("/", config_path),
                          candidate == Program::kKeyHolder
                              ? "keyholder.textproto"
                              : absl::StrCat(NameOf(candidate), ".textproto"));
    if (is_named_for_it && !setup.ok()) first_fault = setup.status();
  }
  if (!first_fault.ok()) return first_fault;
  return absl::InvalidArgumentError(absl::StrCat(
      config_path,
      ": not to be told whether it is an agent's, a broker's or a key "
      "holder's; say it with --program"));
}

Setup SetupOf(const std::string& config_path,
              const config::v1::BrokerConfig& config) {
  Setup setup = Common(Program::kBroker, config_path, config, "broker.db");
  setup.id = "broker";
  setup.listen = config.listen();
  setup.secrets.push_back(
      {"signing_key",
       ResolvePath(config_path, config.signing_key(), "signing.key"),
       kSeedBytes, true});
  setup.secrets.push_back(
      {"pepper", ResolvePath(config_path, config.pepper(), "pepper.key"),
       kSeedBytes, false});
  return setup;
}

Setup SetupOf(const std::string& config_path,
              const config::v1::KeyHolderConfig& config) {
  Setup setup =
      Common(Program::kKeyHolder, config_path, config, "keyholder.db");
  setup.id = config.id();
  setup.listen = config.listen();
  for (const auto& share : config.shares()) {
    setup.secrets.push_back({absl::StrCat("share of epoch ", share.epoch()),
                             ResolvePath(config_path, share.file(), ""),
                             share.unwrap_with().empty() ? kSeedBytes : 0,
                             false});
  }
  return setup;
}

Setup SetupOf(const std::string& config_path,
              const config::v1::AgentConfig& config) {
  Setup setup = Common(Program::kAgent, config_path, config, "agent.db");
  setup.id = config.agency();
  setup.agent = config;
  setup.desk_path = ResolvePath(config_path, config.desk_socket(), "desk.sock");
  setup.secrets.push_back(
      {"signing_key",
       ResolvePath(config_path, config.signing_key(), "signing.key"),
       kSeedBytes, true});
  return setup;
}

}  // namespace kith::health
