// SPDX-License-Identifier: Apache-2.0
#include "broker/relay/agent_links.h"

#include <utility>

namespace kith::broker {

std::shared_ptr<AgentStream> AgentLinks::Add(
    const std::string& agency, std::shared_ptr<AgentStream> stream) {
  std::shared_ptr<AgentStream> older;
  {
    absl::MutexLock lock(&mutex_);
    older = std::exchange(streams_[agency], std::move(stream));
  }
  if (older != nullptr) {
    older->End(absl::AbortedError(
        "another machine has connected as this agency, or this one again"));
  }
  return older;
}

bool AgentLinks::Remove(const std::string& agency, const AgentStream* stream) {
  std::shared_ptr<AgentStream> removed;  // Dropped outside the lock.
  absl::MutexLock lock(&mutex_);
  const auto it = streams_.find(agency);
  if (it == streams_.end() || it->second.get() != stream) return false;
  removed = std::move(it->second);
  streams_.erase(it);
  return true;
}

std::shared_ptr<AgentStream> AgentLinks::Find(const std::string& agency) const {
  absl::MutexLock lock(&mutex_);
  const auto it = streams_.find(agency);
  return it == streams_.end() ? nullptr : it->second;
}

absl::Status AgentLinks::Send(const std::string& agency,
                              const link::v1::ToAgent& message) {
  const std::shared_ptr<AgentStream> stream = Find(agency);
  if (stream == nullptr) return absl::UnavailableError("not connected");
  if (!stream->Write(message)) {
    stream->End(absl::ResourceExhaustedError("the agent reads too slowly"));
    return absl::UnavailableError("the agent reads too slowly");
  }
  return absl::OkStatus();
}

std::vector<std::string> AgentLinks::Connected() const {
  absl::MutexLock lock(&mutex_);
  std::vector<std::string> agencies;
  for (const auto& [agency, stream] : streams_) agencies.push_back(agency);
  return agencies;
}

void AgentLinks::Disconnect(const std::string& agency,
                            const absl::Status& why) {
  const std::shared_ptr<AgentStream> stream = Find(agency);
  if (stream != nullptr) stream->End(why);
}

std::vector<std::string> AgentLinks::EndWhoeverLeft(const Network& network,
                                                    absl::Time now) {
  std::vector<std::string> ended;
  for (const std::string& agency : Connected()) {
    const std::shared_ptr<AgentStream> stream = Find(agency);
    if (stream == nullptr) continue;
    const absl::Status standing = stream->CheckStanding(network, now);
    if (standing.ok()) continue;
    stream->End(standing);
    ended.push_back(agency);
  }
  return ended;
}

void AgentLinks::DisconnectAll(const absl::Status& why) {
  for (const std::string& agency : Connected()) Disconnect(agency, why);
}

}  // namespace kith::broker
