// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_FAKE_CENTRE_H_
#define KITH_AGENT_FLOWS_FAKE_CENTRE_H_

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "agent/relay/centre.h"
#include "keys/base/random.h"
#include "keys/hash.h"
#include "keys/oprf/voprf.h"
#include "tests/support/test_network.h"

namespace kith::agent {

// A key holder in this process: evaluates for real, under one key, for several
// threads at once. Only for tests.
class FakeKeyHolder final : public KeyHolder {
 public:
  explicit FakeKeyHolder(Random& random)
      : random_(random), key_(oprf::EvaluationKey::Generate(random)) {}

  absl::StatusOr<evaluate::v1::EvaluateReply> Evaluate(
      const evaluate::v1::EvaluateRequest& request, absl::Duration) override {
    if (down) return absl::UnavailableError("down");
    {
      absl::MutexLock lock(&mutex_);
      batches.push_back(request.blinded().size() / oprf::kElementBytes);
      request_ids.push_back(request.request_id());
    }
    if (before_reply) before_reply();
    auto evaluation = key_.Evaluate(request.blinded(), random_);
    if (!evaluation.ok()) return evaluation.status();
    evaluate::v1::EvaluateReply reply;
    reply.set_evaluated(evaluation->elements);
    reply.set_proof(evaluation->proof);
    return reply;
  }
  const std::string& public_key() const { return key_.public_key(); }

  // Keeps no log.
  absl::StatusOr<log::v1::GetCheckpointReply> GetCheckpoint() override {
    return absl::UnavailableError("down");
  }
  absl::StatusOr<log::v1::GetLeavesReply> GetLeaves(
      const log::v1::GetLeavesRequest&) override {
    return absl::UnavailableError("down");
  }
  absl::StatusOr<log::v1::GetOpeningsReply> GetOpenings(
      const log::v1::GetOpeningsRequest&) override {
    return absl::UnavailableError("down");
  }

  bool down = false;
  std::vector<std::size_t> batches;
  std::vector<std::string> request_ids;
  std::function<void()> before_reply;

 private:
  absl::Mutex mutex_;  // For `batches`; a register is published by threads.
  Random& random_;
  const oprf::EvaluationKey key_;
};

// A broker that believes what it is told and keeps it, and can be unreachable.
// Only for tests; not thread-safe.
class FakeBroker final : public Broker {
 public:
  explicit FakeBroker(const tests::TestNetwork& members) : members_(members) {}

