// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_STORE_STORE_H_
#define KITH_BROKER_STORE_STORE_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"

// What the broker keeps beside its log. Every value here is a keyed hash, a
// random number or sealed bytes; what they mean is known one folder up.
namespace kith::broker {

// The setting that holds the index's id, 16 bytes: a new one tells the agents
// that their rows are gone.
inline constexpr char kIndexIdSetting[] = "index-id";
// "1" once counters have begun again while rows were there.
inline constexpr char kCountedAgainSetting[] = "rows-counted-again";
// The epochs whose rows were kept when the others' had all been deleted: "2,3".
inline constexpr char kEpochsKeptSetting[] = "epochs-kept";
// In front of an agency's id: of which index it said that all its rows are
// there.
inline constexpr char kPublishedSetting[] = "published/";
// Behind it an agency: rows of it have come into an index.
inline constexpr char kBegunSetting[] = "begun/";
// SHA-256 of the network file that the log was told of last.
inline constexpr char kNetworkFileSetting[] = "network-file";
// After the log was taken from a mirror: the index's id of then. Empty in any
// other store.
inline constexpr char kRecoveredSetting[] = "recovered";
// With an agency's id behind it: that id, until the agency has told again what
// was withdrawn with it; then empty.
inline constexpr char kToTellSetting[] = "to-tell/";

// One token of one person of one agency.
struct StoredRow {
  std::string lookup;    // 32 bytes: what a question finds it by.
  std::string row_hash;  // 32 bytes: SHA-256 of its publisher's secret.
  std::string sealed;
  std::string agency_tag;  // 8 bytes of a keyed hash, another for each row.
  std::uint32_t purge_quarter = 0;  // year * 4 + (month - 1) / 3
  std::uint32_t epoch = 1;          // Of its token.

  friend bool operator==(const StoredRow&, const StoredRow&) = default;
};

// Where a row stands.
struct RowPlace {
  std::string lookup;
  std::string row_hash;
};

// A row to be added.
struct RowToInsert {
  StoredRow row;
  std::string agency;        // Whose it is; not stored.
  std::int64_t counter = 0;  // 8 bytes of a keyed hash: counts a handle's rows.
};

// What must have room for a row.
struct RowBounds {
  std::uint32_t most_of_counter = 0;
  // Rows of one agency under one lookup.
  std::uint32_t most_of_agency = 0;
  // Whether another row of the same lookup is of the same agency.
  std::function<bool(const RowToInsert& row, const RowPlace& other,
                     absl::string_view other_tag)>
      is_same_agencys;
};

struct StoredGround {
  std::string ref;        // 16 bytes.
  std::string root;       // 32 bytes: a keyed hash of what it rests on.
  std::string owner_tag;  // 32 bytes: a keyed hash of its agency and ref.
  bool withdrawn = false;
  absl::Time expires_at;
  // Of a withdrawn one: when its owner had acted; the infinite past until then.
  absl::Time acknowledged_at = absl::InfinitePast();

  friend bool operator==(const StoredGround&, const StoredGround&) = default;
};

// An accepted enquiry, kept for a day so that it is never accepted twice.
struct StoredEnquiry {
  std::string id;  // 16 bytes.
  std::string asker;
  std::string body_hash;
  absl::Time accepted_at;
  bool ended = false;

  friend bool operator==(const StoredEnquiry&, const StoredEnquiry&) = default;
};

// An answer that its holder has taken back. All of it is the agencies' own
// signed bytes, but for `asker_hidden`.
struct StoredRecall {
  std::string enquiry_id;  // 16 bytes.
  std::uint32_t subject = 0;
  std::string holder;
  std::string asker;
  bool asker_hidden = false;  // From the holder.
  std::string notice;
  std::string signature;
  std::string acknowledgement;  // Empty until the asker has acknowledged.
  std::string acknowledgement_signature;

  friend bool operator==(const StoredRecall&, const StoredRecall&) = default;
};

// A staff member's own key, as their agency registered it.
struct StoredPersonKey {
  std::string agency;
  std::string practitioner;  // 16 bytes: the agency's pseudonym.
  std::string public_key;    // 32 bytes.

  friend bool operator==(const StoredPersonKey&,
                         const StoredPersonKey&) = default;
};

// Two people's authorisation of one question. Times are the infinite past until
// it has happened.
struct StoredUrgent {
  std::string enquiry_id;  // 16 bytes.
  std::string asker;
  std::string practitioner;
  std::string request;  // A kith.urgent.v1.RequestBody, as it was signed.
  absl::Time requested_at;
  std::string second_agency;
  std::string second_practitioner;
  absl::Time authorised_at = absl::InfinitePast();
  absl::Time used_at = absl::InfinitePast();
  std::string review_by;  // "2026-12-01"; empty until used.
  absl::Time reviewed_at = absl::InfinitePast();
  bool cancelled = false;  // One of the two has another key since.
  bool escalated = false;  // That its review is late has been logged.

