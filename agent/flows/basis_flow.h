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
  absl::StatusOr<desk::v1::EndLawfulBasisReply> End(
      const Staff& staff, const desk::v1::EndLawfulBasisRequest& request);
  // In parts, each a change of its own, so that a question in between does not
  // wait for all of them.
  absl::StatusOr<desk::v1::AttestAgreementsReply> Attest(
      const Staff& staff, const desk::v1::AttestAgreementsRequest& request);

 private:
  absl::Status AttestSome(const Staff& staff,
                          const desk::v1::AttestAgreementsRequest& request,
                          int first, int last,
                          desk::v1::AttestAgreementsReply& reply);

  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_BASIS_FLOW_H_
