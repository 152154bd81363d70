// SPDX-License-Identifier: Apache-2.0
//
// Several families one after the other, for a daily meeting: one's own that
// agreed. Each is a question of its own, with entries of its own.
#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "agent/console/pages/answer_view.h"
#include "agent/console/pages/check_form.h"
#include "agent/console/pages/page_words.h"
#include "agent/console/pages/pages.h"
#include "agent/console/pages/supported.h"
#include "keys/hash.h"

namespace kith::console {
namespace {

using desk::v1::OpenFamily;

constexpr char kSection[] = "/check";
constexpr std::size_t kMostAtOnce = 20;

absl::StatusOr<std::vector<OpenFamily>> OpenFamilies(
    const Visit& visit, const std::string& purpose) {
  desk::v1::ListOpenFamiliesRequest request;
  request.set_purpose(purpose);
  request.set_whole_agency(visit.Is("lead-practitioner"));
  const auto list = visit.desk->ListOpenFamilies(request);
  if (!list.ok()) return list.status();
  return std::vector<OpenFamily>(list->families().begin(),
                                 list->families().end());
}

// What a form names a family by: who is in it. Somebody who joins or leaves it
// makes it another, so that nobody is asked about whom nobody ticked.
std::string KeyOf(const OpenFamily& family) {
  std::vector<std::string> people;
  for (const auto& one : family.people()) {
    people.push_back(one.person().SerializeAsString());
  }
  std::sort(people.begin(), people.end());
  std::string all;
  for (const std::string& person : people) {
    absl::StrAppend(&all, person.size(), ":", person);
  }
  const Hash hash = Sha256(all);
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(hash.data()), 16));
}

std::string NamesOf(const OpenFamily& family) {
  return absl::StrJoin(family.people(), "; ",
                       [](std::string* out, const auto& one) {
                         absl::StrAppend(out, NameInWords(one.person()));
                       });
}

// Why the family cannot be asked about in a list; empty if it can.
std::string WhyNot(const OpenFamily& family) {
  for (const auto& one : family.people()) {
    if (!one.not_agreed().empty()) return one.not_agreed();
  }
  return "";
}

struct Sorted {
  std::vector<Option> can;
  ViewList cannot;  // With why not.
};

Sorted SortFamilies(const std::vector<OpenFamily>& families) {
  Sorted sorted;
  for (const OpenFamily& family : families) {
    std::string why = WhyNot(family);
    if (why.empty() && family.people_size() > static_cast<int>(kMostPeople)) {
      why = "more than eight people";
    }
    if (why.empty()) {
      sorted.can.push_back({KeyOf(family), NamesOf(family), ""});
      continue;
    }
    View one;
    one.set("names", View(NamesOf(family)));
    one.set("why", View(why));
    sorted.cannot.push_back(std::move(one));
  }
  return sorted;
}

HttpResponse ShowList(const Visit& visit, const Faults& faults) {
  const Form& typed = visit.posted() ? visit.form : visit.query;
  std::string purpose = typed.One("purpose");
  const std::vector<Option> purposes = PurposesAllowed(visit.directory);
  if (purpose.empty() && !purposes.empty()) purpose = purposes[0].value;
  const auto families = OpenFamilies(visit, purpose);
  if (!families.ok()) return ShowFault(visit, families.status(), kSection);
  const Sorted sorted = SortFamilies(*families);
  View view;
  view.set(
      "purpose_field",
      View(ViewList{SelectField("purpose", {.label = "Why are you asking?"},
                                purposes, purpose, faults)}));
  view.set("purpose", View(purpose));
  if (!sorted.can.empty()) {
    view.set("families",
             View(ViewList{
                 CheckboxField("family",
                               {.label = "Families that agreed",
                                .hint = "At most 20 at once. Each check counts "
                                        "and is logged like any other."},
                               sorted.can, typed.All("family"), faults),
                 CheckboxField("no_connection", {.label = "Before you ask"},
                               {{"yes",
                                 "Nobody I am asking about is me, my family or "
                                 "somebody I know privately",
                                 ""}},
                               typed.All("no_connection"), faults)}));
  }
  PutTrue(view, "cannot_any", !sorted.cannot.empty());
  PutList(view, "cannot", sorted.cannot);
  return ShowPage(visit,
                  {.title = "Check several families",
                   .section = kSection,
                   .back_href = "/check",
                   .back_text = "Check one family"},
                  "list", std::move(view), faults);
}

