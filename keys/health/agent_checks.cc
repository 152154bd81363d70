// SPDX-License-Identifier: Apache-2.0
#include "keys/health/agent_checks.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "keys/private_file.h"
#include "keys/program/config_file.h"
#include "keys/program/watch_place.h"

namespace kith::health {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostPassword = 1024;
constexpr std::size_t kLongestSocketPath = 107;

bool SomebodyListens(const std::string& path) {
  sockaddr_un address = {};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const bool listens =
      connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  close(fd);
  return listens;
}

bool SomebodyIs(const config::v1::AgentConfig& config, absl::string_view role) {
  return std::any_of(
      config.staff().begin(), config.staff().end(), [&](const auto& member) {
        return std::find(member.roles().begin(), member.roles().end(), role) !=
               member.roles().end();
      });
}

// What refused rows were left in hold names, and are for their owner alone.
Finding RejectedRows(const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!absl::EndsWith(entry.path().native(), ".rejected.csv")) continue;
    struct stat file;
    if (lstat(entry.path().c_str(), &file) == 0 && (file.st_mode & 077) != 0) {
      return Fault("rejected-rows",
                   absl::StrCat("Others than its owner may read a file of "
                                "rejected rows in ",
                                folder.native(), "."),
                   absl::StrCat("chmod 600 ", folder.native(),
                                "/*.rejected.csv, and delete those that are "
                                "done with."));
    }
  }
  return Good("rejected-rows", "Rejected rows are their owner's alone.");
}

Finding CannotBeWatched(const absl::Status& why) {
  return Fault("watched-folder",
               absl::StrCat("Exports are not taken from a watched folder: ",
                            why.message(), "."),
               "Do that, or correct `watch` in the configuration.");
}

Finding WatchedFolder(const Setup& setup, const WatchPlace& place) {
  const auto& staff = setup.agent.staff();
  const auto member = std::find_if(
      staff.begin(), staff.end(),
      [&](const auto& candidate) { return candidate.name() == place.staff; });
  if (member == staff.end()) {
    return Fault("watched-folder",
                 absl::StrCat("The watched folder ", place.folder,
                              " imports as a member of staff that the "
                              "configuration does not have."),
                 "Name one with the role it in `watch { staff }`.");
  }
  absl::Status status = CheckWatchPlace(place);
  // What another account may do there, it says itself: kith watch.
  const bool is_the_watcher = member->has_uid() && member->uid() == geteuid();
  if (status.ok() && is_the_watcher) status = CheckMayWatch(place);
  return status.ok() ? Good("watched-folder",
                            absl::StrCat("The watched folder ", place.folder,
                                         " and its map are there."))
                     : CannotBeWatched(status);
}

}  // namespace

Finding DeskSocketAt(const std::string& path, bool runs) {
  if (path.size() > kLongestSocketPath) {
    return Fault("desk-socket",
                 "The path of the desk's socket is longer than 107 bytes.",
                 "Name a shorter one in `desk_socket`: /run/kith/desk.sock.");
  }
  struct stat file;
  const bool is_there = lstat(path.c_str(), &file) == 0;
  const bool listens = is_there && SomebodyListens(path);
  if (listens) return Good("desk-socket", "The agent answers at its desk.");
  if (runs) {
    return Fault(
        "desk-socket",
        absl::StrCat("The agent runs, and nobody answers at ", path, "."),
        "Restart the agent; nothing may tidy up in that folder while "
        "it runs.");
  }
  if (is_there) {
    return Warning(
        "desk-socket",
        absl::StrCat("The agent does not run; ", path, " was left behind."),
        "Start the agent: it takes the place of the old socket by "
        "itself.");
  }
  return Warning("desk-socket", "The agent does not run: there is no desk.",
                 "Start it: systemctl start kith-agent.");
}

Findings Staff(const config::v1::AgentConfig& config, bool test_network) {
  Findings findings;
  if (!SomebodyIs(config, "dpo")) {
    findings.push_back(
        Fault("staff",
              "No member of staff is the data protection officer, so nobody "
              "reviews what is asked.",
              "Add somebody with roles: \"dpo\" to the configuration."));
  }
  if (!SomebodyIs(config, "it")) {
    findings.push_back(Warning(
        "staff", "No member of staff has the role it, so nobody can import.",
        "Add somebody with roles: \"it\" to the configuration."));
  }
  if (findings.empty()) {
    findings.push_back(
        Good("staff", absl::StrCat(config.staff_size(),
                                   " members of staff may use the desk, a "
                                   "data protection officer and IT among "
                                   "them.")));
  }
  const bool shared = config.has_console_uid() &&
                      std::any_of(config.staff().begin(), config.staff().end(),
                                  [&](const auto& member) {
                                    return member.has_uid() &&
                                           member.uid() == config.console_uid();
                                  });
  if (shared && !test_network) {
    findings.push_back(
        Fault("console-account",
              "The web console runs under the account of a member of staff, "
              "who could then ask as anybody.",
              "Give the console an account of its own and name it in "
              "`console_uid`."));
  } else if (config.has_console_uid()) {
    findings.push_back(Good("console-account",
                            shared ? "In this test network the console shares "
                                     "a member of staff's account."
                                   : "The console has an account of its own."));
  }
  return findings;
}

Findings WatchedFolders(const Setup& setup) {
  Findings findings;
  for (const WatchPlace& place :
       WatchPlacesOf(setup.config_path, setup.agent)) {
    findings.push_back(WatchedFolder(setup, place));
    findings.push_back(RejectedRows(place.folder));
  }
  return findings;
}

Finding ProxyPassword(const Setup& setup) {
  const auto& proxy = setup.agent.proxy();
  if (proxy.password_file().empty()) {
    return Good("proxy-password", "The proxy asks for no password.");
  }
  const std::string path =
      ResolvePath(setup.config_path, proxy.password_file(), "");
  const absl::StatusOr<std::string> password =
      ReadPrivateFile(path, kMostPassword);
  if (password.ok()) {
    return Good("proxy-password", "The proxy's password is its owner's alone.");
  }
  return Fault("proxy-password",
               absl::StrCat("The proxy's password cannot be used: ",
                            password.status().message(), "."),
               "Put it alone in that file, mode 0600, of the agent's "
               "account.");
}

}  // namespace kith::health
