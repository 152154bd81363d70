// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/certificate_facts.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <ctime>

#include "absl/strings/ascii.h"
#include "keys/tls/openssl.h"

namespace kith {
namespace {

constexpr int kMostIssuerBytes = 60;

openssl::Certificate FirstOf(absl::string_view pem) {
  const openssl::Bio bio = openssl::ReadFrom(pem);
  if (bio == nullptr) return nullptr;
  openssl::Certificate certificate(
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  return certificate;
}

absl::Time TimeOf(const ASN1_TIME* time, absl::Time unreadable) {
  std::tm parts = {};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return unreadable;
  return absl::FromTM(parts, absl::UTCTimeZone());
}

// Somebody between may have written anything here.
std::string Harmless(const ASN1_STRING* text) {
  std::string plain;
  const unsigned char* const bytes = ASN1_STRING_get0_data(text);
  for (int i = 0; i < ASN1_STRING_length(text) && i < kMostIssuerBytes; ++i) {
    plain += absl::ascii_isprint(bytes[i]) ? static_cast<char>(bytes[i]) : '?';
  }
  return plain;
}

std::string IssuerOf(const X509* certificate) {
  const X509_NAME* const name = X509_get_issuer_name(certificate);
  for (const int field : {NID_commonName, NID_organizationName}) {
    const int at = X509_NAME_get_index_by_NID(name, field, -1);
    if (at < 0) continue;
    return Harmless(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  }
  return "nobody named";
}

}  // namespace

absl::StatusOr<CertificateFacts> FactsOfCertificatePem(absl::string_view pem) {
  const openssl::Certificate certificate = FirstOf(pem);
  if (certificate == nullptr) {
    return absl::InvalidArgumentError("certificate: not one in PEM");
  }
  return CertificateFacts{
      TimeOf(X509_get0_notBefore(certificate.get()), absl::InfiniteFuture()),
      TimeOf(X509_get0_notAfter(certificate.get()), absl::InfinitePast()),
      IssuerOf(certificate.get())};
}

bool IsSignedBy(absl::string_view pem, absl::string_view authority_pem) {
  const openssl::Certificate certificate = FirstOf(pem);
  const openssl::Certificate authority = FirstOf(authority_pem);
  if (certificate == nullptr || authority == nullptr) return false;
  const bool is =
      X509_verify(certificate.get(), X509_get0_pubkey(authority.get())) == 1;
  ERR_clear_error();
  return is;
}

bool IsKeyOf(const Secret& private_key_pem, absl::string_view pem) {
  const openssl::Certificate certificate = FirstOf(pem);
  const openssl::Bio bio = openssl::ReadFrom(private_key_pem.Expose());
  if (certificate == nullptr || bio == nullptr) return false;
  const openssl::Key key(
      PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  const bool is = key != nullptr &&
                  X509_check_private_key(certificate.get(), key.get()) == 1;
  ERR_clear_error();
  return is;
}

}  // namespace kith
