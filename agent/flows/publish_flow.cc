// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/publish_flow.h"

#include <algorithm>
#include <atomic>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/flows/ended_grounds.h"
#include "agent/flows/ground_messages.h"
#include "agent/flows/make_tokens.h"
#include "agent/flows/read_again.h"
#include "agent/flows/register_change.h"
#include "agent/flows/tell_again.h"
#include "agent/register/held.h"
#include "keys/base/at_once.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/network/epochs.h"

namespace kith::agent {
namespace {

using evaluate::v1::EvaluateRequest;

constexpr std::size_t kPublishBatch = 1024;
constexpr std::size_t kGroundsAtOnce = 1024;
// What takes some ten milliseconds.
constexpr std::size_t kTokensInOneChange = 512;
constexpr std::size_t kGroundsInOneChange = 256;
constexpr std::size_t kGoneInOneChange = 64;
constexpr std::uint32_t kForgetAtOnce = 1024;
// Agreements end by themselves; until then what was read of a register is not
// read again for every batch that the broker has room for.
constexpr absl::Duration kPlanHolds = absl::Minutes(5);
constexpr absl::Duration kEvaluateTimeout = absl::Seconds(60);

}  // namespace

absl::StatusOr<bool> PublishFlow::Run() {
  absl::MutexLock one_at_a_time(&run_mutex_);
  KITH_RETURN_IF_ERROR(SendWithdrawals());
  KITH_RETURN_IF_ERROR(RemoveWhatWasLost());
  const absl::Status may_tell = parts_.reader.With(CheckNotHeld);
  if (absl::IsFailedPrecondition(may_tell)) {
    RegisterChanged();
    Say("a manager or the data protection officer (kith shield confirm)");
    return true;
  }
  KITH_RETURN_IF_ERROR(may_tell);
  if (!prepared_ || !IsStillRight(*prepared_)) {
    prepared_.reset();
    KITH_ASSIGN_OR_RETURN(prepared_, Prepare());
  }
  KITH_RETURN_IF_ERROR(BringRows(prepared_->plan));
  KITH_RETURN_IF_ERROR(CountRows());
  Say("");
  const std::uint64_t changes = prepared_->changes;
  absl::MutexLock lock(&mutex_);
  const bool all_present = progress_.present == progress_.wanted;
  // What changed meanwhile is for the next pass.
  progress_.done = all_present && changes_ == changes;
  if (all_present) {
    progress_.epochs = PublishedEpochs(*prepared_->network);
    prepared_.reset();
  }
  return all_present;
}

// Rows of before a loss catch questions that nobody here can open: a blank
// would be read as a negative. The grounds are told again with the rows: one
// that has ended since is refused, and ends here too.
absl::Status PublishFlow::RemoveWhatWasLost() {
  KITH_ASSIGN_OR_RETURN(const bool must, parts_.reader.With(MustRemoveAll));
  if (!must) return absl::OkStatus();
  Say("the broker");
  KITH_RETURN_IF_ERROR(parts_.broker.RemoveAllRows());
  prepared_.reset();
  return Change(parts_, [](Register& people) -> absl::Status {
    KITH_RETURN_IF_ERROR(people.SendAllAgain());
    return RemovedAll(people);
  });
}

bool PublishFlow::IsStillRight(const Prepared& prepared) const {
  return prepared.changes == ChangesSoFar() &&
         prepared.network == parts_.network.Get() &&
         parts_.clock.Monotonic() - prepared.at < kPlanHolds;
}

absl::StatusOr<PublishFlow::Prepared> PublishFlow::Prepare() {
  Prepared prepared = {.changes = ChangesSoFar(),
                       .at = parts_.clock.Monotonic(),
                       .network = parts_.network.Get()};
  KITH_RETURN_IF_ERROR(ReadRegisterAgain(parts_));
  KITH_RETURN_IF_ERROR(ForgetRetiredEpochs());
  KITH_ASSIGN_OR_RETURN(prepared.plan, Plan());
  ListingPlan& plan = prepared.plan;
  KITH_RETURN_IF_ERROR(RemoveUnlisted(plan));
  KITH_ASSIGN_OR_RETURN(const std::vector<const Listing*> changed,
                        Changed(plan));
  KITH_RETURN_IF_ERROR(MakeTokensFor(changed));
  KITH_RETURN_IF_ERROR(RecordGrounds(plan));
  KITH_RETURN_IF_ERROR(MakeAndSendRows(plan, changed));
  // Rows carry them now.
  for (auto& [person, listing] : plan.listings) {
    listing.inputs = {};
    listing.kinds = {};
    listing.strong = {};
  }
  absl::MutexLock lock(&mutex_);
  progress_.people_waiting = 0;
  return prepared;
}

// Their keys open nothing any more, and are kept from nobody who takes the file
// by lying there.
absl::Status PublishFlow::ForgetRetiredEpochs() {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  while (true) {
    KITH_ASSIGN_OR_RETURN(const std::uint32_t oldest,
                          parts_.reader.With([](Register& people) {
                            return people.OldestTokenEpoch();
                          }));
    const network::v1::Epoch* epoch = network->FindEpoch(oldest);
    if (oldest == 0 || (epoch != nullptr && !IsRetired(*epoch))) {
      return absl::OkStatus();
    }
    KITH_RETURN_IF_ERROR(Change(parts_, [&](Register& people) {
      return people.ForgetTokens(oldest, kForgetAtOnce);
    }));
  }
}

void PublishFlow::RegisterChanged() {
  absl::MutexLock lock(&mutex_);
  ++changes_;
  progress_.done = false;
}

std::uint64_t PublishFlow::ChangesSoFar() const {
  absl::MutexLock lock(&mutex_);
  return changes_;
}

absl::Status PublishFlow::SendAllAgain(const std::string& index_id) {
  absl::MutexLock one_at_a_time(&run_mutex_);
  prepared_.reset();
  {
    absl::MutexLock lock(&mutex_);
    progress_.done = false;
  }
  return Change(parts_, [&](Register& people) -> absl::Status {
    KITH_RETURN_IF_ERROR(MustTellAgain(people, index_id));
    return people.SendAllAgain();
  });
}

PublishFlow::Progress PublishFlow::progress() const {
  absl::MutexLock lock(&mutex_);
  return progress_;
}

void PublishFlow::Say(const std::string& waiting_for) {
  absl::MutexLock lock(&mutex_);
  progress_.waiting_for = waiting_for;
}

absl::Status PublishFlow::SendWithdrawals() {
  // First: what waits below is taken only by a broker that knows the ground.
  KITH_RETURN_IF_ERROR(TellWithdrawnAgain(parts_));
  KITH_RETURN_IF_ERROR(countersign_.RunWaiting());
  // Those that came with no receipt: an import ended them, a new agreement took
  // their place, or they reached the broker while they were being withdrawn.
  return TellEndedGrounds(parts_);
}

absl::StatusOr<ListingPlan> PublishFlow::Plan() {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KITH_ASSIGN_OR_RETURN(
      const ListingPlan plan, parts_.reader.With([&](Register& people) {
        return PlanListings(*network, parts_.agency, parts_.clock.Now(),
                            parts_.random, people);
      }));
  KITH_RETURN_IF_ERROR(
      ChangeEach<Ground>(parts_, plan.new_grounds, kGroundsInOneChange,
                         [](Register& people, const Ground& ground) {
                           return people.PutGround(ground);
                         }));
  absl::MutexLock lock(&mutex_);
  progress_.done = false;
  progress_.people_total = plan.listings.size();
  progress_.shared_keys = plan.shared_keys;
  progress_.crowded_keys = plan.crowded_keys;
  progress_.people_without_keys = plan.people_without_keys;
  return plan;
}

absl::Status PublishFlow::RemoveUnlisted(const ListingPlan& plan) {
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> listed,
                        parts_.reader.With([](Register& people) {
                          return people.ListedPeople();
                        }));
  std::vector<std::string> gone;
  for (const std::string& person : listed) {
    if (!plan.listings.contains(person)) gone.push_back(person);
  }
  return ChangeEach<std::string>(
      parts_, gone, kGoneInOneChange,
      [](Register& people, const std::string& person) -> absl::Status {
        KITH_ASSIGN_OR_RETURN(const std::vector<PublishedRow> rows,
                              people.RowsOf(person));
        for (const PublishedRow& row : rows) {
          KITH_RETURN_IF_ERROR(people.SetRowState(row, RowState::kToRemove));
        }
        return people.SetListedAs(person, "");
      });
}

