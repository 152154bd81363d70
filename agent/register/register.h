// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_REGISTER_REGISTER_H_
#define KITH_AGENT_REGISTER_REGISTER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "agent/identity/identity.h"
#include "keys/sealed_db.h"
#include "policy/facts.h"

namespace kith::agent {

// A person this agency knows: used to recognise, never published by itself.
struct RegisteredPerson {
  std::string ref;  // 16 random bytes, the agency's own.
  std::string source;
  std::string source_id;
  std::string family;
  std::string details;   // A serialised desk.v1.Person, as imported.
  std::string identity;  // SerializeForRegister() of what it normalises to.
  bool current = true;   // In the newest import of its source.
};

// A match key's input, hashed: what people are found by in the register.
struct RegisterKey {
  std::string hash;  // 32 bytes.
  bool strong = false;
};

// The agency's work with a person: what an answer tells.
struct Involvement {
  std::string ref;  // 16 bytes.
  std::string person;
  std::string service;
  std::string worker;
  std::string contact;
  bool leads_for_family = false;
  std::string level;  // "universal", "additional", "intensive", "statutory"
  std::string
      status;  // "open", "stepping up", "stepped down", "recently closed"
  std::string since;  // "2024-03"
  std::string assessment;
  bool ended = false;

  friend bool operator==(const Involvement&, const Involvement&) = default;
};

enum class GroundKind { kConsent, kLawfulBasis, kTouchOnly };

// What a person's publication rests on.
struct Ground {
  std::string ref;       // 16 bytes.
  std::string person;    // Whom it is about.
  std::string rests_on;  // 16 bytes: its root's reference, or `ref`.
  GroundKind kind = GroundKind::kConsent;
  policy::Scope scope;
  absl::Time until = absl::InfinitePast();
  std::string said_by;
  std::string capacity;
  std::string evidence;
  std::string wording;
  std::string language;
  bool may_name_place = false;
  bool imported = false;
  bool withdrawn = false;
  bool known_to_broker = false;     // Recorded there.
  bool withdrawal_pending = false;  // The broker could not be told yet.
};

// A receipt this agency gave, kept so that the family can have it again.
struct KeptReceipt {
  std::string id;    // 16 bytes: its reference.
  std::string text;  // docs/spec/receipt.md
  bool withdrawal = false;
  bool only_here = false;
  std::vector<std::string> grounds;  // 16 bytes each.
  bool countersigned = false;  // By the broker, which has done what it says.
};

enum class ShieldKind { kNone, kSilent, kAbsent };

// Who decided that a person is not to be spoken of, or no longer.
struct ShieldDecision {
  ShieldKind kind = ShieldKind::kNone;
  std::string set_by;  // A staff member.
  absl::Time set_at;
};

enum class RowState { kToSend = 0, kSent = 1, kPresent = 2, kToRemove = 3 };

// One published token of one person.
struct PublishedRow {
  std::int64_t number = 0;  // The register's own; PutRow gives it.
  std::string row_id;  // 32 random bytes: whoever presents it may remove it.
  std::string token;
  std::string capsule_key;
  std::string handle;  // 16 bytes: one person in one epoch.
  std::string person;
  std::string ground;
  std::uint32_t epoch = 0;
  std::string kind;  // Of its match key.
  bool strong = false;
  RowState state = RowState::kToSend;
};

// Somebody asked about one of this agency's people.
struct AskedAbout {
  absl::Time time;
  std::string person;
  std::string enquiry_id;
  std::string asker;
  std::string category;
  std::string role;
  std::string purpose;
  std::string outcome;  // "involved", "possible", "call_back", "withheld"
  std::string rule;
  bool touch = false;  // For the service alone: nothing was said.
};

// An answer that said something, and the proof that it was released.
struct AnswerGiven {
  std::string enquiry_id;
  std::uint32_t subject = 0;
  absl::Time time;
  std::string person;
  std::string asker;  // Empty if it was hidden.
  std::string proof;  // A kith.recall.v1.RoutedProof; empty until it has come.
};

enum class RecallState {
  kPending = 0,
  kSent = 1,
  kAcknowledged = 2,
  kRefused = 3
};

// An answer of this agency's that it has taken back.
struct SentRecall {
  std::string enquiry_id;
  std::uint32_t subject = 0;
  absl::Time time;
  std::string staff;
  std::string asker;
  std::string notice;  // A kith.recall.v1.RecallNotice.
  std::string signature;
  std::string proof;
  RecallState state = RecallState::kPending;
  absl::Time acknowledged_at;
};

// An answer to a question of this agency that its holder has taken back.
struct ReceivedRecall {
  std::string enquiry_id;
  std::uint32_t subject = 0;
  std::string holder;
  absl::Time time;
  std::string asked_by;
  std::string acknowledged_by;  // Empty until a staff member has.
  absl::Time acknowledged_at;
  std::string acknowledgement;  // A kith.recall.v1.RecallAcknowledgement.
  std::string acknowledgement_signature;
  bool told = false;  // The broker, of the acknowledgement.
};

// What the register says of a person and somebody described by strong keys.
enum class ToldApart {
  kNo,         // Nothing.
  kUncertain,  // Somebody else is known who shares the keys asked by.
  kYes,        // They are two people.
};

// The agency's database, over one connection: the writer's inside a change, or
// a reader's. Not thread-safe.
//
// Every method returns UNAVAILABLE if the database is busy, RESOURCE_EXHAUSTED
// if the disk is full, DATA_LOSS if it is damaged; messages name the operation
// only.
class Register {
 public:
  explicit Register(SealedDb& db) : db_(db) {}

