// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_IMPORT_FLOW_H_
#define KITH_AGENT_FLOWS_IMPORT_FLOW_H_

#include <string>

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// The flow behind DeskService.Import: an export is read, compared with the
// register and reported; only with the digest of that report is it carried out.
//
// Thread-safe: holds no state of its own.
class ImportFlow {
 public:
  explicit ImportFlow(const Parts& parts) : parts_(parts) {}

  // A file fault is a report, not an error: the last good import stays.
  // INVALID_ARGUMENT for a map that cannot be used; FAILED_PRECONDITION if the
  // digest is no longer that of map, file and register, or if more than 10 %
  // would end and `accept_ended` does not say how many were meant.
  absl::StatusOr<desk::v1::ImportReport> Run(
      const desk::v1::ImportOptions& options, const std::string& content);

 private:
  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_IMPORT_FLOW_H_
