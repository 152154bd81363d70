// SPDX-License-Identifier: Apache-2.0
//
// The data protection officer's first page: whether the log is in order, what
// to look at, and signing it off.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "agent/console/pages/officer_views.h"
#include "agent/console/pages/page_words.h"
#include "agent/console/pages/pages.h"

namespace kith::console {
namespace {

constexpr char kSection[] = "/officer";
constexpr absl::Duration kQueueSince = absl::Hours(24 * 90);
constexpr absl::Duration kNewSince = absl::Hours(24 * 30);
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
    view.set("health_fault", View(InPageWords(doctor.status())));
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
  Put(view, "signed", visit.parts.notices.Take(visit.session->number));
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
    faults.Add("queue", InPageWords(signed_off.status()));
    return ShowQueue(visit, faults);
  }
  return GoToAndSay(visit, "/officer", "Signed off, and written into the log.");
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
  return ShowPage(
      visit,
      {.title = "The rules in words",
       .section = kSection,
       .back_href = visit.Is("dpo") ? "/officer" : "/it",
       .back_text = visit.Is("dpo") ? "Data protection" : "Connection"},
      "rules", std::move(view));
}

View EntryView(const desk::v1::DigestEntry& entry) {
  View view;
  Put(view, "by", entry.by());
  view.set("what", View(entry.what()));
  view.set("count", View(absl::StrCat(entry.count())));
  Put(view, "evidence", absl::StrJoin(entry.evidence(), "; "));
  if (entry.without_evidence() > 0) {
    view.set("without", View(absl::StrCat(entry.without_evidence())));
  }
  return view;
}

HttpResponse WhatIsNew(Visit& visit) {
  desk::v1::GetReviewDigestRequest request;
  request.set_since_ms(absl::ToUnixMillis(visit.now() - kNewSince));
  const auto digest = visit.desk->GetReviewDigest(request);
  if (!digest.ok()) return ShowFault(visit, digest.status(), kSection);
  const auto list = [](const auto& entries) {
    ViewList views;
    for (const auto& entry : entries) views.push_back(EntryView(entry));
    return views;
  };
  View view;
  view.set("since", View(MillisInWords(digest->since_ms())));
  view.set("touches", View(absl::StrCat(digest->touches())));
  PutTrue(view, "recorded_any", !digest->registrations().empty());
  PutList(view, "recorded", list(digest->registrations()));
  PutTrue(view, "imports_any", !digest->imports().empty());
  PutList(view, "imports", list(digest->imports()));
  PutTrue(view, "alarms_any", !digest->alarms().empty());
  PutList(view, "alarms", list(digest->alarms()));
  view.set("canaries", View(absl::StrCat(digest->canary_alerts_size())));
  const auto due = visit.desk->ListDue(desk::v1::ListDueRequest());
  if (due.ok()) {
    ViewList items;
    for (const auto& one : due->due()) {
      if (items.size() == 100) break;
      View item;
      item.set("record", View(absl::StrCat(one.record().source(), " ",
                                           one.record().id())));
      item.set("words", View(one.words()));
      item.set("next", View(InPageWords(one.next_step())));
      items.push_back(std::move(item));
    }
    PutTrue(view, "due_any", !items.empty());
    PutList(view, "due", std::move(items));
  }
  return ShowPage(visit,
                  {.title = "What is new",
                   .section = kSection,
                   .back_href = "/officer",
                   .back_text = "Data protection"},
                  "officer_new", std::move(view));
}

}  // namespace

std::vector<Page> OfficerPages() {
  return {{"/officer", true, true, Officers(), Officer},
          {"/officer/new", true, false, Officers(), WhatIsNew},
          {"/officer/rules", true, false, {"dpo", "manager"}, Rules}};
}

}  // namespace kith::console
