// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/list_words.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "deploy/kith/screen_text.h"

namespace kith::deploy {
namespace {

using desk::v1::CheckReply;
using desk::v1::SubjectOutcome;
using desk::v1::SupportAnswer;

constexpr char kIndent[] = "      ";

std::string Involved(const SupportAnswer& answer) {
  std::vector<std::string> parts;
  for (const std::string& part :
       {answer.service(), answer.agency_name(), answer.worker()}) {
    if (!part.empty()) parts.push_back(part);
  }
  std::string text = absl::StrJoin(parts, ", ");
  if (!answer.contact().empty()) {
    absl::StrAppend(&text, ", ", Together(answer.contact()));
  }
  if (answer.leads_for_family()) absl::StrAppend(&text, " (leads)");
  if (answer.more()) absl::StrAppend(&text, "; and others: ring the desk");
  return text;
}

std::string Outcome(const SubjectOutcome& outcome) {
  std::string text;
  const auto add = [&](const std::string& line) {
    text += Wrap(line, kIndent);
  };
  if (outcome.outcome() == "involved") {
    for (const SupportAnswer& answer : outcome.answers()) {
      add(Involved(answer));
    }
  } else if (outcome.outcome() == "call_back") {
    for (const SupportAnswer& answer : outcome.answers()) {
      add(absl::StrCat("Ring: ", Involved(answer)));
    }
  } else if (outcome.outcome() == "possible") {
    add(absl::StrCat("Perhaps. It would help to know: ", outcome.settle()));
  }
  if (text.empty()) {
    add("Nothing we can tell you. That does not mean nobody is helping.");
  }
  return text;
}

}  // namespace

std::string PersonOfList(const desk::v1::Person& person) {
  std::string text = absl::StrCat(person.forename(), " ", person.surname());
  if (!person.expected_date().empty()) {
    return absl::StrCat("the unborn child of ", text);
  }
  if (!person.date_of_birth().empty()) {
    absl::StrAppend(&text, ", ", person.date_of_birth());
  }
  return text;
}

std::string OutcomeInList(const CheckReply& reply) {
  std::string text;
  if (reply.outcome_of_request() == "refused") {
    text = Wrap(absl::StrCat("NOT ASKED: ", reply.words(), " (rule ",
                             reply.rule(), "). ", reply.next_step()),
                kIndent);
  } else if (reply.outcome_of_request() != "answered") {
    text = Wrap(absl::StrCat("COULD NOT BE ASKED. This is not a \"no\". ",
                             reply.words(), " ", reply.next_step()),
                kIndent);
  } else {
    for (const SubjectOutcome& outcome : reply.subjects()) {
      text += Outcome(outcome);
    }
    text += Wrap(absl::StrCat("Reference ", reply.reference(), ". ",
                              reply.coverage().able(), " of ",
                              reply.coverage().total(), " agencies connected."),
                 kIndent);
  }
  for (const SupportAnswer& own : reply.own_agency()) {
    text += Wrap(absl::StrCat("Your own agency: ", Involved(own)), kIndent);
  }
  for (const std::string& note : reply.notes()) {
    text += Wrap(absl::StrCat("Note: ", note), kIndent);
  }
  return text;
}

std::string HeadingInList(std::size_t number, std::size_t of,
                          const std::vector<desk::v1::Person>& people) {
  std::set<std::string> surnames;
  for (const auto& person : people) surnames.insert(person.surname());
  return absl::StrCat(number, " of ", of, ": ", absl::StrJoin(surnames, ", "),
                      "\n");
}

}  // namespace kith::deploy
