// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_REMOVE_ALL_FLOW_H_
#define KITH_BROKER_FLOWS_REMOVE_ALL_FLOW_H_

#include <functional>
#include <memory>
#include <set>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "broker/flows/all_published_flow.h"
#include "broker/flows/parts.h"
#include "broker/flows/publish_flow.h"

namespace kith::broker {

// The flow behind InvolvementService.RemoveAll: an agency has lost what its
// rows open with. A question that they caught would be answered by a blank, and
// read as a negative.
//
// Thread-safe; works in pieces, so that nobody waits for it.
class RemoveAllFlow {
 public:
  using Done = std::function<void(const absl::Status&)>;

  RemoveAllFlow(const Parts& parts, PublishFlow& publish,
                AllPublishedFlow& all_published)
      : parts_(parts), publish_(publish), all_published_(all_published) {}

  // Calls `done` once, when every row of `caller` is out. UNAVAILABLE if some
  // still wait to be inserted, or another call for it is being carried out;
  // codes as AuditLog. To be tried again.
  void Run(const std::string& caller, const std::string& index_id, Done done);

 private:
  struct Work {
    std::string agency;
    RowPlace after;
    Done done;
  };
  void Next(const std::shared_ptr<Work>& work);
  void Finish(const Work& work, const absl::Status& status);

  const Parts& parts_;
  PublishFlow& publish_;
  AllPublishedFlow& all_published_;
  absl::Mutex mutex_;
  std::set<std::string> at_work_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_REMOVE_ALL_FLOW_H_
