// SPDX-License-Identifier: Apache-2.0
//
// The list of a meeting: people typed or pasted a line each, asked about one
// after the other. The whole list is looked through first; then each is a
// question of its own, with a ground and entries of its own.
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "agent/console/pages/check_form.h"
#include "agent/console/pages/pages.h"
#include "keys/hash.h"

namespace kith::console {
namespace {

using desk::v1::CheckRequest;

constexpr char kSection[] = "/check";
constexpr std::size_t kMostLines = 20;
constexpr absl::Duration kMeetingLasts = absl::Hours(8);

HttpResponse ShowMeeting(const Visit& visit, const Faults& faults) {
  View view;
  view.set("list",
           View(ViewList{AreaField(
               "people",
               {.label = "Who is on the list?",
                .hint = "One person a line: first name, family name, date of "
                        "birth. At most 20."},
               absl::StrJoin(visit.form.Lines("people"), "\n"), faults)}));
  view.set("ground", View(GroundFields(visit.form, visit.directory, faults)));
  return ShowPage(visit,
                  {.title = "Check the list of a meeting",
                   .section = kSection,
                   .back_href = "/check/list",
                   .back_text = "Check several families"},
                  "meeting", std::move(view), faults);
}

// "Sami, Amara, 14 3 2021"
void ReadLine(const Visit& visit, absl::string_view line, std::size_t number,
              const CheckRequest& common, std::vector<CheckRequest>& rows,
              Faults& faults) {
  const std::vector<std::string> cells =
      absl::StrSplit(line, absl::ByAnyChar(",;\t"));
  TypedPerson typed;
  const auto cell = [&](std::size_t at) {
    return at < cells.size()
               ? std::string(absl::StripAsciiWhitespace(cells[at]))
               : "";
  };
  typed.forename = cell(0);
  typed.surname = cell(1);
  typed.born = cell(2);
  Faults own;
  auto people = ReadPeople({typed}, visit.directory, visit.today(), own);
  for (const char* id :
       {"person-1-forename", "person-1-surname", "person-1-born"}) {
    const std::string words = own.Of(id);
    if (!words.empty()) {
      faults.Add("people", absl::StrCat("Line ", number, ": ", words));
      return;
    }
  }
  CheckRequest& row = rows.emplace_back(common);
  *row.add_people() = std::move(people[0]);
}

std::vector<CheckRequest> ReadLines(const Visit& visit,
                                    const CheckRequest& common,
                                    Faults& faults) {
  std::vector<CheckRequest> rows;
  std::size_t number = 0;
  for (const std::string& line : visit.form.Lines("people")) {
    ++number;
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    ReadLine(visit, line, number, common, rows, faults);
  }
  if (faults.Of("people").empty() &&
      (rows.empty() || rows.size() > kMostLines)) {
    faults.Add("people", "Type 1 to 20 people, one a line");
  }
  return rows;
}

// Looks through all of it; what is wrong goes to `faults`, by line.
absl::Status OpenAgenda(const Visit& visit, const std::string& agenda,
                        const std::vector<CheckRequest>& rows, Faults& faults) {
  desk::v1::OpenAgendaRequest request;
  request.set_agenda(agenda);
  request.set_until_ms(absl::ToUnixMillis(visit.now() + kMeetingLasts));
  for (const CheckRequest& row : rows) *request.add_rows() = row;
  const auto opened = visit.desk->OpenAgenda(request);
  if (!opened.ok()) return opened.status();
  for (const auto& fault : opened->faults()) {
    faults.Add("people",
               absl::StrCat("Person ", fault.row() + 1, ": ", fault.words()));
  }
  return absl::OkStatus();
}

HttpResponse Meeting(Visit& visit) {
  if (!visit.posted()) return ShowMeeting(visit, {});
  Faults faults;
  CheckRequest common;
  ReadGround(visit.form, common, faults);
  if (common.ground() == kNotAskedYet) {
    faults.Add("ground",
               "Ask the families first; then they can be on the list");
  }
  common.set_of_list(true);
  std::vector<CheckRequest> rows = ReadLines(visit, common, faults);
  if (!faults.empty()) return ShowMeeting(visit, faults);
  const Hash hash =
      Sha256(absl::StrCat(visit.session->number, "\n", common.purpose(), "\n",
                          absl::StrJoin(visit.form.Lines("people"), "\n")));
  const std::string agenda(hash.begin(), hash.end());
  if (const auto opened = OpenAgenda(visit, agenda, rows, faults);
      !opened.ok()) {
    return ShowFault(visit, opened, kSection);
  }
  if (!faults.empty()) return ShowMeeting(visit, faults);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i].set_agenda(agenda);
    rows[i].set_agenda_row(static_cast<std::uint32_t>(i));
  }
  return AskOneAfterTheOther(visit, rows);
}

}  // namespace

std::vector<Page> MeetingPages() {
  return {{"/check/meeting", true, true, Askers(), Meeting}};
}

}  // namespace kith::console
