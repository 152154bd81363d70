// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/last_import.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr char kCheck[] = "imports";
constexpr char kPrefix[] = "last-import:";
constexpr char kNewest[] = "newest-import-ms";
constexpr absl::Duration kOld = absl::Hours(24 * 14);
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

// Absent for an agency that enters its families by hand, and while it is new.
void SayIfOld(absl::string_view newest, absl::Time now,
              std::vector<desk::v1::Statement>& statements) {
  std::int64_t ms = 0;
  if (!absl::SimpleAtoi(newest, &ms)) return;
  const absl::Duration age = now - absl::FromUnixMillis(ms);
  if (age <= kOld) return;
  auto& statement = statements.emplace_back();
  statement.set_check(kCheck);
  statement.set_warning(true);
  statement.set_words(absl::StrCat("The newest import is ",
                                   age / absl::Hours(24), " days old."));
  statement.set_next_step(
      "Does the export still run, and does it reach the watched folder?");
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
  KITH_RETURN_IF_ERROR(
      people.PutSetting(kNewest, absl::StrCat(absl::ToUnixMillis(now))));
  return people.PutSetting(absl::StrCat(kPrefix, source),
                           statement.SerializeAsString());
}

absl::StatusOr<std::vector<desk::v1::Statement>> LastImports(Register& people,
                                                             absl::Time now) {
  KITH_ASSIGN_OR_RETURN(const std::vector<std::string> values,
                        people.SettingsNamed(kPrefix));
  std::vector<desk::v1::Statement> statements;
  for (const std::string& value : values) {
    if (!statements.emplace_back().ParseFromString(value)) {
      return absl::DataLossError("what an import came to is damaged");
    }
    statements.back().set_check(kCheck);
  }
  KITH_ASSIGN_OR_RETURN(const std::string newest, people.GetSetting(kNewest));
  SayIfOld(newest, now, statements);
  return statements;
}

}  // namespace kith::agent
