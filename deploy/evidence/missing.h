// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_MISSING_H_
#define KITH_DEPLOY_EVIDENCE_MISSING_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "deploy/evidence/verify_log.h"

namespace kith::deploy {

// What the logs are called in findings.
inline constexpr char kBrokersLog[] = "the broker's log";
inline constexpr char kOwnLog[] = "your own log";
// A question accepted so shortly before the export may still be open.
inline constexpr absl::Duration kStillOpen = absl::Seconds(60);
// By which an agency's clock and another's may differ.
inline constexpr absl::Duration kMostSkew = absl::Seconds(120);

// Erased entries, each of which may be what one other entry has no counterpart
// for.
class Excuses {
 public:
  void Set(const VerifiedLog& log);
  // Uses up one that was made about then; false if there is none left.
  bool TakeNear(absl::Time time);
  bool IsErased(std::uint64_t index) const;

 private:
  std::vector<VerifiedLog::Erased> erased_;
  std::vector<bool> taken_;
};

// What has no counterpart in another log: a finding, or only counted if what is
// missing may have been erased there. Judged once everything is known, all
// checks together: each erased entry excuses one and no more.
class Missing {
 public:
  explicit Missing(Findings& findings) : findings_(findings) {}

  // Of the log that lacks something: set once it was read.
  Excuses& in_broker() { return in_broker_; }
  Excuses& in_agent() { return in_agent_; }

  // `log` says `what`, made at `time`, and its counterpart is not in `there`.
  void Add(const std::string& log, Excuses& there, absl::Time time,
           const std::string& what);
  // Something cannot be compared, as its counterpart is named, and was erased or lost.
  void CountNotThere() { ++not_compared_; }
  void Judge();
  std::uint64_t not_compared() const { return not_compared_; }

 private:
  struct Lacking {
    absl::Time time;
    std::string log;
    Excuses* there;
    std::string what;
  };
  Findings& findings_;
  Excuses in_broker_;
  Excuses in_agent_;
  std::vector<Lacking> lacking_;
  std::uint64_t not_compared_ = 0;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_MISSING_H_
