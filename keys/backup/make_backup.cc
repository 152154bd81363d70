// SPDX-License-Identifier: Apache-2.0
#include "keys/backup/make_backup.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/health/database_checks.h"
#include "keys/health/look.h"
#include "keys/private_file.h"
#include "keys/program/load.h"
#include "keys/sealing.h"
#include "keys/wrapped_key.h"

namespace kith::backup {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kDaysKept = 35;
constexpr std::size_t kMostKeyBytes = 16 * 1024;
constexpr std::size_t kMostSealedBytes = 256 * 1024;
constexpr char kKeysInfo[] = "kith/v1/backup-keys";

std::string Prefix(const health::Setup& setup) {
  return absl::StrCat(
      absl::StrReplaceAll(health::NameOf(setup.program), {{" ", ""}}), "-",
      setup.id, "-");
}

// For this run alone.
absl::StatusOr<FileLock> LockPart(const std::string& part) {
  absl::StatusOr<FileLock> lock = FileLock::Take(part);
  if (!absl::IsFailedPrecondition(lock.status())) return lock;
  return absl::FailedPreconditionError(
      "another backup of this program is being made in this folder; wait until "
      "it has ended");
}

// What a killed run left goes. Another account's that may not be removed is put
// aside for somebody who may: the nightly backup goes on.
absl::Status MakePart(const std::string& part) {
  std::error_code error;
  fs::remove_all(part, error);
  if (fs::exists(part, error)) fs::rename(part, part + ".left", error);
  if (!fs::exists(part, error)) return MakePrivateFolder(part);
  return absl::FailedPreconditionError(absl::StrCat(
      part,
      ": another account's backup left it, and it cannot be removed; "
      "delete it as its owner"));
}

// The plain files that say what the database is of.
absl::Status CopyIfThere(const std::string& from, const std::string& to) {
  std::ifstream file(from, std::ios::binary);
  if (!file) return absl::OkStatus();
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  return ReplacePrivateFile(to, bytes);
}

absl::Status SealKeys(const health::Setup& setup, const Secret& passphrase,
                      const std::string& path, Random& random) {
  KITH_ASSIGN_OR_RETURN(const WrappedKey wrapped,
                        MakeWrappedKey(passphrase, kKeysInfo, random));
  KITH_ASSIGN_OR_RETURN(const Signer opened,
                        Unwrap(wrapped, passphrase, kKeysInfo));
  nlohmann::json keys = nlohmann::json::object();
  auto add = [&](const std::string& field,
                 const std::string& from) -> absl::Status {
    KITH_ASSIGN_OR_RETURN(std::string bytes,
                          ReadPrivateFile(from, kMostKeyBytes));
    keys[field] = absl::BytesToHexString(bytes);
    WipeString(bytes);
    return absl::OkStatus();
  };
  KITH_RETURN_IF_ERROR(add("tls_private_key", setup.tls_key_path));
  for (const auto& secret : setup.secrets) {
    KITH_RETURN_IF_ERROR(add(secret.field, secret.path));
  }
  std::string plain = keys.dump();
  std::string key =
      HkdfSha256(opened.seed().Expose(), "", kKeysInfo, kSealingKeyBytes);
  const std::string sealed = Seal(key, plain, kKeysInfo, random);
  WipeString(plain);
  WipeString(key);
  const nlohmann::ordered_json file = {
      {"public_key", absl::BytesToHexString(wrapped.public_key)},
      {"salt", absl::BytesToHexString(wrapped.salt)},
      {"wrapped", absl::BytesToHexString(wrapped.sealed)},
      {"sealed", absl::BytesToHexString(sealed)}};
  return ReplacePrivateFile(path, file.dump());
}

// Of a copy that nobody else uses: whole, and its log's head.
absl::StatusOr<Manifest> Describe(const health::Setup& setup,
                                  const Network& network, const Secret& key,
                                  const std::string& copy, absl::Time now) {
  LogHead head;
  {
    KITH_ASSIGN_OR_RETURN(const auto db, SealedDb::Open(copy, key));
    KITH_ASSIGN_OR_RETURN(const auto faults, db->PageFaults());
    if (!faults.empty()) {
      return absl::DataLossError(
          "the database is damaged, and a copy of it would be; restore the "
          "newest backup");
    }
    KITH_ASSIGN_OR_RETURN(head, ReadLogHead(*db));
  }
  KITH_RETURN_IF_ERROR(SyncFile(copy));
  KITH_ASSIGN_OR_RETURN(const FileHash hash, HashOfFile(copy));
  return Manifest{.program = std::string(health::NameOf(setup.program)),
                  .id = setup.id,
                  .network = network.file().name(),
                  .network_id = network.id(),
                  .made_at = now,
                  .log_size = head.size,
                  .log_root = head.root,
                  .database_sha256 = hash.sha256,
                  .database_bytes = hash.bytes};
}

// Of this program: what was not finished, and what is older than is kept.
int RemoveOld(const std::string& into, const health::Setup& setup,
              const std::string& newest, absl::Time before) {
  int removed = 0;
  std::error_code error;
  std::vector<fs::path> old;
  for (const auto& entry : fs::directory_iterator(into, error)) {
    const std::string name = entry.path().filename();
    if (!absl::StartsWith(name, Prefix(setup)) || entry.path() == newest)
      continue;
    const auto manifest = ReadManifest(entry.path());
    // An id may begin as another does.
    if (manifest.ok() && manifest->id == setup.id &&
        manifest->made_at < before) {
      old.push_back(entry.path());
    }
  }
  for (const fs::path& path : old) {
    if (fs::remove_all(path, error) > 0 && !error) ++removed;
  }
  return removed;
}

}  // namespace

