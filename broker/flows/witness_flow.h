// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_WITNESS_FLOW_H_
#define KITH_BROKER_FLOWS_WITNESS_FLOW_H_

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "broker/flows/parts.h"
#include "kith/link/v1/link.pb.h"

namespace kith::broker {

// Shows the newest checkpoint to every connected agency and gathers their
// cosignatures (C2SP tlog-cosignature) over their streams: at HELLO, and at
// most once in an interval when the log has grown.
//
// Thread-safe.
class WitnessFlow {
 public:
  // A checkpoint with the cosignatures it had got.
  using Witnessed = std::function<void(std::string note)>;

  explicit WitnessFlow(const Parts& parts) : parts_(parts) {}

  // Shows what is new, now and from now on.
  void Start();

  // An agency has opened a stream: it cosigns without waiting for its turn.
  void Connected(const std::string& agency);

  // A cosignature that came up the stream. One that is not the agency's, or of
  // another checkpoint than was shown last, counts for nothing.
  void Take(const std::string& agency,
            const link::v1::Cosignature& cosignature);

  // Shows the newest checkpoint, at most twice a second however many ask; calls
  // `done` when every agency that is connected has cosigned it, or two seconds
  // later.
  void ShowNow(Witnessed done);

 private:
  struct Waiting {
    std::uint64_t round = 0;
    Witnessed done;
  };

  void Show();
  void SayHowLong(const std::string& agency,
                  link::v1::NewCheckpoint& shown) const;
  absl::Duration LeastLeft(const Network& network) const;
  void WarnBeforeItStops();
  void ShowAgain();
  void GiveUp(std::uint64_t round);
  void TellWhole();
  // Those who wait for that round or an earlier one.
  std::vector<Witnessed> TakeWaiting(std::uint64_t round)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::string NoteWithLines() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const Parts& parts_;
  absl::Mutex mutex_;
  std::uint64_t round_ ABSL_GUARDED_BY(mutex_) = 0;
  std::string note_ ABSL_GUARDED_BY(mutex_);  // As it was shown last.
  absl::Duration shown_at_ ABSL_GUARDED_BY(mutex_) = -absl::InfiniteDuration();
  absl::Duration warn_at_ = absl::ZeroDuration();  // Of ShowAgain() only.
  bool show_is_due_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<std::string> asked_ ABSL_GUARDED_BY(mutex_);
  std::map<std::string, std::string> lines_ ABSL_GUARDED_BY(mutex_);
  std::vector<Waiting> waiting_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_WITNESS_FLOW_H_
