// SPDX-License-Identifier: Apache-2.0
#include "broker/service/link_service.h"

#include <deque>
#include <memory>
#include <utility>

#include "keys/base/logging.h"
#include "keys/program/grpc_status.h"
#include "keys/service/peer.h"

namespace kith::broker {
namespace {

// Messages that may wait for a slow agent before its stream ends.
constexpr std::size_t kMaxQueued = 64;
constexpr std::size_t kProcessBytes = 16;

using Reactor = grpc::ServerBidiReactor<link::v1::FromAgent, link::v1::ToAgent>;

}  // namespace

// One stream. gRPC calls the On...() methods one at a time for reads and for
// writes; Write() and End() come from any thread.
//
// INVARIANT (one write in flight): the front of the queue is being written
// whenever writing_ is true, and stays in place until OnWriteDone.
class LinkService::Stream final : public Reactor, public AgentStream {
 public:
  Stream(LinkService& service, Caller caller)
      : service_(service),
        caller_(std::move(caller)),
        agency_(caller_.agency) {}

  // Keeps the stream alive until gRPC is done with it.
  void Begin(std::shared_ptr<Stream> self) {
    self_ = std::move(self);
    StartRead(&incoming_);
  }

  bool Write(const link::v1::ToAgent& message) override {
    absl::MutexLock lock(&mutex_);
    if (finished_) return true;  // Ended already; nobody is slow.
    if (queue_.size() >= kMaxQueued) return false;
    queue_.push_back(message);
    if (!writing_) WriteFront();
    return true;
  }

  void End(const absl::Status& why) override {
    absl::MutexLock lock(&mutex_);
    FinishLocked(why);
  }

  absl::Status CheckStanding(const Network& network,
                             absl::Time now) const override {
    return CheckCaller(caller_, network, now);
  }

  const std::string& process() const override { return process_; }

  void OnReadDone(bool ok) override {
    if (!ok) return End(absl::OkStatus());
    if (!welcomed_) {
      Greet();
    } else if (incoming_.has_answer()) {
      service_.flows_.answer.Run(agency_, incoming_.answer());
    } else if (incoming_.has_cosignature()) {
      service_.flows_.witness.Take(agency_, incoming_.cosignature());
    } else if (incoming_.has_ground_notice()) {
      service_.flows_.withdrawals.Acknowledge(
          agency_, incoming_.ground_notice().ground_ref());
    } else if (incoming_.has_all_published()) {
      service_.flows_.published.Take(agency_, incoming_.all_published());
    }
    absl::MutexLock lock(&mutex_);
    if (!finished_) StartRead(&incoming_);
  }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    queue_.pop_front();
    if (!ok) return FinishLocked(absl::OkStatus());
    if (!queue_.empty() && !finished_) WriteFront();
  }

  void OnDone() override {
    if (welcomed_ && service_.links_.Remove(agency_, this)) {
      service_.flows_.probe.Disconnected(agency_);
      LogInfo("agent_disconnected", {{"agency", agency_}});
    }
    self_.reset();  // May delete this object.
  }

 private:
  void Greet() {
    if (!incoming_.has_hello()) {
      return End(absl::InvalidArgumentError("the first message must be Hello"));
    }
    process_ = incoming_.hello().process();
    if (!process_.empty() && process_.size() != kProcessBytes) {
      return End(absl::InvalidArgumentError("process: is not 16 bytes"));
    }
    auto messages = service_.flows_.welcome.Run(agency_, incoming_.hello());
    // Since the stream was opened it may have been suspended.
    const absl::Status standing = CheckStanding(*service_.parts_.network.Get(),
                                                service_.parts_.clock.Now());
    if (messages.ok() && !standing.ok()) messages = standing;
    const absl::Status let_in = service_.flows_.takeover.CheckLetIn(agency_);
    if (messages.ok() && !let_in.ok()) messages = let_in;
    if (!messages.ok()) {
      LogWarning("agent_turned_away",
                 {{"agency", agency_}, {"why", messages.status()}});
      return End(messages.status());
    }
    welcomed_ = true;
    for (const auto& message : *messages) Write(message);
    const auto older = service_.links_.Add(agency_, self_);
    const absl::Status stays = service_.flows_.takeover.Run(
        agency_,
        older == nullptr ? std::nullopt : std::optional(older->process()),
        process_);
    if (!stays.ok()) return End(stays);
    LogInfo("agent_connected", {{"agency", agency_}});
    service_.flows_.probe.Connected(agency_);
    service_.flows_.witness.Connected(agency_);
    service_.flows_.recall.Deliver(agency_);
    service_.flows_.withdrawals.Deliver(agency_);
  }

  void WriteFront() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    writing_ = true;
    StartWrite(&queue_.front());
  }

  void FinishLocked(const absl::Status& why)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (finished_) return;
    finished_ = true;
    Finish(ToGrpc(why));
  }

  LinkService& service_;
  const Caller caller_;
  const std::string& agency_;
  std::shared_ptr<Stream> self_;
  link::v1::FromAgent incoming_;
  // Touched by reads only, and by OnDone after them; of process_ once it is
  // welcomed by everybody, and then it stays.
  bool welcomed_ = false;
  std::string process_;

  absl::Mutex mutex_;
  std::deque<link::v1::ToAgent> queue_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
};

namespace {

// Turns a caller away before anything is read.
class Refusal final : public Reactor {
 public:
  explicit Refusal(const absl::Status& why) { Finish(ToGrpc(why)); }
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerBidiReactor<link::v1::FromAgent, link::v1::ToAgent>*
LinkService::Open(grpc::CallbackServerContext* context) {
  auto caller = CallerOf(*context, *parts_.network.Get(), parts_.clock.Now());
  if (!caller.ok()) return new Refusal(caller.status());
  auto stream = std::make_shared<Stream>(*this, *std::move(caller));
  stream->Begin(stream);
  return stream.get();
}

}  // namespace kith::broker
