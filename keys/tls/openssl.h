// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLS_OPENSSL_H_
#define KITH_KEYS_TLS_OPENSSL_H_

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstddef>
#include <memory>
#include <string>

#include "absl/strings/string_view.h"

// OpenSSL's objects, freed by themselves. Only keys/tls includes this.
namespace kith::openssl {

struct Free {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_REQ* request) const { X509_REQ_free(request); }
  void operator()(X509_EXTENSION* extension) const {
    X509_EXTENSION_free(extension);
  }
  void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
  void operator()(BIGNUM* number) const { BN_free(number); }
};
using Bio = std::unique_ptr<BIO, Free>;
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Certificate = std::unique_ptr<X509, Free>;
using Request = std::unique_ptr<X509_REQ, Free>;

// Instead of OpenSSL's own, which asks at the terminal and waits: a key under a
// passphrase cannot be read.
inline int NoPassphrase(char*, int, int, void*) { return 0; }

// Nothing that is read here is longer.
inline constexpr std::size_t kMaxPemBytes = 16 * 1024;

// A BIO over `text`, which must outlive it; null if it is too long.
inline Bio ReadFrom(absl::string_view text) {
  if (text.size() > kMaxPemBytes) return nullptr;
  return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

inline std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

// Empty if it cannot be written.
inline std::string PemOf(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()));
  const bool written =
      bio != nullptr && PEM_write_bio_X509(bio.get(), certificate) == 1;
  return written ? TextOf(bio.get()) : "";
}

}  // namespace kith::openssl

#endif  // KITH_KEYS_TLS_OPENSSL_H_
