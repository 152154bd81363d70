// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_WITHDRAW_FLOW_H_
#define KITH_BROKER_FLOWS_WITHDRAW_FLOW_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "broker/flows/parts.h"
#include "kith/consent/v1/consent.pb.h"

namespace kith::broker {

// The flow behind GroundService.Withdraw: the grounds end in one transaction,
// their owners are told, and OK waits until no answer that rests on them can
// still be shown.
//
// Thread-safe: holds no state of its own.
class WithdrawFlow {
 public:
  struct Request {
    std::string caller;
    std::string body;  // A WithdrawBody, as signed.
    std::string signature;
  };
  using Done = std::function<void(absl::StatusOr<consent::v1::WithdrawReply>)>;

  explicit WithdrawFlow(const Parts& parts) : parts_(parts) {}

  // Calls `done` once. Codes as GroundService.Withdraw.
  void Run(const Request& request, Done done);

 private:
  struct Ended {
    std::vector<StoredGround> grounds;
    std::vector<std::string> refs;  // Of all grounds named or ended.
  };
  absl::StatusOr<Ended> End(StoreTransaction& transaction,
                            const std::string& caller,
                            const consent::v1::WithdrawBody& body) const;
  void TellOwners(const Ended& ended, std::uint64_t log_index);

  const Parts& parts_;
};

// The broker's signature over a receipt's hash and a position in its log.
consent::v1::Countersignature Countersign(const Signer& signer,
                                          const std::string& network_id,
                                          const std::string& receipt_sha256,
                                          std::uint64_t log_index,
                                          absl::Time time);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_WITHDRAW_FLOW_H_
