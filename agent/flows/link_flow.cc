// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/link_flow.h"

#include <utility>
#include <vector>

#include "agent/flows/explain_flow.h"
#include "agent/flows/log_alarm.h"
#include "agent/flows/verified_tree.h"
#include "agent/identity/normalise.h"
#include "agent/register/held.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/network/history.h"
#include "keys/tlog/merkle.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

constexpr char kSoftware[] = "0.1.0";
constexpr absl::Duration kCompareAgain = absl::Seconds(5);
constexpr absl::Duration kKeepAgain = absl::Seconds(10);
constexpr absl::Duration kLogTakenOverAgain = absl::Minutes(10);

}  // namespace

link::v1::Hello LinkFlow::Hello() const {
  link::v1::Hello hello;
  hello.set_network_file_version(parts_.network.Get()->file().version());
  hello.set_normaliser_version(kNormaliserVersion);
  hello.set_software(kSoftware);
  hello.set_clock_ms(
      static_cast<std::uint64_t>(absl::ToUnixMillis(parts_.clock.Now())));
  hello.set_process(process_);
  const auto tree = ReadVerifiedTree(parts_.reader);
  if (tree.ok()) hello.set_checkpoint(tree->note);
  return hello;
}

void LinkFlow::Take(const link::v1::ToAgent& message) {
  // An answer is due, and so is what it rests on.
  const bool is_due = message.has_route() || message.has_release_proof() ||
                      message.has_network_file() ||
                      message.has_ground_withdrawn();
  Executor& on = is_due ? targets_.answers : parts_.executor;
  on.Post([this, message, ends = Ends()] {
    if (message.has_route()) {
      targets_.answer.Run(message.route());
    } else if (message.has_release_proof()) {
      targets_.proofs.Take(message.release_proof());
    } else if (message.has_welcome()) {
      TakeWelcome(message.welcome(), ends);
    } else if (message.has_checkpoint()) {
      NoteHowLong(message.checkpoint());
      Witness(message.checkpoint().checkpoint());
    } else if (message.has_network_file()) {
      TakeNetworkFile(message.network_file());
    } else if (message.has_ground_withdrawn()) {
      TakeWithdrawn(message.ground_withdrawn());
    } else if (message.has_recall_notices()) {
      targets_.recall_notices.Take(message.recall_notices());
    } else if (message.has_recall_acknowledged()) {
      targets_.recall.TakeAcknowledged(message.recall_acknowledged());
    }
  });
}

std::uint64_t LinkFlow::Ends() const {
  absl::MutexLock lock(&mutex_);
  return ends_;
}

void LinkFlow::TakeWelcome(const link::v1::Welcome& welcome,
                           std::uint64_t ends) {
  const absl::Status log = TakeCheckpoint(welcome.checkpoint().checkpoint());
  if (!log.ok() && !absl::IsFailedPrecondition(log)) {
    LogError("broker_log_not_consistent", {{"why", log}});
  }
  std::uint64_t number = 0;
  {
    absl::MutexLock lock(&mutex_);
    number = ++welcomes_;
  }
  CompareIndex(welcome, number);
  {
    absl::MutexLock lock(&mutex_);
    // Meanwhile it may have ended, and that says why.
    if (ends == ends_) last_end_.clear();
  }
  LogInfo("connected");
}

void LinkFlow::NoteHowLong(const link::v1::NewCheckpoint& shown) {
  const absl::Time now = parts_.clock.Now();
  absl::MutexLock lock(&mutex_);
  witnessed_until_.reset();
  if (!shown.has_ordinary_for_s()) return;
  witnessed_until_ = {now + absl::Seconds(shown.ordinary_for_s()),
                      now + absl::Seconds(shown.urgent_for_s())};
}

std::optional<LinkFlow::WitnessedUntil> LinkFlow::witnessed_until() const {
  absl::MutexLock lock(&mutex_);
  return witnessed_until_;
}

// The agency's word that it has seen the broker's log grow and nothing else.
void LinkFlow::Witness(const std::string& note) {
  const absl::Status taken = TakeCheckpoint(note);
  if (absl::IsFailedPrecondition(taken)) return;  // The next one will do.
  if (!taken.ok()) {
    LogError("broker_log_not_consistent", {{"why", taken}});
    return;
  }
  absl::StatusOr<std::string> line = parts_.log.Cosign(note);
  if (!line.ok()) {
    LogError("broker_log_not_cosigned", {{"why", line.status()}});
    return;
  }
  link::v1::FromAgent message;
  message.mutable_cosignature()->set_note_line(*std::move(line));
  targets_.uplink.Send(message);
}

