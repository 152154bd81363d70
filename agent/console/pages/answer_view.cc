// SPDX-License-Identifier: Apache-2.0
#include "agent/console/pages/answer_view.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace kith::console {
namespace {

using desk::v1::CheckReply;
using desk::v1::SupportAnswer;

struct Step {
  const char* value;
  const char* text;
};
constexpr Step kSteps[] = {{"joined", "Joined"},
                           {"rang", "Rang"},
                           {"still-referring", "Still referring"},
                           {"nothing-needed", "Nothing needed"}};

// Digits and a plus to ring from a telephone; empty if it is no number alone.
std::string ToRing(const std::string& contact) {
  std::string digits;
  for (const char c : contact) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c)) ||
        (c == '+' && digits.empty())) {
      digits += c;
    } else if (c != ' ' && c != '-' && c != '(' && c != ')') {
      return "";
    }
  }
  return digits.size() >= 7 ? digits : "";
}

View Entry(const SupportAnswer& answer) {
  View entry;
  entry.set("service", View(desk::ServiceAndAgency(answer)));
  Put(entry, "since", desk::SinceAndStatus(answer));
  Put(entry, "worker", answer.worker());
  Put(entry, "contact", answer.contact());
  Put(entry, "ring", ToRing(answer.contact()));
  Put(entry, "assessment", desk::AssessmentWords(answer));
  PutTrue(entry, "leads", answer.leads_for_family());
  PutTrue(entry, "more", answer.more());
  return entry;
}

ViewList Texts(const std::vector<std::string>& all) {
  ViewList list;
  for (const std::string& text : all) {
    View one;
    one.set("text", View(desk::Sentence(text)));
    list.push_back(std::move(one));
  }
  return list;
}

void AddAnswered(const CheckReply& reply,
                 const std::vector<desk::v1::Person>& people,
                 absl::TimeZone zone, View& view) {
  const std::vector<desk::Shown> shown = desk::Merge(reply);
  const desk::Groups groups = desk::GroupPeople(reply, people, zone);
  ViewList entries, own;
  for (const desk::Shown& one : shown) entries.push_back(Entry(one.answer));
  for (const SupportAnswer& answer : reply.own_agency()) {
    own.push_back(Entry(answer));
  }
  PutTrue(view, "own_any", !own.empty());
  PutList(view, "own", std::move(own));
  PutList(view, "possible", Texts(groups.possible));
  PutList(view, "call_back", Texts(groups.call_back));
  const bool positive =
      !shown.empty() || !groups.possible.empty() || !groups.call_back.empty();
  PutTrue(view, positive ? "positive" : "negative", true);
  if (!shown.empty()) {
    view.set("headline", View(absl::StrCat("Yes. ", desk::Headline(shown))));
    PutList(view, "entries", std::move(entries));
    Put(view, "gather", desk::ReasonToGather(shown));
  }
  Put(view, "about", positive ? desk::AboutWords(groups) : "");
  if (!shown.empty() || !positive) {
    view.set("say", View(desk::SayToFamily(shown)));
  }
  view.set("coverage",
           View(absl::StrCat(reply.coverage().able(), " of ",
                             reply.coverage().total(), " agencies connected.",
                             desk::NotConnectedWords(reply))));
  Put(view, "area", reply.area());
  PutTrue(view, "rebuilding", reply.index_rebuilding());
  view.set("entry", View(absl::StrCat(reply.proof().leaf_index())));
}

}  // namespace

View AnswerView(const CheckReply& reply,
                const std::vector<desk::v1::Person>& people,
                absl::TimeZone zone) {
  View view;
  view.set("question", View(desk::QuestionWords(people)));
  view.set("when", View(absl::FormatTime(
                       "%-d %b %Y, %H:%M",
                       absl::FromUnixMillis(reply.asked_at_ms()), zone)));
  Put(view, "asked_by", reply.asked_by());
  Put(view, "why", reply.purpose_words());
  Put(view, "ground", reply.ground_words());
  Put(view, "reference", reply.reference());
  Put(view, "desk", desk::DeskWords(reply));
  PutList(view, "notes", Texts({reply.notes().begin(), reply.notes().end()}));
  PutList(view, "recalled",
          Texts({reply.recalled().begin(), reply.recalled().end()}));
  if (reply.outcome_of_request() == "answered") {
    AddAnswered(reply, people, zone, view);
  } else if (reply.outcome_of_request() == "refused") {
    PutTrue(view, "refused", true);
    Put(view, "words", reply.words());
    Put(view, "rule", reply.rule());
    Put(view, "next", desk::Sentence(reply.next_step()));
  } else {
    PutTrue(view, "unavailable", true);
    Put(view, "words", desk::Sentence(reply.words()));
    Put(view, "next", desk::Sentence(reply.next_step()));
  }
  return view;
}

void AddNextSteps(View& view, const std::string& chosen) {
  ViewList steps;
  for (const Step& step : kSteps) {
    View one;
    one.set("value", View(step.value));
    one.set("text", View(step.text));
    steps.push_back(std::move(one));
    if (chosen == step.value) view.set("did", View(step.text));
  }
  PutList(view, "steps", std::move(steps));
}

std::string AnswerInALine(const CheckReply& reply) {
  if (reply.outcome_of_request() == "refused") return "Not asked";
  if (reply.outcome_of_request() != "answered") {
    return "Could not be asked: this is not a \"no\"";
  }
  const std::vector<desk::Shown> shown = desk::Merge(reply);
  if (!shown.empty()) return absl::StrCat("Yes. ", desk::Headline(shown));
  const bool open = std::any_of(
      reply.subjects().begin(), reply.subjects().end(), [](const auto& one) {
        return one.outcome() == "possible" || one.outcome() == "call_back";
      });
  return open ? "Possibly: read the answer" : desk::kNothingFound;
}

}  // namespace kith::console
