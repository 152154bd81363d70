// SPDX-License-Identifier: Apache-2.0
#include "broker/store/check_store.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "broker/store/store.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

constexpr char kTables[] =
    "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN "
    "('leaf', 'leaf_detail', 'agency_chain', 'index_row', 'row_count', "
    "'ground', 'ended_root', 'enquiry', 'recall', 'asked', 'person_key', "
    "'urgent', 'handover', 'counted_of_day', 'setting')";
constexpr int kTableCount = 15;

constexpr char kRestoreFile[] =
    "keep this file; restore the newest copy, then run fsck on it";
constexpr char kLogDecides[] =
    "keep this file; the log is what happened: restore the newest copy";
constexpr char kPublishAgain[] =
    "stop the broker and let the agencies publish again: see its page";

// Enough to find a row by, and nothing of a person: references are random.
std::string RowOf(absl::string_view table, absl::string_view key) {
  return absl::StrCat(table, " ", absl::BytesToHexString(key.substr(0, 8)));
}

// A count that must be 0, and what it means if it is not.
struct Rule {
  const char* table;
  const char* sql;
  const char* what;
  const char* next;
};
constexpr Rule kRules[] = {
    {"index_row",
     "SELECT count(*) FROM index_row WHERE length(lookup) != 32 OR "
     "length(row_hash) != 32 OR length(agency_tag) != 8 OR length(sealed) = 0",
     "rows have columns of a wrong length", kPublishAgain},
    // A counter may say too many, never too few: it keeps an agency's rows
    // within their bounds. After an agency left all begin again.
    {"row_count",
     "SELECT CASE WHEN EXISTS "
     "(SELECT 1 FROM setting WHERE name = 'rows-counted-again') THEN 0 ELSE "
     "max(0, (SELECT count(*) FROM index_row) - "
     "(SELECT coalesce(sum(rows), 0) FROM row_count)) END",
     "rows of index_row are not counted", kPublishAgain},
    {"row_count", "SELECT count(*) FROM row_count WHERE rows < 1",
     "counters count nothing", kPublishAgain},
    {"ground",
     "SELECT count(*) FROM ground WHERE length(ref) != 16 OR length(root) != "
     "32 OR length(owner_tag) != 32 OR withdrawn NOT IN (0, 1)",
     "rows have columns of a wrong length or value", kLogDecides},
    {"ground",
     "SELECT count(*) FROM ground WHERE withdrawn = 0 AND acknowledged_at != 0",
     "grounds are acknowledged as withdrawn and are not withdrawn",
     kLogDecides},
    {"ground",
     "SELECT count(*) FROM ground JOIN ended_root ON ended_root.root = "
     "ground.root WHERE withdrawn = 0",
     "grounds are in force, and what they rest on was withdrawn everywhere",
     kLogDecides},
    {"ended_root",
     "SELECT count(*) FROM ended_root WHERE root NOT IN "
     "(SELECT root FROM ground WHERE withdrawn = 1)",
     "roots were withdrawn, and no ground of theirs is there", kLogDecides},
    {"enquiry",
     "SELECT count(*) FROM enquiry WHERE length(id) != 16 OR "
     "length(body_hash) != 32 OR ended NOT IN (0, 1)",
     "rows have columns of a wrong length or value", kLogDecides},
    {"recall",
     "SELECT count(*) FROM recall WHERE length(enquiry_id) != 16 OR "
     "(acknowledgement = x'') != (acknowledgement_signature = x'')",
     "rows have columns of a wrong length, or half an acknowledgement",
     kRestoreFile},
    {"urgent", "SELECT count(*) FROM urgent WHERE length(enquiry_id) != 16",
     "rows have columns of a wrong length", kRestoreFile},
    {"person_key",
     "SELECT count(*) FROM person_key WHERE length(public_key) != 32",
     "rows have columns of a wrong length", kRestoreFile},
    {"handover", "SELECT count(*) FROM handover WHERE length(id) != 16",
     "rows have columns of a wrong length", kRestoreFile},
    {"setting",
     "SELECT count(*) FROM setting WHERE name = 'index-id' AND "
     "length(value) != 16",
     "the index's id has a wrong length", kPublishAgain},
};

