// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/append_bench.h"

#include <fcntl.h>
#include <unistd.h>

#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/synchronization/blocking_counter.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/audit_log.h"

namespace kith::deploy {
namespace {

constexpr int kWaiting = 64;
constexpr std::size_t kDetailBytes = 200;
// About what one entry adds to the database: leaf, key, sealed opening, index.
constexpr std::size_t kRecordBytes = 512;
constexpr off_t kFileBytes = 256 << 20;

// The bare arm: a file that has its room and is written round and round.
class BareFile {
 public:
  static absl::StatusOr<std::unique_ptr<BareFile>> Make(const std::string& path,
                                                        Random& random) {
    const int fd =
        open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) return absl::UnavailableError("the bare file cannot be made");
    auto file = std::unique_ptr<BareFile>(new BareFile(fd, random));
    // Blocks that were never written would be news to the file system each.
    for (off_t at = 0; at < kFileBytes; at += file->batch_.size()) {
      KITH_RETURN_IF_ERROR(file->Write(at));
    }
    if (fsync(fd) != 0) return absl::UnavailableError("cannot be synced");
    return file;
  }
  ~BareFile() { close(fd_); }

  absl::Status AppendBatch() {
    KITH_RETURN_IF_ERROR(Write(at_));
    at_ = (at_ + static_cast<off_t>(batch_.size())) % kFileBytes;
    return fdatasync(fd_) == 0 ? absl::OkStatus()
                               : absl::UnavailableError("cannot be synced");
  }

 private:
  BareFile(int fd, Random& random)
      : fd_(fd), batch_(random.Bytes(kWaiting * kRecordBytes)) {}
  absl::Status Write(off_t at) {
    const ssize_t written = pwrite(fd_, batch_.data(), batch_.size(), at);
    return written == static_cast<ssize_t>(batch_.size())
               ? absl::OkStatus()
               : absl::UnavailableError("cannot be written");
  }

  const int fd_;
  const std::string batch_;
  off_t at_ = 0;
};

// 64 entries, each acknowledged to whoever waits for it.
absl::Status AppendOnce(tlog::AuditLog& log, const std::string& detail) {
  absl::BlockingCounter waiting(kWaiting);
  std::vector<absl::Status> ended(kWaiting);
  for (int i = 0; i < kWaiting; ++i) {
    log.Submit(
        [&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
          return std::vector<tlog::Entry>{
              {log::v1::EVENT_ACCEPTED, "bench", detail, ""}};
        },
        [&, i](absl::StatusOr<tlog::Committed> committed) {
          ended[i] = committed.status();
          waiting.DecrementCount();
        });
  }
  waiting.Wait();
  for (const absl::Status& one : ended) KITH_RETURN_IF_ERROR(one);
  return absl::OkStatus();
}

// Batches a second of `work`, run for at least `counted`.
template <typename Work>
absl::StatusOr<double> Rate(const Clock& clock, absl::Duration counted,
                            std::uint64_t& batches, const Work& work) {
  const absl::Duration began = clock.Monotonic();
  std::uint64_t done = 0;
  absl::Duration took;
  do {
    KITH_RETURN_IF_ERROR(work());
    ++done;
    took = clock.Monotonic() - began;
  } while (took < counted);
  batches += done;
  return static_cast<double>(done) / absl::ToDoubleSeconds(took);
}

nlohmann::ordered_json Json(const Spread& spread) {
  return {{"median", spread.median},
          {"least", spread.least},
          {"most", spread.most}};
}

}  // namespace

absl::StatusOr<AppendReport> MeasureAppends(const AppendOptions& options,
                                            const Clock& clock,
                                            Random& random) {
  KITH_RETURN_IF_ERROR(MakeEmptyFolder(options.dir));
  KITH_ASSIGN_OR_RETURN(
      auto db, SealedDb::Open(In(options.dir, "append.db"),
                              Secret::Generate(SealedDb::kKeyBytes, random)));
  KITH_ASSIGN_OR_RETURN(
      const auto log,
      tlog::AuditLog::Open(std::move(db), {.origin = "kith.example/bench"},
                           Signer::Generate(random), clock, random));
  KITH_ASSIGN_OR_RETURN(const auto bare,
                        BareFile::Make(In(options.dir, "bare"), random));
  const std::string detail = random.Bytes(kDetailBytes);
  AppendReport report;
  std::vector<double> log_rates, bare_rates;
  std::uint64_t log_batches = 0, bare_batches = 0;
  const std::uint64_t commits_before = log->commits();
  for (std::size_t round = 0; round < options.rounds; ++round) {
    KITH_ASSIGN_OR_RETURN(const double of_log,
                          Rate(clock, options.counted, log_batches,
                               [&] { return AppendOnce(*log, detail); }));
    KITH_ASSIGN_OR_RETURN(const double of_bare,
                          Rate(clock, options.counted, bare_batches,
                               [&] { return bare->AppendBatch(); }));
    log_rates.push_back(of_log * kWaiting);
    bare_rates.push_back(of_bare * kWaiting);
  }
  report.rounds = options.rounds;
  report.log_a_second = SpreadOf(log_rates);
  report.bare_a_second = SpreadOf(bare_rates);
  report.ratio = RatiosOf(log_rates, bare_rates);
  report.entries = log_batches * kWaiting;
  report.commits = log->commits() - commits_before;
  report.records = bare_batches * kWaiting;
  report.syncs = bare_batches;
  return report;
}

std::string AppendReportInWords(const AppendReport& report) {
  const auto line = [](const char* what, const Spread& spread) {
    return absl::StrFormat("  %-32s %10.0f   (%.0f to %.0f)\n", what,
                           spread.median, spread.least, spread.most);
  };
  return absl::StrCat("Durable appends, 64 waiting, ", report.rounds,
                      " rounds in turns\n\n",
                      line("entries of the log, a second", report.log_a_second),
                      line("bare records, a second", report.bare_a_second),
                      absl::StrFormat("  %-32s %10.2f   (%.2f to %.2f)\n",
                                      "ratio", report.ratio.median,
                                      report.ratio.least, report.ratio.most),
                      "\n  ", report.entries, " entries in ", report.commits,
                      " commits, each synced; ", report.records, " records in ",
                      report.syncs, " syncs.\n");
}

nlohmann::ordered_json AppendReportAsJson(const AppendReport& report) {
  return {{"rounds", report.rounds},
          {"log_entries_a_second", Json(report.log_a_second)},
          {"bare_records_a_second", Json(report.bare_a_second)},
          {"ratio", Json(report.ratio)},
          {"entries", report.entries},
          {"commits", report.commits},
          {"records", report.records},
          {"syncs", report.syncs}};
}

}  // namespace kith::deploy
