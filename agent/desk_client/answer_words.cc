// SPDX-License-Identifier: Apache-2.0
#include "agent/desk_client/answer_words.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"

namespace kith::desk {
namespace {

using v1::CheckReply;
using v1::Person;
using v1::SupportAnswer;

constexpr int kAdultAge = 18;
// From so many on a family is served better by a plan than by each.
constexpr std::size_t kManyServices = 4;

bool IsSame(const SupportAnswer& a, const SupportAnswer& b) {
  return std::tie(a.agency(), a.service(), a.worker(), a.contact(),
                  a.status()) == std::tie(b.agency(), b.service(), b.worker(),
                                          b.contact(), b.status()) &&
         a.leads_for_family() == b.leads_for_family();
}

std::size_t LeadsOf(const std::vector<Shown>& shown) {
  return static_cast<std::size_t>(std::count_if(
      shown.begin(), shown.end(),
      [](const Shown& s) { return s.answer.leads_for_family(); }));
}

// What is known of one person of a family and not of another is not lost.
void AddTo(const SupportAnswer& answer, SupportAnswer& shown) {
  if (!answer.since().empty() &&
      (shown.since().empty() || answer.since() < shown.since())) {
    shown.set_since(answer.since());
  }
  if (shown.assessment().empty()) shown.set_assessment(answer.assessment());
  if (answer.more()) shown.set_more(true);
}

std::string FirstWord(absl::string_view text) {
  return std::string(text.substr(0, text.find(' ')));
}

bool IsDutyLine(const SupportAnswer& answer) {
  return absl::StartsWith(answer.worker(), "duty");
}

// A telephone number stays on one line, wherever it is shown.
std::string Together(absl::string_view text) {
  return absl::StrReplaceAll(text, {{" ", "\u00a0"}});
}

// The day somebody was born, if a whole one was asked with.
bool ParseBorn(const std::string& text, absl::CivilDay& born) {
  if (absl::ParseCivilTime(text, &born)) return true;
  const std::vector<std::string> parts =
      absl::StrSplit(text, absl::ByAnyChar("/.-"));
  int day = 0, month = 0, year = 0;
  if (parts.size() != 3 || !absl::SimpleAtoi(parts[0], &day) ||
      !absl::SimpleAtoi(parts[1], &month) ||
      !absl::SimpleAtoi(parts[2], &year) || year < 1000) {
    return false;
  }
  born = absl::CivilDay(year, month, day);
  return true;
}

// "Sami (child)"
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
  if (!ParseBorn(person.date_of_birth(), born)) return name;
  const bool child =
      absl::CivilDay(born.year() + kAdultAge, born.month(), born.day()) > today;
  return absl::StrCat(name, child ? " (child)" : " (adult)");
}

std::string ShortName(const Person& person, std::size_t number,
                      absl::CivilDay today) {
  const std::string name = NameOf(person, number, today);
  return person.expected_date().empty() ? FirstWord(name) : name;
}

std::string PossibleWords(const v1::SubjectOutcome& subject,
                          const std::string& name) {
  return absl::StrCat("for ", name,
                      ". Somebody much like this is supported. Check the ",
                      subject.settle().empty() ? "details" : subject.settle(),
                      " with the family and ask again.");
}

std::string CallBackWords(const v1::SubjectOutcome& subject,
                          const std::string& name, const CheckReply& reply) {
  const SupportAnswer answer =
      subject.answers_size() > 0 ? subject.answers(0) : SupportAnswer();
  const std::string& route =
      answer.contact().empty() ? reply.desk().telephone() : answer.contact();
  return absl::StrCat("about ", name, ": ", answer.agency_name(),
                      answer.agency_name().empty() ? "" : ", ", Together(route),
                      ". They would like to talk with you.");
}

}  // namespace

std::vector<Shown> Merge(const CheckReply& reply) {
  std::vector<Shown> all;
  for (int subject = 0; subject < reply.subjects_size(); ++subject) {
    if (reply.subjects(subject).outcome() != "involved") continue;
    for (const SupportAnswer& answer : reply.subjects(subject).answers()) {
      const auto same = std::find_if(
          all.begin(), all.end(),
          [&](const Shown& shown) { return IsSame(shown.answer, answer); });
      const bool is_new = same == all.end();
      Shown& shown = is_new ? all.emplace_back() : *same;
      if (is_new) {
        shown.answer = answer;
      } else {
        AddTo(answer, shown.answer);
      }
      shown.people.push_back(static_cast<std::size_t>(subject));
    }
  }
  std::stable_sort(all.begin(), all.end(), [](const Shown& a, const Shown& b) {
    return a.answer.leads_for_family() > b.answer.leads_for_family();
  });
  return all;
}

std::string ReasonToGather(const std::vector<Shown>& shown) {
  const std::size_t leads = LeadsOf(shown);
  if (shown.empty()) return "";
  if (leads == 0) return "Nobody says that they lead.";
  if (leads > 1) return "More than one says that it leads.";
  if (shown.size() >= kManyServices) {
    return absl::StrCat(Number(shown.size()), " services are involved.");
  }
  return "";
}

