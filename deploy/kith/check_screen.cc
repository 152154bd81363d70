// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/check_screen.h"

#include <algorithm>
#include <tuple>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "agent/desk_client/answer_words.h"
#include "deploy/kith/screen_text.h"

namespace kith::deploy {
namespace {

using desk::Groups;
using desk::Sentence;
using desk::Shown;
using desk::v1::CheckReply;
using desk::v1::Person;
using desk::v1::SupportAnswer;

std::string AnswerLines(const SupportAnswer& answer,
                        absl::string_view lead_in) {
  const std::string indent(kEntryIndent, ' ');
  std::string text = LeftAndRight(
      absl::StrCat("  ", lead_in,
                   std::string(kEntryIndent - 2 - lead_in.size(), ' '),
                   desk::ServiceAndAgency(answer)),
      desk::SinceAndStatus(answer));
  if (!answer.worker().empty() || !answer.contact().empty()) {
    text +=
        LeftAndRight(absl::StrCat(indent, answer.worker()), answer.contact());
  }
  const std::string assessment = desk::AssessmentWords(answer);
  if (!assessment.empty()) text += Wrap(assessment, indent);
  if (answer.more()) {
    text += absl::StrCat(indent, "and others: ring the desk.\n");
  }
  return text + "\n";
}

std::string Heading(const CheckReply& reply, const std::vector<Person>& people,
                    absl::TimeZone zone) {
  std::string text = Wrap(
      absl::StrCat(desk::kDangerNow, " ", Sentence(reply.desk().danger_now())),
      "");
  const std::string when = absl::FormatTime(
      "%d %b, %H:%M", absl::FromUnixMillis(reply.asked_at_ms()), zone);
  absl::StrAppend(&text, "\n", LeftAndRight(desk::QuestionWords(people), when));
  const std::string asked_by = absl::StrCat("Asked by: ", reply.asked_by());
  const std::string why = absl::StrCat("Why: ", reply.purpose_words());
  if (Width(asked_by) + Width(why) + 4 <= kColumns) {
    absl::StrAppend(&text, asked_by, "    ", why, "\n");
  } else {
    absl::StrAppend(&text, asked_by, "\n", why, "\n");
  }
  if (!reply.ground_words().empty()) {
    text += Wrap(reply.ground_words(), "");
  }
  return text + "\n";
}

std::string OwnAgency(const CheckReply& reply) {
  if (reply.own_agency().empty()) return "";
  std::string text = "  At your own agency:\n";
  for (const SupportAnswer& answer : reply.own_agency()) {
    text += AnswerLines(answer, answer.leads_for_family() ? "LEADS" : "OWN");
  }
  return text;
}

std::string Involved(const std::vector<Shown>& shown) {
  std::string text = absl::StrCat("  YES. ", desk::Headline(shown), "\n\n");
  for (const Shown& one : shown) {
    text += AnswerLines(one.answer,
                        one.answer.leads_for_family() ? "LEADS" : "WITH");
  }
  return text;
}

std::string Sentences(const Groups& groups) {
  std::string text;
  for (const std::string& words : groups.possible) {
    text += Wrap(absl::StrCat("POSSIBLE, ", words), "  ");
  }
  for (const std::string& words : groups.call_back) {
    text += Wrap(absl::StrCat("PLEASE RING, ", words), "  ");
  }
  return text.empty() ? "" : text + "\n";
}

std::string About(const Groups& groups) {
  const std::string text = desk::AboutWords(groups);
  return text.empty() ? "" : Wrap(text, "  ") + "\n";
}

std::string Say(const std::vector<Shown>& shown) {
  return Wrap(
      absl::StrCat("Say to the family: \"", desk::SayToFamily(shown), "\""),
      "  ");
}

std::string Reference(const CheckReply& reply) {
  return absl::StrCat("  Reference ", reply.reference(),
                      " (put it in your record).  Logged as entry ",
                      reply.proof().leaf_index(), ": verified.\n");
}

std::string Positive(const CheckReply& reply, const std::vector<Shown>& shown,
                     const Groups& groups) {
  std::string text = OwnAgency(reply);
  if (!shown.empty()) text += Involved(shown);
  text += Sentences(groups) + About(groups);
  if (!shown.empty()) text += Say(shown) + "\n";
  text += Wrap(
      absl::StrCat("This was not everything: ", reply.coverage().able(), " of ",
                   reply.coverage().total(), " agencies connected.",
                   desk::NotConnectedWords(reply), " Some support is private."),
      "  ");
  text += Wrap(absl::StrCat("Unsure? ", desk::DeskWords(reply), "."), "  ");
  return absl::StrCat(
      text,
      "  What did you do next?   joined / rang / still referring "
      "/ nothing needed\n",
      Reference(reply));
}

std::string Negative(const CheckReply& reply) {
  std::string text = absl::StrCat(
      OwnAgency(reply), "  WE FOUND NO SUPPORT WE CAN TELL YOU ABOUT.\n",
      "  That does not mean nobody is helping. A service may choose to contact "
      "you.\n");
  if (reply.index_rebuilding()) {
    text +=
        Wrap("The list is being rebuilt after a fault: ask again later.", "  ");
  }
  text += Wrap(absl::StrCat("Agencies connected: ", reply.coverage().able(),
                            " of ", reply.coverage().total(), ".",
                            desk::NotConnectedWords(reply)),
               "  ");
  if (!reply.area().empty()) {
    text += Wrap(absl::StrCat("Asked in ", reply.area(), " only."), "  ");
  }
  text += Wrap(absl::StrCat("Next: carry on as you would have without this. "
                            "Unsure? ",
                            desk::DeskWords(reply), ". A child in danger now: ",
                            reply.desk().danger_now(), "."),
               "  ");
  return absl::StrCat(text, Say({}), Reference(reply));
}

std::string Refused(const CheckReply& reply) {
  std::string text = "  NOT ASKED. Nothing left this building.\n";
  text += Wrap(
      absl::StrCat("Reason: ", reply.words(), " (rule ", reply.rule(), ")."),
      "  ");
  if (!reply.next_step().empty()) {
    std::string step = reply.next_step();
    if (!absl::EndsWith(step, ".")) step += ".";
    text += Wrap(absl::StrCat("What you can do: ", step), "  ");
  }
  if (!reply.reference().empty()) {
    absl::StrAppend(&text, "  Reference ", reply.reference(), ".\n");
  }
  return text;
}

std::string CouldNotBeAsked(const CheckReply& reply) {
  std::string text =
      Wrap(absl::StrCat("COULD NOT BE ASKED. This is not a \"no\". ",
                        Sentence(reply.words())),
           "  ");
  const std::string& step = reply.next_step();
  text +=
      Wrap(absl::StrCat(
               step.empty() ? "Try again, or ring the hub." : Sentence(step),
               " Your question is logged here; nothing was shown."),
           "  ");
  text += Wrap(absl::StrCat("Ring: ", desk::DeskWords(reply), "."), "  ");
  if (!reply.reference().empty()) {
    absl::StrAppend(&text, "  Reference ", reply.reference(), ".\n");
  }
  return text;
}

}  // namespace

std::string CheckScreen(const CheckReply& reply,
                        const std::vector<Person>& people,
                        absl::TimeZone zone) {
  const std::string heading = Heading(reply, people, zone);
  if (reply.outcome_of_request() == "refused") return heading + Refused(reply);
  if (reply.outcome_of_request() != "answered") {
    return heading + CouldNotBeAsked(reply);
  }
  const std::vector<Shown> shown = desk::Merge(reply);
  const Groups groups = desk::GroupPeople(reply, people, zone);
  if (shown.empty() && groups.possible.empty() && groups.call_back.empty())
    return heading + Negative(reply);
  return heading + Positive(reply, shown, groups);
}

}  // namespace kith::deploy