HttpResponse AskList(const Visit& visit) {
  const std::string purpose = visit.form.One("purpose");
  const auto families = OpenFamilies(visit, purpose);
  if (!families.ok()) return ShowFault(visit, families.status(), kSection);
  Faults faults;
  std::vector<desk::v1::CheckRequest> requests;
  for (const std::string& chosen : visit.form.All("family")) {
    const auto family = std::find_if(
        families->begin(), families->end(),
        [&](const OpenFamily& one) { return KeyOf(one) == chosen; });
    if (family == families->end() || !WhyNot(*family).empty()) {
      faults.Add("family", "The list has changed; choose again");
      break;
    }
    desk::v1::CheckRequest& request = requests.emplace_back();
    for (const auto& one : family->people()) {
      *request.add_people() = one.person();
    }
    request.set_purpose(purpose);
    request.set_ground("family-agreed");
    request.set_no_personal_connection(true);
    request.set_of_list(true);
  }
  if (faults.empty() && (requests.empty() || requests.size() > kMostAtOnce)) {
    faults.Add("family", "Choose 1 to 20 families");
  }
  if (!visit.form.Has("no_connection")) {
    faults.Add("no_connection",
               "Confirm that you know none of them privately, or leave the "
               "family out and let a colleague check");
  }
  if (!faults.empty()) return ShowList(visit, faults);
  return AskOneAfterTheOther(visit, requests);
}

HttpResponse List(Visit& visit) {
  return visit.posted() ? AskList(visit) : ShowList(visit, {});
}

View RowOf(const std::string& id, const Answers::Asked& asked) {
  View row;
  row.set("id", View(id));
  row.set("names", View(absl::StrJoin(asked.request.people(), "; ",
                                      [](std::string* out, const auto& one) {
                                        absl::StrAppend(out, NameInWords(one));
                                      })));
  PutTrue(row, "ready", asked.reply.has_value());
  if (!asked.reply) {
    row.set("line", View("Being asked"));
  } else if (asked.reply->ok()) {
    row.set("line", View(AnswerInALine(**asked.reply)));
  } else {
    row.set("line", View(absl::StrCat("Could not be asked: ",
                                      InPageWords(asked.reply->status()))));
  }
  return row;
}

HttpResponse ListAnswers(Visit& visit) {
  const std::string all = visit.query.One("ids");
  const std::vector<std::string> ids = absl::StrSplit(all, '.');
  View view;
  ViewList rows;
  std::size_t ready = 0;
  for (const std::string& id : ids) {
    const auto asked = visit.parts.answers.Find(visit.session->number, id);
    if (!asked.ok() || rows.size() == kMostAtOnce) continue;
    if (asked->reply) ++ready;
    rows.push_back(RowOf(id, *asked));
  }
  if (rows.empty()) return GoTo("/check?left=1");
  const bool waiting = ready < rows.size();
  view.set("status", View(absl::StrCat(ready, " of ", rows.size(),
                                       " have been asked about.")));
  PutTrue(view, "waiting", waiting);
  view.set(
      "leaves_in",
      View(absl::StrCat(absl::ToInt64Seconds(visit.parts.answers.stays()))));
  view.set("ids", View(all));
  view.set("url", View(absl::StrCat("/check/list/answers?ids=", all)));
  PutList(view, "rows", std::move(rows));
  return ShowPage(
      visit,
      {.title = "Several families",
       .section = kSection,
       .back_href = "/check/list",
       .back_text = "Check several families",
       .refresh = waiting ? "2"
                          : absl::StrCat(absl::ToInt64Seconds(
                                             visit.parts.answers.stays()),
                                         "; url=/check?left=", all)},
      "list_answers", std::move(view));
}

}  // namespace

HttpResponse AskOneAfterTheOther(
    const Visit& visit, const std::vector<desk::v1::CheckRequest>& requests) {
  std::vector<std::string> ids;
  for (const auto& request : requests) {
    const auto id = visit.parts.answers.Begin(visit.session->number, request);
    if (!id.ok()) return ShowFault(visit, id.status(), kSection);
    ids.push_back(*id);
  }
  // One after the other: a list must not crowd out those who ask about one.
  visit.parts.workers.Post(
      [&answers = visit.parts.answers, desk = visit.desk, ids, requests] {
        for (std::size_t i = 0; i < ids.size(); ++i) {
          answers.Finish(ids[i], desk->Check(requests[i]));
        }
      });
  return GoTo(
      absl::StrCat("/check/list/answers?ids=", absl::StrJoin(ids, ".")));
}

std::vector<Page> ListPages() {
  return {{"/check/list", true, true, Askers(), List},
          {"/check/list/answers", true, false, Askers(), ListAnswers}};
}

}  // namespace kith::console
