// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_RECALL_FLOW_H_
#define KITH_BROKER_FLOWS_RECALL_FLOW_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "broker/flows/parts.h"
#include "kith/recall/v1/recall.pb.h"

namespace kith::broker {

// The flows behind RecallService: a holder's notice that its answer was wrong
// is kept and logged in one transaction, and brought to the asker until that
// has acknowledged it.
//
// Which agencies were asked stands nowhere at the broker: the holder proves it
// from the release, which commits to them.
//
// Thread-safe: holds no state of its own.
class RecallFlow {
 public:
  using Sent = std::function<void(absl::StatusOr<recall::v1::SendReply>)>;
  using Acknowledged = std::function<void(const absl::Status&)>;

  explicit RecallFlow(const Parts& parts) : parts_(parts) {}

  // Each calls `done` once. Codes as RecallService.
  void Send(const std::string& caller, const recall::v1::SendRequest& request,
            Sent done);
  void Acknowledge(const std::string& caller,
                   const recall::v1::SignedAcknowledgement& acknowledgement,
                   Acknowledged done);

  // Sends `asker` the notices it has not acknowledged, if it is connected.
  void Deliver(const std::string& asker);

 private:
  absl::StatusOr<StoredRecall> Take(SealedDb& db,
                                    const recall::v1::RecallNotice& notice,
                                    const recall::v1::SendRequest& request,
                                    std::vector<tlog::Entry>& entries);
  absl::StatusOr<StoredRecall> Close(
      SealedDb& db, const recall::v1::RecallAcknowledgement& body,
      const recall::v1::SignedAcknowledgement& acknowledgement,
      std::vector<tlog::Entry>& entries);

  const Parts& parts_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_RECALL_FLOW_H_
