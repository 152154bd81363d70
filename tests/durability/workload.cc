// SPDX-License-Identifier: Apache-2.0
#include "tests/durability/workload.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <functional>
#include <random>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "broker/store/sqlcipher_store.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "kith/log/v1/log.pb.h"

namespace kith::tests {
namespace {

using broker::SqlcipherTransaction;
using tlog::AuditLog;
using tlog::Entry;
using Entries = absl::StatusOr<std::vector<Entry>>;

constexpr char kOrigin[] = "kith.example/durability";
constexpr char kAsker[] = "school";
constexpr char kHolder[] = "clinic";
constexpr std::size_t kRefBytes = 16;
constexpr std::uint32_t kMostInBurst = 12;

class Mt19937 final : public Random {
 public:
  explicit Mt19937(std::uint64_t seed) : engine_(seed) {}
  void Fill(void* out, std::size_t size) override {
    absl::MutexLock lock(&mutex_);
    auto* const bytes = static_cast<unsigned char*>(out);
    for (std::size_t i = 0; i < size; ++i) {
      bytes[i] = static_cast<unsigned char>(engine_());
    }
  }

 private:
  absl::Mutex mutex_;
  std::mt19937_64 engine_ ABSL_GUARDED_BY(mutex_);
};

// One acknowledgement is one write of less than a page: whole or not at all.
void WriteAcknowledged(int to, std::uint64_t index, absl::string_view leaf,
                       const std::string& checkpoint) {
  const std::string record = absl::StrCat(
      BigEndian64(index), leaf,
      BigEndian32(static_cast<std::uint32_t>(checkpoint.size())), checkpoint);
  (void)!write(to, record.data(), record.size());
}

std::uint64_t Number(absl::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) {
    value = value << 8 | static_cast<unsigned char>(byte);
  }
  return value;
}

std::string ReadAll(int from) {
  std::string all;
  char part[65536];
  while (true) {
    const ssize_t size = read(from, part, sizeof(part));
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return all;
    all.append(part, static_cast<std::size_t>(size));
  }
}

Entry OfEnquiry(log::v1::Event event, const std::string& id) {
  log::v1::EnquiryDetail detail;
  detail.set_enquiry_id(id);
  detail.set_body_sha256(HashBytes(Sha256(id)));
  const bool released = event == log::v1::EVENT_RELEASED;
  return {event, kAsker, detail.SerializeAsString(),
          released ? tlog::ReleasePublicPart(Sha256(id), Sha256(id)) : ""};
}

Entry OfGround(log::v1::Event event, const std::string& ref, bool only_here) {
  log::v1::GroundDetail detail;
  detail.add_refs(ref);
  detail.set_only_here(only_here);
  return {event, kHolder, detail.SerializeAsString(), ""};
}

// What a burst may choose from. Only the thread that submits touches it.
class Workload {
 public:
  Workload(AuditLog& log, Random& random, int acknowledge)
      : log_(log), random_(random), acknowledge_(acknowledge) {}

  void RunBurst();
  void RunStory();

 private:
  using Change = AuditLog::Change;

  // Acknowledges, then says whether it was done.
  void Submit(Change change, std::function<void(bool)> done);
  Change Next();
  Change Record();
  Change Withdraw();
  Change Publish();
  Change Accept();
  Change End();
  Change Erase();
  static Change Fail();
  static std::string TakeOne(std::vector<std::string>& from, Random& random);

