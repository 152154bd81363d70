// SPDX-License-Identifier: Apache-2.0
#include "keys/tlog/audit_log.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"

namespace kith::tlog {
namespace {

constexpr char kLeavesFrom[] =
    "SELECT position, bytes FROM leaf WHERE position >= ? ORDER BY position "
    "LIMIT ?";
constexpr std::size_t kMaxBatch = 1024;
constexpr std::int64_t kAllLeaves = std::int64_t{1} << 62;

// The disk is full or the file busy: a later try may pass. Anything else from
// the writer's own statements means that memory and disk may disagree.
bool MayPass(const absl::Status& status) {
  return IsDiskFull(status) || absl::IsUnavailable(status);
}

void WriteHeadroom(const std::string& path, std::size_t bytes) {
  std::error_code ignored;
  if (std::filesystem::file_size(path, ignored) == bytes) return;
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  std::filesystem::permissions(
      path,
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
      ignored);
  const std::string zeros(1 << 20, '\0');
  for (std::size_t at = 0; at < bytes; at += zeros.size()) {
    file.write(zeros.data(), static_cast<std::streamsize>(zeros.size()));
  }
}

}  // namespace

AuditLog::AuditLog(std::unique_ptr<SealedDb> db, Options options,
                   LogSigner signer, const Clock& clock, Random& random)
    : db_(std::move(db)),
      options_(std::move(options)),
      signer_(std::move(signer)),
      clock_(clock),
      random_(random) {}

absl::StatusOr<std::unique_ptr<AuditLog>> AuditLog::Open(
    std::unique_ptr<SealedDb> db, Options options, LogSigner signer,
    const Clock& clock, Random& random) {
  std::unique_ptr<AuditLog> log(new AuditLog(std::move(db), std::move(options),
                                             std::move(signer), clock, random));
  KITH_RETURN_IF_ERROR(CreateLogTables(*log->db_));
  // INVARIANT (nothing signed that can be lost): the last process may have been
  // killed before it synced what is read here.
  KITH_RETURN_IF_ERROR(log->db_->SyncWhatIsThere());
  KITH_RETURN_IF_ERROR(log->LoadTree());
  if (!log->options_.headroom_file.empty()) {
    WriteHeadroom(log->options_.headroom_file, log->options_.headroom_bytes);
  }
  log->writer_ = std::thread([raw = log.get()] { raw->RunWriter(); });
  return log;
}

AuditLog::~AuditLog() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
    wake_.SignalAll();
  }
  if (writer_.joinable()) writer_.join();
}

absl::Status AuditLog::LoadTree() {
  KITH_RETURN_IF_ERROR(ReadBackAndSign(kAllLeaves));
  KITH_ASSIGN_OR_RETURN(chains_, ReadChains(*db_));
  return absl::OkStatus();
}

void AuditLog::SetContext(const LogContext& context) {
  absl::MutexLock lock(&mutex_);
  context_ = context;
}

void AuditLog::Submit(Change change, Done done) {
  absl::MutexLock lock(&mutex_);
  queue_.push_back({std::move(change), std::move(done), false, {}, {}, {}});
  wake_.Signal();
}

void AuditLog::SubmitUrgently(Change change, Done done) {
  absl::MutexLock lock(&mutex_);
  queue_.push_back({std::move(change), std::move(done), true, {}, {}, {}});
  wake_.Signal();
}

absl::StatusOr<Committed> AuditLog::Run(Change change) {
  return Await(&AuditLog::Submit, std::move(change));
}

absl::StatusOr<Committed> AuditLog::RunUrgently(Change change) {
  return Await(&AuditLog::SubmitUrgently, std::move(change));
}

absl::StatusOr<Committed> AuditLog::Await(void (AuditLog::*submit)(Change,
                                                                   Done),
                                          Change change) {
  absl::Notification ready;
  absl::StatusOr<Committed> result = absl::UnknownError("");
  (this->*submit)(std::move(change), [&](absl::StatusOr<Committed> committed) {
    result = std::move(committed);
    ready.Notify();
  });
  ready.WaitForNotification();
  return result;
}