  absl::StatusOr<enquiry::v1::AskReply> Ask(
      const enquiry::v1::AskRequest& request, absl::Duration) override {
    if (down) return absl::UnavailableError("down");
    asked.push_back(request);
    return answer(request);
  }
  absl::Status Acknowledge(const enquiry::v1::AcknowledgeRequest&) override {
    return absl::OkStatus();
  }
  absl::StatusOr<consent::v1::RecordGroundsReply> RecordGrounds(
      const consent::v1::RecordGroundsRequest& request) override {
    if (down) return absl::UnavailableError("down");
    consent::v1::RecordGroundsBody body;
    body.ParseFromString(request.body());
    for (const auto& ground : body.grounds()) {
      if (ended_roots.contains(ground.rests_on())) {
        return absl::FailedPreconditionError("what it rests on was withdrawn");
      }
    }
    for (const auto& ground : body.grounds()) grounds.insert(ground.ref());
    if (!body.told_again_index_id().empty()) {
      told_again.push_back(body.told_again_index_id());
    }
    return consent::v1::RecordGroundsReply();
  }
  absl::StatusOr<consent::v1::WithdrawReply> Withdraw(
      const consent::v1::WithdrawRequest& request) override {
    if (down) return absl::UnavailableError("down");
    consent::v1::WithdrawBody body;
    body.ParseFromString(request.body());
    for (const std::string& ref : body.refs()) {
      if (!grounds.contains(ref)) return absl::NotFoundError("no such ground");
    }
    withdrawals.push_back(body);
    consent::v1::WithdrawReply reply;
    reply.set_grounds_ended(static_cast<std::uint32_t>(body.refs_size()));
    *reply.mutable_countersignature() = Sign(body.receipt_sha256());
    return reply;
  }
  absl::StatusOr<consent::v1::GetWithdrawalReply> GetWithdrawal(
      const consent::v1::GetWithdrawalRequest&) override {
    if (down) return absl::UnavailableError("down");
    return owners;
  }
  absl::StatusOr<consent::v1::CountersignReply> Countersign(
      const consent::v1::CountersignRequest& request) override {
    if (down) return absl::UnavailableError("down");
    consent::v1::CountersignReply reply;
    *reply.mutable_countersignature() = Sign(request.receipt_sha256());
    return reply;
  }
  absl::StatusOr<recall::v1::SendReply> SendRecall(
      const recall::v1::SendRequest& request) override {
    if (down) return absl::UnavailableError("down");
    recalls.push_back(request);
    return recall_reply;
  }
  absl::Status AcknowledgeRecall(
      const recall::v1::AcknowledgeRequest& request) override {
    if (down) return absl::UnavailableError("down");
    acknowledged.push_back(request.acknowledgement());
    return absl::OkStatus();
  }
  absl::Status RegisterKey(const urgent::v1::SignedByBoth& request) override {
    if (down) return absl::UnavailableError("down");
    keys.push_back(request);
    return absl::OkStatus();
  }
  absl::StatusOr<urgent::v1::RequestReply> RequestUrgent(
      const urgent::v1::SignedByBoth& request) override {
    if (down) return absl::UnavailableError("down");
    urgent::v1::UrgentItem& item = *urgent.add_items();
    item.set_request(request.body());
    item.set_asker("clinic");
    item.set_state(urgent::v1::UrgentItem::STATE_REQUESTED);
    return urgent::v1::RequestReply();
  }
  absl::Status AuthoriseUrgent(
      const urgent::v1::SignedByBoth& request) override {
    if (down) return absl::UnavailableError("down");
    authorised.push_back(request);
    if (!refuse_second.ok()) return refuse_second;
    urgent.mutable_items(0)->set_state(
        urgent::v1::UrgentItem::STATE_AUTHORISED);
    return absl::OkStatus();
  }
  absl::StatusOr<urgent::v1::ListReply> ListUrgent() override {
    if (down) return absl::UnavailableError("down");
    return urgent;
  }
  absl::Status ReviewUrgent(const urgent::v1::SignedReview& request) override {
    if (down) return absl::UnavailableError("down");
    reviews.push_back(request);
    return absl::OkStatus();
  }
  absl::Status TakeHandoverStep(
      const handover::v1::SignedStep& request) override {
    if (down) return absl::UnavailableError("down");
    steps.push_back(request);
    return absl::OkStatus();
  }
  absl::StatusOr<handover::v1::ListReply> ListHandovers() override {
    if (down) return absl::UnavailableError("down");
    return handovers;
  }
  absl::StatusOr<involvement::v1::PublishReply> Publish(
      const involvement::v1::PublishRequest& request) override {
    if (down) return absl::UnavailableError("down");
    if (full) return absl::ResourceExhaustedError("too many rows wait");
    on_publish();
    for (const auto& row : request.rows()) {
      published.push_back(row);
      if (!lose_rows) (hold_rows ? waiting : rows)[row.row_id_sha256()] = row;
    }
    return involvement::v1::PublishReply();
  }
  absl::StatusOr<involvement::v1::RemoveReply> Remove(
      const involvement::v1::RemoveRequest& request) override {
    if (down) return absl::UnavailableError("down");
    for (int i = 0; i < request.row_ids_size(); ++i) {
      const std::string hash = HashBytes(Sha256(request.row_ids(i)));
      if (IsAmong(rows, hash, request.tokens(i))) rows.erase(hash);
    }
    return involvement::v1::RemoveReply();
  }
  absl::Status RemoveAllRows() override {
    if (down) return absl::UnavailableError("down");
    ++all_removed;
    rows.clear();
    waiting.clear();
    return absl::OkStatus();
  }
  absl::StatusOr<involvement::v1::ReconcileReply> Reconcile(
      const involvement::v1::ReconcileRequest& request) override {
    if (down) return absl::UnavailableError("down");
    involvement::v1::ReconcileReply reply;
    for (int i = 0; i < request.row_id_sha256_size(); ++i) {
      const std::string& hash = request.row_id_sha256(i);
      reply.add_present(IsAmong(rows, hash, request.tokens(i)));
      reply.add_waiting(IsAmong(waiting, hash, request.tokens(i)));
    }
    return reply;
  }
  absl::StatusOr<log::v1::GetConsistencyReply> GetConsistency(
      const log::v1::GetConsistencyRequest& request) override {
    if (down) return absl::UnavailableError("down");
    return consistency(request);
  }
  absl::StatusOr<log::v1::GetCheckpointReply> GetCheckpoint() override {
    return absl::UnimplementedError("not here");
  }
  absl::StatusOr<log::v1::GetLeavesReply> GetLeaves(
      const log::v1::GetLeavesRequest&) override {
    return absl::UnimplementedError("not here");
  }
  absl::StatusOr<log::v1::GetOpeningsReply> GetOpenings(
      const log::v1::GetOpeningsRequest&) override {
    return absl::UnimplementedError("not here");
  }

