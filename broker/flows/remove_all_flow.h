// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_REMOVE_ALL_FLOW_H_
#define KITH_BROKER_FLOWS_REMOVE_ALL_FLOW_H_

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "broker/flows/parts.h"
#include "broker/flows/publish_flow.h"
#include "broker/flows/their_rows.h"

namespace kith::broker {

// The flow behind InvolvementService.RemoveAll: an agency has lost what its
// rows open with. A question that they caught would be answered by a blank, and
// read as a negative.
//
// Thread-safe; works in pieces, so that nobody waits for it.
class RemoveAllFlow {
 public:
  using Done = std::function<void(const absl::Status&)>;

  // All of the index is read for it: not again so soon.
  static constexpr absl::Duration kPause = absl::Minutes(1);

  RemoveAllFlow(const Parts& parts, PublishFlow& publish)
      : parts_(parts), publish_(publish) {}

  // Calls `done` once, when every row of `caller` is out. Who asks again while
  // they go is told with the first; who asks again soon after, having published
  // nothing, at once. UNAVAILABLE if rows still wait to be inserted, or it was
  // done less than kPause ago; codes as AuditLog. To be tried again.
  void Run(const std::string& caller, const std::string& index_id, Done done);

  // Before rows of `caller` are taken. UNAVAILABLE while its rows are being
  // removed.
  absl::Status CheckMayPublish(const std::string& caller);

 private:
  struct Work {
    TheirRows rows;
    std::string index_id;
  };
  struct Finished {
    absl::Duration at;
    bool published_since = false;
  };
  void Next(const std::shared_ptr<Work>& work);
  void Finish(const Work& work, const absl::Status& status);

  const Parts& parts_;
  PublishFlow& publish_;
  absl::Mutex mutex_;
  std::map<std::string, std::vector<Done>> at_work_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, Finished> finished_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_REMOVE_ALL_FLOW_H_
