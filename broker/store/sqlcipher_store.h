// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_STORE_SQLCIPHER_STORE_H_
#define KITH_BROKER_STORE_SQLCIPHER_STORE_H_

#include <memory>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "broker/store/store.h"
#include "keys/sealed_db.h"

namespace kith::broker {

// Creates the tables, if they are not there.
absl::Status CreateStoreTables(SealedDb& db);

// Inside a transaction, after the log was taken from a mirror: the index, the
// grounds in force, the keys of staff and what was under way are forgotten;
// what was withdrawn stays. `index_id` is the new one, and every one of
// `agencies` is to tell again what was withdrawn with it (kToTellSetting).
absl::Status ForgetWhatMayHaveEnded(SealedDb& db, const std::string& index_id,
                                    absl::Span<const std::string> agencies);

// The row that a statement stands at which selects all its columns, in order.
StoredRow RowAt(const Statement& statement);

// Finds one ground: what a reader keeps prepared.
std::string FindGroundSql();

// The store in one SQLCipher file: the reader over a connection of its own.
class SqlcipherReader final : public StoreReader {
 public:
  static absl::StatusOr<std::unique_ptr<SqlcipherReader>> Create(
      std::unique_ptr<SealedDb> db);

  absl::StatusOr<std::vector<StoredRow>> FindRows(
      absl::Span<const std::string> lookups, std::uint32_t limit) override;
  absl::StatusOr<std::vector<bool>> HasRows(
      absl::Span<const RowPlace> places) override;
  absl::StatusOr<std::vector<StoredGround>> FindGrounds(
      absl::Span<const std::string> refs) override;
  absl::StatusOr<std::vector<StoredGround>> GroundsToTell() override;
  absl::StatusOr<std::vector<StoredGround>> GroundsOfRoot(
      const std::string& root) override;
  absl::StatusOr<std::vector<StoredEnquiry>> EnquiriesNotEnded() override;
  absl::StatusOr<std::vector<StoredRecall>> RecallsWaitingFor(
      const std::string& asker, std::uint32_t limit) override;
  absl::StatusOr<std::optional<StoredUrgent>> FindUrgent(
      const std::string& enquiry_id) override;
  absl::StatusOr<std::vector<StoredUrgent>> UrgentSince(
      absl::Time time) override;
  absl::StatusOr<std::vector<StoredHandover>> HandoversOf(
      const std::string& agency) override;

 private:
  SqlcipherReader(std::unique_ptr<SealedDb> db, Statement find_rows,
                  Statement has_row, Statement find_ground);

  absl::Mutex mutex_;
  const std::unique_ptr<SealedDb> db_ ABSL_PT_GUARDED_BY(mutex_);
  Statement find_rows_ ABSL_GUARDED_BY(mutex_);
  Statement has_row_ ABSL_GUARDED_BY(mutex_);
  Statement find_ground_ ABSL_GUARDED_BY(mutex_);
};

// The store seen from inside a transaction on `db`, which must outlive it.
class SqlcipherTransaction final : public StoreTransaction {
 public:
  explicit SqlcipherTransaction(SealedDb& db) : db_(db) {}

  absl::StatusOr<std::vector<bool>> InsertRows(
      absl::Span<const RowToInsert> rows, const RowBounds& bounds) override;
  absl::StatusOr<std::vector<StoredRow>> RemoveRows(
      absl::Span<const RowPlace> places) override;
  absl::Status Uncount(std::int64_t counter) override;
  absl::StatusOr<std::uint32_t> PurgeRowsBefore(std::uint32_t quarter) override;
  absl::StatusOr<std::uint32_t> DropOtherEpochs(
      absl::Span<const std::uint32_t> kept, std::uint32_t part) override;
  absl::StatusOr<RowPlace> RemoveTheirRows(
      const RowPlace& after, std::uint32_t limit,
      const std::function<bool(const RowPlace&, absl::string_view tag)>& theirs)
      override;
  absl::Status ForgetCounters() override;
  absl::StatusOr<std::vector<StoredGround>> GroundsBehind(
      const std::string& after, std::uint32_t limit) override;
  absl::Status RecordGround(const StoredGround& ground) override;
  absl::StatusOr<std::vector<StoredGround>> FindGrounds(
      absl::Span<const std::string> refs) override;
  absl::Status WithdrawGround(const std::string& ref) override;
  absl::Status AcknowledgeGround(const std::string& ref,
                                 absl::Time at) override;
  absl::StatusOr<std::vector<StoredGround>> WithdrawRoot(
      const std::string& root) override;
  absl::Status OpenEnquiry(const StoredEnquiry& enquiry) override;
  absl::Status EndEnquiry(const std::string& id) override;
  absl::Status ForgetEnquiriesBefore(absl::Time time) override;
  absl::StatusOr<std::optional<StoredRecall>> FindRecall(
      const std::string& enquiry_id, std::uint32_t subject,
      const std::string& holder) override;
  absl::Status PutRecall(const StoredRecall& recall) override;
  absl::Status CountAsked(const std::string& agency, absl::Time at,
                          std::uint64_t units, std::uint64_t limit) override;
  absl::StatusOr<std::optional<StoredPersonKey>> FindPersonKey(
      const std::string& agency, const std::string& practitioner) override;
  absl::Status PutPersonKey(const StoredPersonKey& key) override;
  absl::StatusOr<std::optional<StoredUrgent>> FindUrgent(
      const std::string& enquiry_id) override;
  absl::StatusOr<std::vector<StoredUrgent>> UrgentSince(
      absl::Time time) override;
  absl::Status PutUrgent(const StoredUrgent& urgent) override;
  absl::StatusOr<std::optional<StoredHandover>> FindHandover(
      const std::string& id) override;
  absl::StatusOr<std::uint32_t> CountHandovers(const std::string& from,
                                               const std::string& to,
                                               int step) override;
  absl::Status PutHandover(const StoredHandover& handover) override;
  absl::StatusOr<bool> CountOfDay(const CountedAs& as, absl::Time at,
                                  std::uint64_t units,
                                  std::uint64_t limit) override;
  absl::StatusOr<std::string> GetSetting(const std::string& name) override;
  absl::Status PutSetting(const std::string& name,
                          const std::string& value) override;

 private:
  SealedDb& db_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_STORE_SQLCIPHER_STORE_H_