  AuditLog& log_;
  Random& random_;
  const int acknowledge_;
  std::vector<std::string> grounds_;
  std::vector<std::string> open_;
};

std::string Workload::TakeOne(std::vector<std::string>& from, Random& random) {
  const std::size_t at = random.Below(static_cast<std::uint32_t>(from.size()));
  std::string taken = std::exchange(from[at], from.back());
  from.pop_back();
  return taken;
}

Workload::Change Workload::Record() {
  const std::string ref = random_.Bytes(kRefBytes);
  grounds_.push_back(ref);
  return [ref](SealedDb& db) -> Entries {
    KITH_RETURN_IF_ERROR(SqlcipherTransaction(db).RecordGround(
        {.ref = ref,
         .root = HashBytes(Sha256(ref)),
         .owner_tag = HashBytes(Sha256(ref)),
         .expires_at = absl::FromUnixSeconds(1'900'000'000)}));
    return std::vector<Entry>{OfGround(log::v1::EVENT_CONSENT, ref, false)};
  };
}

Workload::Change Workload::Withdraw() {
  if (grounds_.empty()) return Record();
  const std::string ref = TakeOne(grounds_, random_);
  const bool only_here = random_.Below(2) == 0;
  return [ref, only_here](SealedDb& db) -> Entries {
    SqlcipherTransaction store(db);
    KITH_RETURN_IF_ERROR(
        only_here ? store.WithdrawGround(ref)
                  : store.WithdrawRoot(HashBytes(Sha256(ref))).status());
    return std::vector<Entry>{
        OfGround(log::v1::EVENT_WITHDRAWN, ref, only_here)};
  };
}

Workload::Change Workload::Publish() {
  std::vector<broker::RowToInsert> rows;
  for (std::uint32_t i = random_.Below(60) + 1; i > 0; --i) {
    rows.push_back({{random_.Bytes(32), random_.Bytes(32), random_.Bytes(180),
                     random_.Bytes(8), 8'100},
                    kHolder,
                    static_cast<std::int64_t>(Number(random_.Bytes(7)))});
  }
  return [rows](SealedDb& db) -> Entries {
    const broker::RowBounds bounds{
        16, 8,
        [](const broker::RowToInsert&, const broker::RowPlace&,
           absl::string_view) { return false; }};
    KITH_RETURN_IF_ERROR(
        SqlcipherTransaction(db).InsertRows(rows, bounds).status());
    log::v1::CountDetail detail;
    detail.set_what("rows");
    detail.set_count(rows.size());
    return std::vector<Entry>{
        {log::v1::EVENT_PUBLISHED, kHolder, detail.SerializeAsString(), ""}};
  };
}

Workload::Change Workload::Accept() {
  const std::string id = random_.Bytes(kRefBytes);
  open_.push_back(id);
  return [id](SealedDb& db) -> Entries {
    KITH_RETURN_IF_ERROR(SqlcipherTransaction(db).OpenEnquiry(
        {.id = id,
         .asker = kAsker,
         .body_hash = HashBytes(Sha256(id)),
         .accepted_at = absl::FromUnixSeconds(1'800'000'000)}));
    return std::vector<Entry>{OfEnquiry(log::v1::EVENT_ACCEPTED, id)};
  };
}

Workload::Change Workload::End() {
  if (open_.empty()) return Accept();
  const std::string id = TakeOne(open_, random_);
  const auto how =
      random_.Below(4) == 0 ? log::v1::EVENT_ABORTED : log::v1::EVENT_RELEASED;
  return [id, how](SealedDb& db) -> Entries {
    KITH_RETURN_IF_ERROR(SqlcipherTransaction(db).EndEnquiry(id));
    return std::vector<Entry>{OfEnquiry(how, id)};
  };
}

// Empties the write-ahead log after it. Of an agency of its own, so that fsck
// has no excuse for the others.
Workload::Change Workload::Erase() {
  return [](SealedDb& db) -> Entries {
    KITH_ASSIGN_OR_RETURN(
        const auto old,
        AuditLog::OpenableBefore(db, "auditor", absl::InfiniteFuture()));
    std::vector<Entry> entries{{log::v1::EVENT_HEARTBEAT, "auditor", "", ""}};
    if (!old.empty()) {
      KITH_ASSIGN_OR_RETURN(Entry erased,
                            AuditLog::Erase(db, "auditor", old, "retention"));
      entries.push_back(std::move(erased));
    }
    return entries;
  };
}

Workload::Change Workload::Fail() {
  return [](SealedDb& db) -> Entries {
    KITH_RETURN_IF_ERROR(
        SqlcipherTransaction(db).PutSetting("undone", "entirely"));
    return absl::FailedPreconditionError("a rule says no");
  };
}

Workload::Change Workload::Next() {
  switch (random_.Below(16)) {
    case 0:
      return Fail();
    case 1:
      return Erase();
    case 2:
    case 3:
      return Publish();
    case 4:
    case 5:
    case 6:
      return Record();
    case 7:
    case 8:
      return Withdraw();
    case 9:
    case 10:
    case 11:
    case 12:
      return Accept();
    default:
      return End();
  }
}

void Workload::Submit(Change change, std::function<void(bool)> done) {
  log_.Submit(std::move(change), [this, done = std::move(done)](
                                     absl::StatusOr<tlog::Committed> result) {
    if (result.ok()) {
      for (const tlog::Appended& entry : result->entries) {
        WriteAcknowledged(acknowledge_, entry.index, entry.leaf,
                          result->checkpoint);
      }
    }
    done(result.ok());
  });
}

// What one of a burst begins another does not build on: all wait together.
void Workload::RunBurst() {
  const auto size = static_cast<int>(random_.Below(kMostInBurst) + 1);
  absl::BlockingCounter waiting(size);
  for (int i = 0; i < size; ++i) {
    Submit(Next(), [&](bool) { waiting.DecrementCount(); });
  }
  waiting.Wait();
}

// As the broker, it ends nothing that was not accepted, and withdraws nothing
// that was not recorded.
void Workload::RunStory() {
  const auto run = [&](Change change) {
    bool is_done = false;
    absl::Notification told;
    Submit(std::move(change), [&](bool done) {
      is_done = done;
      told.Notify();
    });
    told.WaitForNotification();
    return is_done;
  };
  const bool recorded = run(Record());
  run(Publish());
  if (run(Accept())) run(End());
  if (recorded) run(Withdraw());
}

}  // namespace

absl::StatusOr<std::unique_ptr<AuditLog>> Store::Open(
    const Clock& clock, Random& random, const std::string& sql) const {
  KITH_ASSIGN_OR_RETURN(std::unique_ptr<SealedDb> db,
                        SealedDb::Open(path(), key));
  if (!sql.empty()) KITH_RETURN_IF_ERROR(db->Execute(sql));
  db->SetPagesOfOneCheckpoint(pages_of_one_checkpoint);
  KITH_RETURN_IF_ERROR(broker::CreateStoreTables(*db));
  KITH_ASSIGN_OR_RETURN(Signer signer, Signer::FromSeed(seed));
  return AuditLog::Open(
      std::move(db),
      {.origin = kOrigin, .headroom_file = "", .headroom_bytes = 0},
      std::move(signer), clock, random);
}

absl::StatusOr<broker::CheckedStore> Store::Fsck(
    std::vector<std::string> checkpoints, tlog::Faults& faults) const {
  KITH_ASSIGN_OR_RETURN(const std::unique_ptr<SealedDb> db,
                        SealedDb::OpenToRead(path(), key));
  KITH_ASSIGN_OR_RETURN(const Signer signer, Signer::FromSeed(seed));
  return broker::CheckStore(
      *db, {kOrigin, signer.public_key(), std::move(checkpoints)}, faults);
}

void RunWorkload(AuditLog& log, Random& random, int bursts, int acknowledge) {
  Workload workload(log, random, acknowledge);
  for (int i = 0; i < bursts; ++i) workload.RunBurst();
}

void RunStory(AuditLog& log, Random& random, int acknowledge) {
  Workload(log, random, acknowledge).RunStory();
}

void AcknowledgeHead(AuditLog& log, const Store& store, int acknowledge) {
  const std::uint64_t size = log.size();
  const auto db = SealedDb::Open(store.path(), store.key);
  if (size == 0 || !db.ok()) return;
  const auto leaf = AuditLog::ReadLeaves(**db, size - 1, 1);
  if (!leaf.ok()) return;
  WriteAcknowledged(acknowledge, size - 1, *leaf, log.checkpoint());
}

std::vector<Acknowledged> ReadAcknowledged(int from) {
  const std::string all = ReadAll(from);
  absl::string_view left = all;
  constexpr std::size_t kFixed = 8 + tlog::kLeafBytes + 4;
  std::vector<Acknowledged> acks;
  while (left.size() >= kFixed) {
    const std::size_t note = Number(left.substr(8 + tlog::kLeafBytes, 4));
    if (left.size() < kFixed + note) break;
    acks.push_back({Number(left.substr(0, 8)),
                    std::string(left.substr(8, tlog::kLeafBytes)),
                    std::string(left.substr(kFixed, note))});
    left.remove_prefix(kFixed + note);
  }
  return acks;
}

Outcome Judge(const Store& store, const std::vector<Acknowledged>& acks) {
  Outcome outcome;
  outcome.acknowledged = acks.size();
  tlog::Faults faults;
  const auto checked = store.Fsck({}, faults);
  if (!checked.ok()) {
    outcome.faults.push_back(std::string(checked.status().message()));
  } else {
    outcome.entries = checked->log.leaves;
  }
  for (const tlog::Fault& fault : faults.kept()) {
    outcome.faults.push_back(absl::StrCat(fault.where, ": ", fault.what));
  }
  tlog::MerkleTree tree;
  std::string leaves;
  if (const auto db = SealedDb::OpenToRead(store.path(), store.key); db.ok()) {
    leaves = AuditLog::ReadLeaves(**db, 0, ~std::uint32_t{0}).value_or("");
  }
  for (std::size_t at = 0; at < leaves.size(); at += tlog::kLeafBytes) {
    tree.Append(tlog::LeafHash(leaves.substr(at, tlog::kLeafBytes)));
  }
  const std::string public_key = Signer::FromSeed(store.seed)->public_key();
  for (const Acknowledged& ack : acks) {
    outcome.lost += ack.index >= tree.size() ||
                    tree.leaf_hash(ack.index) != tlog::LeafHash(ack.leaf);
    const auto head = tlog::OpenCheckpoint(ack.checkpoint, kOrigin, public_key);
    outcome.ahead += head.ok() && head->size > tree.size();
    outcome.forked += !head.ok() || (head->size <= tree.size() &&
                                     tree.Root(head->size) != head->root);
  }
  return outcome;
}

std::unique_ptr<Random> SeededRandom(std::uint64_t seed) {
  return std::make_unique<Mt19937>(seed);
}

}  // namespace kith::tests