  friend bool operator==(const StoredUrgent&, const StoredUrgent&) = default;
};

// A family that one agency hands over to another.
struct StoredHandover {
  std::string id;  // 16 bytes.
  std::string from;
  std::string to;
  std::string proposal;  // A kith.handover.v1.StepBody, as it was signed.
  std::string signature;
  int step = 0;        // The newest StepBody.Step,
  std::string newest;  // and the body and signature of it.
  std::string newest_signature;
  absl::Time proposed_at;
  absl::Time stepped_at;

  friend bool operator==(const StoredHandover&,
                         const StoredHandover&) = default;
};

// What is counted together in a day.
struct CountedAs {
  std::string agency;
  std::string practitioner;  // Its own pseudonym of a staff member, or empty.
  std::string what;          // A word: the role they ask in, for example.
};

// Reading, outside any transaction. Sees what is committed.
//
// Thread-safe. Every method of both classes returns UNAVAILABLE if the database
// is busy or out of reach, RESOURCE_EXHAUSTED if the disk is full, DATA_LOSS if
// it is damaged. Messages name the operation only.
//
// Every implementation passes store_conformance.h.
class StoreReader {
 public:
  virtual ~StoreReader() = default;

  // Rows of any of `lookups`, each with the lookup that found it; at most
  // `limit` of each lookup, in byte order of row_hash.
  virtual absl::StatusOr<std::vector<StoredRow>> FindRows(
      absl::Span<const std::string> lookups, std::uint32_t limit) = 0;

  // For each place, whether there is such a row.
  virtual absl::StatusOr<std::vector<bool>> HasRows(
      absl::Span<const RowPlace> places) = 0;

  // The grounds of these references that there are, in any order.
  virtual absl::StatusOr<std::vector<StoredGround>> FindGrounds(
      absl::Span<const std::string> refs) = 0;

  // Withdrawn grounds whose owners have not acted yet.
  virtual absl::StatusOr<std::vector<StoredGround>> GroundsToTell() = 0;
  // Every ground of a root.
  virtual absl::StatusOr<std::vector<StoredGround>> GroundsOfRoot(
      const std::string& root) = 0;

  virtual absl::StatusOr<std::vector<StoredEnquiry>> EnquiriesNotEnded() = 0;

  // Recalls that `asker` has not acknowledged, the oldest first; at most
  // `limit`.
  virtual absl::StatusOr<std::vector<StoredRecall>> RecallsWaitingFor(
      const std::string& asker, std::uint32_t limit) = 0;

  // nullopt if there is none.
  virtual absl::StatusOr<std::optional<StoredUrgent>> FindUrgent(
      const std::string& enquiry_id) = 0;
  // Those requested since `time`, and those used and not reviewed, the oldest
  // first.
  virtual absl::StatusOr<std::vector<StoredUrgent>> UrgentSince(
      absl::Time time) = 0;

  // Those from or to `agency`, the oldest first.
  virtual absl::StatusOr<std::vector<StoredHandover>> HandoversOf(
      const std::string& agency) = 0;
};

// Changing, inside one transaction of the log's writer. Not thread-safe.
class StoreTransaction {
 public:
  virtual ~StoreTransaction() = default;

  // Adds rows and counts them; for each, whether it was added. A row that is
  // there already (same lookup and row_hash) stays as it is, so repeating is
  // harmless; one that `bounds` have no room for is left out. Cheapest in
  // order of lookup.
  virtual absl::StatusOr<std::vector<bool>> InsertRows(
      absl::Span<const RowToInsert> rows, const RowBounds& bounds) = 0;
  // Removes rows; those that there were. Their counters are the caller's to
  // lower.
  virtual absl::StatusOr<std::vector<StoredRow>> RemoveRows(
      absl::Span<const RowPlace> places) = 0;
  // Takes one off a counter, never below 0.
  virtual absl::Status Uncount(std::int64_t counter) = 0;
  // Removes rows whose purge quarter is before `quarter`; how many there were.
  // Counters go with the last quarter they counted.
  virtual absl::StatusOr<std::uint32_t> PurgeRowsBefore(
      std::uint32_t quarter) = 0;
  // Removes rows of epochs that are not in `kept`, and their counters, in one
  // of kRowParts parts of the index, so that nothing else waits for all of it;
  // how many there were.
  static constexpr std::uint32_t kRowParts = 256;
  virtual absl::StatusOr<std::uint32_t> DropOtherEpochs(
      absl::Span<const std::uint32_t> kept, std::uint32_t part) = 0;
  // Removes, of the next `limit` rows behind `after` in byte order, those that
  // are `theirs`; what is empty in `after` begins. Where it came to: to be
  // given again, until it is empty.
  virtual absl::StatusOr<RowPlace> RemoveTheirRows(
      const RowPlace& after, std::uint32_t limit,
      const std::function<bool(const RowPlace&, absl::string_view tag)>&
          theirs) = 0;
  // Every handle's rows are counted from 0 again, which kCountedAgainSetting
  // then says.
  virtual absl::Status ForgetCounters() = 0;
  // Up to `limit` grounds behind `after`, in byte order of reference.
  virtual absl::StatusOr<std::vector<StoredGround>> GroundsBehind(
      const std::string& after, std::uint32_t limit) = 0;