absl::Status LinkFlow::TakeCheckpoint(const std::string& note) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const auto& broker = network->file().broker();
  KITH_ASSIGN_OR_RETURN(
      const tlog::Checkpoint newest,
      tlog::OpenCheckpoint(note, broker.log_origin(), broker.log_key()));
  KITH_ASSIGN_OR_RETURN(const VerifiedTree seen,
                        ReadVerifiedTree(parts_.reader));
  KITH_RETURN_IF_ERROR(CheckFollows(seen, newest));
  // INVARIANT (never a smaller tree): durable before anything is signed, and
  // looked at again where nobody else changes it.
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        KITH_ASSIGN_OR_RETURN(const VerifiedTree present,
                              ReadVerifiedTree(people));
        if (present.size != seen.size) {
          return absl::FailedPreconditionError("a check has seen a newer tree");
        }
        KITH_RETURN_IF_ERROR(WriteVerifiedTree(people, newest, note));
        return std::vector<tlog::Entry>();
      })
      .status();
}

absl::Status LinkFlow::CheckFollows(const VerifiedTree& seen,
                                    const tlog::Checkpoint& newest) {
  if (seen.size > newest.size) {
    // A check has verified a newer one meanwhile.
    return absl::FailedPreconditionError("a smaller tree than was seen");
  }
  if (seen.size == newest.size) {
    return seen.size == 0 || HashFromBytes(seen.root) == newest.root
               ? absl::OkStatus()
               : absl::UnauthenticatedError(
                     "two logs of one size: the log forked");
  }
  if (seen.size == 0) return absl::OkStatus();
  log::v1::GetConsistencyRequest request;
  request.set_old_size(seen.size);
  request.set_new_size(newest.size);
  KITH_ASSIGN_OR_RETURN(const log::v1::GetConsistencyReply reply,
                        parts_.broker.GetConsistency(request));
  tlog::Proof proof;
  for (const std::string& hash : reply.hashes()) {
    if (hash.size() != kHashBytes) {
      return absl::UnauthenticatedError("a proof that is none");
    }
    proof.push_back(HashFromBytes(hash));
  }
  return tlog::VerifyConsistency(seen.size, HashFromBytes(seen.root),
                                 newest.size, newest.root, proof);
}

// Until it is done nothing is told. A full disk passes; a newer stream does it
// itself.
void LinkFlow::CompareIndex(const link::v1::Welcome& welcome,
                            std::uint64_t number) {
  bool another = false;
  {
    absl::MutexLock lock(&mutex_);
    if (number != welcomes_) return;
    // It may wait for a whole register to be published: one thread does.
    another = std::exchange(comparing_, true);
  }
  if (!another) {
    const absl::Status compared = CheckIndex(welcome, number);
    {
      absl::MutexLock lock(&mutex_);
      comparing_ = false;
    }
    if (compared.ok()) return targets_.register_changed();
    LogError("index_not_compared", {{"why", compared}});
  }
  parts_.executor.At(
      parts_.clock.Monotonic() + kCompareAgain,
      [this, welcome, number] { CompareIndex(welcome, number); });
}

// Another index has none of this agency's rows. A database that never saw one,
// of an agency that has published, is not the one it published from.
absl::Status LinkFlow::CheckIndex(const link::v1::Welcome& welcome,
                                  std::uint64_t number) {
  const std::string& index_id = welcome.index_id();
  KITH_ASSIGN_OR_RETURN(const std::string known,
                        parts_.reader.With([](Register& people) {
                          return people.GetSetting(kIndexId);
                        }));
  if (known == index_id) return absl::OkStatus();
  KITH_RETURN_IF_ERROR(targets_.publish.SendAllAgain(index_id));
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        {
          // Another stream has its own index, and says it last.
          absl::MutexLock lock(&mutex_);
          if (number != welcomes_) return std::vector<tlog::Entry>();
        }
        Register people(db);
        KITH_ASSIGN_OR_RETURN(const std::string present,
                              people.GetSetting(kIndexId));
        if (present.empty() && welcome.has_published()) {
          KITH_RETURN_IF_ERROR(PutHold(Hold(), people));
          LogWarning("held_until_its_shields_are_confirmed");
        }
        KITH_RETURN_IF_ERROR(people.PutSetting(kIndexId, index_id));
        return std::vector<tlog::Entry>();
      })
      .status();
}

