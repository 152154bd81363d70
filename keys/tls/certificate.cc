// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/tls/openssl.h"

namespace kith {
namespace {

using Role = PeerIdentity::Role;

constexpr std::size_t kMaxNameBytes = 64;
constexpr std::array<Role, 3> kRoles = {Role::kAgency, Role::kBroker,
                                        Role::kKeyHolder};

absl::string_view RoleText(Role role) {
  switch (role) {
    case Role::kAgency:
      return "agency";
    case Role::kBroker:
      return "broker";
    case Role::kKeyHolder:
      return "keyholder";
  }
  std::abort();
}

// Leaves no room for dots, escapes, zero bytes or capitals.
bool IsName(absl::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_islower(static_cast<unsigned char>(c)) ||
                  absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
                  c == '-';
         });
}

absl::Status Refused(absl::string_view why) {
  return absl::UnauthenticatedError(absl::StrCat("certificate: ", why));
}

// The first certificate in `pem`; null if there is none.
openssl::Certificate FirstOf(absl::string_view pem) {
  const openssl::Bio bio = openssl::ReadFrom(pem);
  openssl::Certificate certificate(
      bio == nullptr ? nullptr
                     : PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (certificate == nullptr) ERR_clear_error();
  return certificate;
}

// The only URI among the subject's alternative names.
absl::StatusOr<std::string> OnlyUri(const X509* certificate) {
  // Null also if there are two such extensions.
  const std::unique_ptr<GENERAL_NAMES, openssl::Free> names(
      static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(
          certificate, NID_subject_alt_name, nullptr, nullptr)));
  if (names == nullptr) return Refused("no alternative name");
  std::vector<std::string> uris;
  for (int i = 0; i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* const name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type != GEN_URI) continue;
    const ASN1_IA5STRING* const uri = name->d.uniformResourceIdentifier;
    // With its length: a zero byte in it must not end it.
    uris.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(uri)),
                      static_cast<std::size_t>(ASN1_STRING_length(uri)));
  }
  if (uris.size() != 1) return Refused("not exactly one URI");
  return std::move(uris[0]);
}

openssl::Certificate NextOf(const openssl::Bio& bio) {
  if (bio == nullptr) return nullptr;
  return openssl::Certificate(
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

std::string Sha256Of(const X509* certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE] = {};
  unsigned int size = 0;
  X509_digest(certificate, EVP_sha256(), digest, &size);
  return std::string(reinterpret_cast<const char*>(digest), size);
}

// Writes it anew, in DER, as which it was signed. Empty if that cannot be done.
std::string TbsSha256Of(X509* certificate) {
  unsigned char* bytes = nullptr;
  const int size = i2d_re_X509_tbs(certificate, &bytes);
  if (size <= 0) return "";
  std::string hash = HashBytes(Sha256(
      {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)}));
  OPENSSL_free(bytes);
  return hash;
}

}  // namespace

absl::Status CheckIdentity(const PeerIdentity& identity) {
  if (IsName(identity.network) && IsName(identity.id)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      "a network name or id is 1 to 64 of a-z, 0-9 and -");
}

std::string UriOf(const PeerIdentity& identity) {
  return absl::StrCat("kith://", identity.network, "/", RoleText(identity.role),
                      "/", identity.id);
}

std::string ServerNameOf(const PeerIdentity& identity) {
  return absl::StrCat(identity.id, ".", RoleText(identity.role), ".",
                      identity.network, ".kith");
}

absl::StatusOr<PeerIdentity> IdentityFromUri(absl::string_view uri) {
  if (!absl::ConsumePrefix(&uri, "kith://")) return Refused("another scheme");
  const std::vector<absl::string_view> parts = absl::StrSplit(uri, '/');
  if (parts.size() != 3) return Refused("its URI has not three parts");
  const auto role = std::find_if(
      kRoles.begin(), kRoles.end(),
      [&parts](Role known) { return RoleText(known) == parts[1]; });
  if (role == kRoles.end()) return Refused("an unknown role");
  PeerIdentity identity{std::string(parts[0]), *role, std::string(parts[2])};
  if (!CheckIdentity(identity).ok()) return Refused("a name not well-formed");
  return identity;
}

absl::StatusOr<PeerIdentity> IdentityFromCertificatePem(absl::string_view pem) {
  const openssl::Certificate certificate = FirstOf(pem);
  if (certificate == nullptr) return Refused("not in PEM");
  KITH_ASSIGN_OR_RETURN(const std::string uri, OnlyUri(certificate.get()));
  return IdentityFromUri(uri);
}

absl::StatusOr<absl::Time> EndOfCertificatePem(absl::string_view pem) {
  KITH_ASSIGN_OR_RETURN(const CertificateFacts facts,
                        FactsOfCertificatePem(pem));
  return facts.ends;
}

absl::StatusOr<CertificateFacts> FactsOfCertificatePem(absl::string_view pem) {
  const openssl::Bio bio = openssl::ReadFrom(pem);
  const openssl::Certificate certificate = NextOf(bio);
  std::tm begin = {};
  std::tm end = {};
  if (certificate == nullptr ||
      ASN1_TIME_to_tm(X509_get0_notBefore(certificate.get()), &begin) != 1 ||
      ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) {
    ERR_clear_error();
    return absl::InvalidArgumentError("no certificate in PEM");
  }
  CertificateFacts facts{.sha256 = Sha256Of(certificate.get()),
                         .tbs_sha256 = TbsSha256Of(certificate.get()),
                         .begins = absl::FromTM(begin, absl::UTCTimeZone()),
                         .ends = absl::FromTM(end, absl::UTCTimeZone())};
  bool all_named = !facts.tbs_sha256.empty();
  while (const openssl::Certificate next = NextOf(bio)) {
    facts.behind_tbs_sha256.push_back(TbsSha256Of(next.get()));
    all_named = all_named && !facts.behind_tbs_sha256.back().empty();
    if (facts.behind_tbs_sha256.size() == kMostCertificates) {
      return absl::InvalidArgumentError(absl::StrCat(
          "more than ", kMostCertificates, " certificates in one file"));
    }
  }
  ERR_clear_error();
  if (!all_named) return absl::InternalError("a certificate cannot be hashed");
  return facts;
}

absl::StatusOr<std::string> OnlyCertificatePem(absl::string_view pem) {
  const openssl::Bio bio = openssl::ReadFrom(pem);
  const openssl::Certificate certificate = NextOf(bio);
  const bool is_one = certificate != nullptr && NextOf(bio) == nullptr;
  ERR_clear_error();
  if (!is_one) {
    return absl::InvalidArgumentError("not exactly one certificate in PEM");
  }
  return openssl::PemOf(certificate.get());
}

bool IsKeyOfCertificate(absl::string_view pem, const Secret& private_key_pem) {
  const openssl::Certificate certificate = FirstOf(pem);
  const openssl::Bio bio = openssl::ReadFrom(private_key_pem.Expose());
  const openssl::Key key(bio == nullptr ? nullptr
                                        : PEM_read_bio_PrivateKey(
                                              bio.get(), nullptr,
                                              &openssl::NoPassphrase, nullptr));
  const bool same = certificate != nullptr && key != nullptr &&
                    X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  return same;
}

}  // namespace kith
