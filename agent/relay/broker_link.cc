// SPDX-License-Identifier: Apache-2.0
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "agent/relay/grpc_centre.h"
#include "keys/program/grpc_status.h"
#include "kith/link/v1/link.grpc.pb.h"

namespace kith::agent {
namespace {

constexpr absl::Duration kFirstWait = absl::Milliseconds(200);
constexpr std::size_t kMaxQueued = 1024;

using Reactor = grpc::ClientBidiReactor<link::v1::FromAgent, link::v1::ToAgent>;

}  // namespace

// Shared with the stream and with the executor, which may outlive the link by a
// moment.
//
// INVARIANT (the channel ends on the owner's thread): gRPC 1.51 ends its
// callback threads with the last channel, and cannot from one of them. So
// Stop() waits until no stream is left and takes the channel away.
struct BrokerLink::State : std::enable_shared_from_this<BrokerLink::State> {
  explicit State(Parts given)
      : parts(std::move(given)),
        stub(std::make_unique<link::v1::LinkService::Stub>(parts.channel)) {}

  void Open();
  // Nobody writes to the stream any more; it is still there.
  void Forget();
  // It is there no more.
  void Ended(const absl::Status& status);

  Parts parts;
  std::unique_ptr<link::v1::LinkService::Stub> stub;
  absl::Mutex mutex;
  absl::CondVar idle;
  bool stopping ABSL_GUARDED_BY(mutex) = false;
  bool welcomed ABSL_GUARDED_BY(mutex) = false;
  absl::Duration wait ABSL_GUARDED_BY(mutex) = kFirstWait;
  Stream* stream ABSL_GUARDED_BY(mutex) = nullptr;
  bool busy ABSL_GUARDED_BY(mutex) = false;  // From Open() to Ended().
};

// INVARIANT (one write in flight): the front of the queue is being written
// whenever writing_ is true, and stays in place until OnWriteDone.
class BrokerLink::Stream final : public Reactor {
 public:
  explicit Stream(std::shared_ptr<State> state) : state_(std::move(state)) {}

  void Begin() {
    link::v1::FromAgent hello;
    *hello.mutable_hello() = state_->parts.events.hello();
    state_->stub->async()->Open(&context_, this);
    AddHold();  // Writes are started from outside the reactor's own methods.
    StartRead(&incoming_);
    Write(hello);
    StartCall();
  }

  void Write(const link::v1::FromAgent& message) {
    absl::MutexLock lock(&mutex_);
    if (ended_ || queue_.size() >= kMaxQueued) return;
    queue_.push_back(message);
    if (!writing_) WriteFront();
  }

  void Cancel() { context_.TryCancel(); }

  void OnReadDone(bool ok) override {
    if (!ok) return End();
    if (incoming_.has_welcome()) {
      absl::MutexLock lock(&state_->mutex);
      state_->welcomed = true;
      state_->wait = kFirstWait;
    }
    state_->parts.events.message(incoming_);
    StartRead(&incoming_);
  }

  void OnWriteDone(bool ok) override {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    queue_.pop_front();
    if (ok && !queue_.empty() && !ended_) WriteFront();
  }

  void OnDone(const grpc::Status& status) override {
    const std::shared_ptr<State> state = state_;
    const absl::Status why = FromGrpc(status);
    state->Forget();
    delete this;
    state->Ended(why);
  }

 private:
  void WriteFront() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    writing_ = true;
    StartWrite(&queue_.front());
  }

  void End() {
    {
      absl::MutexLock lock(&mutex_);
      if (std::exchange(ended_, true)) return;
    }
    RemoveHold();
  }

  const std::shared_ptr<State> state_;
  grpc::ClientContext context_;
  link::v1::ToAgent incoming_;
  absl::Mutex mutex_;
  std::deque<link::v1::FromAgent> queue_ ABSL_GUARDED_BY(mutex_);
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

void BrokerLink::State::Open() {
  absl::MutexLock lock(&mutex);
  if (stopping) return;
  welcomed = false;
  busy = true;
  stream = new Stream(shared_from_this());
  stream->Begin();
}

void BrokerLink::State::Forget() {
  absl::MutexLock lock(&mutex);
  stream = nullptr;
  welcomed = false;
}

// Until the last line here Stop() waits: whoever owns the link may not be gone.
void BrokerLink::State::Ended(const absl::Status& status) {
  const auto is_stopping = [this] {
    absl::MutexLock lock(&mutex);
    return stopping;
  };
  if (!is_stopping()) parts.events.ended(status);
  absl::MutexLock lock(&mutex);
  if (!stopping) {
    // Full jitter: a restart of the broker must not bring all agents at once.
    const absl::Duration pause = wait * (parts.random.Below(1000) / 1000.0);
    wait = std::min(wait * 2, parts.longest_wait);
    parts.executor.At(parts.clock.Monotonic() + pause,
                      [self = shared_from_this()] { self->Open(); });
  }
  busy = false;
  idle.SignalAll();
}

BrokerLink::BrokerLink(Parts parts)
    : state_(std::make_shared<State>(std::move(parts))) {}

BrokerLink::~BrokerLink() { Stop(); }

void BrokerLink::Stop() {
  absl::MutexLock lock(&state_->mutex);
  state_->stopping = true;
  if (state_->stream != nullptr) state_->stream->Cancel();
  while (state_->busy) state_->idle.Wait(&state_->mutex);
  state_->stub.reset();
  state_->parts.channel.reset();
}

void BrokerLink::Start() { state_->Open(); }

void BrokerLink::Send(const link::v1::FromAgent& message) {
  absl::MutexLock lock(&state_->mutex);
  if (state_->stream != nullptr) state_->stream->Write(message);
}

bool BrokerLink::connected() const {
  absl::MutexLock lock(&state_->mutex);
  return state_->welcomed;
}

}  // namespace kith::agent
