// SPDX-License-Identifier: Apache-2.0
#include "keys/pkcs11/hardware_key.h"

#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/provider.h>
#include <openssl/store.h>
#include <openssl/ui.h>

#include <atomic>
#include <cstddef>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/synchronization/mutex.h"
#include "keys/base/status_macros.h"
#include "keys/signer.h"

namespace kith::pkcs11 {
namespace {

constexpr char kScheme[] = "pkcs11:";
// Of what the token can do, it is asked first; the rest OpenSSL does.
constexpr char kTokenFirst[] = "?provider=pkcs11";
constexpr std::size_t kMostWrapped = 16 * 1024;

struct Free {
  void operator()(OSSL_STORE_CTX* store) const { OSSL_STORE_close(store); }
  void operator()(OSSL_STORE_INFO* found) const { OSSL_STORE_INFO_free(found); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(CMS_ContentInfo* cms) const { CMS_ContentInfo_free(cms); }
  void operator()(BIO* bio) const { BIO_free_all(bio); }
};
template <typename T>
using Held = std::unique_ptr<T, Free>;

// Apart from the library that everything else uses: loading a provider by name
// there would end the loading of the usual one. Never freed: at the end of a
// process the token's own library may be gone before it.
struct Library {
  OSSL_LIB_CTX* context = OSSL_LIB_CTX_new();
  bool is_there = OSSL_PROVIDER_load(context, "default") != nullptr &&
                  OSSL_PROVIDER_load(context, "pkcs11") != nullptr;
};
const Library& TheLibrary() {
  static const Library& library = *new Library();
  return library;
}

absl::Mutex& TheToken() {
  static absl::Mutex& mutex = *new absl::Mutex();
  return mutex;
}

std::atomic<bool> asks_for_pins = false;

// OpenSSL's own reason, which has no secret in it.
std::string Reason() {
  const unsigned long error = ERR_peek_last_error();
  const char* reason = error == 0 ? nullptr : ERR_reason_error_string(error);
  std::string words = reason == nullptr ? "" : absl::StrCat(" (", reason, ")");
  ERR_clear_error();
  return words;
}

absl::Status Unavailable(absl::string_view what) {
  return absl::UnavailableError(
      absl::StrCat("the hardware token ", what, Reason()));
}

// Of the part behind the question mark: "pin-source" or another.
bool HasQuery(absl::string_view address, absl::string_view name) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(address, absl::MaxSplits('?', 1));
  for (const absl::string_view attribute : absl::StrSplit(parts.second, '&')) {
    if (absl::StartsWith(attribute, absl::StrCat(name, "="))) return true;
  }
  return false;
}

absl::string_view WithoutLineEnd(absl::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
    text.remove_suffix(1);
  }
  return text;
}

HardwareKey FirstKey(OSSL_STORE_CTX* store) {
  OSSL_STORE_expect(store, OSSL_STORE_INFO_PKEY);
  while (OSSL_STORE_eof(store) == 0) {
    const Held<OSSL_STORE_INFO> found(OSSL_STORE_load(store));
    if (found == nullptr && OSSL_STORE_error(store) != 0) return nullptr;
    if (found == nullptr) continue;
    if (OSSL_STORE_INFO_get_type(found.get()) == OSSL_STORE_INFO_PKEY) {
      return {OSSL_STORE_INFO_get1_PKEY(found.get()), EVP_PKEY_free};
    }
  }
  return nullptr;
}

}  // namespace

bool NamesHardwareKey(absl::string_view text) {
  return absl::StartsWith(text, kScheme);
}

void AskForPins() { asks_for_pins = true; }

OneAtATime::OneAtATime() { TheToken().Lock(); }
OneAtATime::~OneAtATime() { TheToken().Unlock(); }

