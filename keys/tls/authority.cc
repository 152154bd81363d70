// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/authority.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/pkcs11/hardware_key.h"
#include "keys/tls/openssl.h"

namespace kith {
namespace {

using openssl::Bio;
using openssl::Certificate;
using openssl::Key;
using openssl::Request;

constexpr int kVersion3 = 2;  // Versions are counted from 0 in X.509.
constexpr std::size_t kSerialBytes = 16;

absl::Status Failed(absl::string_view what) {
  ERR_clear_error();
  return absl::InternalError(absl::StrCat("authority: cannot ", what));
}

absl::Status Refused(absl::string_view why) {
  ERR_clear_error();
  return absl::InvalidArgumentError(absl::StrCat("authority: ", why));
}

absl::StatusOr<Secret> PemOf(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_secmem()));
  if (PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr,
                               nullptr) != 1) {
    return Failed("write a key");
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  Secret pem = Secret::FromBytes(
      absl::string_view(data, static_cast<std::size_t>(size)));
  OPENSSL_cleanse(data, static_cast<std::size_t>(size));
  return pem;
}

absl::StatusOr<std::string> PemOf(X509* certificate) {
  std::string pem = openssl::PemOf(certificate);
  if (pem.empty()) return Failed("write a certificate");
  return pem;
}

// In PEM, or the address of one in a hardware token.
absl::StatusOr<Key> ReadKey(const Secret& pem) {
  if (pkcs11::NamesHardwareKey(pem.Expose())) {
    KITH_ASSIGN_OR_RETURN(const pkcs11::HardwareKey in_token,
                          pkcs11::FindHardwareKey(pem.Expose()));
    EVP_PKEY_up_ref(in_token.get());
    return Key(in_token.get());
  }
  const Bio bio = openssl::ReadFrom(pem.Expose());
  Key key(bio == nullptr
              ? nullptr
              : PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
  if (key == nullptr) return Refused("the key is not in PEM");
  return key;
}

absl::StatusOr<Certificate> ReadCertificate(absl::string_view pem) {
  const Bio bio = openssl::ReadFrom(pem);
  Certificate certificate(
      bio == nullptr ? nullptr
                     : PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (certificate == nullptr) return Refused("the certificate is not in PEM");
  return certificate;
}

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

absl::Status AddExtension(X509* certificate, X509* issuer, int nid,
                          const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, openssl::Free> extension(
      X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  if (extension == nullptr ||
      X509_add_ext(certificate, extension.get(), -1) != 1) {
    return Failed("add an extension");
  }
  return absl::OkStatus();
}

absl::Status SetSerial(X509* certificate, Random& random) {
  std::string bytes = random.Bytes(kSerialBytes);
  // Positive and of one length.
  bytes[0] = static_cast<char>((bytes[0] & 0x3f) | 0x40);
  const std::unique_ptr<BIGNUM, openssl::Free> number(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                static_cast<int>(bytes.size()), nullptr));
  return BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) !=
                 nullptr
             ? absl::OkStatus()
             : Failed("set a serial number");
}

// Everything that certificates of both kinds have, issuer and key apart.
absl::StatusOr<Certificate> NewCertificate(const std::string& name,
                                           EVP_PKEY* key, Random& random,
                                           absl::Time now,
                                           absl::Duration validity) {
  if (validity <= absl::ZeroDuration()) {
    return Refused("a certificate must be valid for some time");
  }
  Certificate certificate(X509_new());
  X509* const raw = certificate.get();
  KITH_RETURN_IF_ERROR(SetSerial(raw, random));
  const bool done =
      X509_set_version(raw, kVersion3) == 1 &&
      ASN1_TIME_set(X509_getm_notBefore(raw),
                    absl::ToTimeT(now - Authority::kBeginsBefore)) != nullptr &&
      ASN1_TIME_set(X509_getm_notAfter(raw), absl::ToTimeT(now + validity)) !=
          nullptr &&
      X509_NAME_add_entry_by_txt(
          X509_get_subject_name(raw), "CN", MBSTRING_ASC,
          reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
          0) == 1 &&
      X509_set_pubkey(raw, key) == 1;
  if (!done) return Failed("fill a certificate");
  return certificate;
}

bool IsHostName(absl::string_view name) {
  return !name.empty() && name.size() <= 253 &&
         !absl::EndsWith(name, ".kith") &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_islower(static_cast<unsigned char>(c)) ||
                  absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
                  c == '-' || c == '.';
         });
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
    if (!IsHostName(name)) return Refused("a host name not well-formed");
    absl::StrAppend(&names, ",DNS:", name);
  }
  for (const std::string& address : terms.addresses) {
    if (!IsAddress(address)) return Refused("an address not well-formed");
    absl::StrAppend(&names, ",IP:", address);
  }
  return names;
}