  // Adds a ground. One that is there with the same owner and root has its
  // expiry set; FAILED_PRECONDITION if it, or its root, was withdrawn,
  // ALREADY_EXISTS if it is another owner's.
  virtual absl::Status RecordGround(const StoredGround& ground) = 0;
  // The grounds of these references, as this transaction sees them.
  virtual absl::StatusOr<std::vector<StoredGround>> FindGrounds(
      absl::Span<const std::string> refs) = 0;
  // Withdraws one ground. OK if it was withdrawn before.
  virtual absl::Status WithdrawGround(const std::string& ref) = 0;
  // The owner of a withdrawn ground has acted; the first time stays. OK if
  // there is none, or it is not withdrawn: then nothing changes.
  virtual absl::Status AcknowledgeGround(const std::string& ref,
                                         absl::Time at) = 0;
  // Withdraws every ground of a root, and what will be recorded of it later;
  // those that were active before.
  virtual absl::StatusOr<std::vector<StoredGround>> WithdrawRoot(
      const std::string& root) = 0;

  // If the id was accepted before and is not forgotten: UNAVAILABLE for the
  // same asker and body, ALREADY_EXISTS otherwise.
  virtual absl::Status OpenEnquiry(const StoredEnquiry& enquiry) = 0;
  virtual absl::Status EndEnquiry(const std::string& id) = 0;
  virtual absl::Status ForgetEnquiriesBefore(absl::Time time) = 0;

  // The recall of one answer; nullopt if there is none.
  virtual absl::StatusOr<std::optional<StoredRecall>> FindRecall(
      const std::string& enquiry_id, std::uint32_t subject,
      const std::string& holder) = 0;
  // Adds a recall. One that is there has its acknowledgement set.
  virtual absl::Status PutRecall(const StoredRecall& recall) = 0;

  // Counts `units` of `agency` on the day of `at`. RESOURCE_EXHAUSTED, nothing
  // counted, if that passes `limit`.
  virtual absl::Status CountAsked(const std::string& agency, absl::Time at,
                                  std::uint64_t units, std::uint64_t limit) = 0;
  // Counts `units` on the day of `at`. False, nothing counted, if that passes
  // `limit`. Days before yesterday are forgotten.
  virtual absl::StatusOr<bool> CountOfDay(const CountedAs& as, absl::Time at,
                                          std::uint64_t units,
                                          std::uint64_t limit) = 0;

  // nullopt if the person has none.
  virtual absl::StatusOr<std::optional<StoredPersonKey>> FindPersonKey(
      const std::string& agency, const std::string& practitioner) = 0;
  // Registers a person's key, or replaces it. ALREADY_EXISTS if it is another
  // person's.
  virtual absl::Status PutPersonKey(const StoredPersonKey& key) = 0;
  virtual absl::StatusOr<std::optional<StoredUrgent>> FindUrgent(
      const std::string& enquiry_id) = 0;
  virtual absl::StatusOr<std::vector<StoredUrgent>> UrgentSince(
      absl::Time time) = 0;
  // Adds it, or puts it in the place of the one with this enquiry_id.
  virtual absl::Status PutUrgent(const StoredUrgent& urgent) = 0;

  // nullopt if there is none.
  virtual absl::StatusOr<std::optional<StoredHandover>> FindHandover(
      const std::string& id) = 0;
  // Those of the two agencies whose newest step is this.
  virtual absl::StatusOr<std::uint32_t> CountHandovers(const std::string& from,
                                                       const std::string& to,
                                                       int step) = 0;
  // Adds it, or puts it in the place of the one with this id.
  virtual absl::Status PutHandover(const StoredHandover& handover) = 0;

  // A small value by name; empty if never set.
  virtual absl::StatusOr<std::string> GetSetting(const std::string& name) = 0;
  virtual absl::Status PutSetting(const std::string& name,
                                  const std::string& value) = 0;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_STORE_STORE_H_
