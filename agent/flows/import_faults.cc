// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/import_faults.h"

#include "agent/connectors/rejected_csv.h"

namespace kith::agent {
namespace {

constexpr int kMostIdentifierFaults = 1000;

template <typename Fault>
void SetFault(const Fault& fault, desk::v1::RowFault& set) {
  set.set_line(static_cast<std::uint32_t>(fault.line));
  set.set_column(fault.column);
  set.set_reason(fault.reason);
}

}  // namespace

void AddFaults(const ImportResult& read, desk::v1::ImportReport& report) {
  for (const RowFault& fault : read.faults) {
    SetFault(fault, *report.add_faults());
  }
  report.set_rejected(static_cast<std::uint32_t>(read.faults.size()));
  report.set_rows(
      static_cast<std::uint32_t>(read.records.size() + read.faults.size()));
  report.set_constant_ground(read.constant_ground);
  for (const RowNote& note : read.notes) {
    if (report.identifier_faults_size() == kMostIdentifierFaults) break;
    SetFault(note, *report.add_identifier_faults());
  }
  report.set_identifiers_left_out(
      static_cast<std::uint32_t>(read.notes.size()));
  report.set_identifiers_csv(IdentifiersCsv(read.notes));
}

}  // namespace kith::agent
