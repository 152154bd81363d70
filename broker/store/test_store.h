// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_STORE_TEST_STORE_H_
#define KITH_BROKER_STORE_TEST_STORE_H_

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "broker/store/store.h"

// For tests: a real store that can be watched, made to fail or made to lie.
namespace kith::broker {

// A reader that counts look-ups, calls `on_find` before each, and fails while
// `fail` is set.
class WatchedReader final : public StoreReader {
 public:
  explicit WatchedReader(std::unique_ptr<StoreReader> reader)
      : reader_(std::move(reader)) {}

  absl::StatusOr<std::vector<StoredRow>> FindRows(
      absl::Span<const std::string> lookups, std::uint32_t limit) override {
    ++lookups_made;
    if (on_find) on_find();
    if (fail) return absl::UnavailableError("the disk has gone");
    return reader_->FindRows(lookups, limit);
  }
  absl::StatusOr<std::vector<bool>> HasRows(
      absl::Span<const RowPlace> places) override {
    return reader_->HasRows(places);
  }
  absl::StatusOr<std::vector<StoredGround>> FindGrounds(
      absl::Span<const std::string> refs) override {
    return reader_->FindGrounds(refs);
  }
  absl::StatusOr<std::vector<StoredGround>> GroundsToTell() override {
    return reader_->GroundsToTell();
  }
  absl::StatusOr<std::vector<StoredGround>> GroundsOfRoot(
      const std::string& root) override {
    return reader_->GroundsOfRoot(root);
  }
  absl::StatusOr<std::vector<StoredEnquiry>> EnquiriesNotEnded() override {
    return reader_->EnquiriesNotEnded();
  }
  absl::StatusOr<std::vector<StoredRecall>> RecallsWaitingFor(
      const std::string& asker, std::uint32_t limit) override {
    return reader_->RecallsWaitingFor(asker, limit);
  }
  absl::StatusOr<std::optional<StoredUrgent>> FindUrgent(
      const std::string& enquiry_id) override {
    return reader_->FindUrgent(enquiry_id);
  }
  absl::StatusOr<std::vector<StoredUrgent>> UrgentSince(
      absl::Time time) override {
    return reader_->UrgentSince(time);
  }
  absl::StatusOr<std::vector<StoredHandover>> HandoversOf(
      const std::string& agency) override {
    return reader_->HandoversOf(agency);
  }

  std::atomic<int> lookups_made = 0;
  std::atomic<bool> fail = false;
  std::function<void()> on_find;  // Set before anything runs.

 private:
  const std::unique_ptr<StoreReader> reader_;
};

// A transaction that passes everything on; a test overrides what it changes.
class InterposedTransaction : public StoreTransaction {
 public:
  explicit InterposedTransaction(std::unique_ptr<StoreTransaction> real)
      : real_(std::move(real)) {}

  absl::StatusOr<std::vector<bool>> InsertRows(
      absl::Span<const RowToInsert> rows, const RowBounds& bounds) override {
    return real_->InsertRows(rows, bounds);
  }
  absl::StatusOr<std::vector<StoredRow>> RemoveRows(
      absl::Span<const RowPlace> places) override {
    return real_->RemoveRows(places);
  }
  absl::Status Uncount(std::int64_t counter) override {
    return real_->Uncount(counter);
  }
  absl::StatusOr<std::uint32_t> PurgeRowsBefore(
      std::uint32_t quarter) override {
    return real_->PurgeRowsBefore(quarter);
  }
  absl::StatusOr<std::uint32_t> DropOtherEpochs(
      absl::Span<const std::uint32_t> kept, std::uint32_t part) override {
    return real_->DropOtherEpochs(kept, part);
  }
  absl::StatusOr<RowPlace> RemoveTheirRows(
      const RowPlace& after, std::uint32_t limit,
      const std::function<bool(const RowPlace&, absl::string_view tag)>& theirs)
      override {
    return real_->RemoveTheirRows(after, limit, theirs);
  }
  absl::Status ForgetCounters() override { return real_->ForgetCounters(); }
  absl::StatusOr<std::vector<StoredGround>> GroundsBehind(
      const std::string& after, std::uint32_t limit) override {
    return real_->GroundsBehind(after, limit);
  }
  absl::Status RecordGround(const StoredGround& ground) override {
    return real_->RecordGround(ground);
  }
  absl::StatusOr<std::vector<StoredGround>> FindGrounds(
      absl::Span<const std::string> refs) override {
    return real_->FindGrounds(refs);
  }
  absl::Status WithdrawGround(const std::string& ref) override {
    return real_->WithdrawGround(ref);
  }
  absl::Status AcknowledgeGround(const std::string& ref,
                                 absl::Time at) override {
    return real_->AcknowledgeGround(ref, at);
  }
  absl::StatusOr<std::vector<StoredGround>> WithdrawRoot(
      const std::string& root) override {
    return real_->WithdrawRoot(root);
  }
  absl::Status OpenEnquiry(const StoredEnquiry& enquiry) override {
    return real_->OpenEnquiry(enquiry);
  }
  absl::Status EndEnquiry(const std::string& id) override {
    return real_->EndEnquiry(id);
  }
  absl::Status ForgetEnquiriesBefore(absl::Time time) override {
    return real_->ForgetEnquiriesBefore(time);
  }
  absl::StatusOr<std::optional<StoredRecall>> FindRecall(
      const std::string& enquiry_id, std::uint32_t subject,
      const std::string& holder) override {
    return real_->FindRecall(enquiry_id, subject, holder);
  }
  absl::Status PutRecall(const StoredRecall& recall) override {
    return real_->PutRecall(recall);
  }
  absl::Status CountAsked(const std::string& agency, absl::Time at,
                          std::uint64_t units, std::uint64_t limit) override {
    return real_->CountAsked(agency, at, units, limit);
  }
  absl::StatusOr<std::optional<StoredPersonKey>> FindPersonKey(
      const std::string& agency, const std::string& practitioner) override {
    return real_->FindPersonKey(agency, practitioner);
  }
  absl::Status PutPersonKey(const StoredPersonKey& key) override {
    return real_->PutPersonKey(key);
  }
  absl::StatusOr<std::optional<StoredUrgent>> FindUrgent(
      const std::string& enquiry_id) override {
    return real_->FindUrgent(enquiry_id);
  }
  absl::StatusOr<std::vector<StoredUrgent>> UrgentSince(
      absl::Time time) override {
    return real_->UrgentSince(time);
  }
  absl::Status PutUrgent(const StoredUrgent& urgent) override {
    return real_->PutUrgent(urgent);
  }
  absl::StatusOr<std::optional<StoredHandover>> FindHandover(
      const std::string& id) override {
    return real_->FindHandover(id);
  }
  absl::StatusOr<std::uint32_t> CountHandovers(const std::string& from,
                                               const std::string& to,
                                               int step) override {
    return real_->CountHandovers(from, to, step);
  }
  absl::Status PutHandover(const StoredHandover& handover) override {
    return real_->PutHandover(handover);
  }
  absl::StatusOr<bool> CountOfDay(const CountedAs& as, absl::Time at,
                                  std::uint64_t units,
                                  std::uint64_t limit) override {
    return real_->CountOfDay(as, at, units, limit);
  }
  absl::StatusOr<std::string> GetSetting(const std::string& name) override {
    return real_->GetSetting(name);
  }
  absl::Status PutSetting(const std::string& name,
                          const std::string& value) override {
    return real_->PutSetting(name, value);
  }

 private:
  const std::unique_ptr<StoreTransaction> real_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_STORE_TEST_STORE_H_
