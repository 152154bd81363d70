// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_HEALTH_MACHINE_CHECKS_H_
#define KITH_KEYS_HEALTH_MACHINE_CHECKS_H_

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "keys/health/finding.h"
#include "keys/health/setup.h"

namespace kith::health {

// What of a machine is looked at, so that a test can show another one.
struct Machine {
  std::string proc = "/proc";
  std::string zone_info = "/usr/share/zoneinfo";
};

// How much room there is where `path` lies.
Finding Disk(const std::string& path);
Finding DiskWith(std::uint64_t free_bytes, std::uint64_t all_bytes);

// Files the process may have open at once.
Finding OpenFiles(std::uint64_t limit);
Finding OpenFilesOfThisProcess();

// Core files and swap: where keys would be written in the clear.
Finding CoreFiles(const Machine& machine);
Finding Swap(const Machine& machine);

Finding TimeZone(const Machine& machine);
// Of the locale that the environment names.
Finding Locale(absl::string_view name);

// Nobody else listens at `listen` (host:port), for a program that does not run.
Finding Port(absl::string_view field, const std::string& listen);
// Metrics have no TLS and no password.
Finding MetricsListen(const std::string& listen);

// All of it, of this machine and this process.
Findings LookAtMachine(const Setup& setup, const Machine& machine);

}  // namespace kith::health

#endif  // KITH_KEYS_HEALTH_MACHINE_CHECKS_H_
