// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_IMPORT_SAMPLE_H_
#define KITH_AGENT_FLOWS_IMPORT_SAMPLE_H_

#include "absl/status/status.h"
#include "agent/flows/import_plan.h"
#include "agent/register/register.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// Adds up to 20 planned people, evenly over the file, as they were understood
// and whether they would be listed. Personal data: for the agency's own desk,
// never for a log. Codes as Register.
absl::Status AddSample(const ImportContext& context, const ImportPlan& plan,
                       Register& people, desk::v1::ImportReport& report);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_IMPORT_SAMPLE_H_
