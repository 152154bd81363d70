// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_URGENT_FLOW_H_
#define KITH_BROKER_FLOWS_URGENT_FLOW_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "broker/flows/parts.h"
#include "kith/urgent/v1/urgent.pb.h"

namespace kith::broker {

// The flows behind UrgentService before a question is asked: a person's key,
// the first of two, the second. What they signed is checked against keys that
// were registered before, and kept until the question comes
// (accept_enquiry_flow.h).
//
// Thread-safe: holds no state of its own. Each calls `done` once. Codes as
// UrgentService.
class UrgentFlow {
 public:
  explicit UrgentFlow(const Parts& parts) : parts_(parts) {}

  void RegisterKey(const std::string& caller,
                   const urgent::v1::SignedByBoth& request,
                   std::function<void(absl::StatusOr<std::uint64_t>)> done);
  void Request(
      const std::string& caller, const urgent::v1::SignedByBoth& request,
      std::function<void(absl::StatusOr<urgent::v1::RequestReply>)> done);
  void Authorise(const std::string& caller,
                 const urgent::v1::SignedByBoth& request,
                 std::function<void(absl::StatusOr<std::uint64_t>)> done);
  // At once, from what is committed.
  absl::StatusOr<urgent::v1::ListReply> List(const std::string& caller) const;

 private:
  absl::Status CheckAgency(const std::string& caller,
                           const urgent::v1::SignedByBoth& request) const;
  absl::Status CheckSecond(StoreTransaction& transaction,
                           const StoredUrgent& urgent,
                           const urgent::v1::AuthoriseBody& body,
                           const urgent::v1::SignedByBoth& request,
                           absl::Time now, std::string& refused_because) const;

  const Parts& parts_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_URGENT_FLOW_H_