void AuditLog::RunWriter() {
  while (true) {
    std::deque<Waiting> batch;
    bool stopping = false;
    {
      absl::MutexLock lock(&mutex_);
      while (queue_.empty() && !stopping_) wake_.Wait(&mutex_);
      stopping = stopping_;
      while (!queue_.empty() && batch.size() < kMaxBatch) {
        batch.push_back(std::move(queue_.front()));
        queue_.pop_front();
      }
    }
    if (batch.empty()) return;
    if (stopping) {
      for (Waiting& waiting : batch) {
        waiting.done(absl::UnavailableError("the log is closing"));
      }
      continue;
    }
    RunBatch(batch);
  }
}

void AuditLog::RunBatch(std::deque<Waiting>& batch) {
  const absl::Status status = CommitBatch(batch);
  if (!status.ok()) {
    if (!MayPass(status)) {
      LogError("log_cannot_go_on", {{"why", status}});
      std::abort();
    }
    RetryUrgently(batch, status);
    return;
  }
  for (Waiting& waiting : batch) {
    if (waiting.status.ok()) {
      waiting.done(std::move(waiting.committed));
    } else {
      waiting.done(waiting.status);
    }
  }
}

// Withdrawals are let through by giving up the headroom; the rest is told.
void AuditLog::RetryUrgently(std::deque<Waiting>& batch,
                             const absl::Status& why) {
  std::deque<Waiting> urgent;
  for (Waiting& waiting : batch) {
    if (waiting.urgent && IsDiskFull(why)) {
      waiting.urgent = false;
      waiting.entries.clear();
      waiting.committed = {};
      urgent.push_back(std::move(waiting));
    } else {
      waiting.done(why);
    }
  }
  if (urgent.empty()) return;
  std::error_code ignored;
  if (!options_.headroom_file.empty()) {
    std::filesystem::remove(options_.headroom_file, ignored);
  }
  RunBatch(urgent);
}

absl::Status AuditLog::CommitBatch(std::deque<Waiting>& batch) {
  std::uint64_t next_index = size();
  std::map<std::string, AgencyChain> chains;
  bool changed = false;
  const absl::Status status = db_->InTransaction([&]() -> absl::Status {
    for (Waiting& waiting : batch) {
      waiting.status = ApplyChange(waiting);
      // A full disk is everybody's: the batch is undone, nobody is told OK.
      if (IsDiskFull(waiting.status)) return waiting.status;
      if (!waiting.status.ok()) continue;
      changed = true;
      KITH_RETURN_IF_ERROR(AppendEntries(waiting, chains, next_index));
    }
    // Nothing to keep, so nothing to sync.
    return changed ? absl::OkStatus() : absl::CancelledError("");
  });
  if (absl::IsCancelled(status) && !changed) return absl::OkStatus();
  KITH_RETURN_IF_ERROR(status);
  for (auto& [agency, chain] : chains) chains_[agency] = std::move(chain);
  const absl::Status is_signed = ReadBackAndSign(next_index);
  // It is written, so no later try may pass for the first one.
  if (absl::IsUnavailable(is_signed)) {
    return absl::InternalError(is_signed.message());
  }
  KITH_RETURN_IF_ERROR(is_signed);
  for (const Waiting& waiting : batch) {
    if (!waiting.status.ok()) continue;
    for (const Entry& entry : waiting.entries) {
      scrub_ = scrub_ || entry.event == log::v1::EVENT_ERASED;
    }
  }
  if (scrub_) KITH_RETURN_IF_ERROR(ScrubWriteAheadLog());
  const absl::Time now = clock_.Now();
  absl::MutexLock lock(&mutex_);
  ++commits_;
  for (Waiting& waiting : batch) {
    waiting.committed.tree_size = tree_.size();
    waiting.committed.checkpoint = checkpoint_;
    waiting.committed.at = now;
  }
  return absl::OkStatus();
}

absl::Status AuditLog::ApplyChange(Waiting& waiting) {
  return db_->InSavepoint([&]() -> absl::Status {
    KITH_ASSIGN_OR_RETURN(waiting.entries, waiting.change(*db_));
    return absl::OkStatus();
  });
}

