// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_CONSENT_FLOW_H_
#define KITH_AGENT_FLOWS_CONSENT_FLOW_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "agent/flows/countersign_flow.h"
#include "agent/flows/parts.h"
#include "agent/receipts/receipt.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// The flows behind DeskService.RecordConsent and WithdrawConsent: what a family
// agreed, and what it takes back, with a signed receipt for both.
//
// Thread-safe: holds no state of its own.
class ConsentFlow {
 public:
  ConsentFlow(const Parts& parts, CountersignFlow& countersign)
      : parts_(parts), countersign_(countersign) {}

  // Ends what the same one agreed to before for these people, here at once and
  // at the broker with the same fence as a withdrawal. NOT_FOUND, naming which
  // of the people, if one is not in the register; INVALID_ARGUMENT for a field.
  absl::StatusOr<desk::v1::RecordConsentReply> Record(
      const Staff& staff, const desk::v1::RecordConsentRequest& request);

  // Stops new answers here at once, whatever the broker's state; `pending` if
  // the broker could not be told. NOT_FOUND as above, or if nothing of these
  // people rests on an agreement; even then no export brings back one dated
  // before.
  absl::StatusOr<desk::v1::WithdrawConsentReply> Withdraw(
      const Staff& staff, const desk::v1::WithdrawConsentRequest& request);

  // A receipt given before, as complete as it is now. NOT_FOUND if there is
  // none of this reference (32 hexadecimal digits).
  absl::StatusOr<desk::v1::GetReceiptReply> Receipt(
      const std::string& reference);

 private:
  // Agreements of these people before this one.
  struct Replaced {
    std::size_t ended = 0;        // Of the same one.
    std::size_t others = 0;       // Of others, which go on.
    std::vector<Ground> to_tell;  // Ended ones that the broker may know.
    bool objection = false;       // One stands.
  };
  absl::StatusOr<std::vector<Ground>> GroundsFor(
      const std::vector<std::string>& people, const Ground& agreed);
  absl::Status Keep(const Staff& staff, const std::vector<Ground>& grounds,
                    const KeptReceipt& receipt, Replaced& replaced);
  void AddNotes(const Ground& agreed, const std::vector<Ground>& grounds,
                const Replaced& replaced, const absl::Status& told,
                desk::v1::RecordConsentReply& reply) const;
  absl::StatusOr<KeptReceipt> EndHere(const std::vector<std::string>& people,
                                      const std::string& staff,
                                      ReceiptFields fields);
  KeptReceipt Signed(const ReceiptFields& fields, const Network& network) const;

  const Parts& parts_;
  CountersignFlow& countersign_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_CONSENT_FLOW_H_
