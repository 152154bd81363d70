// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/pair_files.h"

#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/private_file.h"
#include "keys/tls/certificate.h"

namespace kith {
namespace {

constexpr std::size_t kMaxBytes = 16 << 10;

std::string Next(const std::string& path) { return path + ".next"; }

std::string ReadText(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

bool PairFits(const std::string& certificate_path,
              const std::string& key_path) {
  absl::StatusOr<std::string> key = ReadPrivateFile(key_path, kMaxBytes);
  if (!key.ok()) return false;
  const Secret secret = Secret::FromBytes(*key);
  WipeString(*key);
  return IsKeyOfCertificate(ReadText(certificate_path), secret);
}

absl::Status ReplacePair(const std::string& certificate_path,
                         const std::string& private_key_path,
                         absl::string_view certificate_pem,
                         const Secret& private_key_pem) {
  if (!IsKeyOfCertificate(certificate_pem, private_key_pem)) {
    return absl::InvalidArgumentError("the key is not the certificate's");
  }
  const std::string next = Next(private_key_path);
  (void)unlink(next.c_str());
  KITH_RETURN_IF_ERROR(private_key_pem.ToNewFile(next));
  KITH_RETURN_IF_ERROR(SyncFolderOf(next));
  // From here on the new pair is in force: FinishReplacing() takes the key.
  KITH_RETURN_IF_ERROR(ReplacePrivateFile(certificate_path, certificate_pem));
  if (std::rename(next.c_str(), private_key_path.c_str()) != 0) {
    return absl::InternalError(
        absl::StrCat(private_key_path, ": cannot be replaced"));
  }
  return SyncFolderOf(private_key_path);
}

void FinishReplacing(const std::string& certificate_path,
                     const std::string& private_key_path) {
  const std::string next = Next(private_key_path);
  if (access(next.c_str(), F_OK) != 0) return;
  if (PairFits(certificate_path, private_key_path)) {
    (void)unlink(next.c_str());
  } else if (PairFits(certificate_path, next)) {
    (void)std::rename(next.c_str(), private_key_path.c_str());
    (void)SyncFolderOf(private_key_path);
  }
}

}  // namespace kith