std::string Headline(const std::vector<Shown>& shown) {
  const std::size_t leads = LeadsOf(shown);
  return absl::StrCat(
      shown.size(), shown.size() == 1 ? " service is" : " services are",
      " involved.",
      leads == 0   ? " None says that it leads."
      : leads == 1 ? " 1 leads for the family."
                   : absl::StrCat(" ", leads, " say that they lead."));
}

std::string ServiceAndAgency(const SupportAnswer& answer) {
  const std::string& agency =
      answer.agency_name().empty() ? answer.agency() : answer.agency_name();
  return answer.service().empty()
             ? agency
             : absl::StrCat(answer.service(), ", ", agency);
}

std::string SinceAndStatus(const SupportAnswer& answer) {
  std::vector<std::string> parts;
  if (!answer.since().empty()) {
    parts.push_back(absl::StrCat("since ", MonthInWords(answer.since())));
  }
  if (!answer.status().empty()) parts.push_back(answer.status());
  return absl::StrJoin(parts, ", ");
}

std::string AssessmentWords(const SupportAnswer& answer) {
  if (answer.assessment().empty()) return "";
  const std::vector<std::string> parts =
      absl::StrSplit(answer.assessment(), ", ");
  std::string text = absl::StrCat("Assessment: ", parts[0]);
  if (parts.size() > 1) {
    absl::StrAppend(&text, ", ", MonthInWords(parts.back()));
  }
  const std::string who = answer.worker().empty() || IsDutyLine(answer)
                              ? "them"
                              : FirstWord(answer.worker());
  return absl::StrCat(text, ". Ask ", who, " before starting another.");
}

Groups GroupPeople(const CheckReply& reply, const std::vector<Person>& people,
                   absl::TimeZone zone) {
  const absl::CivilDay today =
      absl::ToCivilDay(absl::FromUnixMillis(reply.asked_at_ms()), zone);
  Groups groups;
  for (int i = 0; i < reply.subjects_size(); ++i) {
    const auto& subject = reply.subjects(i);
    const auto number = static_cast<std::size_t>(i);
    const Person person = number < people.size() ? people[number] : Person();
    const std::string name = ShortName(person, number, today);
    if (subject.outcome() == "involved") {
      groups.involved.push_back(NameOf(person, number, today));
    } else if (subject.outcome() == "possible") {
      groups.possible.push_back(PossibleWords(subject, name));
    } else if (subject.outcome() == "call_back") {
      groups.call_back.push_back(CallBackWords(subject, name, reply));
    } else {
      groups.none.push_back(name);
    }
  }
  return groups;
}

std::string AboutWords(const Groups& groups) {
  std::string text;
  if (!groups.involved.empty()) {
    text = absl::StrCat("About: ", absl::StrJoin(groups.involved, ", "), ".");
  }
  if (!groups.none.empty()) {
    absl::StrAppend(&text, text.empty() ? "" : "  ", "For ",
                    absl::StrJoin(groups.none, ", "),
                    ": nothing we can tell you.");
  }
  return text;
}

std::string SayToFamily(const std::vector<Shown>& shown) {
  if (shown.empty()) {
    return "I asked whether somebody helps you already, and found nobody I can "
           "be told about. Is there anybody you would like me to talk to?";
  }
  const SupportAnswer& first = shown[0].answer;
  const std::string who =
      !first.worker().empty() && !IsDutyLine(first)
          ? std::string(first.worker().substr(0, first.worker().find(',')))
          : (first.service().empty() ? first.agency_name() : first.service());
  return absl::StrCat(
      Number(shown.size()),
      shown.size() == 1 ? " service already helps" : " services already help",
      " you. May I ring ", who, " so that you need not explain it all again?");
}

std::string NotConnectedWords(const CheckReply& reply) {
  if (reply.coverage().not_connected().empty()) return "";
  return absl::StrCat("  Not connected: ",
                      absl::StrJoin(reply.coverage().not_connected(), ", "),
                      ".");
}

std::string DeskWords(const CheckReply& reply) {
  return absl::StrCat(reply.desk().name(), " ",
                      Together(reply.desk().telephone()), " (",
                      reply.desk().hours(), ")");
}

std::string QuestionWords(const std::vector<Person>& people) {
  return people.empty() || people[0].surname().empty()
             ? "Is this family already supported?"
             : absl::StrCat("Is the ", people[0].surname(),
                            " family already supported?");
}

std::string Number(std::size_t count) {
  static constexpr std::array<absl::string_view, 7> kWords = {
      "No", "One", "Two", "Three", "Four", "Five", "Six"};
  return count < kWords.size() ? std::string(kWords[count])
                               : absl::StrCat(count);
}

std::string Sentence(absl::string_view words) {
  std::string text(absl::StripAsciiWhitespace(words));
  if (text.empty()) return text;
  text[0] = absl::ascii_toupper(static_cast<unsigned char>(text[0]));
  if (!absl::EndsWith(text, ".") && !absl::EndsWith(text, "\"")) text += ".";
  return text;
}

std::string MonthInWords(absl::string_view month) {
  absl::CivilMonth parsed;
  if (month.size() != 7 || !absl::ParseCivilTime(month, &parsed)) {
    return std::string(month);
  }
  return absl::FormatTime("%B %Y", absl::FromCivil(parsed, absl::UTCTimeZone()),
                          absl::UTCTimeZone());
}

}  // namespace kith::desk
