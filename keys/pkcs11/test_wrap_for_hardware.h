// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_PKCS11_TEST_WRAP_FOR_HARDWARE_H_
#define KITH_KEYS_PKCS11_TEST_WRAP_FOR_HARDWARE_H_

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <string>

#include "absl/strings/string_view.h"

namespace kith::pkcs11 {

// `secret` as CMS in DER, encrypted to an RSA key as
// docs/operate/hardware-tokens.md does it.
inline std::string WrapForHardware(EVP_PKEY* key, absl::string_view secret) {
  X509* const certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_sign(certificate, key, EVP_sha256());
  BIO* const in =
      BIO_new_mem_buf(secret.data(), static_cast<int>(secret.size()));
  CMS_ContentInfo* const cms =
      CMS_encrypt(nullptr, in, EVP_aes_256_gcm(), CMS_BINARY | CMS_PARTIAL);
  CMS_RecipientInfo* const recipient =
      CMS_add1_recipient_cert(cms, certificate, CMS_KEY_PARAM);
  EVP_PKEY_CTX_set_rsa_padding(CMS_RecipientInfo_get0_pkey_ctx(recipient),
                               RSA_PKCS1_OAEP_PADDING);
  CMS_final(cms, in, nullptr, CMS_BINARY);
  unsigned char* der = nullptr;
  const int size = i2d_CMS_ContentInfo(cms, &der);
  std::string wrapped(reinterpret_cast<const char*>(der),
                      static_cast<std::size_t>(size < 0 ? 0 : size));
  OPENSSL_free(der);
  CMS_ContentInfo_free(cms);
  BIO_free(in);
  X509_free(certificate);
  return wrapped;
}

}  // namespace kith::pkcs11

#endif  // KITH_KEYS_PKCS11_TEST_WRAP_FOR_HARDWARE_H_
