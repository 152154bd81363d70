// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_CONSOLE_H_
#define KITH_AGENT_CONSOLE_CONSOLE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "agent/console/pages/visit.h"

namespace kith::console {

// The web console of one agency. Chooses, owns and connects the parts; the only
// place that knows which ones they are.
class Console {
 public:
  // Reads the configuration at `config_path` (kith.config.v1.ConsoleConfig) and
  // serves. Starts whether or not the agent answers. FAILED_PRECONDITION,
  // INVALID_ARGUMENT, NOT_FOUND or UNAVAILABLE say which setting or file is
  // wrong and what to do.
  // `evidence` makes one file of the agency's evidence.
  static absl::StatusOr<std::unique_ptr<Console>> Start(
      const std::string& config_path, EvidenceMaker evidence);
  // Ends every connection; sessions and answers go with it.
  ~Console();

  std::uint16_t port() const;

 private:
  struct Impl;
  explicit Console(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_CONSOLE_H_
