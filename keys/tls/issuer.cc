// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/issuer.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "keys/tls/certificate.h"
#include "keys/tls/openssl.h"

namespace kith {
namespace {

constexpr int kMostIssuerBytes = 60;
constexpr char kNobody[] = "nobody named";

std::vector<openssl::Certificate> AllOf(absl::string_view pem) {
  std::vector<openssl::Certificate> all;
  const openssl::Bio bio = openssl::ReadFrom(pem);
  while (bio != nullptr && all.size() < kMostCertificates) {
    openssl::Certificate next(
        PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    if (next == nullptr) break;
    all.push_back(std::move(next));
  }
  ERR_clear_error();
  return all;
}

openssl::Certificate FirstOf(absl::string_view pem) {
  std::vector<openssl::Certificate> all = AllOf(pem);
  return all.empty() ? nullptr : std::move(all.front());
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

}  // namespace

std::string IssuerNamed(absl::string_view pem) {
  const openssl::Certificate certificate = FirstOf(pem);
  if (certificate == nullptr) return kNobody;
  const X509_NAME* const name = X509_get_issuer_name(certificate.get());
  for (const int field : {NID_commonName, NID_organizationName}) {
    const int at = X509_NAME_get_index_by_NID(name, field, -1);
    if (at < 0) continue;
    return Harmless(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
  }
  return kNobody;
}

bool IsSignedBy(absl::string_view pem, absl::string_view authority_pem) {
  std::vector<openssl::Certificate> chain = AllOf(pem);
  openssl::Certificate authority = FirstOf(authority_pem);
  if (chain.empty() || authority == nullptr) return false;
  // What stands behind may be the authority itself.
  if (chain.size() == 1 || X509_cmp(chain.back().get(), authority.get()) != 0) {
    chain.push_back(std::move(authority));
  }
  bool is = true;
  for (std::size_t i = 0; is && i + 1 < chain.size(); ++i) {
    is = X509_verify(chain[i].get(), X509_get0_pubkey(chain[i + 1].get())) == 1;
  }
  ERR_clear_error();
  return is;
}

}  // namespace kith