absl::StatusOr<std::int64_t> CountOf(SealedDb& db, absl::string_view sql) {
  KITH_ASSIGN_OR_RETURN(Statement count, db.Prepare(sql));
  KITH_RETURN_IF_ERROR(count.Step().status());
  return count.Int(0);
}

// The tables beside a log, against what the log says.
class StoreCheck {
 public:
  StoreCheck(SealedDb& db, tlog::Faults& faults) : db_(db), faults_(faults) {}

  absl::Status CheckPages();
  void Visit(const tlog::FoundEntry& entry);
  absl::Status CompareEnquiries();
  absl::Status CompareGrounds();
  absl::Status CompareUrgent();
  absl::Status CheckRules();

  CheckedStore result;

 private:
  struct Accepted {
    std::string asker;
    std::string body_hash;
    std::uint64_t index = 0;
    bool ended = false;
  };
  struct Named {
    bool recorded = false;
    bool withdrawn = false;
    bool everywhere = false;
    std::uint64_t index = 0;  // Of the newest entry that names it.
  };

  void VisitEnquiry(const tlog::FoundEntry& entry);
  void VisitGrounds(const tlog::FoundEntry& entry);
  // Something of the agency after `index` cannot be read any more, or may be
  // among what was taken from a mirror as leaves alone.
  bool ErasedSince(const std::string& agency, std::uint64_t index) const {
    const auto last = last_erased_.find(agency);
    return restored_at_ > index ||
           (last != last_erased_.end() && last->second > index);
  }
  bool AnyErasedOf(const std::string& agency) const {
    return restored_at_ > 0 || last_erased_.contains(agency);
  }
  void CompareEnquiry(const Statement& row);
  void CompareGround(const Statement& row);

  SealedDb& db_;
  tlog::Faults& faults_;
  std::map<std::string, std::uint64_t> last_erased_;
  // The newest entry that says that the log was taken from a mirror.
  std::uint64_t restored_at_ = 0;
  absl::flat_hash_map<std::string, Accepted> accepted_;
  absl::flat_hash_map<std::string, Named> named_;
  absl::flat_hash_set<std::string> rows_;  // Enquiries and grounds there are.
};

absl::Status StoreCheck::CheckPages() {
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> faults,
                        db_.PageFaults());
  for (const std::string& fault : faults) {
    faults_.Add("database file", fault, kRestoreFile);
  }
  return absl::OkStatus();
}

void StoreCheck::Visit(const tlog::FoundEntry& entry) {
  if (entry.opening == nullptr) {
    last_erased_[entry.agency] = entry.index;
    return;
  }
  switch (entry.opening->event()) {
    case log::v1::EVENT_ACCEPTED:
    case log::v1::EVENT_RELEASED:
    case log::v1::EVENT_ABORTED:
      return VisitEnquiry(entry);
    case log::v1::EVENT_CONSENT:
    case log::v1::EVENT_WITHDRAWN:
      return VisitGrounds(entry);
    case log::v1::EVENT_RESTORE:
      restored_at_ = entry.index;
      return;
    default:
      return;
  }
}

