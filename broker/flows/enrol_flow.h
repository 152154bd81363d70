// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_ENROL_FLOW_H_
#define KITH_BROKER_FLOWS_ENROL_FLOW_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "broker/flows/parts.h"
#include "keys/tls/authority.h"
#include "kith/enrol/v1/enrol.pb.h"

namespace kith::broker {

// How an agency hands in its keys by a code, and fetches its certificate when
// administrators have signed them. What it is told changes nothing in the
// network: it lies beside the network file for an administrator to judge.
//
// Thread-safe. Tries, and that a code was used, are on disk before it is said.
class EnrolFlow {
 public:
  // `folder`: kEnrolmentFolder beside the network file. Both must outlive this.
  EnrolFlow(const Parts& parts, const std::optional<Authority>& issuing,
            std::string folder);

  enrol::v1::GreetReply Greet() const;
  // Codes as EnrolService.Enrol.
  absl::Status Enrol(const enrol::v1::SignedEnrolment& enrolment) const;
  // Codes as EnrolService.Collect.
  absl::StatusOr<enrol::v1::CollectReply> Collect(
      const enrol::v1::SignedCollect& collect) const;

 private:
  absl::Status CheckChallenge(absl::string_view challenge) const;
  absl::Status CountTry(const std::string& invitation_bytes,
                        const enrol::v1::Invitation& invitation,
                        const enrol::v1::SignedEnrolment& enrolment) const;

  const Parts& parts_;
  const std::optional<Authority>& issuing_;
  const std::string folder_;
  // Challenges are by it, so that none has to be remembered.
  const std::string challenge_key_;
};

// A member's certificate for a new key. Thread-safe.
class RenewFlow {
 public:
  RenewFlow(const Parts& parts, const std::optional<Authority>& issuing)
      : parts_(parts), issuing_(issuing) {}

  // Codes as RenewalService.Renew; `caller` is the agency of the certificate.
  absl::StatusOr<std::string> Run(
      const std::string& caller,
      const network::v1::EnrolmentRequest& request) const;
  // The same for whoever signed the request, without a certificate. Codes as
  // EnrolService.Reissue.
  absl::StatusOr<std::string> Reissue(
      const network::v1::EnrolmentRequest& request) const;

 private:
  absl::StatusOr<std::string> Issue(
      const network::v1::EnrolmentBody& body) const;

  const Parts& parts_;
  const std::optional<Authority>& issuing_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_ENROL_FLOW_H_