// The index first, then whether all is done: of another index it is not.
void LinkFlow::SayAllPublished() const {
  const absl::StatusOr<std::string> known = parts_.reader.With(
      [](Register& people) { return people.GetSetting(kIndexId); });
  const PublishFlow::Progress progress = targets_.publish.progress();
  if (!known.ok() || known->empty() || !progress.done) return;
  link::v1::FromAgent message;
  message.mutable_all_published()->set_index_id(*known);
  for (const std::uint32_t epoch : progress.epochs) {
    message.mutable_all_published()->add_epochs(epoch);
  }
  targets_.uplink.Send(message);
}

void LinkFlow::TakeNetworkFile(const link::v1::NetworkFileUpdate& update) {
  const std::vector<std::string> between(update.between().begin(),
                                         update.between().end());
  {
    absl::MutexLock lock(&keeping_);
    const absl::Status replaced =
        ReplaceThrough(parts_.network, between, update.signed_file());
    if (!replaced.ok()) {
      LogError("network_file_refused", {{"why", replaced}});
      return;
    }
    not_kept_.insert(not_kept_.end(), between.begin(), between.end());
    not_kept_.push_back(update.signed_file());
  }
  const std::shared_ptr<const Network> network = parts_.network.Get();
  parts_.log.SetContext({network->hash(), network->policy_hash()});
  KeepNetworkFiles();
  LogInfo("network_file_replaced", {{"version", network->file().version()}});
  targets_.register_changed();
}

// The broker does not send again what this agent says it has: until it is on
// the disk it is tried again.
void LinkFlow::KeepNetworkFiles() {
  absl::MutexLock lock(&keeping_);
  if (not_kept_.empty()) return;
  const absl::Status kept = KeepAll();
  if (kept.ok()) return not_kept_.clear();
  LogError("network_file_not_kept", {{"why", kept}});
  parts_.executor.At(parts_.clock.Monotonic() + kKeepAgain,
                     [this] { KeepNetworkFiles(); });
}

absl::Status LinkFlow::KeepAll() {
  KITH_RETURN_IF_ERROR(KeepPolicy(parts_));
  KITH_ASSIGN_OR_RETURN(const auto newest,
                        Network::FromSigned(not_kept_.back()));
  return targets_.keep_network_file({not_kept_.begin(), not_kept_.end() - 1},
                                    *newest);
}

void LinkFlow::TakeWithdrawn(const link::v1::GroundWithdrawn& withdrawn) {
  const absl::Status status =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register people(db);
            KITH_ASSIGN_OR_RETURN(Ground ground,
                                  people.GetGround(withdrawn.ground_ref()));
            if (ground.withdrawn) return std::vector<tlog::Entry>();
            ground.withdrawn = true;
            ground.withdrawal_pending = false;
            KITH_RETURN_IF_ERROR(people.PutGround(ground));
            log::v1::GroundDetail detail;
            detail.add_refs(ground.ref);
            return std::vector<tlog::Entry>{{log::v1::EVENT_WITHDRAWN,
                                             parts_.agency,
                                             detail.SerializeAsString(), ""}};
          })
          .status();
  if (!status.ok()) {
    LogError("withdrawal_not_taken", {{"why", status}});
    return;
  }
  link::v1::FromAgent notice;
  notice.mutable_ground_notice()->set_ground_ref(withdrawn.ground_ref());
  targets_.uplink.Send(notice);
  targets_.register_changed();
}

void LinkFlow::Ended(const absl::Status& why) {
  LogWarning("disconnected", {{"why", why}});
  targets_.proofs.StreamEnded();
  const absl::Time now = parts_.clock.Now();
  absl::MutexLock lock(&mutex_);
  last_end_ = std::string(why.message());
  ++ends_;
  // This process has one stream at a time: the newer one is not its own.
  if (!absl::IsAborted(why)) return;
  taken_over_ = now;
  // A broker that says it all the time does not fill the log.
  if (now - taken_over_logged_ < kLogTakenOverAgain) return;
  taken_over_logged_ = now;
  parts_.executor.Post([this] { LogTakenOver(); });
}

// For the data protection officer's digest.
void LinkFlow::LogTakenOver() {
  log::v1::EnquiryDetail detail;
  detail.set_cause("another machine connected as this agency");
  LogAlarm(parts_, detail);
}

std::optional<absl::Time> LinkFlow::taken_over() const {
  absl::MutexLock lock(&mutex_);
  return taken_over_;
}

std::string LinkFlow::last_end() const {
  absl::MutexLock lock(&mutex_);
  return last_end_;
}

}  // namespace kith::agent
