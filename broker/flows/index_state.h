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
#include "broker/relay/coverage.h"
#include "keys/network/network.h"

namespace kith::broker {

// Which agencies have everybody whom they list in the index, as they said. An
// agency that has not, of this index and in an epoch that questions carry,
// makes negatives say that the index is being rebuilt. One that never had, as
// far as is known here, does so only while it is connected: otherwise coverage
// says that it could not be asked. (A broker restored from an old backup has
// not heard of an agency that joined since.)
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

  // That rows of it came into an index; false if that was known.
  bool NoteBegun(const std::string& agency);
  // Ever, of whichever index: one row, or all.
  bool HasPublished(const std::string& agency) const;

  // Ask before the index is searched: who publishes meanwhile may have come too
  // late for the search. `coverage` is as it was then.
  bool IsRebuilding(const Network& network, const Coverage::Picture& coverage,
                    absl::Time now) const;
  // Whom it waits for: their ids.
  std::vector<std::string> WaitsFor(const Network& network,
                                    const Coverage::Picture& coverage,
                                    absl::Time now) const;

 private:
  mutable absl::Mutex mutex_;
  std::string index_id_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Published> published_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string> begun_ ABSL_GUARDED_BY(mutex_);
};

// As it is kept: 16 bytes, then "2,3".
std::string StoredForm(const IndexState::Published& published);
IndexState::Published FromStored(const std::string& stored);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_INDEX_STATE_H_