absl::StatusOr<std::vector<const Listing*>> PublishFlow::Changed(
    const ListingPlan& plan) {
  std::vector<const Listing*> changed;
  const absl::Status status =
      parts_.reader.With([&](Register& people) -> absl::Status {
        for (const auto& [person, listing] : plan.listings) {
          KITH_ASSIGN_OR_RETURN(const std::string present,
                                people.ListedAs(person));
          if (present != listing.fingerprint) changed.push_back(&listing);
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  progress_.people_waiting = changed.size();
  return changed;
}

// Batches are mixed over people and padded: a key holder learns a sum. In order
// of their hashes, which is order enough to mix people, and in which what is
// made goes to the end of its table, however large that is.
absl::Status PublishFlow::MakeTokensFor(
    const std::vector<const Listing*>& listings) {
  std::vector<KeyInput> wanted;
  for (const Listing* listing : listings) {
    for (const std::string& input : listing->inputs) {
      wanted.push_back({Sha256(input), &input});
    }
  }
  std::sort(wanted.begin(), wanted.end());
  const auto is_same = [](const KeyInput& a, const KeyInput& b) {
    return a.hash == b.hash;
  };
  wanted.erase(std::unique(wanted.begin(), wanted.end(), is_same),
               wanted.end());
  const std::shared_ptr<const Network> network = parts_.network.Get();
  for (const std::uint32_t epoch : PublishedEpochs(*network)) {
    KITH_ASSIGN_OR_RETURN(const std::vector<KeyInput> missing,
                          NotMadeYet(epoch, wanted));
    if (missing.empty()) continue;
    // What an earlier run made counts as prepared.
    KITH_RETURN_IF_ERROR(MakeBatches(
        epoch, missing, listings.size() * missing.size() / wanted.size()));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<PublishFlow::KeyInput>> PublishFlow::NotMadeYet(
    std::uint32_t epoch, absl::Span<const KeyInput> wanted) {
  std::vector<KeyInput> missing;
  const absl::Status status =
      parts_.reader.With([&](Register& people) -> absl::Status {
        for (const KeyInput& key : wanted) {
          KITH_ASSIGN_OR_RETURN(const std::string made,
                                people.GetMadeToken(epoch, HashView(key.hash)));
          if (made.empty()) missing.push_back(key);
        }
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return missing;
}

// Several at once: while the key holder works on one, others are blinded and
// unblinded on every core.
absl::Status PublishFlow::MakeBatches(std::uint32_t epoch,
                                      absl::Span<const KeyInput> keys,
                                      std::size_t people) {
  {
    absl::MutexLock lock(&mutex_);
    progress_.people_waiting = people;
  }
  absl::Mutex withdrawing;
  std::atomic<std::size_t> made = 0;
  return RunAtOnce(
      (keys.size() + kPublishBatch - 1) / kPublishBatch, ThreadsForAllCores(),
      [&](std::size_t i) -> absl::Status {
        {
          // A family does not wait for a whole register to be published.
          absl::MutexLock one_at_a_time(&withdrawing);
          KITH_RETURN_IF_ERROR(SendWithdrawals());
          Say("the key holder");
        }
        const auto batch = keys.subspan(i * kPublishBatch, kPublishBatch);
        KITH_RETURN_IF_ERROR(MakeBatch(epoch, batch));
        made += batch.size();
        absl::MutexLock lock(&mutex_);
        progress_.people_waiting = people - people * made / keys.size();
        return absl::OkStatus();
      });
}

absl::Status PublishFlow::MakeBatch(std::uint32_t epoch,
                                    absl::Span<const KeyInput> keys) {
  std::vector<std::string> inputs;
  for (const KeyInput& key : keys) inputs.push_back(*key.input);
  KITH_ASSIGN_OR_RETURN(
      const std::vector<RequestId> ids,
      WriteDownBatches(parts_, EvaluateRequest::ALLOWANCE_PUBLISH,
                       kPublishBatch, /*batches=*/1));
  KITH_ASSIGN_OR_RETURN(
      const std::vector<TokenPair> pairs,
      MakeTokens(parts_,
                 {.allowance = EvaluateRequest::ALLOWANCE_PUBLISH,
                  .epoch = epoch,
                  .batch = kPublishBatch,
                  .timeout = kEvaluateTimeout,
                  .id = ids[0]},
                 inputs));
  return ChangeEach<KeyInput>(
      parts_, keys, kTokensInOneChange,
      [&](Register& people, const KeyInput& key) {
        const TokenPair& pair =
            pairs[static_cast<std::size_t>(&key - &keys[0])];
        return people.PutMadeToken(
            epoch, HashView(key.hash),
            absl::StrCat(pair.token.bytes(), pair.capsule_key.Expose()));
      });
}

// What the broker will not record has ended elsewhere: it ends here too, and
// the register is looked at again without it.
absl::Status PublishFlow::EndRefused(const std::vector<Ground>& grounds) {
  for (const Ground& ground : grounds) {
    const absl::Status recorded =
        parts_.broker.RecordGrounds(MakeRecordRequest(parts_, {ground}))
            .status();
    if (recorded.ok()) continue;
    if (!absl::IsFailedPrecondition(recorded)) return recorded;
    KITH_RETURN_IF_ERROR(Change(parts_, [&](Register& people) {
      Ground ended = ground;
      ended.withdrawn = true;
      return people.PutGround(ended);
    }));
    RegisterChanged();
  }
  return absl::UnavailableError("a ground has ended elsewhere");
}

// Only grounds that rows rest on: the broker need not know of any other, least
// of all of somebody with an absent shield.
absl::Status PublishFlow::RecordGrounds(const ListingPlan& plan) {
  KITH_ASSIGN_OR_RETURN(const std::vector<Ground> all,
                        parts_.reader.With([](Register& people) {
                          return people.GroundsUnknownToBroker();
                        }));
  std::set<std::string> used;
  for (const auto& [person, listing] : plan.listings) {
    used.insert(listing.ground);
  }
  std::vector<Ground> unknown;
  for (const Ground& ground : all) {
    if (used.contains(ground.ref)) unknown.push_back(ground);
  }
  for (std::size_t at = 0; at < unknown.size(); at += kGroundsAtOnce) {
    const std::size_t end = std::min(at + kGroundsAtOnce, unknown.size());
    const std::vector<Ground> some(
        unknown.begin() + static_cast<std::ptrdiff_t>(at),
        unknown.begin() + static_cast<std::ptrdiff_t>(end));
    Say("the broker");
    const absl::Status recorded =
        parts_.broker.RecordGrounds(MakeRecordRequest(parts_, some)).status();
    if (absl::IsFailedPrecondition(recorded)) return EndRefused(some);
    KITH_RETURN_IF_ERROR(recorded);
    const absl::Status status =
        Change(parts_, [&](Register& people) -> absl::Status {
          for (const Ground& recorded : some) {
            KITH_ASSIGN_OR_RETURN(Ground present,
                                  people.GetGround(recorded.ref));
            present.known_to_broker = true;
            // Withdrawn while it was on its way: now the broker must hear of
            // that.
            present.withdrawal_pending = present.withdrawn;
            KITH_RETURN_IF_ERROR(people.PutGround(present));
          }
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace kith::agent
