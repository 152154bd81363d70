// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLOG_AUDIT_LOG_H_
#define KITH_KEYS_TLOG_AUDIT_LOG_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "keys/log_signer.h"
#include "keys/sealed_db.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/log_tables.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/note.h"
#include "kith/log/v1/log.pb.h"

namespace kith::tlog {

// What one change led to.
struct Committed {
  std::vector<Appended> entries;  // In the order given.
  std::uint64_t tree_size = 0;
  std::string checkpoint;  // Signed, covers every entry above.
  absl::Time at;
};

// A database and its Merkle log, with one writer: a change and its entries are
// one transaction, and all changes that wait share the next one and its sync.
//
// Thread-safe. A checkpoint is signed only after the leaves it covers were
// read back from the database. If the database reports damage or a failed
// sync the process ends: what it believes is durable might not be.
class AuditLog {
 public:
  // Runs on the writer's thread, in a savepoint: makes its change and returns
  // what to log, or fails and leaves no trace.
  using Change = std::function<absl::StatusOr<std::vector<Entry>>(SealedDb&)>;
  // Runs on the writer's thread after the commit; must be quick. Codes: what
  // the change returned; RESOURCE_EXHAUSTED if the disk is full; UNAVAILABLE
  // otherwise. Unless OK, nothing of the change is kept.
  using Done = std::function<void(absl::StatusOr<Committed>)>;

  struct Options {
    std::string origin;         // Of the checkpoints.
    std::string headroom_file;  // Kept full of zeros; empty for none.
    std::size_t headroom_bytes = 0;
  };

  // Opens the log kept in `db`, reading every leaf. `db` holds the writer's
  // connection and is used by nobody else from now on. DATA_LOSS if a leaf is
  // missing or malformed; UNAVAILABLE if a hardware token that keeps the key
  // does not sign. If it fails later, the process ends: what is written and
  // cannot be signed must not be told to anybody. All references must outlive
  // this object.
  static absl::StatusOr<std::unique_ptr<AuditLog>> Open(
      std::unique_ptr<SealedDb> db, Options options, LogSigner signer,
      const Clock& clock, Random& random);
  // Ends the writer; changes still waiting are told UNAVAILABLE.
  ~AuditLog();

  // Under which context the next entries are logged.
  void SetContext(const LogContext& context);

  void Submit(Change change, Done done);
  // Submits and waits.
  absl::StatusOr<Committed> Run(Change change);
  // Like Submit, but may use the headroom when the disk is full: for
  // withdrawals, which must always be possible.
  void SubmitUrgently(Change change, Done done);
  absl::StatusOr<Committed> RunUrgently(Change change);

  std::uint64_t size() const;
  // The newest signed checkpoint.
  std::string checkpoint() const;
  // A cosignature line of another log's checkpoint, by this log's key and under
  // its origin. For a checkpoint that is consistent with all seen before.
  // UNAVAILABLE if a hardware token does not sign it.
  absl::StatusOr<std::string> Cosign(absl::string_view note) const;
  // Proofs against a tree of `size` leaves. OUT_OF_RANGE beyond the newest.
  absl::StatusOr<Proof> Inclusion(std::uint64_t index,
                                  std::uint64_t size) const;
  absl::StatusOr<Proof> Consistency(std::uint64_t old_size,
                                    std::uint64_t new_size) const;
  // Commits so far, each one sync of the database: for benchmarks.
  std::uint64_t commits() const;

  // Reading, from a connection of the caller's own.
  static absl::StatusOr<std::string> ReadLeaves(SealedDb& db,
                                                std::uint64_t first,
                                                std::uint32_t count);
  // Openings of `agency` among `count` positions; erased ones are left out.
  static absl::StatusOr<std::vector<log::v1::LeafOpening>> ReadOpenings(
      SealedDb& db, absl::string_view agency, std::uint64_t first,
      std::uint64_t count);
  // The opening of one entry, whosever it is. NOT_FOUND if it is erased or
  // there is none.
  static absl::StatusOr<log::v1::Opening> ReadOpening(SealedDb& db,
                                                      std::uint64_t index);

  static constexpr std::size_t kMostErasedAtOnce = 4096;
  // Erasing, inside a change. Destroys key, salt and opening of entries of
  // `agency`; the leaves stay. Returns what is to be logged of it by the same
  // change: it names the entries, so that their absence is no gap. `why` as
  // ErasedDetail. NOT_FOUND if one is another agency's or erased already,
  // INVALID_ARGUMENT for more than kMostErasedAtOnce, none, or an ERASED or
  // RESTORE entry.
  // Once committed, no copy is left in the database or its write-ahead log,
  // unless another connection reads just then: then after the next commit.
  static absl::StatusOr<Entry> Erase(SealedDb& db, const std::string& agency,
                                     const std::vector<std::uint64_t>& indexes,
                                     const std::string& why);
  // Entries of `agency` from position `first` on, made before `before`, that
  // can still be opened, the oldest first, at most `most`; those that say what
  // was erased or lost are left out.
  static absl::StatusOr<std::vector<std::uint64_t>> OpenableBefore(
      SealedDb& db, const std::string& agency, absl::Time before,
      std::uint64_t first = 0, std::size_t most = kMostErasedAtOnce);

 private:
  struct Waiting {
    Change change;
    Done done;
    bool urgent = false;
    absl::Status status;
    Committed committed;
    std::vector<Entry> entries;
  };

  AuditLog(std::unique_ptr<SealedDb> db, Options options, LogSigner signer,
           const Clock& clock, Random& random);

  absl::StatusOr<Committed> Await(void (AuditLog::*submit)(Change, Done),
                                  Change change);
  absl::Status LoadTree();
  void RunWriter();
  void RunBatch(std::deque<Waiting>& batch);
  absl::Status CommitBatch(std::deque<Waiting>& batch);
  absl::Status ApplyChange(Waiting& waiting);
  absl::Status AppendEntries(Waiting& waiting,
                             std::map<std::string, AgencyChain>& chains,
                             std::uint64_t& next_index);
  absl::StatusOr<Appended> AppendEntry(const Entry& entry, std::uint64_t index,
                                       AgencyChain& chain);
  absl::Status ReadBackAndSign(std::uint64_t new_size);
  void RetryUrgently(std::deque<Waiting>& batch, const absl::Status& why);
  absl::Status ScrubWriteAheadLog();

  std::unique_ptr<SealedDb> db_;
  const Options options_;
  const LogSigner signer_;
  const Clock& clock_;
  Random& random_;

  // Only the writer's thread touches these once it runs.
  std::map<std::string, AgencyChain> chains_;
  absl::Time last_time_ = absl::InfinitePast();
  bool scrub_ = false;  // Something erased stands in the write-ahead log.

  mutable absl::Mutex mutex_;
  absl::CondVar wake_;
  std::deque<Waiting> queue_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  LogContext context_ ABSL_GUARDED_BY(mutex_);
  MerkleTree tree_ ABSL_GUARDED_BY(mutex_);
  std::string checkpoint_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t commits_ ABSL_GUARDED_BY(mutex_) = 0;

  std::thread writer_;
};

}  // namespace kith::tlog

#endif  // KITH_KEYS_TLOG_AUDIT_LOG_H_
