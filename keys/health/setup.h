// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_HEALTH_SETUP_H_
#define KITH_KEYS_HEALTH_SETUP_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kith/config/v1/config.pb.h"

namespace kith::health {

enum class Program { kBroker, kKeyHolder, kAgent };

// "broker", "key holder", "agent".
absl::string_view NameOf(Program program);
// From "broker", "keyholder" or "agent". INVALID_ARGUMENT for another word.
absl::StatusOr<Program> ProgramNamed(absl::string_view name);

// A program as its configuration describes it, with every path resolved.
struct Setup {
  struct SecretFile {
    std::string field;  // Of the configuration: "signing_key".
    std::string path;
    std::size_t bytes = 0;  // 0: of any length.
    // Ed25519 seeds of which the network file names the public half.
    bool named_by_network = false;
  };

  Program program = Program::kAgent;
  std::string config_path;
  std::string id;  // Of the agency or key holder; "broker".
  std::string listen;
  std::string metrics_listen;
  std::string network_path;
  std::string certificate_path;
  std::string tls_key_path;
  std::string database_path;
  std::string database_key_path;
  std::vector<SecretFile> secrets;
  config::v1::AgentConfig agent;  // Of an agent; paths as they were written.
  std::string desk_path;          // Of an agent.
};

// Reads a configuration; which program's it is its fields say, unless `program`
// does. NOT_FOUND if there is none; PERMISSION_DENIED if it may not be read;
// INVALID_ARGUMENT with the line of the first fault, or if it could be of
// several programs.
absl::StatusOr<Setup> ReadSetup(const std::string& config_path,
                                std::optional<Program> program);

Setup SetupOf(const std::string& config_path,
              const config::v1::BrokerConfig& config);
Setup SetupOf(const std::string& config_path,
              const config::v1::KeyHolderConfig& config);
Setup SetupOf(const std::string& config_path,
              const config::v1::AgentConfig& config);

}  // namespace kith::health

#endif  // KITH_KEYS_HEALTH_SETUP_H_
