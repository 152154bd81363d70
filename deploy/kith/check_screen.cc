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
#include "deploy/kith/screen_text.h"

namespace kith::deploy {
namespace {

using desk::v1::CheckReply;
using desk::v1::Person;
using desk::v1::SupportAnswer;

constexpr int kAdultAge = 18;

// One involvement with all the people it is about.
struct Shown {
  SupportAnswer answer;
  std::vector<std::size_t> people;
};

std::vector<Shown> Merge(const CheckReply& reply) {
  std::vector<Shown> all;
  for (int subject = 0; subject < reply.subjects_size(); ++subject) {
    if (reply.subjects(subject).outcome() != "involved") continue;
    for (const SupportAnswer& answer : reply.subjects(subject).answers()) {
      const auto same =
          std::find_if(all.begin(), all.end(), [&](const Shown& shown) {
            const SupportAnswer& other = shown.answer;
            return std::tie(other.agency(), other.service(), other.worker(),
                            other.contact(), other.status()) ==
                       std::tie(answer.agency(), answer.service(),
                                answer.worker(), answer.contact(),
                                answer.status()) &&
                   other.leads_for_family() == answer.leads_for_family();
          });
      const bool is_new = same == all.end();
      Shown& shown = is_new ? all.emplace_back() : *same;
      if (is_new) shown.answer = answer;
      if (answer.since() < shown.answer.since()) {
        shown.answer.set_since(answer.since());
      }
      shown.people.push_back(static_cast<std::size_t>(subject));
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Shown& a, const Shown& b) {
    return a.answer.leads_for_family() > b.answer.leads_for_family();
  });
  return all;
}

std::string SinceAndStatus(const SupportAnswer& answer) {
  std::vector<std::string> parts;
  if (!answer.since().empty()) {
    parts.push_back(absl::StrCat("since ", MonthInWords(answer.since())));
  }
  if (!answer.status().empty()) parts.push_back(answer.status());
  return absl::StrJoin(parts, ", ");
}

std::string FirstWord(absl::string_view text) {
  return std::string(text.substr(0, text.find(' ')));
}

std::string AssessmentLine(const SupportAnswer& answer) {
  const std::vector<std::string> parts =
      absl::StrSplit(answer.assessment(), ", ");
  std::string text = absl::StrCat("Assessment: ", parts[0]);
  if (parts.size() > 1) {
    absl::StrAppend(&text, ", ", MonthInWords(parts.back()));
  }
  const std::string who =
      answer.worker().empty() || absl::StartsWith(answer.worker(), "duty")
          ? "them"
          : FirstWord(answer.worker());
  return Wrap(absl::StrCat(text, ". Ask ", who, " before starting another."),
              std::string(kEntryIndent, ' '));
}

std::string AnswerLines(const SupportAnswer& answer,
                        absl::string_view lead_in) {
  const std::string& agency =
      answer.agency_name().empty() ? answer.agency() : answer.agency_name();
  const std::string service =
      answer.service().empty() ? agency
                               : absl::StrCat(answer.service(), ", ", agency);
  const std::string indent(kEntryIndent, ' ');
  std::string text = LeftAndRight(
      absl::StrCat("  ", lead_in,
                   std::string(kEntryIndent - 2 - lead_in.size(), ' '),
                   service),
      SinceAndStatus(answer));
  if (!answer.worker().empty() || !answer.contact().empty()) {
    text +=
        LeftAndRight(absl::StrCat(indent, answer.worker()), answer.contact());
  }
  if (!answer.assessment().empty()) text += AssessmentLine(answer);
  if (answer.more()) {
    text += absl::StrCat(indent, "and others: ring the desk.\n");
  }
  return text + "\n";
}

// "Sami (child)": by the date of birth that was asked with, if it is a whole
// one.
std::string NameOf(const Person& person, std::size_t number,
                   absl::CivilDay today) {
  const std::string name = !person.forename().empty() ? person.forename()
                           : !person.surname().empty()
                               ? person.surname()
                               : absl::StrCat("person ", number + 1);
  if (!person.expected_date().empty()) {
    return absl::StrCat(name, "'s unborn child");
  }
  absl::CivilDay born;
  if (!absl::ParseCivilTime(person.date_of_birth(), &born)) {
    const std::vector<std::string> parts =
        absl::StrSplit(person.date_of_birth(), absl::ByAnyChar("/.-"));
    int day = 0, month = 0, year = 0;
    if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &day) ||
        !absl::SimpleAtoi(parts[1], &month) ||
        !absl::SimpleAtoi(parts[2], &year) || year < 1000) {
      return name;
    }
    born = absl::CivilDay(year, month, day);
  }
  const bool child =
      absl::CivilDay(born.year() + kAdultAge, born.month(), born.day()) > today;
  return absl::StrCat(name, child ? " (child)" : " (adult)");
}

