// SPDX-License-Identifier: Apache-2.0
#include "keys/health/readings.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/audit_log.h"
#include "keys/tls/certificate.h"

namespace kith::health {
namespace {

constexpr std::uint64_t kMostAtOnce = 4096;

// "accepted", of EVENT_ACCEPTED.
std::string NameOfEvent(log::v1::Event event) {
  const std::string name = log::v1::Event_Name(event);
  return absl::AsciiStrToLower(absl::StripPrefix(name, "EVENT_"));
}

}  // namespace

Readings ReadingsOf(const Findings& findings) {
  std::map<std::string, bool> good;
  for (const Finding& finding : findings) {
    const bool is_good = finding.state == Finding::State::kGood;
    const auto [entry, is_new] = good.try_emplace(finding.check, is_good);
    entry->second = entry->second && is_good;
  }
  Readings readings;
  for (const auto& [check, is_good] : good) {
    readings.push_back(
        {.name = "kith_check",
         .help = "1 if all that this check looks at is good (kith doctor)",
         .value = is_good ? 1.0 : 0.0,
         .labels = {{"check", check}}});
  }
  return readings;
}

Readings ReadingsOf(const LogFacts& log, absl::Time now) {
  Readings readings = {{.name = "kith_log_entries",
                        .help = "Entries of the program's own log",
                        .value = static_cast<double>(log.size)}};
  if (log.newest.has_value()) {
    readings.push_back({.name = "kith_log_newest_entry_age_seconds",
                        .help = "Since the newest entry of the log",
                        .value = absl::ToDoubleSeconds(now - *log.newest)});
  }
  return readings;
}

Readings CertificateReadings(const Setup& setup, absl::Time now) {
  std::ifstream file(setup.certificate_path, std::ios::binary);
  const std::string pem{std::istreambuf_iterator<char>(file), {}};
  const absl::StatusOr<absl::Time> ends = EndOfCertificatePem(pem);
  if (!ends.ok()) return {};
  return {{.name = "kith_certificate_seconds_left",
           .help = "Until the program's own certificate ends",
           .value = absl::ToDoubleSeconds(*ends - now)}};
}

absl::Status EntryCounts::CountUpTo(std::uint64_t size) {
  const std::uint64_t end = std::min(size, next_ + kMostAtOnce);
  for (; next_ < end; ++next_) {
    const absl::StatusOr<log::v1::Opening> opening =
        tlog::AuditLog::ReadOpening(*db_, next_);
    if (absl::IsNotFound(opening.status())) continue;  // Erased.
    KITH_RETURN_IF_ERROR(opening.status());
    ++counts_[NameOfEvent(opening->event())];
  }
  return absl::OkStatus();
}

absl::StatusOr<Readings> EntryCounts::Read(absl::Time now,
                                           const std::vector<Sum>& sums) {
  const SealedDb::Snapshot snapshot(*db_);
  KITH_ASSIGN_OR_RETURN(const LogFacts log, ReadLogFacts(*db_));
  if (!begun_) next_ = log.size;
  begun_ = true;
  KITH_RETURN_IF_ERROR(CountUpTo(log.size));
  Readings readings = ReadingsOf(log, now);
  for (const auto& [event, count] : counts_) {
    readings.push_back({.name = "kith_log_events_total",
                        .help = "Entries logged since the program started",
                        .value = static_cast<double>(count),
                        .only_grows = true,
                        .labels = {{"event", event}}});
  }
  for (const Sum& sum : sums) {
    KITH_ASSIGN_OR_RETURN(Statement number, db_->Prepare(sum.sql));
    KITH_RETURN_IF_ERROR(number.Step().status());
    readings.push_back({.name = sum.name,
                        .help = sum.help,
                        .value = static_cast<double>(number.Int(0))});
  }
  return readings;
}

Readings ProgramReadings(const Findings& findings, const Setup& setup,
                         EntryCounts& counts, absl::Time now,
                         const std::vector<Sum>& sums) {
  Readings readings = ReadingsOf(findings);
  const auto add = [&](Readings more) {
    readings.insert(readings.end(), more.begin(), more.end());
  };
  add(CertificateReadings(setup, now));
  absl::StatusOr<Readings> log = counts.Read(now, sums);
  if (log.ok()) add(*std::move(log));
  return readings;
}

}  // namespace kith::health
