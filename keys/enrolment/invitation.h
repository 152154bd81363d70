// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_ENROLMENT_INVITATION_H_
#define KITH_KEYS_ENROLMENT_INVITATION_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/network/network.h"
#include "keys/signer.h"
#include "kith/enrol/v1/enrol.pb.h"

namespace kith {

// How long a code is good for, and how often it may be tried.
inline constexpr absl::Duration kInvitationValidity = absl::Hours(48);
inline constexpr int kInvitationTries = 5;

// The folder beside a network file in which invitations and what was handed in
// by them stand, one file each by the agency's id and these endings.
inline constexpr char kEnrolmentFolder[] = "enrolment";
inline constexpr char kInvitationEnding[] = ".invitation";
inline constexpr char kRequestEnding[] = ".request";

// A serialised SignedInvitation.
std::string SignInvitation(const enrol::v1::Invitation& invitation,
                           const std::string& signer_name,
                           const Signer& administrator);

// UNAUTHENTICATED unless an administrator of `network` has signed it for this
// network. Whether it has ended is for the caller.
absl::StatusOr<enrol::v1::Invitation> OpenInvitation(
    absl::string_view signed_invitation, const Network& network);

// What an agency's own machine asks for, signed by its new signing key: the
// content of request.kith. The agency does not know the network yet: the
// signature is made under a network id of zeros.
network::v1::EnrolmentRequest MakeRequest(
    const network::v1::EnrolmentBody& body, const Signer& signing_key);
// After checking that it was made by who holds the signing key in it.
// INVALID_ARGUMENT or UNAUTHENTICATED.
absl::StatusOr<network::v1::EnrolmentBody> OpenRequest(
    absl::string_view request);

// A request handed in by a code.
enrol::v1::SignedEnrolment SignEnrolment(const enrol::v1::EnrolBody& body,
                                         const Signer& code_key,
                                         const Signer& signing_key);
// UNAUTHENTICATED unless the code's key and the request's own have both signed;
// INVALID_ARGUMENT if the request is none. Whether the challenge is right is
// for whoever drew it.
absl::StatusOr<network::v1::EnrolmentBody> OpenEnrolment(
    const enrol::v1::SignedEnrolment& enrolment,
    const enrol::v1::Invitation& invitation);

enrol::v1::SignedCollect SignCollect(const enrol::v1::CollectBody& body,
                                     const Signer& signing_key);
// UNAUTHENTICATED, INVALID_ARGUMENT.
absl::StatusOr<enrol::v1::CollectBody> OpenCollect(
    const enrol::v1::SignedCollect& collect, absl::string_view signing_key);

}  // namespace kith

#endif  // KITH_KEYS_ENROLMENT_INVITATION_H_