std::string ShortName(const Person& person, std::size_t number,
                      absl::CivilDay today) {
  const std::string name = NameOf(person, number, today);
  return person.expected_date().empty() ? FirstWord(name) : name;
}

std::string JoinNames(const std::vector<std::string>& names) {
  return absl::StrJoin(names, ", ");
}

std::string Heading(const CheckReply& reply, const std::vector<Person>& people,
                    absl::TimeZone zone) {
  std::string text =
      Wrap(absl::StrCat("Is a child in danger now? Do not wait for this. ",
                        Sentence(reply.desk().danger_now())),
           "");
  const std::string family = people.empty() || people[0].surname().empty()
                                 ? "Is this family already supported?"
                                 : absl::StrCat("Is the ", people[0].surname(),
                                                " family already supported?");
  const std::string when = absl::FormatTime(
      "%d %b, %H:%M", absl::FromUnixMillis(reply.asked_at_ms()), zone);
  absl::StrAppend(&text, "\n", LeftAndRight(family, when));
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
  const auto leads = static_cast<std::size_t>(std::count_if(
      shown.begin(), shown.end(),
      [](const Shown& s) { return s.answer.leads_for_family(); }));
  std::string text = absl::StrCat(
      "  YES. ", shown.size(),
      shown.size() == 1 ? " service is" : " services are", " involved.");
  absl::StrAppend(&text,
                  leads == 0 ? " None says that it leads."
                  : leads == 1
                      ? " 1 leads for the family."
                      : absl::StrCat(" ", leads, " say that they lead."),
                  "\n\n");
  for (const Shown& one : shown) {
    text += AnswerLines(one.answer,
                        one.answer.leads_for_family() ? "LEADS" : "WITH");
  }
  return text;
}

// The people of one outcome, and what is said of them.
struct Groups {
  std::vector<std::string> involved, none;
  std::string lines;
};

Groups GroupPeople(const CheckReply& reply, const std::vector<Person>& people,
                   absl::CivilDay today) {
  Groups groups;
  for (int i = 0; i < reply.subjects_size(); ++i) {
    const auto& subject = reply.subjects(i);
    const auto number = static_cast<std::size_t>(i);
    const Person person = number < people.size() ? people[number] : Person();
    if (subject.outcome() == "involved") {
      groups.involved.push_back(NameOf(person, number, today));
    } else if (subject.outcome() == "possible") {
      groups.lines += Wrap(
          absl::StrCat("POSSIBLE, for ", ShortName(person, number, today),
                       ". Somebody much like this is supported. Check the ",
                       subject.settle().empty() ? "details" : subject.settle(),
                       " with the family and ask again."),
          "  ");
    } else if (subject.outcome() == "call_back") {
      const SupportAnswer answer =
          subject.answers_size() > 0 ? subject.answers(0) : SupportAnswer();
      const std::string& route = answer.contact().empty()
                                     ? reply.desk().telephone()
                                     : answer.contact();
      groups.lines += Wrap(
          absl::StrCat("PLEASE RING, about ", ShortName(person, number, today),
                       ": ", answer.agency_name(),
                       answer.agency_name().empty() ? "" : ", ",
                       Together(route), ". They would like to talk with you."),
          "  ");
    } else {
      groups.none.push_back(ShortName(person, number, today));
    }
  }
  if (!groups.lines.empty()) groups.lines += "\n";
  return groups;
}

