// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_SERVICE_LOG_SERVICE_H_
#define KITH_KEYS_SERVICE_LOG_SERVICE_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "keys/base/clock.h"
#include "keys/network/network.h"
#include "keys/sealed_db.h"
#include "keys/tlog/audit_log.h"
#include "kith/log/v1/log.grpc.pb.h"

namespace kith {

// Metadata in front of a GetCheckpointReply: the program's clock, milliseconds
// since 1970, and the version of the network file it works under. Decimal.
inline constexpr char kClockMetadata[] = "kith-clock-ms";
inline constexpr char kNetworkVersionMetadata[] = "kith-network-version";

// LogService over a program's log, through a reading connection of its own: the
// broker's and a key holder's. Thread-safe.
class LogService final : public log::v1::LogService::CallbackService {
 public:
  // Calls `done` once with the newest checkpoint, from any thread.
  using ShowCheckpoint =
      std::function<void(std::function<void(std::string note)> done)>;

  // `network`, `log`, `clock` and what `show` uses must outlive this object.
  LogService(const CurrentNetwork& network, const tlog::AuditLog& log,
             const Clock& clock, ShowCheckpoint show,
             std::unique_ptr<SealedDb> db)
      : network_(network),
        log_(log),
        clock_(clock),
        show_(std::move(show)),
        db_(std::move(db)) {}

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
  const CurrentNetwork& network_;
  const tlog::AuditLog& log_;
  const Clock& clock_;
  const ShowCheckpoint show_;
  absl::Mutex mutex_;
  const std::unique_ptr<SealedDb> db_ ABSL_PT_GUARDED_BY(mutex_);
};

}  // namespace kith

#endif  // KITH_KEYS_SERVICE_LOG_SERVICE_H_
