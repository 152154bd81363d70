// SPDX-License-Identifier: Apache-2.0
#include "keys/health/machine_checks.h"

#include <sys/resource.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "keys/health/loopback.h"

namespace kith::health {
namespace {

constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
constexpr std::uint64_t kFewFiles = 1024;

std::string ReadSmall(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string Room(std::uint64_t bytes) {
  return bytes >= 10 * kGiB ? absl::StrCat(bytes / kGiB, " GiB")
                            : absl::StrCat(bytes / kMiB, " MiB");
}

// A hardened unit hides it from the program.
Finding NotSeen(const char* check) {
  return Good(check,
              "From inside its unit a program does not see this; kith doctor "
              "--config does, as root.");
}

// "/dev/dm-0 partition 8388604 0 -2": mapped devices are where encryption is.
bool MayBeEncrypted(absl::string_view device) {
  return absl::StartsWith(device, "/dev/dm-") ||
         absl::StartsWith(device, "/dev/mapper/") ||
         absl::StartsWith(device, "/dev/zram");
}

}  // namespace

Finding DiskWith(std::uint64_t free_bytes, std::uint64_t all_bytes) {
  const std::string words =
      absl::StrCat("The disk of the database has ", Room(free_bytes), " of ",
                   Room(all_bytes), " free.");
  const char* const next =
      "Make room or give the disk more; on a full disk only withdrawals pass.";
  if (free_bytes < std::min(kGiB / 2, all_bytes / 50)) {
    return Fault("disk", words, next);
  }
  if (free_bytes < std::min(2 * kGiB, all_bytes / 10)) {
    return Warning("disk", words, next);
  }
  return Good("disk", words);
}

Finding Disk(const std::string& path) {
  struct statvfs disk;
  std::string folder = std::filesystem::path(path).parent_path();
  if (folder.empty()) folder = ".";
  if (statvfs(folder.c_str(), &disk) != 0) {
    return Fault("disk", "The folder of the database is not there.",
                 "Make the folder that the configuration names, or correct "
                 "`database`.");
  }
  return DiskWith(std::uint64_t{disk.f_bavail} * disk.f_frsize,
                  std::uint64_t{disk.f_blocks} * disk.f_frsize);
}

Finding OpenFiles(std::uint64_t limit) {
  if (limit >= kFewFiles) {
    return Good("open-files", "Enough files may be open at once.");
  }
  return Warning("open-files",
                 absl::StrCat("Only ", limit,
                              " files may be open at once; each "
                              "connection takes one."),
                 "Raise LimitNOFILE in the unit, or ulimit -n, to 8192.");
}

Finding OpenFilesOfThisProcess() {
  rlimit limit = {};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return NotSeen("open-files");
  return OpenFiles(limit.rlim_cur);
}

Finding CoreFiles(const Machine& machine) {
  const std::string pattern(absl::StripAsciiWhitespace(
      ReadSmall(machine.proc + "/sys/kernel/core_pattern")));
  if (pattern.empty()) return NotSeen("core-files");
  const bool dumps_privileged =
      absl::StripAsciiWhitespace(
          ReadSmall(machine.proc + "/sys/fs/suid_dumpable")) == "1";
  if (!dumps_privileged) {
    return Good("core-files",
                "This machine writes core files; Kith's programs forbid their "
                "own.");
  }
  return Warning("core-files",
                 "This machine writes core files of programs that changed "
                 "their account, and keys would stand in them.",
                 "sysctl fs.suid_dumpable=0, and keep it in /etc/sysctl.d.");
}

Finding Swap(const Machine& machine) {
  const std::vector<std::string> lines =
      absl::StrSplit(ReadSmall(machine.proc + "/swaps"), '\n');
  if (lines.size() < 2) return NotSeen("swap");
  for (std::size_t i = 1; i < lines.size(); ++i) {
    if (lines[i].empty() || MayBeEncrypted(lines[i])) continue;
    return Warning("swap",
                   "This machine swaps to a disk that is not encrypted, where "
                   "what was in memory outlives a restart.",
                   "Turn swap off (swapoff -a), or encrypt it in "
                   "/etc/crypttab.");
  }
  return Good("swap", "Nothing is swapped to a plain disk.");
}

Finding TimeZone(const Machine& machine) {
  std::error_code error;
  if (std::filesystem::exists(machine.zone_info + "/Europe/London", error)) {
    return Good("time-zone", "Time zones are known on this machine.");
  }
  return Warning("time-zone",
                 "This machine has no time zone data, so hours are shown in "
                 "UTC and working days may begin an hour off.",
                 "apt-get install tzdata.");
}

Finding Locale(absl::string_view name) {
  const std::string lower = absl::AsciiStrToLower(name);
  if (absl::StrContains(lower, "utf-8") || absl::StrContains(lower, "utf8")) {
    return Good("locale", "The locale is UTF-8.");
  }
  return Warning("locale",
                 "The locale is not UTF-8, so names with accents may be shown "
                 "wrongly here.",
                 "Set LANG=C.UTF-8 for this account.");
}

Finding Port(absl::string_view field, const std::string& listen) {
  switch (TryToListen(listen)) {
    case Listening::kFree:
      return Good("port", absl::StrCat("The port of `", field, "` is free."));
    case Listening::kTaken:
      return Fault("port",
                   absl::StrCat("Another program listens at ", listen, "."),
                   absl::StrCat("Find it with ss -ltnp and stop it, or name "
                                "another port in `",
                                field, "`."));
    case Listening::kForbidden:
      return Fault(
          "port", absl::StrCat("This account may not listen at ", listen, "."),
          "Ports below 1024 need CAP_NET_BIND_SERVICE: start it as the unit, "
          "or name a higher port.");
    case Listening::kNoAddress:
      break;
  }
  return Fault("port",
               absl::StrCat("`", field, "` is no address of this machine."),
               absl::StrCat("Write `", field,
                            "` as host:port, such as "
                            "0.0.0.0:8443."));
}

Finding MetricsListen(const std::string& listen) {
  if (listen.empty()) {
    return Good("metrics-listen", "No metrics are served.");
  }
  if (IsLoopback(listen)) {
    return Good("metrics-listen", "Metrics are served to this machine only.");
  }
  return Fault("metrics-listen",
               "Metrics would be served to others than this machine, without "
               "TLS or password.",
               "Set metrics_listen to 127.0.0.1 and a port, and let a "
               "collector on this machine pass them on.");
}

Findings LookAtMachine(const Setup& setup, const Machine& machine) {
  Findings findings = {Disk(setup.database_path), OpenFilesOfThisProcess(),
                       CoreFiles(machine), Swap(machine), TimeZone(machine)};
  const char* language = nullptr;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    language = std::getenv(name);
    if (language != nullptr && *language != '\0') break;
  }
  findings.push_back(Locale(language == nullptr ? "" : language));
  findings.push_back(MetricsListen(setup.metrics_listen));
  return findings;
}

}  // namespace kith::health
