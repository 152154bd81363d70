// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/membership_flow.h"

#include <memory>
#include <string>
#include <vector>

#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/tlog/audit_log.h"
#include "keys/tlog/leaf.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

// The network file under which the log's newest entry was made; empty if there
// is none.
absl::StatusOr<std::string> FileOfNewest(SealedDb& db, std::uint64_t size) {
  if (size == 0) return std::string();
  KITH_ASSIGN_OR_RETURN(const std::string bytes,
                        tlog::AuditLog::ReadLeaves(db, size - 1, 1));
  KITH_ASSIGN_OR_RETURN(const tlog::Leaf leaf, tlog::ParseLeaf(bytes));
  return HashBytes(leaf.network_file);
}

std::vector<tlog::Entry> EntriesOf(const Network& network) {
  log::v1::CountDetail detail;
  detail.set_what("network file");
  detail.set_count(network.file().version());
  detail.set_digest(HashBytes(network.hash()));
  std::vector<tlog::Entry> entries;
  for (const auto& agency : network.file().agencies()) {
    entries.push_back({log::v1::EVENT_MEMBERSHIP, agency.id(),
                       detail.SerializeAsString(), ""});
  }
  return entries;
}

}  // namespace

absl::Status MembershipFlow::Run() {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const std::string hash = HashBytes(network->hash());
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        const auto transaction = parts_.transaction(db);
        KITH_ASSIGN_OR_RETURN(std::string known,
                              transaction->GetSetting(kNetworkFileSetting));
        // A log that an earlier version kept.
        if (known.empty()) {
          KITH_ASSIGN_OR_RETURN(known, FileOfNewest(db, parts_.log.size()));
        }
        KITH_RETURN_IF_ERROR(
            transaction->PutSetting(kNetworkFileSetting, hash));
        // On the writer's thread: whatever comes after this is made under it.
        parts_.log.SetContext({network->hash(), network->policy_hash()});
        if (known.empty() || known == hash) return std::vector<tlog::Entry>();
        return EntriesOf(*network);
      })
      .status();
}

}  // namespace kith::broker
