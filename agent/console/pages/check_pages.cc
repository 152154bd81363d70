// SPDX-License-Identifier: Apache-2.0
//
// Asking whether a family is already supported: the form, the wait, the answer.
#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "agent/console/pages/answer_view.h"
#include "agent/console/pages/check_form.h"
#include "agent/console/pages/page_words.h"
#include "agent/console/pages/pages.h"

namespace kith::console {
namespace {

using desk::v1::CheckRequest;

constexpr char kSection[] = "/check";
constexpr char kRemove[] = "remove-person-";
constexpr char kJoining[] = "joining";

HttpResponse ShowForm(const Visit& visit,
                      const std::vector<TypedPerson>& people, const Form& form,
                      const Faults& faults, const std::string& notice = "") {
  View view;
  view.set("people", PeopleView(people, visit.directory, faults));
  view.set("ground", View(GroundFields(form, visit.directory, faults)));
  Put(view, "notice", notice);
  return ShowPage(
      visit,
      {.title = "Is this family already supported?", .section = kSection},
      "check", std::move(view), faults);
}

// What to say to a family that was not asked yet; nothing is asked.
HttpResponse ShowWhatToSay(const Visit& visit) {
  View view;
  PutList(view, "wordings", WordingViews(visit));
  view.set("desk", View(DeskInWords(visit)));
  return ShowPage(visit,
                  {.title = "Ask the family first",
                   .section = kSection,
                   .back_href = "/check",
                   .back_text = "Back to the form"},
                  "say_first", std::move(view));
}

// The question goes to the agent; the browser waits on a page of its own.
HttpResponse BeginAsking(const Visit& visit, const CheckRequest& request,
                         const Answers::Before& before = {}) {
  const auto id =
      visit.parts.answers.Begin(visit.session->number, request, before);
  if (!id.ok()) return ShowFault(visit, id.status(), kSection);
  visit.parts.workers.Post(
      [&answers = visit.parts.answers, id = *id, desk = visit.desk, request] {
        answers.Finish(id, desk->Check(request));
      });
  return GoTo(absl::StrCat("/check/wait?id=", *id));
}

HttpResponse Posted(Visit& visit) {
  std::vector<TypedPerson> people = TypedPeople(visit.form, visit.directory);
  const std::string action = visit.form.One("action");
  if (action == "add-person") {
    if (people.size() < kMostPeople) {
      TypedPerson next;
      next.surname = people[0].surname;
      people.push_back(std::move(next));
    }
    return ShowForm(visit, people, visit.form, {});
  }
  std::size_t number = 0;
  if (absl::StartsWith(action, kRemove) && people.size() > 1 &&
      absl::SimpleAtoi(action.substr(sizeof kRemove - 1), &number) &&
      number >= 1 && number <= people.size()) {
    people.erase(people.begin() + static_cast<std::ptrdiff_t>(number) - 1);
    return ShowForm(visit, people, visit.form, {});
  }
  if (visit.form.One("ground") == kNotAskedYet) return ShowWhatToSay(visit);
  CheckRequest request;
  Faults faults;
  for (auto& person :
       ReadPeople(people, visit.directory, visit.today(), faults)) {
    *request.add_people() = std::move(person);
  }
  ReadGround(visit.form, request, faults);
  if (!faults.empty()) return ShowForm(visit, people, visit.form, faults);
  return BeginAsking(visit, request);
}

// The form again, with what was asked before.
HttpResponse ShowAgain(Visit& visit) {
  const auto asked =
      visit.parts.answers.Find(visit.session->number, visit.query.One("again"));
  if (!asked.ok()) return ShowForm(visit, {TypedPerson()}, Form(), {});
  const std::vector<desk::v1::Person> people(asked->request.people().begin(),
                                             asked->request.people().end());
  Faults faults;
  if (asked->reply && !asked->reply->ok()) {
    faults.Add("person-1-forename", InPageWords(asked->reply->status()));
  }
  const auto form = Form::Parse(absl::StrCat(
      "purpose=",
      EncodeQueryValue(visit.query.Has("purpose") ? visit.query.One("purpose")
                                                  : asked->request.purpose()),
      "&ground=", EncodeQueryValue(asked->request.ground()),
      "&gateway=", EncodeQueryValue(asked->request.gateway()),
      "&necessity=", EncodeQueryValue(asked->request.necessity()),
      "&told=", EncodeQueryValue(asked->request.told())));
  return ShowForm(visit, TypedAgain(people, visit.directory),
                  form.ok() ? *form : Form(), faults);
}

HttpResponse Check(Visit& visit) {
  if (visit.posted()) return Posted(visit);
  if (visit.query.Has("again")) return ShowAgain(visit);
  std::string notice;
  if (visit.query.Has("left")) {
    // One answer's id, or those of a list.
    for (const absl::string_view id :
         absl::StrSplit(visit.query.One("left"), '.')) {
      visit.parts.answers.Leave(visit.session->number, std::string(id));
    }
    notice = "The answer has left the screen.";
  }
  return ShowForm(visit, {TypedPerson()}, Form(), {}, notice);
}

HttpResponse Wait(Visit& visit) {
  const std::string id = visit.query.One("id");
  const auto asked = visit.parts.answers.Find(visit.session->number, id);
  if (!asked.ok()) return GoTo("/check?left=1");
  if (asked->reply) {
    const bool wrong =
        !asked->reply->ok() && absl::IsInvalidArgument(asked->reply->status());
    return GoTo(
        absl::StrCat(wrong ? "/check?again=" : "/check/answer?id=", id));
  }
  View view;
  const auto seconds = absl::ToInt64Seconds(asked->asked_for);
  view.set("url", View(absl::StrCat("/check/wait?id=", id)));
  view.set("status",
           View(seconds < 3
                    ? "The agencies are being asked. Most answers take about "
                      "two seconds."
                    : absl::StrCat("Asked ", seconds,
                                   " seconds ago. It takes longer than usual; "
                                   "no answer is not a \"no\".")));
  return ShowPage(visit,
                  {.title = "Asking", .section = kSection, .refresh = "1"},
                  "wait", std::move(view));
}

HttpResponse Answer(Visit& visit) {
  const std::string id = visit.query.One("id");
  const auto asked = visit.parts.answers.Find(visit.session->number, id);
  if (!asked.ok()) return GoTo("/check?left=1");
  if (!asked->reply) return GoTo(absl::StrCat("/check/wait?id=", id));
  if (!asked->reply->ok()) {
    return ShowFault(visit, asked->reply->status(), kSection);
  }
  const desk::v1::CheckReply& reply = **asked->reply;
  const std::vector<desk::v1::Person> people(asked->request.people().begin(),
                                             asked->request.people().end());
  View view = AnswerView(reply, people, absl::LocalTimeZone());
  view.set("id", View(id));
  PutTrue(view, "joining",
          asked->request.purpose() == kJoining &&
              reply.outcome_of_request() == "answered");
  AddNextSteps(view, asked->next_step);
  Put(view, "before", asked->before);
  const auto seconds = absl::ToInt64Seconds(asked->leaves_in);
  view.set("leaves_in", View(absl::StrCat(seconds)));
  return ShowPage(visit,
                  {.title = "The answer",
                   .section = kSection,
                   .back_href = "/check",
                   .back_text = "Ask about another family",
                   .refresh = absl::StrCat(seconds, "; url=/check?left=", id),
                   .watermark = absl::StrCat(reply.asked_by(), ", ",
                                             MillisInWords(reply.asked_at_ms()),
                                             ", ", reply.reference())},
                  "answer", std::move(view));
}

// Whether it is a purpose of this network.
bool IsPurpose(const Visit& visit, const std::string& purpose) {
  const auto& purposes = visit.directory.purposes();
  return std::any_of(purposes.begin(), purposes.end(),
                     [&](const auto& one) { return one.id() == purpose; });
}

HttpResponse NextStep(Visit& visit) {
  const std::string id = visit.form.One("id");
  const auto asked = visit.parts.answers.Find(visit.session->number, id);
  if (!asked.ok()) return GoTo("/check?left=1");
  if (visit.form.One("action") == "leave") {
    visit.parts.answers.Leave(visit.session->number, id);
    return GoTo("/check?left=1");
  }
  desk::v1::RecordNextStepRequest request;
  if (asked->reply && asked->reply->ok()) {
    request.set_reference((*asked->reply)->reference());
  }
  request.set_step(visit.form.One("step"));
  if (const auto done = visit.desk->RecordNextStep(request); !done.ok()) {
    return ShowFault(visit, done, kSection);
  }
  visit.parts.answers.SetNextStep(visit.session->number, id, request.step());
  // Becoming involved is a question of its own: who leads reads of it in their
  // digest. Asked of those who answered, and not a second time.
  const bool tells = request.step() == "joined" && IsPurpose(visit, kJoining) &&
                     asked->request.purpose() != kJoining &&
                     asked->next_step != "joined";
  if (!tells) return GoTo(absl::StrCat("/check/answer?id=", id));
  CheckRequest joining = asked->request;
  joining.set_purpose(kJoining);
  joining.clear_of_list();
  joining.clear_agenda();
  joining.clear_agenda_row();
  return BeginAsking(visit, joining,
                     {.answer = id, .next_step = request.step()});
}

}  // namespace

std::vector<Page> CheckPages() {
  return {{"/check", true, true, Askers(), Check},
          {"/check/wait", true, false, Askers(), Wait},
          {"/check/answer", true, false, Askers(), Answer},
          {"/check/next-step", false, true, Askers(), NextStep}};
}

}  // namespace kith::console