  static absl::Status CreateTables(SealedDb& db);

  // People.
  absl::Status PutPerson(const RegisteredPerson& person);
  // Adds to what the person was known as before.
  absl::Status AddFormerIdentity(absl::string_view person,
                                 absl::string_view identity);
  absl::Status ForgetFormerIdentities(absl::string_view person);
  // NOT_FOUND if there is none.
  absl::StatusOr<RegisteredPerson> GetPerson(absl::string_view ref);
  // The present identity and the former ones.
  absl::StatusOr<std::vector<Identity>> IdentitiesOf(absl::string_view person);
  // The present identity of everybody in the newest import of their source.
  absl::Status ForEachIdentity(
      const std::function<void(const Identity&)>& visit);
  // In the order of their references, those above `after`.
  absl::StatusOr<std::vector<RegisteredPerson>> PeopleAfter(
      absl::string_view after, std::uint32_t limit);
  absl::StatusOr<std::vector<RegisteredPerson>> PeopleOfSource(
      absl::string_view source);
  // Keys a person is found by here. They replace the earlier ones.
  absl::Status PutKeys(absl::string_view person,
                       const std::vector<RegisterKey>& keys);
  absl::StatusOr<std::vector<std::string>> PeopleWithKey(
      absl::string_view key_hash);
  // The keys of everybody in the newest import of any other source.
  absl::Status ForEachKeyOfOtherSources(
      absl::string_view source,
      const std::function<void(absl::string_view person,
                               const RegisterKey& key)>& visit);
  // Who shares one strong key or two weak ones, in order of reference.
  absl::StatusOr<std::vector<std::string>> PeopleSharing(
      const std::vector<RegisterKey>& keys);

  // Involvements.
  absl::Status PutInvolvement(const Involvement& involvement);
  absl::StatusOr<std::vector<Involvement>> InvolvementsOf(
      absl::string_view person);
  // Of everybody, the ended ones left out.
  absl::StatusOr<std::vector<Involvement>> OpenInvolvements();

  // Grounds.
  absl::Status PutGround(const Ground& ground);
  absl::StatusOr<std::vector<Ground>> GroundsOf(absl::string_view person);
  // NOT_FOUND if there is none.
  absl::StatusOr<Ground> GetGround(absl::string_view ref);
  absl::StatusOr<std::vector<Ground>> GroundsUnknownToBroker();
  absl::StatusOr<std::vector<Ground>> WithdrawalsPending();

  // The family took back what it had agreed: a rule on strong keys, so that it
  // holds for the same person in another export too, and on the person itself,
  // who may have no strong key.
  absl::Status PutTakenBack(absl::string_view person, absl::Time at);
  // When that was last, of this person or one with these keys; the infinite
  // past if never.
  absl::StatusOr<absl::Time> TakenBackAt(absl::string_view person,
                                         const std::vector<RegisterKey>& keys);

  // When that was last, of this person; the infinite past if never.
  absl::StatusOr<absl::Time> TakenBackBy(absl::string_view person);
  // Whether any family ever did.
  absl::StatusOr<bool> AnythingTakenBack();

  // Receipts.
  absl::Status PutReceipt(const KeptReceipt& receipt);
  // NOT_FOUND if there is none.
  absl::StatusOr<KeptReceipt> GetReceipt(absl::string_view id);
  // In the order they were given.
  absl::StatusOr<std::vector<KeptReceipt>> ReceiptsToCountersign();

  // Shields: rules on strong keys, so that a duplicate that comes later
  // inherits them, and a sibling does not; and on the person itself, who may
  // have none.
  absl::Status PutShield(absl::string_view person,
                         const ShieldDecision& decision);
  // The same, but never in place of a stricter one.
  absl::Status RaiseShield(absl::string_view person,
                           const ShieldDecision& decision);
  // The strictest among the shields of the person and their strong keys.
  absl::StatusOr<ShieldKind> ShieldOf(absl::string_view person);
  absl::StatusOr<ShieldDecision> StrictestShieldOf(absl::string_view person);
  // Everybody for whom that is not kNone.
  absl::StatusOr<std::vector<std::string>> ShieldedPeople();

