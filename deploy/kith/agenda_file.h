// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_AGENDA_FILE_H_
#define KITH_DEPLOY_KITH_AGENDA_FILE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kith/desk/v1/list.pb.h"

namespace kith::deploy {

// One person on a meeting's agenda.
struct AgendaRow {
  std::int64_t line = 0;
  std::string family;  // Rows of one family are shown together; may be empty.
  desk::v1::CheckRequest request;
};
struct Agenda {
  std::string hash;  // SHA-256 of the file and of what is asked for.
  std::vector<AgendaRow> rows;
};

// Reads an agenda: a CSV file (docs/spec/csv-and-map.md says how it is read)
// with the columns forename, surname and date_of_birth and, as wanted,
// nhs_number, family, ground, gateway, necessity and told. What a row leaves
// empty is as in `common`; everything else of a request is, too.
//
// INVALID_ARGUMENT, naming every bad line and never a value, if one row cannot
// be read: nothing is asked before the whole file is understood.
absl::StatusOr<Agenda> ReadAgenda(absl::string_view csv,
                                  const desk::v1::CheckRequest& common);

// The same words for faults that the agent found.
absl::Status AgendaFaults(const Agenda& agenda,
                          const desk::v1::OpenAgendaReply& reply);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_AGENDA_FILE_H_
