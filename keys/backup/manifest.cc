// SPDX-License-Identifier: Apache-2.0
#include "keys/backup/manifest.h"

#include <openssl/evp.h>

#include <fstream>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/tiles.h"

namespace kith::backup {
namespace {

constexpr int kVersion = 1;
constexpr std::size_t kMostJson = 64 * 1024;
constexpr std::size_t kPiece = 1 << 20;

absl::Status Nothing(const std::string&, absl::string_view) {
  return absl::OkStatus();
}

absl::Status Wrong(absl::string_view field) {
  return absl::InvalidArgumentError(
      absl::StrCat("manifest.json: ", field,
                   " is missing or makes no sense; is this a backup's "
                   "folder?"));
}

bool ReadText(const nlohmann::json& json, const char* name, std::string& text) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_string()) return false;
  text = found->get<std::string>();
  return !text.empty();
}

bool ReadHash(const nlohmann::json& json, const char* name,
              std::string& bytes) {
  std::string hex;
  if (!ReadText(json, name, hex) || hex.size() != 2 * kHashBytes) return false;
  bytes = absl::HexStringToBytes(hex);
  return absl::BytesToHexString(bytes) == hex;
}

bool ReadNumber(const nlohmann::json& json, const char* name,
                std::uint64_t& number) {
  const auto found = json.find(name);
  if (found == json.end() || !found->is_number_unsigned()) return false;
  number = found->get<std::uint64_t>();
  return true;
}

struct FreeDigest {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

}  // namespace

std::string ToJson(const Manifest& manifest) {
  const nlohmann::ordered_json json = {
      {"version", kVersion},
      {"program", manifest.program},
      {"id", manifest.id},
      {"network", manifest.network},
      {"network_id", absl::BytesToHexString(manifest.network_id)},
      {"made_at_ms",
       static_cast<std::uint64_t>(absl::ToUnixMillis(manifest.made_at))},
      {"log_size", manifest.log_size},
      {"log_root", absl::BytesToHexString(manifest.log_root)},
      {"database_sha256", absl::BytesToHexString(manifest.database_sha256)},
      {"database_bytes", manifest.database_bytes}};
  return json.dump(2) + "\n";
}

absl::StatusOr<Manifest> FromJson(absl::string_view text) {
  const nlohmann::json json =
      nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
  if (!json.is_object()) return Wrong("JSON");
  std::uint64_t version = 0, made_at = 0;
  Manifest manifest;
  if (!ReadNumber(json, "version", version) || version != kVersion) {
    return Wrong("version");
  }
  if (!ReadText(json, "program", manifest.program)) return Wrong("program");
  if (!ReadText(json, "id", manifest.id)) return Wrong("id");
  if (!ReadText(json, "network", manifest.network)) return Wrong("network");
  if (!ReadHash(json, "network_id", manifest.network_id)) {
    return Wrong("network_id");
  }
  if (!ReadNumber(json, "made_at_ms", made_at)) return Wrong("made_at_ms");
  manifest.made_at = absl::FromUnixMillis(static_cast<std::int64_t>(made_at));
  if (!ReadNumber(json, "log_size", manifest.log_size)) {
    return Wrong("log_size");
  }
  if (!ReadHash(json, "log_root", manifest.log_root)) return Wrong("log_root");
  if (!ReadHash(json, "database_sha256", manifest.database_sha256)) {
    return Wrong("database_sha256");
  }
  if (!ReadNumber(json, "database_bytes", manifest.database_bytes)) {
    return Wrong("database_bytes");
  }
  return manifest;
}

absl::StatusOr<Manifest> ReadManifest(const std::string& folder) {
  std::ifstream file(absl::StrCat(folder, "/", kManifestFile),
                     std::ios::binary);
  if (!file) {
    return absl::NotFoundError(absl::StrCat(
        folder, ": holds no manifest.json; name the folder of one backup"));
  }
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (text.size() > kMostJson) return Wrong("its length");
  return FromJson(text);
}

absl::StatusOr<LogHead> ReadLogHead(SealedDb& db, std::uint64_t of) {
  KITH_ASSIGN_OR_RETURN(
      Statement rows,
      db.Prepare("SELECT position, bytes FROM leaf ORDER BY position"));
  tlog::TileMaker tree;
  LogHead head;
  while (true) {
    if (of > 0 && tree.size() == of) head.root_at = HashBytes(tree.Root());
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) break;
    if (rows.Int(0) != static_cast<std::int64_t>(tree.size())) {
      return absl::DataLossError(
          absl::StrCat("the log has no entry ", tree.size()));
    }
    KITH_ASSIGN_OR_RETURN(const tlog::Leaf leaf,
                          tlog::ParseLeaf(rows.Bytes(1)));
    head.newest = leaf.time;
    KITH_RETURN_IF_ERROR(tree.Add(rows.Bytes(1), Nothing));
  }
  head.size = tree.size();
  head.root = HashBytes(tree.Root());
  return head;
}

absl::StatusOr<FileHash> HashOfFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": no such file"));
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> digest(EVP_MD_CTX_new());
  FileHash hash;
  std::vector<char> piece(kPiece);
  bool good = digest != nullptr &&
              EVP_DigestInit_ex(digest.get(), EVP_sha256(), nullptr) == 1;
  while (good && file) {
    file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const auto got = static_cast<std::size_t>(file.gcount());
    hash.bytes += got;
    good = EVP_DigestUpdate(digest.get(), piece.data(), got) == 1;
  }
  unsigned char bytes[kHashBytes];
  if (!good || file.bad() ||
      EVP_DigestFinal_ex(digest.get(), bytes, nullptr) != 1) {
    return absl::InternalError(absl::StrCat(path,
                                            ": cannot be read to the "
                                            "end"));
  }
  hash.sha256.assign(reinterpret_cast<const char*>(bytes), kHashBytes);
  return hash;
}

}  // namespace kith::backup
