// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_LOG_BESIDE_H_
#define KITH_BROKER_FLOWS_LOG_BESIDE_H_

#include <string>

#include "broker/flows/parts.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {

// Writes `event` into the agency's chain of the log, without waiting: what
// nobody is answered about. That it could not be written is in the operator's
// log, and stops nothing.
void LogBeside(const Parts& parts, log::v1::Event event,
               const std::string& agency, const log::v1::EnquiryDetail& detail);

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_LOG_BESIDE_H_
