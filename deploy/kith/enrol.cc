// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/enrol.h"

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/signer.h"
#include "keys/tls/authority.h"

namespace kith::deploy {
namespace {

using network::v1::EnrolmentBody;
using network::v1::EnrolmentRequest;

constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kMaxRequestBytes = 64 << 10;

std::string NoNetworkYet() { return std::string(kNetworkIdBytes, '\0'); }

}  // namespace

absl::Status Enrol(const std::string& agency, const std::string& dir,
                   absl::Time now, Random& random) {
  KITH_RETURN_IF_ERROR(
      CheckIdentity({"network", PeerIdentity::Role::kAgency, agency}));
  KITH_RETURN_IF_ERROR(MakeFolder(dir));
  for (const char* name :
       {"tls.key", "signing.key", "log.key", "database.key"}) {
    if (FileExists(In(dir, name))) {
      return absl::AlreadyExistsError(
          absl::StrCat(In(dir, name),
                       ": there is a key already and it was left alone; send "
                       "the request.kith beside it, or name a new folder"));
    }
  }
  const Signer signer = Signer::Generate(random);
  const Signer log_signer = Signer::Generate(random);
  KITH_ASSIGN_OR_RETURN(const KeyAndRequest tls, MakeKeyAndRequest());
  KITH_RETURN_IF_ERROR(tls.private_key_pem.ToNewFile(In(dir, "tls.key")));
  KITH_RETURN_IF_ERROR(signer.seed().ToNewFile(In(dir, "signing.key")));
  KITH_RETURN_IF_ERROR(log_signer.seed().ToNewFile(In(dir, "log.key")));
  KITH_RETURN_IF_ERROR(
      Secret::Generate(kKeyBytes, random).ToNewFile(In(dir, "database.key")));
  EnrolmentBody body;
  body.set_agency(agency);
  body.set_signing_key(signer.public_key());
  body.set_log_key(log_signer.public_key());
  body.set_certificate_request_pem(tls.request_pem);
  body.set_made_at_ms(absl::ToUnixMillis(now));
  EnrolmentRequest request;
  request.set_body(body.SerializeAsString());
  request.set_signature(
      signer.Sign(Label::kEnrolment, NoNetworkYet(), request.body()));
  return ReplaceFile(In(dir, "request.kith"), request.SerializeAsString(),
                     Readers::kEverybody);
}

absl::StatusOr<EnrolmentBody> ReadEnrolment(absl::string_view request_bytes) {
  EnrolmentRequest request;
  EnrolmentBody body;
  if (request_bytes.size() > kMaxRequestBytes ||
      !request.ParseFromArray(request_bytes.data(),
                              static_cast<int>(request_bytes.size())) ||
      !body.ParseFromString(request.body()) ||
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
  KITH_RETURN_IF_ERROR(
      CheckIdentity({"network", PeerIdentity::Role::kAgency, body.agency()}));
  return body;
}

}  // namespace kith::deploy
