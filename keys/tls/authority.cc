// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/authority.h"

#include <openssl/pem.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/tls/new_certificate.h"
#include "keys/tls/openssl.h"

namespace kith {
namespace {

using openssl::AddExtensions;
using openssl::Bio;
using openssl::Certificate;
using openssl::CheckEndsBefore;
using openssl::Failed;
using openssl::Key;
using openssl::NewCertificate;
using openssl::NewKey;
using openssl::ReadCertificate;
using openssl::ReadKey;
using openssl::Refused;
using openssl::Request;
using openssl::SecretPemOf;
using openssl::SignedPem;

bool IsOnP256(const EVP_PKEY* key) {
  char group[32] = {};
  return EVP_PKEY_is_a(key, "EC") == 1 &&
         EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1 &&
         absl::string_view(group) == "prime256v1";
}

// The request, once it is shown that its sender has the private key.
absl::StatusOr<Request> ReadRequest(absl::string_view pem) {
  const Bio bio = openssl::ReadFrom(pem);
  Request request(bio == nullptr ? nullptr
                                 : PEM_read_bio_X509_REQ(bio.get(), nullptr,
                                                         nullptr, nullptr));
  if (request == nullptr) return Refused("the request is not in PEM");
  EVP_PKEY* const key = X509_REQ_get0_pubkey(request.get());
  if (key == nullptr || !IsOnP256(key)) {
    return Refused("the request's key is not on P-256");
  }
  if (X509_REQ_verify(request.get(), key) != 1) {
    return Refused("the request is not signed by its own key");
  }
  return request;
}

bool IsAddress(absl::string_view address) {
  return !address.empty() && address.size() <= 39 &&
         std::all_of(address.begin(), address.end(), [](char c) {
           return absl::ascii_isxdigit(static_cast<unsigned char>(c)) ||
                  c == ':' || c == '.';
         });
}

// All names as OpenSSL reads them. Their letters leave no room for its commas.
absl::StatusOr<std::string> AlternativeNames(const CertificateTerms& terms) {
  KITH_RETURN_IF_ERROR(CheckIdentity(terms.identity));
  std::string names = absl::StrCat("URI:", UriOf(terms.identity));
  if (terms.identity.role == PeerIdentity::Role::kAgency) {
    if (!terms.host_names.empty() || !terms.addresses.empty()) {
      return Refused("an agency is not a server");
    }
    return names;
  }
  absl::StrAppend(&names, ",DNS:", ServerNameOf(terms.identity));
  for (const std::string& name : terms.host_names) {
    if (!openssl::IsHostName(name) || absl::EndsWith(name, ".kith")) {
      return Refused("a host name not well-formed");
    }
    absl::StrAppend(&names, ",DNS:", name);
  }
  for (const std::string& address : terms.addresses) {
    if (!IsAddress(address)) return Refused("an address not well-formed");
    absl::StrAppend(&names, ",IP:", address);
  }
  return names;
}

}  // namespace

absl::StatusOr<KeyAndRequest> MakeKeyAndRequest() {
  KITH_ASSIGN_OR_RETURN(const Key key, NewKey());
  const Request request(X509_REQ_new());
  const Bio bio(BIO_new(BIO_s_mem()));
  if (X509_REQ_set_pubkey(request.get(), key.get()) != 1 ||
      X509_REQ_sign(request.get(), key.get(), EVP_sha256()) == 0 ||
      PEM_write_bio_X509_REQ(bio.get(), request.get()) != 1) {
    return Failed("make a request");
  }
  KITH_ASSIGN_OR_RETURN(Secret key_pem, SecretPemOf(key.get()));
  return KeyAndRequest{std::move(key_pem), openssl::TextOf(bio.get())};
}

Authority::Authority(std::string certificate_pem, Secret private_key_pem)
    : certificate_pem_(std::move(certificate_pem)),
      private_key_pem_(std::move(private_key_pem)) {}

absl::StatusOr<Authority> Authority::Create(const std::string& network,
                                            Random& random, absl::Time now,
                                            absl::Duration validity) {
  KITH_RETURN_IF_ERROR(
      CheckIdentity({network, PeerIdentity::Role::kBroker, "authority"}));
  KITH_ASSIGN_OR_RETURN(const Key key, NewKey());
  // A common name has at most 64 bytes, and nothing reads it.
  KITH_ASSIGN_OR_RETURN(
      const Certificate certificate,
      NewCertificate(network, key.get(), random, now, validity));
  X509* const raw = certificate.get();
  KITH_RETURN_IF_ERROR(
      AddExtensions(raw, raw,
                    {{NID_basic_constraints, "critical,CA:TRUE,pathlen:1"},
                     {NID_key_usage, "critical,keyCertSign,cRLSign"},
                     {NID_subject_key_identifier, "hash"}}));
  KITH_ASSIGN_OR_RETURN(std::string pem, SignedPem(raw, raw, key.get()));
  KITH_ASSIGN_OR_RETURN(Secret key_pem, SecretPemOf(key.get()));
  return Authority(std::move(pem), std::move(key_pem));
}

absl::StatusOr<Authority> Authority::CreateIssuing(
    Random& random, absl::Time now, absl::Duration validity) const {
  KITH_ASSIGN_OR_RETURN(const Certificate above,
                        ReadCertificate(certificate_pem_));
  KITH_ASSIGN_OR_RETURN(const Key above_key, ReadKey(private_key_pem_));
  KITH_ASSIGN_OR_RETURN(const Key key, NewKey());
  KITH_ASSIGN_OR_RETURN(
      const Certificate certificate,
      NewCertificate("issuing", key.get(), random, now, validity));
  X509* const raw = certificate.get();
  KITH_RETURN_IF_ERROR(CheckEndsBefore(raw, above.get()));
  KITH_RETURN_IF_ERROR(AddExtensions(
      raw, above.get(),
      {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
       {NID_key_usage, "critical,keyCertSign"},
       // OpenSSL holds an authority to it too: it vouches for no server.
       {NID_ext_key_usage, "clientAuth"},
       {NID_subject_key_identifier, "hash"},
       {NID_authority_key_identifier, "keyid:always"}}));
  KITH_ASSIGN_OR_RETURN(std::string pem,
                        SignedPem(raw, above.get(), above_key.get()));
  KITH_ASSIGN_OR_RETURN(Secret key_pem, SecretPemOf(key.get()));
  return Authority(std::move(pem), std::move(key_pem));
}

absl::StatusOr<Authority> Authority::Load(absl::string_view certificate_pem,
                                          const Secret& private_key_pem) {
  KITH_RETURN_IF_ERROR(
      openssl::CheckAuthority(certificate_pem, private_key_pem));
  return Authority(std::string(certificate_pem),
                   Secret::FromBytes(private_key_pem.Expose()));
}

absl::StatusOr<std::string> Authority::IssueFromRequest(
    absl::string_view request_pem, const CertificateTerms& terms,
    Random& random, absl::Time now) const {
  KITH_ASSIGN_OR_RETURN(const Request request, ReadRequest(request_pem));
  KITH_ASSIGN_OR_RETURN(const std::string names, AlternativeNames(terms));
  KITH_ASSIGN_OR_RETURN(const Certificate issuer,
                        ReadCertificate(certificate_pem_));
  KITH_ASSIGN_OR_RETURN(const Key key, ReadKey(private_key_pem_));
  KITH_ASSIGN_OR_RETURN(
      const Certificate certificate,
      NewCertificate(terms.identity.id, X509_REQ_get0_pubkey(request.get()),
                     random, now, terms.validity));
  KITH_RETURN_IF_ERROR(CheckEndsBefore(certificate.get(), issuer.get()));
  KITH_RETURN_IF_ERROR(
      AddExtensions(certificate.get(), issuer.get(),
                    {{NID_basic_constraints, "critical,CA:FALSE"},
                     {NID_key_usage, "critical,digitalSignature"},
                     {NID_ext_key_usage, "serverAuth,clientAuth"},
                     {NID_subject_key_identifier, "hash"},
                     {NID_authority_key_identifier, "keyid:always"},
                     {NID_subject_alt_name, names}}));
  return SignedPem(certificate.get(), issuer.get(), key.get());
}

}  // namespace kith
