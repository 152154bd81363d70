// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_RELAY_CENTRE_H_
#define KITH_AGENT_RELAY_CENTRE_H_

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "kith/consent/v1/consent.pb.h"
#include "kith/enquiry/v1/enquiry.pb.h"
#include "kith/evaluate/v1/evaluate.pb.h"
#include "kith/handover/v1/handover.pb.h"
#include "kith/involvement/v1/involvement.pb.h"
#include "kith/link/v1/link.pb.h"
#include "kith/log/v1/log.pb.h"
#include "kith/recall/v1/recall.pb.h"
#include "kith/urgent/v1/urgent.pb.h"

namespace kith::agent {

// A log that others keep. Thread-safe; a call blocks its thread until the reply
// or the deadline. Codes as the service; DEADLINE_EXCEEDED at the end.
class LogOfOthers {
 public:
  virtual ~LogOfOthers() = default;
  virtual absl::StatusOr<log::v1::GetCheckpointReply> GetCheckpoint() = 0;
  virtual absl::StatusOr<log::v1::GetLeavesReply> GetLeaves(
      const log::v1::GetLeavesRequest& request) = 0;
  virtual absl::StatusOr<log::v1::GetOpeningsReply> GetOpenings(
      const log::v1::GetOpeningsRequest& request) = 0;
};

// The way to a key holder, as above.
class KeyHolder : public LogOfOthers {
 public:
  virtual absl::StatusOr<evaluate::v1::EvaluateReply> Evaluate(
      const evaluate::v1::EvaluateRequest& request, absl::Duration timeout) = 0;
};

// The way to the broker, call by call. Thread-safe, blocking, as above.
class Broker : public LogOfOthers {
 public:
  virtual absl::StatusOr<enquiry::v1::AskReply> Ask(
      const enquiry::v1::AskRequest& request, absl::Duration timeout) = 0;
  virtual absl::Status Acknowledge(
      const enquiry::v1::AcknowledgeRequest& request) = 0;
  virtual absl::StatusOr<consent::v1::RecordGroundsReply> RecordGrounds(
      const consent::v1::RecordGroundsRequest& request) = 0;
  virtual absl::StatusOr<consent::v1::WithdrawReply> Withdraw(
      const consent::v1::WithdrawRequest& request) = 0;
  virtual absl::StatusOr<consent::v1::GetWithdrawalReply> GetWithdrawal(
      const consent::v1::GetWithdrawalRequest& request) = 0;
  virtual absl::StatusOr<consent::v1::CountersignReply> Countersign(
      const consent::v1::CountersignRequest& request) = 0;
  virtual absl::StatusOr<recall::v1::SendReply> SendRecall(
      const recall::v1::SendRequest& request) = 0;
  virtual absl::Status AcknowledgeRecall(
      const recall::v1::AcknowledgeRequest& request) = 0;
  virtual absl::Status RegisterKey(const urgent::v1::SignedByBoth& request) = 0;
  virtual absl::StatusOr<urgent::v1::RequestReply> RequestUrgent(
      const urgent::v1::SignedByBoth& request) = 0;
  virtual absl::Status AuthoriseUrgent(
      const urgent::v1::SignedByBoth& request) = 0;
  virtual absl::StatusOr<urgent::v1::ListReply> ListUrgent() = 0;
  virtual absl::Status ReviewUrgent(
      const urgent::v1::SignedReview& request) = 0;
  virtual absl::Status TakeHandoverStep(
      const handover::v1::SignedStep& request) = 0;
  virtual absl::StatusOr<handover::v1::ListReply> ListHandovers() = 0;
  virtual absl::StatusOr<involvement::v1::PublishReply> Publish(
      const involvement::v1::PublishRequest& request) = 0;
  virtual absl::StatusOr<involvement::v1::RemoveReply> Remove(
      const involvement::v1::RemoveRequest& request) = 0;
  virtual absl::Status RemoveAllRows() = 0;
  virtual absl::StatusOr<involvement::v1::ReconcileReply> Reconcile(
      const involvement::v1::ReconcileRequest& request) = 0;
  virtual absl::StatusOr<log::v1::GetConsistencyReply> GetConsistency(
      const log::v1::GetConsistencyRequest& request) = 0;
};

// The stream that the agent holds open: what is said up it. Thread-safe; never
// blocks. What cannot be sent is lost, as it would be with the stream.
class Uplink {
 public:
  virtual ~Uplink() = default;
  virtual void Send(const link::v1::FromAgent& message) = 0;
  virtual bool connected() const = 0;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_RELAY_CENTRE_H_
