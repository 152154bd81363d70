// SPDX-License-Identifier: Apache-2.0
#include "broker/erase.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "broker/store/sqlcipher_store.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "keys/base/status_macros.h"
#include "keys/network/network.h"
#include "keys/program/config_file.h"
#include "keys/program/load.h"
#include "keys/secret.h"
#include "keys/tlog/audit_log.h"
#include "kith/config/v1/config.pb.h"

namespace kith::broker {
namespace {

using tlog::AuditLog;
using Indexes = std::vector<std::uint64_t>;

constexpr int kErased = 0;
constexpr int kNotErased = 2;

// What an order means.
struct Wanted {
  Indexes entries;  // Ascending, none twice; empty: by `before`.
  absl::Time before;
};

absl::StatusOr<Indexes> ParseEntries(const std::string& text) {
  Indexes entries;
  for (const absl::string_view part : absl::StrSplit(text, ',')) {
    std::uint64_t index = 0;
    if (!absl::SimpleAtoi(part, &index)) {
      return absl::InvalidArgumentError(
          absl::StrCat("--entries: `", part, "` is no position; give 3,17,20"));
    }
    entries.push_back(index);
  }
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  return entries;
}

absl::StatusOr<Wanted> Parse(const EraseOrder& order, absl::Time now) {
  if (order.agency.empty() || order.before.empty() == order.entries.empty()) {
    return absl::InvalidArgumentError(
        "give --agency, one of --before and --entries, and --why");
  }
  if (order.why != "request" && order.why != "order") {
    return absl::InvalidArgumentError(
        "--why: request (of somebody it is about) or order (of a court or an "
        "authority); what its time is over for the broker erases by itself");
  }
  Wanted wanted;
  if (!order.entries.empty()) {
    KITH_ASSIGN_OR_RETURN(wanted.entries, ParseEntries(order.entries));
    return wanted;
  }
  absl::CivilDay day;
  if (!absl::ParseCivilTime(order.before, &day) ||
      absl::FormatCivilTime(day) != order.before) {
    return absl::InvalidArgumentError(absl::StrCat("--before: `", order.before,
                                                   "` is no day; give "
                                                   "2026-11-28"));
  }
  wanted.before = absl::FromCivil(day, absl::UTCTimeZone());
  if (wanted.before > now) {
    return absl::InvalidArgumentError("--before: a day that is still to come");
  }
  return wanted;
}

// A name that is mistyped has nothing to erase, and must not read as done.
absl::Status CheckAgency(const Network& network, const std::string& agency) {
  if (network.FindAgency(agency) != nullptr) return absl::OkStatus();
  std::vector<std::string> ids;
  for (const auto& one : network.file().agencies()) ids.push_back(one.id());
  return absl::InvalidArgumentError(
      absl::StrCat("--agency: the network file names no `", agency,
                   "`; agencies are: ", absl::StrJoin(ids, ", ")));
}

struct OpenedLog {
  FileLock lock;
  std::unique_ptr<AuditLog> log;
};

absl::StatusOr<OpenedLog> OpenLog(const std::string& config_path,
                                  const EraseOrder& order, const Clock& clock,
                                  Random& random) {
  config::v1::BrokerConfig config;
  KITH_RETURN_IF_ERROR(ReadConfigFile(config_path, config));
  const auto path = [&](const std::string& given, const char* fallback) {
    return ResolvePath(config_path, given, fallback);
  };
  KITH_ASSIGN_OR_RETURN(
      const std::shared_ptr<const Network> network,
      Network::Load(path(config.network_file(), "network.kith")));
  const network::v1::NetworkFile& file = network->file();
  KITH_RETURN_IF_ERROR(CheckAgency(*network, order.agency));
  if (file.retention().legal_hold() && order.why != "order") {
    return absl::FailedPreconditionError(
        "the network file has a legal hold: nothing is erased but by --why "
        "order");
  }
  KITH_ASSIGN_OR_RETURN(
      const Secret key,
      Secret::FromFile(path(config.database_key(), "database.key"),
                       SealedDb::kKeyBytes));
  KITH_ASSIGN_OR_RETURN(LogSigner signer,
                        LoadLogSigner(path(config.log_key(), "log.key"),
                                      file.broker().log_key(), "log_key"));
  const std::string database = path(config.database(), "broker.db");
  KITH_ASSIGN_OR_RETURN(FileLock lock, FileLock::Take(database));
  // Opening it to write would make one.
  KITH_RETURN_IF_ERROR(SealedDb::OpenToRead(database, key).status());
  KITH_ASSIGN_OR_RETURN(auto db, SealedDb::Open(database, key));
  KITH_ASSIGN_OR_RETURN(std::unique_ptr<AuditLog> log,
                        AuditLog::Open(std::move(db),
                                       {.origin = file.broker().log_origin(),
                                        .headroom_file = "",
                                        .headroom_bytes = 0},
                                       std::move(signer), clock, random));
  log->SetContext({network->hash(), network->policy_hash()});
  return OpenedLog{std::move(lock), std::move(log)};
}

// What is erased next, from position `first` on.
absl::StatusOr<Indexes> Next(SealedDb& db, const EraseOrder& order,
                             const Wanted& wanted, std::uint64_t first) {
  if (wanted.entries.empty()) {
    return AuditLog::OpenableBefore(db, order.agency, wanted.before, first);
  }
  const auto from =
      std::lower_bound(wanted.entries.begin(), wanted.entries.end(), first);
  const auto left = static_cast<std::size_t>(wanted.entries.end() - from);
  const auto some =
      static_cast<std::ptrdiff_t>(std::min(left, AuditLog::kMostErasedAtOnce));
  return Indexes(from, from + some);
}

// A change at a time, each said in the log; what it said of each goes to `out`.
absl::StatusOr<std::size_t> EraseAll(AuditLog& log, const EraseOrder& order,
                                     const Wanted& wanted, std::ostream& out) {
  std::size_t erased = 0;
  std::uint64_t first = 0;
  while (true) {
    Indexes some;
    KITH_ASSIGN_OR_RETURN(
        const tlog::Committed committed,
        log.Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
          KITH_ASSIGN_OR_RETURN(some, Next(db, order, wanted, first));
          if (some.empty()) return std::vector<tlog::Entry>();
          KITH_ASSIGN_OR_RETURN(
              tlog::Entry said,
              AuditLog::Erase(db, order.agency, some, order.why));
          return std::vector<tlog::Entry>{std::move(said)};
        }));
    if (some.empty()) return erased;
    erased += some.size();
    first = some.back() + 1;
    out << "erased: " << some.size() << " entries of " << order.agency
        << ", from position " << some.front() << " to " << some.back()
        << "; log entry " << committed.entries[0].index << " says so\n";
  }
}

absl::StatusOr<std::size_t> EraseBy(const std::string& config_path,
                                    const EraseOrder& order,
                                    std::ostream& out) {
  SystemClock clock;
  SystemRandom random;
  KITH_ASSIGN_OR_RETURN(const Wanted wanted, Parse(order, clock.Now()));
  KITH_ASSIGN_OR_RETURN(const OpenedLog opened,
                        OpenLog(config_path, order, clock, random));
  return EraseAll(*opened.log, order, wanted, out);
}

}  // namespace

int Erase(const std::string& config_path, const EraseOrder& order,
          std::ostream& out, std::ostream& err) {
  const absl::StatusOr<std::size_t> erased = EraseBy(config_path, order, out);
  if (!erased.ok()) {
    err << "kith-broker erase: " << erased.status().message()
        << "\n  next: docs/operate/broker.md, \"What it erases\"\n";
    return kNotErased;
  }
  if (*erased == 0) {
    out << "nothing of " << order.agency << " was left to erase\n";
  }
  return kErased;
}

}  // namespace kith::broker