  // How it answers a question: never, unless the test says otherwise.
  std::function<absl::StatusOr<enquiry::v1::AskReply>(
      const enquiry::v1::AskRequest&)>
      answer = [](const enquiry::v1::AskRequest&) {
        return absl::DeadlineExceededError("this one never answers");
      };
  std::function<absl::StatusOr<log::v1::GetConsistencyReply>(
      const log::v1::GetConsistencyRequest&)>
      consistency = [](const log::v1::GetConsistencyRequest&) {
        return log::v1::GetConsistencyReply();
      };
  bool down = false;
  bool full = false;  // Takes no row.
  std::function<void()> on_publish = [] {};
  bool lose_rows = false;  // Takes rows and does not insert them.
  bool hold_rows = false;  // Takes rows and lets them wait.
  std::map<std::string, involvement::v1::Row> waiting;  // By row id's hash.
  void InsertWaiting() {
    hold_rows = false;
    rows.merge(waiting);
  }
  std::set<std::string> grounds;
  std::set<std::string> ended_roots;    // Withdrawn everywhere.
  std::vector<std::string> told_again;  // For the indexes of these ids.
  consent::v1::GetWithdrawalReply owners;
  std::vector<consent::v1::WithdrawBody> withdrawals;
  int all_removed = 0;
  std::vector<involvement::v1::Row> published;       // Every one ever sent.
  std::map<std::string, involvement::v1::Row> rows;  // By row id's hash.
  std::vector<enquiry::v1::AskRequest> asked;
  std::vector<recall::v1::SendRequest> recalls;
  absl::StatusOr<recall::v1::SendReply> recall_reply = recall::v1::SendReply();
  std::vector<recall::v1::SignedAcknowledgement> acknowledged;
  std::vector<urgent::v1::SignedByBoth> keys;
  std::vector<urgent::v1::SignedByBoth> authorised;
  std::vector<urgent::v1::SignedReview> reviews;
  urgent::v1::ListReply urgent;
  std::vector<handover::v1::SignedStep> steps;
  handover::v1::ListReply handovers;
  absl::Status refuse_second;

 private:
  // A row is found by its token, as the broker finds it.
  static bool IsAmong(const std::map<std::string, involvement::v1::Row>& rows,
                      const std::string& hash, const std::string& token) {
    const auto row = rows.find(hash);
    return row != rows.end() && row->second.token() == token;
  }
  consent::v1::Countersignature Sign(const std::string& receipt_sha256) {
    consent::v1::Countersignature countersignature;
    countersignature.set_log_index(++log_index_);
    countersignature.set_time_ms(1'893'456'000'000);
    countersignature.set_signature(members_.broker().Sign(
        Label::kCountersign, members_.id(),
        JoinFields({receipt_sha256, BigEndian64(log_index_),
                    BigEndian64(countersignature.time_ms())})));
    return countersignature;
  }

  const tests::TestNetwork& members_;
  std::uint64_t log_index_ = 0;
};

// The stream up: keeps what was said. Only for tests; not thread-safe.
class FakeUplink final : public Uplink {
 public:
  void Send(const link::v1::FromAgent& message) override {
    sent.push_back(message);
  }
  bool connected() const override { return true; }

  std::vector<link::v1::FromAgent> sent;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_FAKE_CENTRE_H_
