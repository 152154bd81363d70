// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_PARTS_H_
#define KITH_BROKER_FLOWS_PARTS_H_

#include <functional>
#include <memory>

#include "broker/flows/enquiry.h"
#include "broker/flows/index_state.h"
#include "broker/flows/release_fence.h"
#include "broker/flows/witnesses.h"
#include "broker/index/sealed_index.h"
#include "broker/relay/coverage.h"
#include "broker/relay/relay.h"
#include "broker/store/store.h"
#include "keys/base/clock.h"
#include "keys/base/executor.h"
#include "keys/base/random.h"
#include "keys/network/network.h"
#include "keys/signer.h"
#include "keys/tlog/audit_log.h"
#include "policy/policy_cache.h"

namespace kith::broker {

// When the reply goes out.
enum class ReleaseTimer {
  kNetwork,  // At the release time of the network, whatever was found.
  kAtOnce,   // As soon as every answer is there: benchmarks only.
};

// What the broker's flows work with; made and owned by server.cc, and all of
// it outlives every flow.
struct Parts {
  CurrentNetwork& network;
  policy::PolicyCache& policies;
  StoreReader& reader;
  std::function<std::unique_ptr<StoreTransaction>(SealedDb&)> transaction;
  tlog::AuditLog& log;
  const SealedIndex& index;
  Relay& relay;
  Coverage& coverage;
  Witnesses& witnesses;
  EnquiryTable& enquiries;
  ReleaseFence& fence;
  IndexState& index_state;
  const Signer& signer;
  const Clock& clock;
  Random& random;
  Executor& executor;
  ReleaseTimer release_timer = ReleaseTimer::kNetwork;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_PARTS_H_
