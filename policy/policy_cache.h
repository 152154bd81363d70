// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_POLICY_POLICY_CACHE_H_
#define KITH_POLICY_POLICY_CACHE_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "policy/sharing_policy.h"

namespace kith::policy {

// Parses a bundle's text once for as long as it stays the same. Thread-safe.
class PolicyCache {
 public:
  // INVALID_ARGUMENT as SharingPolicy::FromText: then nothing is allowed.
  absl::StatusOr<std::shared_ptr<const SharingPolicy>> Get(
      const std::string& text) {
    absl::MutexLock lock(&mutex_);
    if (policy_ == nullptr || text != text_) {
      auto parsed = SharingPolicy::FromText(text);
      if (!parsed.ok()) return parsed.status();
      policy_ = *std::move(parsed);
      text_ = text;
    }
    return policy_;
  }

 private:
  absl::Mutex mutex_;
  std::string text_ ABSL_GUARDED_BY(mutex_);
  std::shared_ptr<const SharingPolicy> policy_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::policy

#endif  // KITH_POLICY_POLICY_CACHE_H_