absl::StatusOr<MadeBackup> MakeBackup(const health::Setup& setup,
                                      const std::string& into,
                                      const std::optional<Secret>& passphrase,
                                      absl::Time now, Random& random) {
  KITH_ASSIGN_OR_RETURN(const auto network, Network::Load(setup.network_path));
  std::error_code error;
  if (!fs::exists(setup.database_path, error)) {
    return absl::NotFoundError(absl::StrCat(
        "there is no database at ", setup.database_path, " to back up"));
  }
  KITH_ASSIGN_OR_RETURN(const Secret key, health::DatabaseKey(setup));
  KITH_RETURN_IF_ERROR(MakePrivateFolder(into));
  const std::string name = absl::StrCat(
      Prefix(setup),
      absl::FormatTime("%Y%m%dT%H%M%SZ", now, absl::UTCTimeZone()));
  const std::string part = absl::StrCat(into, "/.", Prefix(setup), "part");
  KITH_ASSIGN_OR_RETURN(const FileLock lock, LockPart(part));
  KITH_RETURN_IF_ERROR(MakePart(part));
  auto undo = absl::MakeCleanup([&] { fs::remove_all(part, error); });

  const std::string copy = absl::StrCat(part, "/", kDatabaseFile);
  {
    KITH_ASSIGN_OR_RETURN(const auto db,
                          SealedDb::Open(setup.database_path, key));
    KITH_RETURN_IF_ERROR(db->BackUpTo(copy));
  }
  KITH_ASSIGN_OR_RETURN(Manifest manifest,
                        Describe(setup, *network, key, copy, now));
  KITH_RETURN_IF_ERROR(CopyIfThere(setup.network_path, part + "/network.kith"));
  KITH_RETURN_IF_ERROR(
      CopyIfThere(setup.certificate_path, part + "/certificate.pem"));
  KITH_RETURN_IF_ERROR(
      CopyIfThere(setup.config_path, part + "/configuration.textproto"));
  if (passphrase.has_value()) {
    KITH_RETURN_IF_ERROR(SealKeys(setup, *passphrase,
                                  absl::StrCat(part, "/", kKeysFile), random));
  }
  KITH_RETURN_IF_ERROR(ReplacePrivateFile(
      absl::StrCat(part, "/", kManifestFile), ToJson(manifest)));
  const std::string folder = absl::StrCat(into, "/", name);
  if (std::rename(part.c_str(), folder.c_str()) != 0) {
    return absl::FailedPreconditionError(absl::StrCat(
        folder, ": cannot be made; was a backup made in this very second?"));
  }
  std::move(undo).Cancel();
  KITH_RETURN_IF_ERROR(SyncFolderOf(folder));
  KITH_RETURN_IF_ERROR(ReplacePrivateFile(
      health::BackupNotePath(setup.database_path), folder + "\n"));
  const std::uint32_t days = network->file().retention().backups();
  const int removed =
      RemoveOld(into, setup, folder,
                now - absl::Hours(24) * (days == 0 ? kDaysKept : days));
  return MadeBackup{folder, std::move(manifest), removed};
}

absl::StatusOr<std::vector<KeptKey>> OpenKeptKeys(const std::string& folder,
                                                  const Secret& passphrase) {
  KITH_ASSIGN_OR_RETURN(
      const std::string text,
      ReadPrivateFile(absl::StrCat(folder, "/", kKeysFile), kMostSealedBytes));
  const nlohmann::json file = nlohmann::json::parse(text, nullptr, false);
  const auto bytes = [&](const char* name) {
    return file.is_object() && file.contains(name) && file[name].is_string()
               ? absl::HexStringToBytes(file[name].get<std::string>())
               : std::string();
  };
  KITH_ASSIGN_OR_RETURN(
      const Signer opened,
      Unwrap({bytes("public_key"), bytes("salt"), bytes("wrapped")}, passphrase,
             kKeysInfo));
  std::string key =
      HkdfSha256(opened.seed().Expose(), "", kKeysInfo, kSealingKeyBytes);
  absl::StatusOr<std::string> plain = Unseal(key, bytes("sealed"), kKeysInfo);
  WipeString(key);
  KITH_RETURN_IF_ERROR(plain.status());
  const nlohmann::json keys = nlohmann::json::parse(*plain, nullptr, false);
  WipeString(*plain);
  if (!keys.is_object()) return absl::DataLossError("keys.sealed is damaged");
  std::vector<KeptKey> kept;
  for (const auto& [field, hex] : keys.items()) {
    if (!hex.is_string()) return absl::DataLossError("keys.sealed is damaged");
    std::string raw = absl::HexStringToBytes(hex.get<std::string>());
    kept.push_back({field, Secret::FromBytes(raw)});
    WipeString(raw);
  }
  return kept;
}

}  // namespace kith::backup
