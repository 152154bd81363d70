// SPDX-License-Identifier: Apache-2.0
//
// The families this agency supports: who works with them, who stands in, what
// is due.
#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "agent/console/pages/date_entry.h"
#include "agent/console/pages/page_words.h"
#include "agent/console/pages/pages.h"
#include "agent/console/pages/supported.h"

namespace kith::console {
namespace {

using desk::v1::SupportedPerson;

constexpr char kSection[] = "/families";
constexpr int kOnAPage = 100;

View RowOf(const SupportedPerson& one) {
  View row;
  row.set("ref", View(one.involvement_ref()));
  row.set("name", View(NameInWords(one.person())));
  row.set("service", View(one.told().service()));
  Put(row, "worker", one.worker());
  PutTrue(row, "leads", one.told().leads_for_family());
  row.set("level", View(one.level()));
  row.set("status", View(one.status()));
  row.set("ground", View(one.ground_words()));
  PutTrue(row, "published", one.published());
  if (!one.away_until().empty()) {
    row.set("away", View(absl::StrCat("away until ", one.away_until(), ": ",
                                      one.cover_contact())));
  }
  return row;
}

// What is due: it must not hide the list if it cannot be had.
void AddDue(const Visit& visit, View& view) {
  const auto due = visit.desk->ListDue(desk::v1::ListDueRequest());
  if (!due.ok()) {
    view.set("due_fault", View(InPageWords(due.status())));
    return;
  }
  ViewList items;
  for (const auto& one : due->due()) {
    if (items.size() == 50) break;
    View item;
    item.set("record",
             View(absl::StrCat(one.record().source(), " ", one.record().id())));
    item.set("words", View(one.words()));
    item.set("next", View(InPageWords(one.next_step())));
    Put(item, "by", MillisInWords(one.by_ms()));
    if (visit.Is("manager")) Put(item, "decide", one.reference());
    items.push_back(std::move(item));
  }
  PutTrue(view, "due_any", !items.empty());
  PutList(view, "due", std::move(items));
}

HttpResponse Families(Visit& visit) {
  const auto list = visit.desk->ListSupported(desk::v1::ListSupportedRequest());
  if (!list.ok()) return ShowFault(visit, list.status(), kSection);
  View view;
  ViewList rows;
  int page = 0;
  if (!absl::SimpleAtoi(visit.query.One("page"), &page) || page < 1) page = 1;
  const int first = std::min((page - 1) * kOnAPage, list->people_size());
  const int last = std::min(first + kOnAPage, list->people_size());
  for (int i = first; i < last; ++i) rows.push_back(RowOf(list->people(i)));
  view.set("count", View(absl::StrCat(list->people_size())));
  if (page > 1) view.set("before", View(absl::StrCat(page - 1)));
  if (last < list->people_size())
    view.set("after", View(absl::StrCat(page + 1)));
  PutTrue(view, "any", !rows.empty());
  PutList(view, "rows", std::move(rows));
  PutTrue(view, "more", list->more());
  AddDue(visit, view);
  Put(view, "notice", visit.parts.notices.Take(visit.session->number));
  return ShowPage(visit, {.title = "Families we support", .section = kSection},
                  "families", std::move(view));
}

const std::vector<Option>& Levels() {
  static const auto& all = *new std::vector<Option>{
      {"universal", "Universal", "For everybody, like a school"},
      {"additional", "Additional", "More than everybody gets"},
      {"intensive", "Intensive", "Several services, with a lead"},
      {"statutory", "Statutory", "By a duty in law"}};
  return all;
}
const std::vector<Option>& Statuses() {
  static const auto& all = *new std::vector<Option>{
      {"open", "Open", ""},
      {"stepping up", "Stepping up", "More help is being arranged"},
      {"stepped down", "Stepped down", "Less help is needed now"},
      {"recently closed", "Recently closed", ""}};
  return all;
}

Form FormOf(const SupportedPerson& one) {
  const auto form = Form::Parse(absl::StrCat(
      "worker=", EncodeQueryValue(one.worker()), "&contact=",
      EncodeQueryValue(one.contact()), "&level=", EncodeQueryValue(one.level()),
      "&status=", EncodeQueryValue(one.status()),
      "&cover=", EncodeQueryValue(one.cover_contact()),
      "&away_until=", EncodeQueryValue(one.away_until()),
      one.told().leads_for_family() ? "&leads=yes" : ""));
  return form.ok() ? *form : Form();
}

HttpResponse ShowChange(const Visit& visit, const Supported& supported,
                        const Form& form, const Faults& faults) {
  View view;
  view.set("ref", View(supported.person.involvement_ref()));
  view.set("name", View(NameInWords(supported.person.person())));
  view.set("service", View(supported.person.told().service()));
  view.set(
      "fields",
      View(ViewList{
          TextField("worker", {.label = "Who works with them"},
                    form.One("worker"), faults),
          TextField("contact", {.label = "How to reach them"},
                    form.One("contact"), faults),
          CheckboxField("leads", {.label = "Who leads"},
                        {{"yes", "We lead for this family", ""}},
                        form.All("leads"), faults),
          RadioField("level", {.label = "Level of help"}, Levels(),
                     form.One("level"), faults),
          RadioField("status", {.label = "How it goes on"}, Statuses(),
                     form.One("status"), faults),
          TextField("cover",
                    {.label = "Who answers while they are away",
                     .hint = "A number or an address, for example the duty "
                             "line. Leave both empty if nobody is away."},
                    form.One("cover"), faults),
          TextField("away_until",
                    {.label = "Until when",
                     .hint = "The last day, for example 4 12 2026",
                     .width = 10},
                    form.One("away_until"), faults)}));
  return ShowPage(visit,
                  {.title = "Change who works with a family",
                   .section = kSection,
                   .back_href = "/families",
                   .back_text = "Families we support"},
                  "involvement", std::move(view), faults);
}

// The agent's message names its own field first.
std::string FieldOf(const absl::Status& status) {
  const absl::string_view message = status.message();
  const std::string field(message.substr(0, message.find(':')));
  if (field == "cover_contact") return "cover";
  for (const char* known :
       {"worker", "contact", "level", "status", "away_until"}) {
    if (field == known) return field;
  }
  return "worker";
}

HttpResponse Change(Visit& visit) {
  const std::string ref =
      visit.posted() ? visit.form.One("ref") : visit.query.One("ref");
  const auto supported = FindSupported(visit, ref);
  if (!supported.ok()) return ShowFault(visit, supported.status(), kSection);
  if (!visit.posted()) {
    return ShowChange(visit, *supported, FormOf(supported->person), {});
  }
  Faults faults;
  desk::v1::ChangeInvolvementRequest request;
  request.set_involvement_ref(ref);
  request.set_worker(visit.form.One("worker"));
  request.set_contact(visit.form.One("contact"));
  request.set_leads_for_family(visit.form.Has("leads"));
  request.set_level(visit.form.One("level"));
  request.set_status(visit.form.One("status"));
  request.set_cover_contact(visit.form.One("cover"));
  std::string until = visit.form.One("away_until");
  if (!until.empty()) {
    // A short year is the next one to come here, not the last that was.
    const auto day = ReadDay(until, visit.today() + 366);
    if (day.ok()) {
      until = absl::FormatCivilTime(*day);
    } else {
      faults.Add("away_until", InPageWords(day.status()));
    }
  }
  request.set_away_until(until);
  if (!faults.empty()) return ShowChange(visit, *supported, visit.form, faults);
  const auto changed = visit.desk->ChangeInvolvement(request);
  if (changed.ok()) {
    return GoToAndSay(visit, "/families",
                      "It was changed. Change it in your own system, too: its "
                      "next export says what it says.");
  }
  if (!absl::IsInvalidArgument(changed.status())) {
    return ShowFault(visit, changed.status(), kSection);
  }
  faults.Add(FieldOf(changed.status()), InPageWords(changed.status()));
  return ShowChange(visit, *supported, visit.form, faults);
}

}  // namespace

std::vector<Page> FamilyPages() {
  return {{"/families", true, false, Workers(), Families},
          {"/families/involvement", true, true, Workers(), Change}};
}

}  // namespace kith::console
