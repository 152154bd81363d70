// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_BASIS_FLOW_H_
#define KITH_AGENT_FLOWS_BASIS_FLOW_H_

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/agreement.pb.h"

namespace kith::agent {

// The flows behind AgreementService.RecordLawfulBasis and AttestAgreements:
// grounds that no family said in this conversation.
//
// Thread-safe: holds no state of its own.
class BasisFlow {
 public:
  explicit BasisFlow(const Parts& parts) : parts_(parts) {}

  // Codes as AgreementService.
  absl::StatusOr<desk::v1::RecordLawfulBasisReply> Record(
      const Staff& staff, const desk::v1::RecordLawfulBasisRequest& request);
  absl::StatusOr<desk::v1::AttestAgreementsReply> Attest(
      const Staff& staff, const desk::v1::AttestAgreementsRequest& request);

 private:
  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_BASIS_FLOW_H_