// INVARIANT (audit first): what was answered was accepted before.
void StoreCheck::VisitEnquiry(const tlog::FoundEntry& entry) {
  log::v1::EnquiryDetail detail;
  const std::string where = absl::StrCat("leaf_detail ", entry.index);
  if (!detail.ParseFromString(entry.opening->detail())) {
    faults_.Add(where, "names no enquiry", kRestoreFile);
    return;
  }
  const auto known = accepted_.find(detail.enquiry_id());
  if (entry.opening->event() == log::v1::EVENT_ACCEPTED) {
    if (known != accepted_.end() && !known->second.ended &&
        !ErasedSince(known->second.asker, known->second.index)) {
      faults_.Add(where, "accepts an enquiry that had not ended", kRestoreFile);
    }
    accepted_[detail.enquiry_id()] = {entry.agency, detail.body_sha256(),
                                      entry.index, false};
    return;
  }
  const bool open = known != accepted_.end() && !known->second.ended &&
                    known->second.asker == entry.agency;
  if (!open && !AnyErasedOf(entry.agency)) {
    faults_.Add(where,
                entry.opening->event() == log::v1::EVENT_RELEASED
                    ? "answers an enquiry that was not accepted before, or "
                      "had ended"
                    : "ends an enquiry that was not accepted before, or had "
                      "ended",
                kRestoreFile);
  }
  if (known != accepted_.end()) known->second.ended = true;
}

void StoreCheck::VisitGrounds(const tlog::FoundEntry& entry) {
  log::v1::GroundDetail detail;
  if (!detail.ParseFromString(entry.opening->detail())) {
    faults_.Add(absl::StrCat("leaf_detail ", entry.index), "names no ground",
                kRestoreFile);
    return;
  }
  const bool withdrawn = entry.opening->event() == log::v1::EVENT_WITHDRAWN;
  for (const std::string& ref : detail.refs()) {
    Named& named = named_[ref];
    named.index = entry.index;
    named.recorded |= !withdrawn;
    named.withdrawn |= withdrawn;
    named.everywhere |= withdrawn && !detail.only_here();
  }
}

void StoreCheck::CompareEnquiry(const Statement& row) {
  const std::string id(row.Bytes(0));
  const std::string asker(row.Bytes(1));
  const std::string where = RowOf("enquiry", id);
  rows_.insert(id);
  const auto known = accepted_.find(id);
  if (known == accepted_.end()) {
    if (!AnyErasedOf(asker)) {
      faults_.Add(where, "has no ACCEPTED entry in the log", kLogDecides);
    }
    return;
  }
  const Accepted& accepted = known->second;
  if (accepted.asker != asker || accepted.body_hash != row.Bytes(2)) {
    faults_.Add(
        where,
        absl::StrCat("is not the one that leaf ", accepted.index, " accepted"),
        kLogDecides);
  }
  const bool ended = row.Int(3) != 0;
  if (ended && !accepted.ended && !ErasedSince(asker, accepted.index)) {
    faults_.Add(where, "has ended, and no RELEASED or ABORTED entry says so",
                kLogDecides);
  }
  if (!ended && accepted.ended) {
    faults_.Add(where, "has not ended, and the log says that it has",
                kLogDecides);
  }
}

absl::Status StoreCheck::CompareEnquiries() {
  KITH_ASSIGN_OR_RETURN(
      Statement rows,
      db_.Prepare("SELECT id, asker, body_hash, ended FROM enquiry"));
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) break;
    ++result.enquiries;
    CompareEnquiry(rows);
  }
  for (const auto& [id, accepted] : accepted_) {
    if (!accepted.ended && !rows_.contains(id) &&
        !ErasedSince(accepted.asker, accepted.index)) {
      faults_.Add(
          absl::StrCat("leaf_detail ", accepted.index),
          "accepts an enquiry that has no end, and no row in enquiry to end it",
          kLogDecides);
    }
  }
  return absl::OkStatus();
}

