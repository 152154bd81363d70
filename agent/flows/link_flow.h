// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_LINK_FLOW_H_
#define KITH_AGENT_FLOWS_LINK_FLOW_H_

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "agent/flows/answer_flow.h"
#include "agent/flows/parts.h"
#include "agent/flows/publish_flow.h"
#include "agent/flows/recall_flow.h"
#include "agent/flows/recall_notice_flow.h"
#include "agent/flows/verified_tree.h"
#include "keys/tlog/note.h"
#include "kith/link/v1/link.pb.h"

namespace kith::agent {

// What comes down the stream, and where it goes. Thread-safe.
class LinkFlow {
 public:
  struct Targets {
    Uplink& uplink;
    // Where questions are answered. An answer is due, and what runs on the
    // parts' executor may wait for the centre.
    Executor& answers;
    AnswerFlow& answer;
    ReleaseProofs& proofs;
    PublishFlow& publish;
    RecallFlow& recall;
    RecallNoticeFlow& recall_notices;
    std::function<void()> register_changed;
    // Keeps a newer network file for the next start, and those between.
    std::function<absl::Status(const std::vector<std::string>& between,
                               const Network& newest)>
        keep_network_file;
  };
  LinkFlow(const Parts& parts, Targets targets)
      : parts_(parts),
        targets_(std::move(targets)),
        process_(parts.random.Bytes(kProcessBytes)) {}

  // What this agent says first on each stream.
  link::v1::Hello Hello() const;
  void Take(const link::v1::ToAgent& message);
  void Ended(const absl::Status& why);
  std::string last_end() const;
  // When the broker last said that another machine had connected as this
  // agency; nullopt if it did not since the start.
  std::optional<absl::Time> taken_over() const;
  // After a pass of publishing: if all is in the index, tells the broker.
  void SayAllPublished() const;

  // Until when the broker said that it accepts this agency's questions if no
  // other agency cosigns its log again. Empty where none has to.
  struct WitnessedUntil {
    absl::Time ordinary;
    absl::Time urgent;
  };
  std::optional<WitnessedUntil> witnessed_until() const;

 private:
  std::uint64_t Ends() const;
  void TakeWelcome(const link::v1::Welcome& welcome, std::uint64_t ends);
  void NoteHowLong(const link::v1::NewCheckpoint& shown);
  void Witness(const std::string& note);
  absl::Status TakeCheckpoint(const std::string& note);
  absl::Status CheckFollows(const VerifiedTree& seen,
                            const tlog::Checkpoint& newest);
  void CompareIndex(const link::v1::Welcome& welcome, std::uint64_t number);
  absl::Status CheckIndex(const link::v1::Welcome& welcome,
                          std::uint64_t number);
  void TakeNetworkFile(const link::v1::NetworkFileUpdate& update);
  void KeepNetworkFiles();
  absl::Status KeepAll() ABSL_EXCLUSIVE_LOCKS_REQUIRED(keeping_);
  void TakeWithdrawn(const link::v1::GroundWithdrawn& withdrawn);
  void LogTakenOver();

  static constexpr std::size_t kProcessBytes = 16;
  const Parts& parts_;
  const Targets targets_;
  const std::string process_;
  mutable absl::Mutex mutex_;
  std::string last_end_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t ends_ ABSL_GUARDED_BY(mutex_) = 0;
  std::optional<absl::Time> taken_over_ ABSL_GUARDED_BY(mutex_);
  absl::Time taken_over_logged_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::optional<WitnessedUntil> witnessed_until_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t welcomes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool comparing_ ABSL_GUARDED_BY(mutex_) = false;

  // Held while files are written, and by nobody who answers.
  absl::Mutex keeping_;
  // Versions in force here that are not on the disk, oldest first.
  std::vector<std::string> not_kept_ ABSL_GUARDED_BY(keeping_);
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_LINK_FLOW_H_