absl::StatusOr<HardwareKey> FindHardwareKey(absl::string_view address) {
  const std::string text(WithoutLineEnd(address));
  if (!NamesHardwareKey(text) || absl::StrContains(text, '\n')) {
    return absl::InvalidArgumentError(
        "a key in a hardware token is one line: "
        "pkcs11:token=NAME;object=NAME?pin-source=FILE");
  }
  if (HasQuery(text, "pin-value")) {
    return absl::InvalidArgumentError(
        "a PIN must not stand in the address of a key; put it into a file of "
        "the program's own and name that: pin-source=FILE");
  }
  absl::MutexLock lock(&TheToken());
  ERR_clear_error();
  if (!TheLibrary().is_there) {
    ERR_clear_error();
    return absl::FailedPreconditionError(
        "a key is in a hardware token, and OpenSSL's provider for it is not "
        "installed; apt-get install pkcs11-provider");
  }
  const bool asks = asks_for_pins && !HasQuery(text, "pin-source");
  const UI_METHOD* const ask = asks ? nullptr : UI_null();
  const Held<OSSL_STORE_CTX> store(
      OSSL_STORE_open_ex(text.c_str(), TheLibrary().context, kTokenFirst, ask,
                         nullptr, nullptr, nullptr, nullptr));
  if (store == nullptr) {
    ERR_clear_error();
    return absl::FailedPreconditionError(
        "the module of the hardware token cannot be used; install "
        "p11-kit-modules, or name it in PKCS11_PROVIDER_MODULE");
  }
  HardwareKey key = FirstKey(store.get());
  if (key == nullptr) {
    return Unavailable(
        "does not give the key; is it there, under this name, and is the PIN "
        "right? Try it by hand before it locks: pkcs11-tool --login --test");
  }
  ERR_clear_error();
  return key;
}

absl::StatusOr<std::string> Ed25519PublicKey(const HardwareKey& key) {
  std::string bytes(kPublicKeyBytes, '\0');
  std::size_t size = bytes.size();
  absl::MutexLock lock(&TheToken());
  if (EVP_PKEY_is_a(key.get(), "ED25519") != 1 ||
      EVP_PKEY_get_raw_public_key(
          key.get(), reinterpret_cast<unsigned char*>(bytes.data()), &size) !=
          1 ||
      size != kPublicKeyBytes) {
    ERR_clear_error();
    return absl::InvalidArgumentError(
        "the key in the hardware token is not on Ed25519");
  }
  return bytes;
}

absl::StatusOr<std::string> SignInHardware(const HardwareKey& key,
                                           absl::string_view bytes) {
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  absl::MutexLock lock(&TheToken());
  const Held<EVP_MD_CTX> context(EVP_MD_CTX_new());
  if (EVP_DigestSignInit_ex(context.get(), nullptr, nullptr,
                            TheLibrary().context, kTokenFirst, key.get(),
                            nullptr) != 1 ||
      EVP_DigestSign(context.get(),
                     reinterpret_cast<unsigned char*>(signature.data()), &size,
                     reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size()) != 1 ||
      size != kSignatureBytes) {
    return Unavailable("did not sign");
  }
  return signature;
}

absl::StatusOr<Secret> UnwrapInHardware(const HardwareKey& key,
                                        absl::string_view wrapped) {
  if (wrapped.size() > kMostWrapped) {
    return absl::InvalidArgumentError("too long for a key that was wrapped");
  }
  absl::MutexLock lock(&TheToken());
  const Held<BIO> in(
      BIO_new_mem_buf(wrapped.data(), static_cast<int>(wrapped.size())));
  CMS_ContentInfo* into = CMS_ContentInfo_new_ex(TheLibrary().context, nullptr);
  const bool is_read = d2i_CMS_bio(in.get(), &into) != nullptr;
  const Held<CMS_ContentInfo> cms(into);
  if (!is_read) {
    ERR_clear_error();
    return absl::InvalidArgumentError("it is no CMS in DER");
  }
  const Held<BIO> out(BIO_new(BIO_s_secmem()));
  if (CMS_decrypt(cms.get(), key.get(), nullptr, nullptr, out.get(),
                  CMS_BINARY) != 1) {
    return Unavailable("does not open what was wrapped for it");
  }
  char* data = nullptr;
  const long size = BIO_get_mem_data(out.get(), &data);
  Secret secret = Secret::FromBytes(
      absl::string_view(data, static_cast<std::size_t>(size)));
  OPENSSL_cleanse(data, static_cast<std::size_t>(size));
  return secret;
}

}  // namespace kith::pkcs11
