// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/last_import.h"

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr char kPrefix[] = "last-import:";
constexpr std::uint32_t kOneInTen = 10;

std::string Words(const std::string& source,
                  const desk::v1::ImportReport& report, absl::Time now) {
  return absl::StrCat(
      "The last import of ", source, " was on ",
      absl::FormatTime("%-d %B %Y at %H:%M", now, absl::LocalTimeZone()), ": ",
      report.rows(), " rows, ", report.rejected(),
      " of them refused. People found by a number: ",
      report.found_by_identifier(),
      ", by name and date of birth: ", report.found_by_name_and_date(),
      ", by weaker details only: ", report.found_by_weak_keys(),
      ", by nothing: ", report.not_findable(), ".");
}

}  // namespace

absl::Status NoteImport(Register& people, const std::string& source,
                        const desk::v1::ImportReport& report, absl::Time now) {
  desk::v1::Statement statement;
  statement.set_good(report.rejected() * kOneInTen <= report.rows());
  statement.set_words(Words(source, report, now));
  if (!statement.good()) {
    statement.set_next_step(
        "Correct the rows in FILE.rejected.csv, which lies beside the export, "
        "or its column map, and import again.");
  }
  return people.PutSetting(absl::StrCat(kPrefix, source),
                           statement.SerializeAsString());
}

absl::StatusOr<std::vector<desk::v1::Statement>> LastImports(Register& people) {
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> values,
                        people.SettingsNamed(kPrefix));
  std::vector<desk::v1::Statement> statements;
  for (const std::string& value : values) {
    if (!statements.emplace_back().ParseFromString(value)) {
      return absl::DataLossError("what an import came to is damaged");
    }
  }
  return statements;
}

}  // namespace kith::agent
