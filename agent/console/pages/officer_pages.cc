// SPDX-License-Identifier: Apache-2.0
//
// The data protection officer's first page: whether the log is in order, what
// to look at, and signing it off.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "agent/console/pages/officer_views.h"
#include "agent/console/pages/pages.h"

namespace kith::console {
namespace {

constexpr char kSection[] = "/officer";
constexpr absl::Duration kQueueSince = absl::Hours(24 * 90);
const std::vector<const char*>& Officers() {
  static const auto& roles = *new std::vector<const char*>{"dpo"};
  return roles;
}

const std::vector<Option>& Findings() {
  static const auto& all = *new std::vector<Option>{
      {"in-order", "In order", ""},
      {"explained", "Explained: I asked, and the answer is good", ""},
      {"misuse", "Misuse: I take it further", ""}};
  return all;
}

void AddHealth(const Visit& visit, View& view) {
  const auto doctor = visit.desk->Doctor(desk::v1::DoctorRequest());
  if (!doctor.ok()) {
    view.set("health_fault", View(std::string(doctor.status().message())));
    return;
  }
  PutList(view, "health", StatementViews(doctor->statements()));
}

HttpResponse ShowQueue(const Visit& visit, const Faults& faults) {
  const bool all = visit.query.Has("all");
  desk::v1::ReviewQuestionsRequest request;
  request.set_since_ms(absl::ToUnixMillis(visit.now() - kQueueSince));
  request.set_all(all);
  const auto queue = visit.desk->ReviewQuestions(request);
  if (!queue.ok()) return ShowFault(visit, queue.status(), kSection);
  View view;
  AddHealth(visit, view);
  ViewList rows;
  for (const auto& item : queue->items()) {
    if (rows.size() == 200) break;
    View row = AskedView(visit, item.asked());
    row.set("why", View(absl::StrJoin(item.why(), ", ")));
    // Their own are for somebody else to look at.
    PutTrue(row, "can_sign",
            item.asked().signed_off_by().empty() &&
                item.asked().staff() != visit.session->who.staff);
    rows.push_back(std::move(row));
  }
  PutTrue(view, "any", !rows.empty());
  view.set("shown", View(absl::StrCat(rows.size())));
  view.set("of", View(absl::StrCat(queue->items_size())));
  view.set("questions", View(absl::StrCat(queue->questions())));
  PutList(view, "rows", std::move(rows));
  PutTrue(view, "all", all);
  PutTrue(view, "signed", visit.query.Has("signed"));
  view.set("finding", View(ViewList{RadioField(
                          "finding", {.label = "What did you find?"},
                          Findings(), visit.form.One("finding"), faults)}));
  return ShowPage(visit, {.title = "Data protection", .section = kSection},
                  "officer", std::move(view), faults);
}

HttpResponse Officer(Visit& visit) {
  if (!visit.posted()) return ShowQueue(visit, {});
  Faults faults;
  desk::v1::SignOffRequest request;
  for (const std::string& text : visit.form.All("entry")) {
    std::uint64_t entry = 0;
    if (absl::SimpleAtoi(text, &entry)) request.add_entries(entry);
  }
  if (request.entries().empty()) {
    faults.Add("queue", "Choose what you have looked at");
  }
  request.set_finding(visit.form.One("finding"));
  if (request.finding().empty()) {
    faults.Add("finding", "Choose what you found");
  }
  if (!faults.empty()) return ShowQueue(visit, faults);
  const auto signed_off = visit.desk->SignOff(request);
  if (!signed_off.ok()) {
    faults.Add("queue", std::string(signed_off.status().message()));
    return ShowQueue(visit, faults);
  }
  return GoTo("/officer?signed=1");
}

HttpResponse Rules(Visit& visit) {
  desk::v1::GetDirectoryRequest request;
  request.set_with_rules(true);
  const auto directory = visit.desk->GetDirectory(request);
  if (!directory.ok()) return ShowFault(visit, directory.status(), kSection);
  View view;
  view.set("rules", View(directory->rules()));
  view.set("policy", View(absl::StrCat(directory->policy_id(), ", version ",
                                       directory->policy_version())));
  view.set("network",
           View(absl::StrCat(directory->partnership(), ", version ",
                             directory->version(), ", signed ",
                             MillisInWords(directory->issued_at_ms()))));
  return ShowPage(visit,
                  {.title = "The rules in words",
                   .section = kSection,
                   .back_href = "/officer",
                   .back_text = "Data protection"},
                  "rules", std::move(view));
}

}  // namespace

std::vector<Page> OfficerPages() {
  return {{"/officer", true, true, Officers(), Officer},
          {"/officer/rules", true, false, {"dpo", "manager"}, Rules}};
}

}  // namespace kith::console
