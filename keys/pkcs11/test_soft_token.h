// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_PKCS11_TEST_SOFT_TOKEN_H_
#define KITH_KEYS_PKCS11_TEST_SOFT_TOKEN_H_

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace kith::pkcs11 {

// A PKCS #11 token in software (SoftHSM), in a folder of its own, and the
// environment by which this process and those it starts find it. A process
// looks once: put every key into it before the first is asked for.
class SoftToken {
 public:
  static constexpr char kMissing[] =
      "pkcs11-provider is not installed, or softhsm2; apt-get install "
      "pkcs11-provider softhsm2 (in Debian 12 the first is in its backports)";
  static bool IsThere() {
    return std::system("command -v softhsm2-util >/dev/null") == 0 &&
           std::filesystem::exists(kModule) &&
           std::system(
               "ls /usr/lib/*/ossl-modules/pkcs11.so >/dev/null 2>&1") == 0;
  }

  explicit SoftToken(const std::filesystem::path& folder) : folder_(folder) {
    std::filesystem::create_directories(folder_ / "tokens");
    std::ofstream(folder_ / "softhsm2.conf")
        << "directories.tokendir = " << (folder_ / "tokens").native()
        << "\nobjectstore.backend = file\nlog.level = ERROR\n";
    std::ofstream(folder_ / "pin") << "2468\n";
    setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
    setenv("PKCS11_PROVIDER_MODULE", kModule, 1);
    Util("--init-token --free --label kith --pin 2468 --so-pin 1357");
  }

  // Under this name; what was the key's own stays the caller's.
  void Put(const std::string& name, EVP_PKEY* key) {
    const std::string pem = folder_ / "key.pem";
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
        std::fopen(pem.c_str(), "w"), &std::fclose);
    PEM_write_PKCS8PrivateKey(file.get(), key, nullptr, nullptr, 0, nullptr,
                              nullptr);
    std::fflush(file.get());
    Util(absl::StrCat("--import ", pem, " --token kith --pin 2468 --label ",
                      name, " --id 0", ++keys_));
    std::filesystem::remove(pem);
  }
  // An Ed25519 key, by its seed.
  void PutSeed(const std::string& name, absl::string_view seed) {
    EVP_PKEY* const key = EVP_PKEY_new_raw_private_key(
        EVP_PKEY_ED25519, nullptr,
        reinterpret_cast<const unsigned char*>(seed.data()), seed.size());
    Put(name, key);
    EVP_PKEY_free(key);
  }
  std::string AddressOf(const std::string& name) const {
    return absl::StrCat("pkcs11:token=kith;object=", name,
                        "?pin-source=", (folder_ / "pin").native());
  }
  // Everything in it is gone.
  void Lose() { std::filesystem::remove_all(folder_ / "tokens"); }

 private:
  static constexpr char kModule[] = "/usr/lib/softhsm/libsofthsm2.so";

  static void Util(const std::string& words) {
    const std::string command =
        absl::StrCat("softhsm2-util ", words, " >/dev/null");
    if (std::system(command.c_str()) != 0) std::abort();
  }

  const std::filesystem::path folder_;
  int keys_ = 0;
};

}  // namespace kith::pkcs11

#endif  // KITH_KEYS_PKCS11_TEST_SOFT_TOKEN_H_
