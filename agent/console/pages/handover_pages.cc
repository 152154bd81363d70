// SPDX-License-Identifier: Apache-2.0
//
// Handing a family over, and the daily digest of who asked.
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "agent/console/pages/page_words.h"
#include "agent/console/pages/pages.h"
#include "agent/console/pages/supported.h"

namespace kith::console {
namespace {

constexpr char kSection[] = "/families";

View HandoverView(const desk::v1::HandoverEntry& entry) {
  View view;
  view.set("reference", View(entry.reference()));
  view.set("from", View(entry.from_name()));
  view.set("to", View(entry.to_name()));
  view.set("state", View(entry.state()));
  Put(view, "answer_by", entry.answer_by());
  if (!entry.next_step().empty()) {
    view.set("next", View(InPageWords(entry.next_step())));
  }
  PutTrue(view, "late", entry.late());
  const bool proposed = entry.state() == "proposed";
  PutTrue(view, "can_accept", proposed && !entry.ours());
  PutTrue(view, "can_end", proposed);
  PutTrue(view, "can_close", entry.state() == "accepted" && entry.ours());
  PutTrue(view, "ours", entry.ours());
  return view;
}

// The people whom somebody here supports, to choose one from.
absl::StatusOr<std::vector<Option>> PeopleToChoose(const Visit& visit) {
  const auto list = visit.desk->ListSupported(desk::v1::ListSupportedRequest());
  if (!list.ok()) return list.status();
  std::vector<Option> options = {{"", "Choose one", ""}};
  for (const auto& one : list->people()) {
    options.push_back({one.involvement_ref(), NameInWords(one.person()), ""});
  }
  return options;
}

// Whom of one's own families a proposal is about: a field of its own for each.
std::string AcceptedField(const std::string& reference) {
  return absl::StrCat("accepted-", reference);
}

void AddAccepting(const Form& typed, const std::vector<Option>& people,
                  const Faults& faults, View& view) {
  const std::string id = AcceptedField(view.get("reference")->string_value());
  view.set("accept_person",
           View(ViewList{SelectField(
               id,
               {.label = "Accepting: whom of your own families is it?",
                .hint = "Ask the other agency on the telephone, by the "
                        "reference: no name is sent."},
               people, typed.One(id), faults)}));
}

HttpResponse ShowHandovers(const Visit& visit, const Faults& faults) {
  const auto list = visit.desk->ListHandovers(desk::v1::ListHandoversRequest());
  if (!list.ok()) return ShowFault(visit, list.status(), kSection);
  const auto people = PeopleToChoose(visit);
  if (!people.ok()) return ShowFault(visit, people.status(), kSection);
  View view;
  ViewList entries;
  const Form& typed = visit.posted() ? visit.form : visit.query;
  for (const auto& entry : list->handovers()) {
    View one = HandoverView(entry);
    AddAccepting(typed, *people, faults, one);
    entries.push_back(std::move(one));
  }
  PutTrue(view, "any", !entries.empty());
  PutList(view, "handovers", std::move(entries));
  std::vector<Option> agencies = {{"", "Choose one", ""}};
  for (const auto& agency : visit.directory.agencies()) {
    if (agency.id() != visit.directory.agency() && !agency.suspended()) {
      agencies.push_back({agency.id(), agency.name(), ""});
    }
  }
  view.set("fields",
           View(ViewList{SelectField("person", {.label = "Who is it about?"},
                                     *people, typed.One("person"), faults),
                         SelectField("to", {.label = "Who takes them over?"},
                                     agencies, typed.One("to"), faults)}));
  // Of a handover there is; other words are not ours.
  for (const auto& entry : list->handovers()) {
    if (entry.reference() == visit.query.One("done")) {
      view.set("done", View(entry.reference()));
    }
  }
  return ShowPage(visit,
                  {.title = "Handing over",
                   .section = kSection,
                   .back_href = "/families",
                   .back_text = "Families we support"},
                  "handovers", std::move(view), faults);
}

HttpResponse AfterStep(const Visit& visit,
                       const absl::StatusOr<desk::v1::HandoverReply>& reply,
                       const std::string& field) {
  if (reply.ok()) {
    return GoTo(absl::StrCat("/families/handovers?done=", reply->reference()));
  }
  Faults faults;
  faults.Add(field, InPageWords(reply.status()));
  return ShowHandovers(visit, faults);
}

HttpResponse Propose(const Visit& visit) {
  Faults faults;
  if (visit.form.One("person").empty()) {
    faults.Add("person", "Choose whom it is about");
  }
  if (visit.form.One("to").empty()) faults.Add("to", "Choose an agency");
  if (!faults.empty()) return ShowHandovers(visit, faults);
  const auto supported = FindSupported(visit, visit.form.One("person"));
  if (!supported.ok()) return ShowFault(visit, supported.status(), kSection);
  desk::v1::ProposeHandoverRequest request;
  *request.mutable_person() = supported->person.person();
  request.set_to(visit.form.One("to"));
  return AfterStep(visit, visit.desk->ProposeHandover(request), "person");
}

HttpResponse Accept(const Visit& visit) {
  const std::string field = AcceptedField(visit.form.One("reference"));
  const auto supported = FindSupported(visit, visit.form.One(field));
  if (!supported.ok()) {
    Faults faults;
    faults.Add(field, "Choose whom of your own families it is");
    return ShowHandovers(visit, faults);
  }
  desk::v1::AcceptHandoverRequest request;
  request.set_reference(visit.form.One("reference"));
  *request.mutable_person() = supported->person.person();
  return AfterStep(visit, visit.desk->AcceptHandover(request), field);
}

HttpResponse Handovers(Visit& visit) {
  if (!visit.posted()) return ShowHandovers(visit, {});
  const std::string action = visit.form.One("action");
  if (action == "propose") return Propose(visit);
  if (action == "accept") return Accept(visit);
  if (action == "end") {
    desk::v1::EndHandoverRequest request;
    request.set_reference(visit.form.One("reference"));
    return AfterStep(visit, visit.desk->EndHandover(request), "person");
  }
  if (action != "close" && action != "close-and-stay") {
    return ShowFault(visit, absl::InvalidArgumentError("no such step"),
                     kSection);
  }
  desk::v1::CloseHandoverRequest request;
  request.set_reference(visit.form.One("reference"));
  request.set_stay(action == "close-and-stay");
  return AfterStep(visit, visit.desk->CloseHandover(request), "person");
}

View DigestView(const desk::v1::DigestPerson& person,
                const desk::v1::ListSupportedReply& supported) {
  View view;
  std::string name =
      absl::StrCat(person.record().source(), " ", person.record().id());
  for (const auto& one : supported.people()) {
    if (one.record().source() == person.record().source() &&
        one.record().id() == person.record().id()) {
      name = NameInWords(one.person());
      view.set("ref", View(one.involvement_ref()));
    }
  }
  view.set("name", View(name));
  PutTrue(view, "leads", person.leads_here());
  ViewList lines;
  for (const auto& line : person.lines()) {
    View one;
    one.set("asker", View(line.asker()));
    one.set("purpose", View(line.purpose()));
    one.set("times",
            View(line.times() == 1 ? "once"
                                   : absl::StrCat(line.times(), " times")));
    Put(one, "last", MillisInWords(line.last_ms()));
    PutTrue(one, "joining", line.joining());
    PutTrue(one, "told_nothing", line.told_nothing());
    lines.push_back(std::move(one));
  }
  PutList(view, "lines", std::move(lines));
  return view;
}

HttpResponse Acknowledge(const Visit& visit) {
  desk::v1::AcknowledgeDigestRequest request;
  std::int64_t until = 0;
  if (!absl::SimpleAtoi(visit.form.One("until"), &until)) {
    return ShowFault(visit, absl::InvalidArgumentError("the form is broken"),
                     kSection);
  }
  request.set_until_ms(until);
  const auto done = visit.desk->AcknowledgeDigest(request);
  if (!done.ok()) return ShowFault(visit, done.status(), kSection);
  return GoToAndSay(visit, "/families/digest",
                    "Read. The next digest begins here.");
}

HttpResponse Digest(Visit& visit) {
  if (visit.posted()) return Acknowledge(visit);
  const auto digest = visit.desk->GetDigest(desk::v1::GetDigestRequest());
  if (!digest.ok()) return ShowFault(visit, digest.status(), kSection);
  // Names for the records, where whoever reads may know them.
  const auto supported =
      visit.desk->ListSupported(desk::v1::ListSupportedRequest());
  View view;
  view.set("from", View(MillisInWords(digest->from_ms())));
  view.set("until", View(absl::StrCat(digest->until_ms())));
  ViewList people, waiting;
  for (const auto& person : digest->people()) {
    people.push_back(DigestView(
        person, supported.ok() ? *supported : desk::v1::ListSupportedReply()));
  }
  for (const auto& entry : digest->handovers()) {
    waiting.push_back(HandoverView(entry));
  }
  PutTrue(view, "nothing", people.empty() && waiting.empty());
  PutList(view, "people", std::move(people));
  PutTrue(view, "waiting_any", !waiting.empty());
  PutList(view, "waiting", std::move(waiting));
  PutTrue(view, "unknown", digest->handovers_unknown());
  Put(view, "read", visit.parts.notices.Take(visit.session->number));
  view.set("desk", View(DeskInWords(visit)));
  const bool officer = visit.Is("dpo");
  return ShowPage(
      visit,
      {.title = "Who asked about your families",
       .section = kSection,
       .back_href = officer ? "/officer" : "/families",
       .back_text = officer ? "Data protection" : "Families we support"},
      "digest", std::move(view));
}

}  // namespace

std::vector<Page> HandoverPages() {
  return {{"/families/handovers", true, true, Workers(), Handovers},
          {"/families/digest",
           true,
           true,
           {"lead-practitioner", "practitioner", "manager", "dpo"},
           Digest}};
}

}  // namespace kith::console
