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
#include "agent/register/records.h"
#include "keys/sealed_db.h"

namespace kith::agent {

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
  // The reference of a record of a source; empty if there is none.
  absl::StatusOr<std::string> FindRecord(absl::string_view source,
                                         absl::string_view source_id);
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
  // NOT_FOUND if there is none.
  absl::StatusOr<Involvement> GetInvolvement(absl::string_view ref);
  // Replaces the involvement's; without a contact, there is none from now on.
  absl::Status PutCover(const Cover& cover);
  // Its contact is empty if there is none.
  absl::StatusOr<Cover> CoverOf(absl::string_view involvement);

  // Grounds.
  absl::Status PutGround(const Ground& ground);
  absl::StatusOr<std::vector<Ground>> GroundsOf(absl::string_view person);
  // NOT_FOUND if there is none.
  absl::StatusOr<Ground> GetGround(absl::string_view ref);
  absl::StatusOr<std::vector<Ground>> GroundsUnknownToBroker();
  absl::StatusOr<std::vector<Ground>> WithdrawalsPending();
  // Those that ended and that the broker was told of once.
  absl::StatusOr<std::vector<Ground>> GroundsWithdrawnAndKnown();

  // Grounds of a kind, of everybody: neither withdrawn nor at an end.
  absl::StatusOr<std::vector<Ground>> GroundsInForce(GroundKind kind,
                                                     absl::Time now);

  // Objections: rules on strong keys and on the person, as shields are. One
  // that is there has its decision set.
  absl::Status PutObjection(const Objection& objection);
  // NOT_FOUND if there is none.
  absl::StatusOr<Objection> GetObjection(absl::string_view ref);
  // Of everybody, the oldest first.
  absl::StatusOr<std::vector<Objection>> Objections();
  // Those about the person: references.
  absl::StatusOr<std::vector<std::string>> ObjectionsAbout(
      absl::string_view person);
  // It holds by the keys that the person has now, too.
  absl::Status CarryObjection(absl::string_view ref, absl::string_view person);
  // Whether one stands: not yet decided, or upheld.
  absl::StatusOr<bool> ObjectionStands(absl::string_view person);

  // Decisions not to share, the oldest first.
  absl::Status PutNotShared(const NotShared& decision);
  absl::StatusOr<std::vector<NotShared>> NotSharedOf(absl::string_view person);

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
  absl::StatusOr<std::vector<KeptReceipt>> WithdrawalReceipts();

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

  // People who do not exist (canaries.h): references.
  absl::StatusOr<std::vector<std::string>> CurrentCanaries();

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
  // The oldest epoch that any was made in; 0 if there is none.
  absl::StatusOr<std::uint32_t> OldestTokenEpoch();
  // Forgets up to `most` of an epoch.
  absl::Status ForgetTokens(std::uint32_t epoch, std::uint32_t most);
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
  // Forgets who asked before then, what was answered and on what that was
  // decided.
  absl::Status ForgetQuestionsBefore(absl::Time before);
  absl::StatusOr<std::vector<AskedAbout>> Touches();
  // Since then, that moment too, the oldest first.
  absl::StatusOr<std::vector<AskedAbout>> AskedSince(absl::Time since);

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
  // Whom the person is not, as SerializeForRegister() has it: however somebody
  // writes that one, it is not this.
  absl::Status PutToldApartFrom(absl::string_view person,
                                absl::string_view identity);
  absl::StatusOr<std::vector<Identity>> ToldApartFrom(absl::string_view person);
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

  // Policies that were in force, so that a decision can be taken again. The
  // first time it is put says since when.
  absl::Status PutPolicyText(absl::string_view sha256, absl::string_view text,
                             absl::Time since);
  // NOT_FOUND if there is none.
  absl::StatusOr<std::string> GetPolicyText(absl::string_view sha256);
  // What an answer was decided on, a serialised log.v1.DecisionFacts.
  absl::Status PutAnswerFacts(absl::string_view enquiry_id,
                              std::uint32_t subject, absl::string_view facts);
  // NOT_FOUND if there is none.
  absl::StatusOr<std::string> GetAnswerFacts(absl::string_view enquiry_id,
                                             std::uint32_t subject);

  // Urgent access. nullopt if the staff member has no key.
  absl::StatusOr<std::optional<StaffKey>> GetStaffKey(absl::string_view staff);
  absl::Status PutStaffKey(const StaffKey& key);
  absl::Status ClearWrongPassphrases(absl::string_view staff);
  // Adds it, or puts it in the place of the one with this enquiry_id.
  absl::Status PutUrgentRequest(const UrgentRequest& request);
  // The oldest first.
  absl::StatusOr<std::vector<UrgentRequest>> UrgentRequests();
  // Those that were requested before and never used: nothing of them stays.
  absl::Status ForgetUnusedUrgent(absl::Time before);
  // That an answer to it was shown: it was used, whatever the centre says.
  absl::Status PutUrgentShown(absl::string_view enquiry_id);
  absl::StatusOr<bool> UrgentShown(absl::string_view enquiry_id);
  absl::Status PutUrgentAsked(const UrgentAsked& asked);
  // The newest first, at most `limit`.
  absl::StatusOr<std::vector<UrgentAsked>> UrgentAskedHere(std::uint32_t limit);

  // What is known here of a handover; empty if nothing is.
  absl::StatusOr<OwnHandover> GetHandover(absl::string_view id);
  absl::Status PutHandover(absl::string_view id, const OwnHandover& handover);

  // Small values by name; empty if never set.
  // Values of settings whose names begin with `prefix`, in their order.
  absl::StatusOr<std::vector<std::string>> SettingsNamed(
      absl::string_view prefix);
  absl::StatusOr<std::string> GetSetting(absl::string_view name);
  absl::Status PutSetting(absl::string_view name, absl::string_view value);

 private:
  absl::StatusOr<std::vector<std::string>> Column(Statement statement);
  absl::StatusOr<std::vector<Ground>> Grounds(Statement statement);
  absl::StatusOr<std::vector<KeptReceipt>> Receipts(Statement statement);
  absl::StatusOr<std::vector<Objection>> ObjectionsBy(Statement statement);
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
