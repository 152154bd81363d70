// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_PROGRAM_GRPC_STATUS_H_
#define KITH_KEYS_PROGRAM_GRPC_STATUS_H_

#include <grpcpp/support/status.h>

#include <string>

#include "absl/status/status.h"

namespace kith {

// The two status types share their codes. For service and relay code only.
inline grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  return {static_cast<grpc::StatusCode>(status.code()),
          std::string(status.message())};
}

inline absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  return {static_cast<absl::StatusCode>(status.error_code()),
          status.error_message()};
}

}  // namespace kith

#endif  // KITH_KEYS_PROGRAM_GRPC_STATUS_H_