  // Published rows.
  absl::Status PutRow(const PublishedRow& row);
  absl::Status SetRowState(const PublishedRow& row, RowState state);
  absl::Status DeleteRow(const PublishedRow& row);
  absl::StatusOr<std::vector<PublishedRow>> RowsOf(absl::string_view person);
  absl::StatusOr<std::vector<PublishedRow>> RowsOfHandle(
      absl::string_view handle);
  // Those with a number above `after`, the lowest first.
  absl::StatusOr<std::vector<PublishedRow>> RowsInState(RowState state,
                                                        std::int64_t after,
                                                        std::uint32_t limit);
  absl::StatusOr<std::uint64_t> CountRows(RowState state);
  // Every row that was sent or present goes back to be sent.
  absl::Status SendAllAgain();
  // What a person's rows were made from; empty if it has none.
  absl::StatusOr<std::string> ListedAs(absl::string_view person);
  absl::Status SetListedAs(absl::string_view person,
                           absl::string_view fingerprint);
  // People listed whose involvement or ground may be gone.
  absl::StatusOr<std::vector<std::string>> ListedPeople();

  // Tokens already made, by epoch and hash of the OPRF's input: token, then
  // capsule key, 64 bytes; empty if not made.
  absl::StatusOr<std::string> GetMadeToken(std::uint32_t epoch,
                                           absl::string_view input_hash);
  absl::Status PutMadeToken(std::uint32_t epoch, absl::string_view input_hash,
                            absl::string_view token_and_key);

  // Questions.
  // False if this (enquiry, subject) was answered in the last day.
  absl::StatusOr<bool> AnswerOnce(absl::string_view enquiry_id,
                                  std::uint32_t subject, absl::Time now);
  // A row of one size for a question that did not open.
  absl::Status PutUnopened(absl::string_view enquiry_id, std::uint32_t subject,
                           absl::Time now);
  // Adds to how many questions about other people opened here.
  absl::Status CountWronglyOpened();
  absl::StatusOr<std::uint64_t> WronglyOpened();
  absl::Status PutAskedAbout(const AskedAbout& asked);
  absl::StatusOr<std::vector<AskedAbout>> AskedAboutPerson(
      absl::string_view person);
  absl::StatusOr<std::vector<AskedAbout>> Touches();

  // Answers taken back.
  absl::Status PutAnswerGiven(const AnswerGiven& answer);
  // Does nothing if no such answer was given.
  absl::Status PutReleaseProved(absl::string_view enquiry_id,
                                std::uint32_t subject, absl::string_view proof);
  // Those about the person, oldest first.
  absl::StatusOr<std::vector<AnswerGiven>> AnswersAbout(
      absl::string_view person);
  // The person is not whom `others` describe: a rule on strong keys, so that
  // later duplicates of the person inherit it.
  absl::Status PutUnlinked(absl::string_view person,
                           const std::vector<RegisterKey>& others);
  absl::StatusOr<ToldApart> IsToldApart(absl::string_view person,
                                        const std::vector<RegisterKey>& asked);
  absl::Status PutOwnQuestion(absl::string_view enquiry_id,
                              absl::string_view staff);
  // Who asked it. NOT_FOUND if this agency did not.
  absl::StatusOr<std::string> WhoAskedOwn(absl::string_view enquiry_id);
  // Adds it; one that is there has its state set.
  absl::Status PutSentRecall(const SentRecall& recall);
  absl::StatusOr<std::vector<SentRecall>> SentRecalls();
  // Adds it; one that is there has its acknowledgement set.
  absl::Status PutReceivedRecall(const ReceivedRecall& recall);
  absl::StatusOr<std::vector<ReceivedRecall>> ReceivedRecalls();

  // Small values by name; empty if never set.
  absl::StatusOr<std::string> GetSetting(absl::string_view name);
  absl::Status PutSetting(absl::string_view name, absl::string_view value);

 private:
  absl::StatusOr<std::vector<std::string>> Column(Statement statement);
  absl::StatusOr<std::vector<Ground>> Grounds(Statement statement);
  absl::StatusOr<std::vector<KeptReceipt>> Receipts(Statement statement);
  absl::StatusOr<std::vector<PublishedRow>> Rows(Statement statement);
  absl::StatusOr<std::vector<Involvement>> Involvements(Statement statement);
  absl::StatusOr<std::vector<AskedAbout>> Asked(Statement statement);

  SealedDb& db_;
};

// A reading connection that many threads share. Thread-safe.
class RegisterReader {
 public:
  explicit RegisterReader(std::unique_ptr<SealedDb> db) : db_(std::move(db)) {}

  // Runs `read` with nobody else reading; gives back what it returns. All it
  // reads is of one moment: what is committed meanwhile is not seen in part.
  template <typename Read>
  auto With(Read read) {
    absl::MutexLock lock(&mutex_);
    const SealedDb::Snapshot snapshot(*db_);
    Register people(*db_);
    return read(people);
  }
  template <typename Read>
  auto WithDb(Read read) {
    absl::MutexLock lock(&mutex_);
    const SealedDb::Snapshot snapshot(*db_);
    return read(*db_);
  }

 private:
  absl::Mutex mutex_;
  const std::unique_ptr<SealedDb> db_ ABSL_PT_GUARDED_BY(mutex_);
};

}  // namespace kith::agent

#endif  // KITH_AGENT_REGISTER_REGISTER_H_
