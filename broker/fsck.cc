// SPDX-License-Identifier: Apache-2.0
#include "broker/fsck.h"

#include <fstream>
#include <iterator>

#include "absl/strings/str_cat.h"
#include "broker/store/check_store.h"
#include "keys/base/status_macros.h"
#include "keys/network/network.h"
#include "keys/program/config_file.h"
#include "keys/program/load.h"
#include "keys/secret.h"
#include "kith/config/v1/config.pb.h"

namespace kith::broker {
namespace {

constexpr int kSound = 0;
constexpr int kDamaged = 1;
constexpr int kNotChecked = 2;

absl::StatusOr<std::vector<std::string>> ReadCheckpoint(
    const std::string& path) {
  if (path.empty()) return std::vector<std::string>();
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": no such file"));
  return std::vector<std::string>{
      std::string(std::istreambuf_iterator<char>(file), {})};
}

absl::StatusOr<CheckedStore> Check(const std::string& config_path,
                                   const std::string& checkpoint,
                                   tlog::Faults& faults) {
  config::v1::BrokerConfig config;
  KITH_RETURN_IF_ERROR(ReadConfigFile(config_path, config));
  const auto path = [&](const std::string& given, const char* fallback) {
    return ResolvePath(config_path, given, fallback);
  };
  KITH_ASSIGN_OR_RETURN(
      const std::shared_ptr<const Network> network,
      Network::Load(path(config.network_file(), "network.kith")));
  KITH_ASSIGN_OR_RETURN(
      const Secret key,
      Secret::FromFile(path(config.database_key(), "database.key"),
                       SealedDb::kKeyBytes));
  KITH_ASSIGN_OR_RETURN(std::vector<std::string> checkpoints,
                        ReadCheckpoint(checkpoint));
  const std::string database = path(config.database(), "broker.db");
  KITH_ASSIGN_OR_RETURN(const FileLock lock, FileLock::Take(database));
  KITH_ASSIGN_OR_RETURN(const std::unique_ptr<SealedDb> db,
                        SealedDb::OpenToRead(database, key));
  const auto& broker = network->file().broker();
  return CheckStore(
      *db, {broker.log_origin(), broker.log_key(), std::move(checkpoints)},
      faults);
}

void PrintFaults(const tlog::Faults& faults, std::ostream& out) {
  for (const tlog::Fault& fault : faults.kept()) {
    out << fault.where << ": " << fault.what << "\n  next: " << fault.next
        << "\n";
  }
  if (faults.count() > faults.kept().size()) {
    out << "and " << faults.count() - faults.kept().size() << " more\n";
  }
}

void PrintSound(const CheckedStore& checked, std::ostream& out) {
  out << "sound: " << checked.log.leaves << " log entries ("
      << checked.log.erased << " erased, " << checked.log.restored
      << " from a mirror), " << checked.rows << " rows, " << checked.grounds
      << " grounds (" << checked.withdrawn << " withdrawn), "
      << checked.enquiries << " enquiries of the last day\n"
      << "The log as it stands:\n"
      << tlog::CheckpointText(checked.log.head);
}

}  // namespace

int Fsck(const std::string& config_path, const std::string& checkpoint,
         std::ostream& out, std::ostream& err) {
  tlog::Faults faults;
  const absl::StatusOr<CheckedStore> checked =
      Check(config_path, checkpoint, faults);
  if (absl::IsDataLoss(checked.status())) {
    faults.Add("database file",
               absl::StrCat("cannot be read to the end (",
                            checked.status().message(), ")"),
               "keep this file; is database.key the right one? If so, restore "
               "the newest copy");
  } else if (!checked.ok()) {
    err << "kith-broker fsck: " << checked.status().message()
        << "\n  next: docs/operate/broker.md, \"Is the database sound?\"\n";
    return kNotChecked;
  }
  PrintFaults(faults, out);
  if (faults.count() > 0) {
    out << "damaged: " << faults.count() << " faults\n";
    return kDamaged;
  }
  PrintSound(*checked, out);
  return kSound;
}

}  // namespace kith::broker
