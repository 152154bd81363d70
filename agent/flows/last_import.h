// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_LAST_IMPORT_H_
#define KITH_AGENT_FLOWS_LAST_IMPORT_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "agent/register/register.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// Keeps what the newest import of a source came to, for `kith doctor`: when,
// how many rows, how many were refused, by what people can be found. Counts
// alone.
absl::Status NoteImport(Register& people, const std::string& source,
                        const desk::v1::ImportReport& report, absl::Time now);

// One statement for each source, in the order of their names. Not good where
// more than one row in ten was refused. Then one if the newest import of all is
// more than two weeks old.
absl::StatusOr<std::vector<desk::v1::Statement>> LastImports(Register& people,
                                                             absl::Time now);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_LAST_IMPORT_H_
