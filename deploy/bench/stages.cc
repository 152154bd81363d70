// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/stages.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/synchronization/blocking_counter.h"
#include "broker/flows/ask_checks.h"
#include "broker/flows/release_draft.h"
#include "broker/index/sealed_index.h"
#include "broker/store/sqlcipher_store.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/slot.h"
#include "keys/tlog/audit_log.h"

namespace kith::deploy {
namespace {

constexpr int kTimes = 200;
constexpr int kSlots = 16;
constexpr int kWaiting = 64;
constexpr int kBatches = 20;
constexpr std::size_t kPepperBytes = 32;
constexpr std::size_t kDetailBytes = 200;
constexpr std::size_t kSyncedBytes = 4096;

absl::Duration Median(std::vector<absl::Duration> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

absl::Duration Time(const Clock& clock, int times,
                    const std::function<void()>& work) {
  std::vector<absl::Duration> took;
  for (int i = 0; i < times; ++i) {
    const absl::Duration began = clock.Monotonic();
    work();
    took.push_back(clock.Monotonic() - began);
  }
  return Median(std::move(took));
}

// Sixteen look-ups in the broker's own database, over a connection of our own.
absl::StatusOr<absl::Duration> TimeLookUps(const std::string& folder,
                                           const Clock& clock, Random& random) {
  KITH_ASSIGN_OR_RETURN(
      const Secret key,
      Secret::FromFile(In(folder, "database.key"), SealedDb::kKeyBytes));
  KITH_ASSIGN_OR_RETURN(
      const Secret pepper,
      Secret::FromFile(In(folder, "pepper.key"), kPepperBytes));
  KITH_ASSIGN_OR_RETURN(auto db, SealedDb::Open(In(folder, "broker.db"), key));
  KITH_ASSIGN_OR_RETURN(const auto reader,
                        broker::SqlcipherReader::Create(std::move(db)));
  const broker::SealedIndex index(pepper, random);
  absl::Status failed;
  const absl::Duration time = Time(clock, kTimes, [&] {
    std::vector<Token> tokens;
    for (int i = 0; i < kSlots; ++i) {
      tokens.push_back(*Token::FromBytes(random.Bytes(Token::kBytes)));
    }
    failed.Update(index.Find(*reader, tokens).status());
  });
  KITH_RETURN_IF_ERROR(failed);
  return time;
}

// An entry's share of a commit that 64 wait for, in a log of its own.
absl::StatusOr<absl::Duration> TimeEntry(const std::string& folder,
                                         const Clock& clock, Random& random) {
  const std::string path = In(folder, "stage.db");
  KITH_ASSIGN_OR_RETURN(
      auto db,
      SealedDb::Open(path, Secret::Generate(SealedDb::kKeyBytes, random)));
  KITH_ASSIGN_OR_RETURN(
      const auto log,
      tlog::AuditLog::Open(std::move(db), {.origin = "kith.example/bench"},
                           Signer::Generate(random), clock, random));
  const std::string detail = random.Bytes(kDetailBytes);
  const auto change =
      [&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
    return std::vector<tlog::Entry>{
        {log::v1::EVENT_ACCEPTED, "bench", detail, ""}};
  };
  return Time(clock, kBatches,
              [&] {
                absl::BlockingCounter waiting(kWaiting);
                for (int i = 0; i < kWaiting; ++i) {
                  log->Submit(change, [&](absl::StatusOr<tlog::Committed>) {
                    waiting.DecrementCount();
                  });
                }
                waiting.Wait();
              }) /
         kWaiting;
}

absl::Duration TimeDraft(const enquiry::v1::AskBody& ask, const Clock& clock,
                         Random& random) {
  broker::Enquiry enquiry;
  enquiry.ask = ask;
  {
    absl::MutexLock lock(&enquiry.mutex);
    enquiry.routed.resize(1);
  }
  return Time(clock, kTimes,
              [&] { broker::ReleaseDraft::Make(enquiry, random); });
}

}  // namespace

absl::StatusOr<std::vector<Stage>> MeasureStages(
    const std::string& broker_folder, const Network& network,
    const enquiry::v1::AskRequest& question, const Clock& clock,
    Random& random) {
  enquiry::v1::AskBody ask;
  if (!ask.ParseFromString(question.body())) {
    return absl::InternalError("a question that was made cannot be read");
  }
  const network::v1::Agency* asker = network.FindAgency(ask.asker());
  const Signer signer = Signer::Generate(random);
  const std::string release = random.Bytes(kDetailBytes);
  absl::Status checked;
  std::vector<Stage> stages;
  stages.push_back(
      {"checking the question's signature", Time(clock, kTimes, [&] {
         checked.Update(VerifySignature(asker->signing_key(), Label::kEnquiry,
                                        network.id(), question.body(),
                                        question.signature()));
       })});
  stages.push_back({"checking its fields", Time(clock, kTimes, [&] {
                      checked.Update(broker::CheckAskBody(ask, network));
                    })});
  KITH_RETURN_IF_ERROR(checked);
  KITH_ASSIGN_OR_RETURN(const absl::Duration look_ups,
                        TimeLookUps(broker_folder, clock, random));
  stages.push_back({"16 look-ups", look_ups});
  stages.push_back(
      {"16 blanks and two small trees", TimeDraft(ask, clock, random)});
  stages.push_back({"of which 16 blanks", Time(clock, kTimes, [&] {
                      for (int i = 0; i < kSlots; ++i) MakeBlank(random);
                    })});
  stages.push_back({"signing the release", Time(clock, kTimes, [&] {
                      signer.Sign(Label::kRelease, network.id(), release);
                    })});
  KITH_ASSIGN_OR_RETURN(const absl::Duration entry,
                        TimeEntry(broker_folder, clock, random));
  stages.push_back({"two log entries, 64 waiting", entry * 2});
  return stages;
}

absl::StatusOr<absl::Duration> MeasureSync(const std::string& folder,
                                           const Clock& clock) {
  const std::string path = In(folder, "sync.tmp");
  const int file =
      open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return absl::UnavailableError(path + ": cannot be written");
  const absl::Cleanup remove = [&] {
    close(file);
    unlink(path.c_str());
  };
  const std::string bytes(kSyncedBytes, '\0');
  bool failed = false;
  const absl::Duration time = Time(clock, kTimes / 4, [&] {
    failed = failed ||
             write(file, bytes.data(), bytes.size()) !=
                 static_cast<ssize_t>(bytes.size()) ||
             fdatasync(file) != 0;
  });
  if (failed) return absl::UnavailableError(path + ": cannot be synced");
  return time;
}

}  // namespace kith::deploy
