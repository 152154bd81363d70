// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_IMPORT_FAULTS_H_
#define KITH_AGENT_FLOWS_IMPORT_FAULTS_H_

#include "agent/connectors/record_reader.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// What was read, refused and left out, by line and column, never by value.
void AddFaults(const ImportResult& read, desk::v1::ImportReport& report);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_IMPORT_FAULTS_H_