absl::Status AddLeafExtensions(X509* certificate, X509* issuer,
                               const std::string& names) {
  KITH_RETURN_IF_ERROR(AddExtension(certificate, issuer, NID_basic_constraints,
                                    "critical,CA:FALSE"));
  KITH_RETURN_IF_ERROR(AddExtension(certificate, issuer, NID_key_usage,
                                    "critical,digitalSignature"));
  KITH_RETURN_IF_ERROR(AddExtension(certificate, issuer, NID_ext_key_usage,
                                    "serverAuth,clientAuth"));
  KITH_RETURN_IF_ERROR(
      AddExtension(certificate, issuer, NID_subject_key_identifier, "hash"));
  KITH_RETURN_IF_ERROR(AddExtension(
      certificate, issuer, NID_authority_key_identifier, "keyid:always"));
  return AddExtension(certificate, issuer, NID_subject_alt_name, names);
}

absl::Status CheckEndsBefore(const X509* certificate, const X509* issuer) {
  return ASN1_TIME_compare(X509_get0_notAfter(certificate),
                           X509_get0_notAfter(issuer)) > 0
             ? Refused("the certificate would outlive the authority")
             : absl::OkStatus();
}

absl::StatusOr<std::string> SignedPem(X509* certificate, const X509* issuer,
                                      EVP_PKEY* key) {
  const pkcs11::OneAtATime alone;
  if (X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) != 1 ||
      X509_sign(certificate, key, EVP_sha256()) == 0) {
    return Failed("sign a certificate");
  }
  return PemOf(certificate);
}

absl::StatusOr<Key> NewKey() {
  Key key(EVP_EC_gen("P-256"));
  if (key == nullptr) return Failed("make a key");
  return key;
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
  KITH_ASSIGN_OR_RETURN(Secret key_pem, PemOf(key.get()));
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
  KITH_RETURN_IF_ERROR(AddExtension(raw, raw, NID_basic_constraints,
                                    "critical,CA:TRUE,pathlen:1"));
  KITH_RETURN_IF_ERROR(
      AddExtension(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign"));
  KITH_RETURN_IF_ERROR(
      AddExtension(raw, raw, NID_subject_key_identifier, "hash"));
  KITH_ASSIGN_OR_RETURN(std::string pem, SignedPem(raw, raw, key.get()));
  KITH_ASSIGN_OR_RETURN(Secret key_pem, PemOf(key.get()));
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
  const std::pair<int, const char*> extensions[] = {
      {NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
      {NID_key_usage, "critical,keyCertSign"},
      // OpenSSL holds an authority to it too: it vouches for no server.
      {NID_ext_key_usage, "clientAuth"},
      {NID_subject_key_identifier, "hash"},
      {NID_authority_key_identifier, "keyid:always"}};
  for (const auto& [nid, value] : extensions) {
    KITH_RETURN_IF_ERROR(AddExtension(raw, above.get(), nid, value));
  }
  KITH_ASSIGN_OR_RETURN(std::string pem,
                        SignedPem(raw, above.get(), above_key.get()));
  KITH_ASSIGN_OR_RETURN(Secret key_pem, PemOf(key.get()));
  return Authority(std::move(pem), std::move(key_pem));
}

absl::StatusOr<Authority> Authority::Load(absl::string_view certificate_pem,
                                          const Secret& private_key_pem) {
  KITH_ASSIGN_OR_RETURN(const Certificate certificate,
                        ReadCertificate(certificate_pem));
  KITH_ASSIGN_OR_RETURN(const Key key, ReadKey(private_key_pem));
  if (X509_check_ca(certificate.get()) != 1) {
    return Refused("the certificate is not an authority's");
  }
  const pkcs11::OneAtATime alone;
  if (X509_check_private_key(certificate.get(), key.get()) != 1) {
    return Refused("the key is not the certificate's");
  }
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
      AddLeafExtensions(certificate.get(), issuer.get(), names));
  return SignedPem(certificate.get(), issuer.get(), key.get());
}

}  // namespace kith