absl::Status AuditLog::AppendEntries(Waiting& waiting,
                                     std::map<std::string, AgencyChain>& chains,
                                     std::uint64_t& next_index) {
  for (const Entry& entry : waiting.entries) {
    const auto known = chains_.find(entry.agency);
    const auto [chain, inserted] = chains.try_emplace(
        entry.agency, known == chains_.end() ? AgencyChain() : known->second);
    KITH_ASSIGN_OR_RETURN(Appended appended,
                          AppendEntry(entry, next_index, chain->second));
    waiting.committed.entries.push_back(std::move(appended));
    ++next_index;
  }
  return absl::OkStatus();
}

absl::StatusOr<Appended> AuditLog::AppendEntry(const Entry& entry,
                                               std::uint64_t index,
                                               AgencyChain& chain) {
  LogContext context;
  {
    absl::MutexLock lock(&mutex_);
    context = context_;
  }
  // A clock set back must not make the log run backwards.
  last_time_ = std::max(last_time_, clock_.Now());
  return WriteEntry(*db_, entry, {index, last_time_, context}, chain, random_);
}

// INVARIANT (signed as stored): a root is computed only from leaves that were
// read back. One flipped bit between hashing and storing ends a log for good.
absl::Status AuditLog::ReadBackAndSign(std::uint64_t new_size) {
  std::uint64_t next = size();
  KITH_ASSIGN_OR_RETURN(Statement leaves, db_->Prepare(kLeavesFrom));
  leaves.BindInt(1, static_cast<std::int64_t>(next)).BindInt(2, kAllLeaves);
  std::vector<Hash> hashes;
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, leaves.Step());
    if (!more) break;
    KITH_ASSIGN_OR_RETURN(const Leaf leaf, ParseLeaf(leaves.Bytes(1)));
    if (leaf.index != next ||
        leaves.Int(0) != static_cast<std::int64_t>(next)) {
      return absl::DataLossError(absl::StrCat(
          "the log's entry ", next,
          " is missing or misplaced; restore the log from a mirror"));
    }
    last_time_ = std::max(last_time_, leaf.time);
    hashes.push_back(LeafHash(leaves.Bytes(1)));
    ++next;
  }
  if (new_size != static_cast<std::uint64_t>(kAllLeaves) && next != new_size) {
    return absl::DataLossError("the log is shorter than what was written");
  }
  Checkpoint checkpoint{.origin = options_.origin};
  {
    absl::MutexLock lock(&mutex_);
    for (const Hash& hash : hashes) tree_.Append(hash);
    if (hashes.empty() && !checkpoint_.empty()) return absl::OkStatus();
    checkpoint.size = tree_.size();
    checkpoint.root = tree_.Root();
  }
  // A hardware token takes its time, and readers do not wait for it.
  KITH_ASSIGN_OR_RETURN(
      std::string note,
      SignLogNote(CheckpointText(checkpoint), options_.origin, signer_));
  absl::MutexLock lock(&mutex_);
  checkpoint_ = std::move(note);
  return absl::OkStatus();
}

std::uint64_t AuditLog::size() const {
  absl::MutexLock lock(&mutex_);
  return tree_.size();
}

std::string AuditLog::checkpoint() const {
  absl::MutexLock lock(&mutex_);
  return checkpoint_;
}

absl::StatusOr<std::string> AuditLog::Cosign(absl::string_view note) const {
  return LogCosignatureLine(note, options_.origin, clock_.Now(), signer_);
}

std::uint64_t AuditLog::commits() const {
  absl::MutexLock lock(&mutex_);
  return commits_;
}

absl::StatusOr<Proof> AuditLog::Inclusion(std::uint64_t index,
                                          std::uint64_t size) const {
  absl::MutexLock lock(&mutex_);
  if (index >= size || size > tree_.size()) {
    return absl::OutOfRangeError("no such entry in the log");
  }
  return tree_.Inclusion(index, size);
}

absl::StatusOr<Proof> AuditLog::Consistency(std::uint64_t old_size,
                                            std::uint64_t new_size) const {
  absl::MutexLock lock(&mutex_);
  if (old_size > new_size || new_size > tree_.size()) {
    return absl::OutOfRangeError(absl::StrCat(
        "the log has ", tree_.size(), " entries, fewer than were seen before"));
  }
  return tree_.Consistency(old_size, new_size);
}

}  // namespace kith::tlog
