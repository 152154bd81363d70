// SPDX-License-Identifier: Apache-2.0
//
// Complaints about how personal data was used, and their clock.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "agent/console/pages/date_entry.h"
#include "agent/console/pages/page_words.h"
#include "agent/console/pages/pages.h"

namespace kith::console {
namespace {

constexpr char kSection[] = "/officer";

const std::vector<Option>& Outcomes() {
  static const auto& all =
      *new std::vector<Option>{{"", "Choose one", ""},
                               {"upheld", "Upheld", ""},
                               {"partly-upheld", "Partly upheld", ""},
                               {"not-upheld", "Not upheld", ""},
                               {"taken-back", "Taken back", ""}};
  return all;
}

View RowOf(const desk::v1::Complaint& one) {
  View row;
  row.set("number", View(absl::StrCat(one.number())));
  row.set("received", View(one.received_on()));
  row.set("kept_at", View(one.kept_at()));
  Put(row, "reference", one.reference());
  row.set("by", View(one.acknowledge_by()));
  Put(row, "acknowledged", one.acknowledged_on());
  Put(row, "closed", one.closed_on());
  Put(row, "outcome", one.outcome());
  PutTrue(row, "late", one.late());
  return row;
}

HttpResponse ShowComplaints(const Visit& visit, const Faults& faults) {
  desk::v1::ListComplaintsRequest request;
  request.set_closed_too(visit.query.Has("all"));
  const auto list = visit.desk->ListComplaints(request);
  if (!list.ok()) return ShowFault(visit, list.status(), kSection);
  View view;
  ViewList rows;
  for (const auto& one : list->complaints()) rows.push_back(RowOf(one));
  PutTrue(view, "any", !rows.empty());
  PutList(view, "rows", std::move(rows));
  const Form& form = visit.form;
  view.set("fields",
           View(ViewList{
               TextField("received",
                         {.label = "The day it came",
                          .hint = "For example, 28 11 2026",
                          .width = 10},
                         form.One("received"), faults),
               TextField("kept_at",
                         {.label = "Where it is kept",
                          .hint = "For example: file 2026/117"},
                         form.One("kept_at"), faults),
               TextField("reference",
                         {.label = "Reference of a check, if it is about one",
                          .width = 10},
                         form.One("reference"), faults)}));
  view.set(
      "outcome_field",
      View(ViewList{SelectField("outcome", {.label = "How it ended"},
                                Outcomes(), form.One("outcome"), faults)}));
  return ShowPage(visit,
                  {.title = "Complaints",
                   .section = kSection,
                   .back_href = "/officer",
                   .back_text = "Data protection"},
                  "complaints", std::move(view), faults);
}

HttpResponse Record(const Visit& visit) {
  Faults faults;
  desk::v1::RecordComplaintRequest request;
  const auto day = ReadDay(visit.form.One("received"), visit.today());
  if (day.ok()) {
    request.set_received_on(absl::FormatCivilTime(*day));
  } else {
    faults.Add("received", InPageWords(day.status()));
  }
  request.set_kept_at(visit.form.One("kept_at"));
  request.set_reference(visit.form.One("reference"));
  if (request.kept_at().empty()) {
    faults.Add("kept_at", "Say where it is kept");
  }
  if (faults.empty()) {
    const auto recorded = visit.desk->RecordComplaint(request);
    if (recorded.ok()) return GoTo("/officer/complaints");
    faults.Add("received", InPageWords(recorded.status()));
  }
  return ShowComplaints(visit, faults);
}

HttpResponse Complaints(Visit& visit) {
  if (!visit.posted()) return ShowComplaints(visit, {});
  const std::string action = visit.form.One("action");
  if (action == "record") return Record(visit);
  if (action != "acknowledge" && action != "close") {
    return ShowFault(visit, absl::InvalidArgumentError("no such step"),
                     kSection);
  }
  desk::v1::ComplaintStepRequest request;
  std::uint32_t number = 0;
  Faults faults;
  if (!absl::SimpleAtoi(visit.form.One("number"), &number)) {
    faults.Add("number", "Type the complaint's number");
    return ShowComplaints(visit, faults);
  }
  request.set_number(number);
  request.set_outcome(visit.form.One("outcome"));
  const auto done = action == "close"
                        ? visit.desk->CloseComplaint(request)
                        : visit.desk->AcknowledgeComplaint(request);
  if (done.ok()) return GoTo("/officer/complaints");
  faults.Add(action == "close" ? "outcome" : "number",
             InPageWords(done.status()));
  return ShowComplaints(visit, faults);
}

}  // namespace

std::vector<Page> ComplaintPages() {
  return {{"/officer/complaints", true, true, Officers(), Complaints}};
}

}  // namespace kith::console
