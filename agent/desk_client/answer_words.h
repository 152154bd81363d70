// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_DESK_CLIENT_ANSWER_WORDS_H_
#define KITH_AGENT_DESK_CLIENT_ANSWER_WORDS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "kith/desk/v1/desk.pb.h"

// An answer in words, the same on a terminal and on a page. Plain text: whoever
// shows it breaks lines or escapes.
namespace kith::desk {

inline constexpr char kDangerNow[] =
    "Is a child in danger now? Do not wait for this.";
inline constexpr char kNothingFound[] =
    "We found no support we can tell you about.";
inline constexpr char kNotNobody[] =
    "That does not mean nobody is helping. A service may choose to contact "
    "you.";

// One involvement with all the people it is about: their places in the
// question, from 0.
struct Shown {
  v1::SupportAnswer answer;
  std::vector<std::size_t> people;
};

// What the other agencies answered, each involvement once, who leads first.
std::vector<Shown> Merge(const v1::CheckReply& reply);

// "2 services are involved. 1 leads for the family."
std::string Headline(const std::vector<Shown>& shown);

// "Nobody says that they lead." or another reason to bring the services
// together; empty if there is none.
std::string ReasonToGather(const std::vector<Shown>& shown);

// "Early Help, Northshire Council"
std::string ServiceAndAgency(const v1::SupportAnswer& answer);

// "since March 2024, open"
std::string SinceAndStatus(const v1::SupportAnswer& answer);

// "Assessment: multi-agency, June 2024. Ask Pat before starting another.";
// empty if there is none.
std::string AssessmentWords(const v1::SupportAnswer& answer);

// Who was asked about, by what is said of them. Names as the asker gave them.
struct Groups {
  std::vector<std::string> involved, none;
  // Whole sentences: what would settle a possible match; whom to ring.
  std::vector<std::string> possible, call_back;
};
Groups GroupPeople(const v1::CheckReply& reply,
                   const std::vector<v1::Person>& people, absl::TimeZone zone);

// "About: Sami (child), Dina (adult).  For Leo: nothing we can tell you.";
// empty for nobody.
std::string AboutWords(const Groups& groups);

// Two sentences to say, without quotation marks.
std::string SayToFamily(const std::vector<Shown>& shown);

// "  Not connected: Northshire Homes." or empty.
std::string NotConnectedWords(const v1::CheckReply& reply);

// "Early Help hub 01632 960 100 (Mon-Fri 8-6)"
std::string DeskWords(const v1::CheckReply& reply);

// "Is the Amara family already supported?"
std::string QuestionWords(const std::vector<v1::Person>& people);

// "No", "One", ... "Six", then figures.
std::string Number(std::size_t count);

// With a capital and a full stop.
std::string Sentence(absl::string_view words);

// "2024-03" as "March 2024"; anything else as it is.
std::string MonthInWords(absl::string_view month);

}  // namespace kith::desk

#endif  // KITH_AGENT_DESK_CLIENT_ANSWER_WORDS_H_
