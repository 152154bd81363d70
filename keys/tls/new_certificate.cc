// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/new_certificate.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/pkcs11/hardware_key.h"
#include "keys/tls/authority.h"

namespace kith::openssl {
namespace {

constexpr int kVersion3 = 2;  // Versions are counted from 0 in X.509.
constexpr std::size_t kSerialBytes = 16;

absl::Status AddExtension(X509* certificate, X509* issuer, int nid,
                          const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, Free> extension(
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
  const std::unique_ptr<BIGNUM, Free> number(
      BN_bin2bn(reinterpret_cast<const unsigned char*>(bytes.data()),
                static_cast<int>(bytes.size()), nullptr));
  return BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) !=
                 nullptr
             ? absl::OkStatus()
             : Failed("set a serial number");
}

}  // namespace

absl::Status Failed(absl::string_view what) {
  ERR_clear_error();
  return absl::InternalError(absl::StrCat("authority: cannot ", what));
}

absl::Status Refused(absl::string_view why) {
  ERR_clear_error();
  return absl::InvalidArgumentError(absl::StrCat("authority: ", why));
}

absl::StatusOr<Key> NewKey() {
  Key key(EVP_EC_gen("P-256"));
  if (key == nullptr) return Failed("make a key");
  return key;
}

absl::StatusOr<Secret> SecretPemOf(EVP_PKEY* key) {
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

absl::StatusOr<Key> ReadKey(const Secret& pem) {
  if (pkcs11::NamesHardwareKey(pem.Expose())) {
    KITH_ASSIGN_OR_RETURN(const pkcs11::HardwareKey in_token,
                          pkcs11::FindHardwareKey(pem.Expose()));
    EVP_PKEY_up_ref(in_token.get());
    return Key(in_token.get());
  }
  const Bio bio = ReadFrom(pem.Expose());
  Key key(bio == nullptr
              ? nullptr
              : PEM_read_bio_PrivateKey(bio.get(), nullptr,
                                        &openssl::NoPassphrase, nullptr));
  if (key == nullptr) return Refused("the key is not in PEM");
  return key;
}

absl::StatusOr<Certificate> ReadCertificate(absl::string_view pem) {
  const Bio bio = ReadFrom(pem);
  Certificate certificate(
      bio == nullptr ? nullptr
                     : PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  if (certificate == nullptr) return Refused("the certificate is not in PEM");
  return certificate;
}

absl::Status CheckAuthority(absl::string_view certificate_pem,
                            const Secret& private_key_pem) {
  KITH_ASSIGN_OR_RETURN(const Certificate certificate,
                        ReadCertificate(certificate_pem));
  KITH_ASSIGN_OR_RETURN(const Key key, ReadKey(private_key_pem));
  if (X509_check_ca(certificate.get()) != 1) {
    return Refused("the certificate is not an authority's");
  }
  const pkcs11::OneAtATime alone;
  return X509_check_private_key(certificate.get(), key.get()) == 1
             ? absl::OkStatus()
             : Refused("the key is not the certificate's");
}

bool IsHostName(absl::string_view name) {
  return !name.empty() && name.size() <= 253 &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_islower(static_cast<unsigned char>(c)) ||
                  absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
                  c == '-' || c == '.';
         });
}

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

absl::Status AddExtensions(
    X509* certificate, X509* issuer,
    std::initializer_list<std::pair<int, std::string>> extensions) {
  for (const auto& [nid, value] : extensions) {
    KITH_RETURN_IF_ERROR(AddExtension(certificate, issuer, nid, value));
  }
  return absl::OkStatus();
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
  std::string pem = PemOf(certificate);
  if (pem.empty()) return Failed("write a certificate");
  return pem;
}

}  // namespace kith::openssl
