// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_DESK_OPTIONS_H_
#define KITH_DEPLOY_KITH_DESK_OPTIONS_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/desk_client/desk_client.h"
#include "deploy/kith/commands.h"

namespace kith::deploy {

// What every command that talks to an agent takes.
struct DeskOptions {
  std::string agent_dir;
  std::string socket;
  std::string as;
  bool json = false;

  Style style() const { return json ? Style::kJson : Style::kWords; }
};

// Whom a command is about.
struct PeopleOptions {
  std::vector<std::string> persons;
  std::string file;
};

void AddDeskOptions(CLI::App& command, DeskOptions& options);
void AddPeopleOptions(CLI::App& command, PeopleOptions& options);

inline constexpr absl::Duration kSevenDays = absl::Hours(24 * 7);

// "2026-11-20" as the moment at which that day begins here; `otherwise` for an
// empty text. INVALID_ARGUMENT for what is no day.
absl::StatusOr<absl::Time> ParseSince(const std::string& text,
                                      absl::Time otherwise);

// Calls `use` with a client for the agent's socket; what fails is said by
// Fail(). A socket nobody named is a usage error.
void WithDesk(Terminal& terminal, const DeskOptions& options,
              const std::function<absl::Status(desk::DeskClient&)>& use);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_DESK_OPTIONS_H_