std::string About(const Groups& groups) {
  std::string text;
  if (!groups.involved.empty()) {
    text = absl::StrCat("About: ", JoinNames(groups.involved), ".");
  }
  if (!groups.none.empty()) {
    absl::StrAppend(&text, text.empty() ? "" : "  ", "For ",
                    JoinNames(groups.none), ": nothing we can tell you.");
  }
  return text.empty() ? "" : Wrap(text, "  ") + "\n";
}

std::string SayToFamily(const std::vector<Shown>& shown) {
  if (shown.empty()) {
    return Wrap(
        "Say to the family: \"I asked whether somebody helps you already, and "
        "found nobody I can be told about. Is there anybody you would like me "
        "to talk to?\"",
        "  ");
  }
  const SupportAnswer& first = shown[0].answer;
  const bool named =
      !first.worker().empty() && !absl::StartsWith(first.worker(), "duty");
  const std::string who =
      named ? std::string(first.worker().substr(0, first.worker().find(',')))
            : (first.service().empty() ? first.agency_name() : first.service());
  return Wrap(absl::StrCat("Say to the family: \"", Number(shown.size()),
                           shown.size() == 1 ? " service already helps"
                                             : " services already help",
                           " you. May I ring ", who,
                           " so that you need not explain it all again?\""),
              "  ");
}

std::string NotConnected(const CheckReply& reply) {
  if (reply.coverage().not_connected().empty()) return "";
  return absl::StrCat("  Not connected: ",
                      absl::StrJoin(reply.coverage().not_connected(), ", "),
                      ".");
}

std::string Reference(const CheckReply& reply) {
  return absl::StrCat("  Reference ", reply.reference(),
                      " (put it in your record).  Logged as entry ",
                      reply.proof().leaf_index(), ": verified.\n");
}

std::string Desk(const CheckReply& reply) {
  return absl::StrCat(reply.desk().name(), " ",
                      Together(reply.desk().telephone()), " (",
                      reply.desk().hours(), ")");
}

std::string Positive(const CheckReply& reply, const std::vector<Shown>& shown,
                     const Groups& groups) {
  std::string text = OwnAgency(reply);
  if (!shown.empty()) text += Involved(shown);
  text += groups.lines + About(groups);
  if (!shown.empty()) text += SayToFamily(shown) + "\n";
  text += Wrap(
      absl::StrCat("This was not everything: ", reply.coverage().able(), " of ",
                   reply.coverage().total(), " agencies connected.",
                   NotConnected(reply), " Some support is private."),
      "  ");
  text += Wrap(absl::StrCat("Unsure? ", Desk(reply), "."), "  ");
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
  text +=
      Wrap(absl::StrCat("Agencies connected: ", reply.coverage().able(), " of ",
                        reply.coverage().total(), ".", NotConnected(reply)),
           "  ");
  if (!reply.area().empty()) {
    text += Wrap(absl::StrCat("Asked in ", reply.area(), " only."), "  ");
  }
  text += Wrap(absl::StrCat("Next: carry on as you would have without this. "
                            "Unsure? ",
                            Desk(reply), ". A child in danger now: ",
                            reply.desk().danger_now(), "."),
               "  ");
  return absl::StrCat(text, SayToFamily({}), Reference(reply));
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
  text += Wrap(absl::StrCat("Ring: ", Desk(reply), "."), "  ");
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
  const absl::CivilDay today =
      absl::ToCivilDay(absl::FromUnixMillis(reply.asked_at_ms()), zone);
  const std::vector<Shown> shown = Merge(reply);
  const Groups groups = GroupPeople(reply, people, today);
  if (shown.empty() && groups.lines.empty()) return heading + Negative(reply);
  return heading + Positive(reply, shown, groups);
}

}  // namespace kith::deploy