void StoreCheck::CompareGround(const Statement& row) {
  const std::string ref(row.Bytes(0));
  const std::string where = RowOf("ground", ref);
  const bool withdrawn = row.Int(1) != 0;
  const bool root_ended = row.Int(2) != 0;
  rows_.insert(ref);
  result.withdrawn += withdrawn;
  const auto known = named_.find(ref);
  const Named named = known == named_.end() ? Named() : known->second;
  // INVARIANT (withdrawn stays): nothing in force that was taken back.
  if (named.withdrawn && !withdrawn) {
    faults_.Add(
        where,
        absl::StrCat("is in force, and leaf ", named.index, " withdrew it"),
        kLogDecides);
  }
  if (named.everywhere && !root_ended) {
    faults_.Add(where,
                "was withdrawn everywhere, and ended_root does not say so",
                kLogDecides);
  }
  // Whose ground it is only its owner tag tells: any erased entry excuses.
  if (!last_erased_.empty() || restored_at_ > 0) return;
  if (!named.recorded) {
    faults_.Add(where, "has no CONSENT entry in the log", kLogDecides);
  }
  if (withdrawn && !named.withdrawn && !root_ended) {
    faults_.Add(where, "is withdrawn, and no WITHDRAWN entry says so",
                kLogDecides);
  }
}

absl::Status StoreCheck::CompareGrounds() {
  KITH_ASSIGN_OR_RETURN(
      Statement rows,
      db_.Prepare("SELECT ref, withdrawn, EXISTS (SELECT 1 FROM ended_root "
                  "WHERE ended_root.root = ground.root) FROM ground"));
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) break;
    ++result.grounds;
    CompareGround(rows);
  }
  for (const auto& [ref, named] : named_) {
    // What was in force is forgotten when a log is taken from a mirror.
    const bool forgotten = named.index < restored_at_ && !named.withdrawn;
    if (!rows_.contains(ref) && !forgotten) {
      faults_.Add(RowOf("ground", ref),
                  absl::StrCat("is missing; leaf ", named.index, " names it"),
                  kLogDecides);
    }
  }
  return absl::OkStatus();
}

absl::Status StoreCheck::CompareUrgent() {
  KITH_ASSIGN_OR_RETURN(
      Statement rows,
      db_.Prepare("SELECT enquiry_id, asker FROM urgent WHERE used_at != 0"));
  while (true) {
    KITH_ASSIGN_OR_RETURN(const bool more, rows.Step());
    if (!more) return absl::OkStatus();
    if (!accepted_.contains(rows.Bytes(0)) &&
        !AnyErasedOf(std::string(rows.Bytes(1)))) {
      faults_.Add(RowOf("urgent", rows.Bytes(0)),
                  "was used, and its enquiry has no ACCEPTED entry",
                  kLogDecides);
    }
  }
}

absl::Status StoreCheck::CheckRules() {
  for (const Rule& rule : kRules) {
    KITH_ASSIGN_OR_RETURN(const std::int64_t wrong, CountOf(db_, rule.sql));
    if (wrong != 0) {
      faults_.Add(rule.table, absl::StrCat(rule.what, " (", wrong, ")"),
                  rule.next);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<CheckedStore> CheckStore(SealedDb& db,
                                        const tlog::LogToCheck& log,
                                        tlog::Faults& faults) {
  StoreCheck check(db, faults);
  KITH_RETURN_IF_ERROR(check.CheckPages());
  KITH_ASSIGN_OR_RETURN(const std::int64_t tables, CountOf(db, kTables));
  if (tables != kTableCount) {
    return absl::FailedPreconditionError(
        absl::StrCat("it has ", tables, " of a broker's ", kTableCount,
                     " tables; start this version of the broker once, or "
                     "name the right file"));
  }
  KITH_ASSIGN_OR_RETURN(
      check.result.log,
      tlog::CheckLog(
          db, log, [&](const tlog::FoundEntry& entry) { check.Visit(entry); },
          faults));
  KITH_RETURN_IF_ERROR(check.CompareEnquiries());
  KITH_RETURN_IF_ERROR(check.CompareGrounds());
  KITH_RETURN_IF_ERROR(check.CompareUrgent());
  KITH_RETURN_IF_ERROR(check.CheckRules());
  KITH_ASSIGN_OR_RETURN(const std::int64_t rows,
                        CountOf(db, "SELECT count(*) FROM index_row"));
  check.result.rows = static_cast<std::uint64_t>(rows);
  return check.result;
}

}  // namespace kith::broker
