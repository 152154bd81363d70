// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_INDEX_STATE_H_
#define KITH_BROKER_FLOWS_INDEX_STATE_H_

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "keys/network/network.h"

namespace kith::broker {

// Which agencies have everybody whom they list in the index, as they said. An
// agency that had, of an index that was lost or in epochs that questions carry
// no more, and has not again, makes negatives say that it is being rebuilt. A
// new agency that has never published does not.
//
// Thread-safe. What is kept of it is in the store's settings.
class IndexState {
 public:
  struct Published {
    std::string index_id;
    std::set<std::uint32_t> epochs;

    friend bool operator==(const Published&, const Published&) = default;
  };

  // The index there is now.
  void Begin(const std::string& index_id);
  // What an agency has published; false if that was known.
  bool Note(const std::string& agency, const Published& published);

  bool IsRebuilding(const Network& network, absl::Time now) const;
  // Whom it waits for: their ids.
  std::vector<std::string> WaitsFor(const Network& network,
                                    absl::Time now) const;

 private:
  mutable absl::Mutex mutex_;
  std::string index_id_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Published> published_ ABSL_GUARDED_BY(mutex_);
};

// As it is kept: 16 bytes, then "2,3".
std::string StoredForm(const IndexState::Published& published);
IndexState::Published FromStored(const std::string& stored);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_INDEX_STATE_H_
