// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/network_updates.h"

#include <string>
#include <utility>

#include "keys/base/logging.h"

namespace kith::broker {
namespace {

// An agent takes messages of four times this.
constexpr std::size_t kMostBytes = 1 << 20;

link::v1::ToAgent UpdateOf(std::vector<std::string>& between,
                           std::string newest) {
  link::v1::ToAgent message;
  auto& update = *message.mutable_network_file();
  for (std::string& file : between) update.add_between(std::move(file));
  between.clear();
  update.set_signed_file(std::move(newest));
  return message;
}

}  // namespace

std::vector<link::v1::ToAgent> NetworkUpdates(std::uint64_t from,
                                              const Network& present,
                                              const NetworkHistory& history) {
  std::vector<link::v1::ToAgent> updates;
  const std::uint64_t version = present.file().version();
  if (from >= version) return updates;
  auto files = history.Read(from + 1, version - 1);
  if (!files.ok()) {
    LogWarning("network_history_incomplete", {{"why", files.status()}});
    files = std::vector<std::string>();
  }
  files->push_back(present.signed_bytes());
  std::vector<std::string> between;
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < files->size(); ++i) {
    std::string& file = (*files)[i];
    bytes += file.size();
    if (bytes >= kMostBytes || i + 1 == files->size()) {
      updates.push_back(UpdateOf(between, std::move(file)));
      bytes = 0;
    } else {
      between.push_back(std::move(file));
    }
  }
  return updates;
}

}  // namespace kith::broker
