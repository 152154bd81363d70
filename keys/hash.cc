// SPDX-License-Identifier: Apache-2.0
#include "keys/hash.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdlib>
#include <cstring>
#include <memory>

#include "keys/secret.h"

namespace kith {
namespace {

// Looking an algorithm up by name costs more than hashing a leaf: done once.
const EVP_MD* FetchedSha256() {
  static const EVP_MD* const algorithm =
      EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return algorithm;
}

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

EVP_MD_CTX* ThreadContext() {
  thread_local const std::unique_ptr<EVP_MD_CTX, FreeContext> context(
      EVP_MD_CTX_new());
  return context.get();
}

// Hashing fails only without memory or without a provider. A wrong hash would
// be worse than no program.
void Require(bool held) {
  if (!held) std::abort();
}

template <typename Integer>
std::string BigEndian(Integer value) {
  std::string bytes(sizeof value, '\0');
  for (std::size_t i = bytes.size(); i > 0; --i) {
    bytes[i - 1] = static_cast<char>(value & 0xff);
    value >>= 8;
  }
  return bytes;
}

}  // namespace

Hash Sha256(absl::Span<const absl::string_view> parts) {
  Hash hash;
  EVP_MD_CTX* const context = ThreadContext();
  Require(EVP_DigestInit_ex2(context, FetchedSha256(), nullptr) == 1);
  for (const absl::string_view part : parts) {
    Require(EVP_DigestUpdate(context, part.data(), part.size()) == 1);
  }
  Require(EVP_DigestFinal_ex(context, hash.data(), nullptr) == 1);
  return hash;
}

Hash Sha256(absl::string_view bytes) {
  return Sha256(absl::MakeConstSpan(&bytes, 1));
}

std::string HmacSha256(absl::string_view key, absl::string_view message) {
  // OpenSSL takes a null pointer for "no message given", not for an empty one.
  const char* const key_data = key.empty() ? "" : key.data();
  const char* const data = message.empty() ? "" : message.data();
  std::string mac(kHashBytes, '\0');
  Require(HMAC(FetchedSha256(), key_data, static_cast<int>(key.size()),
               reinterpret_cast<const unsigned char*>(data), message.size(),
               reinterpret_cast<unsigned char*>(mac.data()),
               nullptr) != nullptr);
  return mac;
}

std::string HkdfSha256(absl::string_view input, absl::string_view salt,
                       absl::string_view info, std::size_t size) {
  Require(size <= 255 * kHashBytes);
  std::string extracted = HmacSha256(salt, input);
  std::string output;
  std::string block;
  for (char counter = 1; output.size() < size; ++counter) {
    block.append(info.data(), info.size());
    block.push_back(counter);
    std::string next = HmacSha256(extracted, block);
    WipeString(block);
    block = std::move(next);
    output.append(block, 0, size - output.size());
  }
  WipeString(block);
  WipeString(extracted);
  return output;
}

std::string HashBytes(const Hash& hash) {
  return std::string(hash.begin(), hash.end());
}

absl::string_view HashView(const Hash& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Hash HashFromBytes(absl::string_view bytes) {
  Require(bytes.size() == kHashBytes);
  Hash hash;
  std::memcpy(hash.data(), bytes.data(), kHashBytes);
  return hash;
}

std::string JoinFields(absl::Span<const absl::string_view> parts) {
  std::string joined;
  for (const absl::string_view part : parts) {
    joined += BigEndian32(static_cast<std::uint32_t>(part.size()));
    joined.append(part.data(), part.size());
  }
  return joined;
}

std::string BigEndian64(std::uint64_t value) { return BigEndian(value); }
std::string BigEndian32(std::uint32_t value) { return BigEndian(value); }

}  // namespace kith
