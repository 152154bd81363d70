// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_SERVICE_LOG_SERVICE_H_
#define KITH_BROKER_SERVICE_LOG_SERVICE_H_

#include <memory>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "broker/flows/parts.h"
#include "broker/flows/witness_flow.h"
#include "keys/sealed_db.h"
#include "kith/log/v1/log.grpc.pb.h"

namespace kith::broker {

// LogService over the log, through a reading connection of its own.
class LogService final : public log::v1::LogService::CallbackService {
 public:
  LogService(const Parts& parts, WitnessFlow& witness,
             std::unique_ptr<SealedDb> db)
      : parts_(parts), witness_(witness), db_(std::move(db)) {}

  grpc::ServerUnaryReactor* GetCheckpoint(
      grpc::CallbackServerContext* context,
      const log::v1::GetCheckpointRequest* request,
      log::v1::GetCheckpointReply* reply) override;
  grpc::ServerUnaryReactor* GetLeaves(grpc::CallbackServerContext* context,
                                      const log::v1::GetLeavesRequest* request,
                                      log::v1::GetLeavesReply* reply) override;
  grpc::ServerUnaryReactor* GetOpenings(
      grpc::CallbackServerContext* context,
      const log::v1::GetOpeningsRequest* request,
      log::v1::GetOpeningsReply* reply) override;
  grpc::ServerUnaryReactor* GetConsistency(
      grpc::CallbackServerContext* context,
      const log::v1::GetConsistencyRequest* request,
      log::v1::GetConsistencyReply* reply) override;

 private:
  const Parts& parts_;
  WitnessFlow& witness_;
  absl::Mutex mutex_;
  const std::unique_ptr<SealedDb> db_ ABSL_PT_GUARDED_BY(mutex_);
};

}  // namespace kith::broker

#endif  // KITH_BROKER_SERVICE_LOG_SERVICE_H_
