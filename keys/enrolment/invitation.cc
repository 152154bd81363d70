// SPDX-License-Identifier: Apache-2.0
#include "keys/enrolment/invitation.h"

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/network/check_network_file.h"

namespace kith {
namespace {

constexpr std::size_t kMaxBytes = 64 << 10;

using enrol::v1::CollectBody;
using enrol::v1::EnrolBody;
using enrol::v1::Invitation;
using enrol::v1::SignedCollect;
using enrol::v1::SignedEnrolment;
using network::v1::EnrolmentBody;
using network::v1::EnrolmentRequest;

// An agency that enrols knows no network yet.
std::string NoNetworkYet() { return std::string(kNetworkIdBytes, '\0'); }

// What is signed says what it is: all of it is under one label.
std::string Marked(absl::string_view what, absl::string_view body) {
  return JoinFields({what, body});
}

std::string SignMarked(const Signer& key, absl::string_view what,
                       absl::string_view body) {
  return key.Sign(Label::kEnrolment, NoNetworkYet(), Marked(what, body));
}

bool Holds(absl::string_view key, absl::string_view what,
           absl::string_view body, absl::string_view signature) {
  return VerifySignature(key, Label::kEnrolment, NoNetworkYet(),
                         Marked(what, body), signature)
      .ok();
}

template <typename Message>
bool Parse(absl::string_view bytes, Message& message) {
  return bytes.size() <= kMaxBytes &&
         message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()));
}

}  // namespace

std::string SignInvitation(const Invitation& invitation,
                           const std::string& signer_name,
                           const Signer& administrator) {
  enrol::v1::SignedInvitation signed_invitation;
  signed_invitation.set_body(invitation.SerializeAsString());
  signed_invitation.set_signer(signer_name);
  signed_invitation.set_signature(
      administrator.Sign(Label::kEnrolment, invitation.network_id(),
                         Marked("invitation", signed_invitation.body())));
  return signed_invitation.SerializeAsString();
}

absl::StatusOr<Invitation> OpenInvitation(absl::string_view signed_invitation,
                                          const Network& network) {
  enrol::v1::SignedInvitation file;
  Invitation invitation;
  if (!Parse(signed_invitation, file) || !Parse(file.body(), invitation)) {
    return absl::UnauthenticatedError("this is no invitation");
  }
  for (const auto& administrator : network.file().administrators()) {
    if (administrator.name() == file.signer() &&
        invitation.network_id() == network.id() &&
        VerifySignature(administrator.public_key(), Label::kEnrolment,
                        network.id(), Marked("invitation", file.body()),
                        file.signature())
            .ok()) {
      return invitation;
    }
  }
  return absl::UnauthenticatedError(
      "the invitation is signed by no administrator of this network");
}

EnrolmentRequest MakeRequest(const EnrolmentBody& body,
                             const Signer& signing_key) {
  EnrolmentRequest request;
  request.set_body(body.SerializeAsString());
  request.set_signature(
      signing_key.Sign(Label::kEnrolment, NoNetworkYet(), request.body()));
  return request;
}

absl::StatusOr<EnrolmentBody> OpenRequest(absl::string_view request_bytes) {
  EnrolmentRequest request;
  EnrolmentBody body;
  if (!Parse(request_bytes, request) || !Parse(request.body(), body) ||
      body.log_key().size() != kPublicKeyBytes) {
    return absl::InvalidArgumentError(
        "this is no request of an agency; ask for the request.kith that `kith "
        "enrol` wrote");
  }
  if (!VerifySignature(body.signing_key(), Label::kEnrolment, NoNetworkYet(),
                       request.body(), request.signature())
           .ok()) {
    return absl::UnauthenticatedError(
        "the request was altered on its way; ask the agency for it again");
  }
  if (!IsNetworkId(body.agency())) {
    return absl::InvalidArgumentError(
        "an agency's id is 1 to 64 of a-z, 0-9, -");
  }
  return body;
}

SignedEnrolment SignEnrolment(const EnrolBody& body, const Signer& code_key,
                              const Signer& signing_key) {
  SignedEnrolment enrolment;
  enrolment.set_body(body.SerializeAsString());
  enrolment.set_code_signature(SignMarked(code_key, "code", enrolment.body()));
  enrolment.set_key_signature(
      SignMarked(signing_key, "code", enrolment.body()));
  return enrolment;
}

absl::StatusOr<EnrolmentBody> OpenEnrolment(const SignedEnrolment& enrolment,
                                            const Invitation& invitation) {
  EnrolBody body;
  if (!Parse(enrolment.body(), body)) {
    return absl::InvalidArgumentError("this is no enrolment");
  }
  if (!Holds(invitation.code_key(), "code", enrolment.body(),
             enrolment.code_signature())) {
    return absl::UnauthenticatedError(
        "this is not the code that was made for this agency last");
  }
  KITH_ASSIGN_OR_RETURN(EnrolmentBody request, OpenRequest(body.request()));
  if (!Holds(request.signing_key(), "code", enrolment.body(),
             enrolment.key_signature())) {
    return absl::UnauthenticatedError(
        "whoever enrols does not have the signing key");
  }
  if (request.agency() != invitation.agency().id()) {
    return absl::UnauthenticatedError("the code is another agency's");
  }
  return request;
}

SignedCollect SignCollect(const CollectBody& body, const Signer& signing_key) {
  SignedCollect collect;
  collect.set_body(body.SerializeAsString());
  collect.set_signature(SignMarked(signing_key, "collect", collect.body()));
  return collect;
}

absl::StatusOr<CollectBody> OpenCollect(const SignedCollect& collect,
                                        absl::string_view signing_key) {
  CollectBody body;
  if (!Parse(collect.body(), body)) {
    return absl::InvalidArgumentError("this is no question for a certificate");
  }
  if (!Holds(signing_key, "collect", collect.body(), collect.signature())) {
    return absl::UnauthenticatedError(
        "not signed by the key that was handed in");
  }
  return body;
}

}  // namespace kith
