// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_LOG_ALARM_H_
#define KITH_AGENT_FLOWS_LOG_ALARM_H_

#include "agent/flows/parts.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {

// Writes ALARM into the agency's own log: for the data protection officer's
// digest. Waits for the disk. That it could not be written is in the operator's
// log, and stops nothing.
void LogAlarm(const Parts& parts, const log::v1::EnquiryDetail& detail);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_LOG_ALARM_H_
