// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_VERIFY_WITNESSES_H_
#define KITH_AGENT_FLOWS_VERIFY_WITNESSES_H_

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "keys/network/network.h"
#include "keys/tlog/note.h"
#include "kith/enquiry/v1/enquiry.pb.h"

namespace kith::agent {

// Who asks, and by which clock.
struct WitnessesFor {
  std::string asker;
  bool urgent = false;
  absl::Time now;
};

// Whether as many other agencies as the partnership demands have lately
// cosigned the log that `reply` rests on: each by its own key, neither the
// asker's nor that of whoever operates the broker, over a tree that the one of
// `checkpoint` begins with. The broker looks at the same before it accepts a
// question; an asker does not take its word. UNAUTHENTICATED, in words, if not.
absl::Status VerifyWitnesses(const Network& network, const WitnessesFor& whom,
                             const enquiry::v1::AskReply& reply,
                             const tlog::Checkpoint& checkpoint);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_VERIFY_WITNESSES_H_
