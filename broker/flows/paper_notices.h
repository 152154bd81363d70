// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_PAPER_NOTICES_H_
#define KITH_BROKER_FLOWS_PAPER_NOTICES_H_

#include <map>
#include <string>

#include "absl/time/time.h"
#include "keys/network/network.h"

namespace kith::broker {

// The operator's log is told of papers that end: 60, 30 and 7 days before, then
// daily, and once when an agency is suspended by one. Not thread-safe.
class PaperNotices {
 public:
  void Log(const Network& network, absl::Time now);

 private:
  // Days left when it was last logged; -1: that it is over.
  std::map<std::string, int> logged_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_PAPER_NOTICES_H_
