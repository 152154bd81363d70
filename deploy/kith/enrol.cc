// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/enrol.h"

#include "absl/strings/str_cat.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/enrolment/invitation.h"
#include "keys/tls/authority.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kKeyBytes = 32;

}  // namespace

absl::StatusOr<AgencyKeys> MakeAgencyKeys(const std::string& agency,
                                          const std::string& dir,
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
  AgencyKeys keys{Signer::Generate(random), {}};
  const Signer log_signer = Signer::Generate(random);
  KITH_ASSIGN_OR_RETURN(const KeyAndRequest tls, MakeKeyAndRequest());
  KITH_RETURN_IF_ERROR(tls.private_key_pem.ToNewFile(In(dir, "tls.key")));
  KITH_RETURN_IF_ERROR(
      keys.signing_key.seed().ToNewFile(In(dir, "signing.key")));
  KITH_RETURN_IF_ERROR(log_signer.seed().ToNewFile(In(dir, "log.key")));
  KITH_RETURN_IF_ERROR(
      Secret::Generate(kKeyBytes, random).ToNewFile(In(dir, "database.key")));
  network::v1::EnrolmentBody body;
  body.set_agency(agency);
  body.set_signing_key(keys.signing_key.public_key());
  body.set_log_key(log_signer.public_key());
  body.set_certificate_request_pem(tls.request_pem);
  body.set_made_at_ms(absl::ToUnixMillis(now));
  keys.request = MakeRequest(body, keys.signing_key).SerializeAsString();
  return keys;
}

absl::Status Enrol(const std::string& agency, const std::string& dir,
                   absl::Time now, Random& random) {
  KITH_ASSIGN_OR_RETURN(const AgencyKeys keys,
                        MakeAgencyKeys(agency, dir, now, random));
  return ReplaceFile(In(dir, "request.kith"), keys.request,
                     Readers::kEverybody);
}

}  // namespace kith::deploy
