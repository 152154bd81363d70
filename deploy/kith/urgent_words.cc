// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/urgent_words.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "deploy/kith/screen_text.h"

namespace kith::deploy {
namespace {

using desk::v1::UrgentAsked;
using desk::v1::UrgentEntry;

std::string At(std::int64_t ms, absl::TimeZone zone) {
  return absl::FormatTime("%e %b %Y %H:%M", absl::FromUnixMillis(ms), zone);
}

std::string Until(std::int64_t ms, absl::TimeZone zone) {
  return absl::FormatTime("%H:%M", absl::FromUnixMillis(ms), zone);
}

std::string PeopleOf(const UrgentEntry& entry) {
  std::vector<std::string> people;
  for (const auto& person : entry.people()) {
    people.push_back(absl::StrCat(person.forename(), " ", person.surname(),
                                  ", born ", person.date_of_birth()));
  }
  return absl::StrJoin(people, "; ");
}

// On one line, so that it can be copied.
std::string Command(const char* verb, const UrgentEntry& entry) {
  return Together(absl::StrCat("kith urgent ", verb, " ", entry.reference()));
}

// What state it is in, and what is to be done.
std::string StateOf(const UrgentEntry& entry, absl::TimeZone zone) {
  if (entry.state() == "waiting") {
    const std::string who =
        entry.desk_only_because().empty()
            ? ""
            : absl::StrCat("; only the desk may be the second: ",
                           entry.desk_only_because());
    return entry.expires_ms() == 0
               ? "Waits for the second person, as far as is known here."
               : absl::StrCat("Waits for the second person until ",
                              Until(entry.expires_ms(), zone), who,
                              ". Next: ", Command("authorise", entry));
  }
  if (entry.state() == "authorised") {
    return absl::StrCat("Authorised by ", entry.second_agency_name(),
                        "; may be asked once until ",
                        Until(entry.expires_ms(), zone),
                        entry.yours() ? ". Next: " : ".",
                        entry.yours() ? Command("check", entry) : "");
  }
  if (entry.state() == "used") {
    if (entry.review_by().empty()) return "Asked; to be reviewed.";
    return absl::StrCat(
        "Asked ", At(entry.used_ms(), zone), "; ",
        entry.review_late() ? "ITS REVIEW IS LATE: it was due on "
                            : "to be reviewed by the end of ",
        entry.review_by(), ". Next: ", Command("review", entry));
  }
  return entry.state() == "reviewed" ? "Asked and reviewed."
                                     : "Not asked in its 15 minutes.";
}

std::string InWords(const UrgentEntry& entry, absl::TimeZone zone) {
  std::string text =
      Wrap(absl::StrCat(entry.reference(), "  ", At(entry.requested_ms(), zone),
                        "  ", entry.agency_name(),
                        entry.requested_by().empty() ? "" : ", ",
                        entry.requested_by(),
                        entry.purpose().empty() ? "" : ": ", entry.purpose()),
           "  ");
  if (!entry.necessity().empty()) {
    text += Wrap(absl::StrCat("Why: ", entry.necessity(), "; by ",
                              entry.gateway(), "; family told: ", entry.told()),
                 "    ");
  }
  if (!entry.people().empty()) {
    text += Wrap(absl::StrCat("About: ", PeopleOf(entry)), "    ");
  }
  return text + Wrap(StateOf(entry, zone), "    ");
}

std::string InWords(const UrgentAsked& asked, absl::TimeZone zone) {
  return Wrap(absl::StrCat(At(asked.time_ms(), zone), "  ", asked.reference(),
                           "  ", asked.asker_name(), ", ", asked.role(),
                           ", about ", asked.person_ref(), ": ",
                           asked.outcome() == "withheld"
                               ? "nothing was said"
                               : absl::StrCat("answered: ", asked.outcome())),
              "  ");
}

}  // namespace

std::string RequestedInWords(const desk::v1::RequestUrgentReply& reply,
                             absl::TimeZone zone) {
  std::string text = absl::StrCat("Requested: ", reply.reference(), ", until ",
                                  Until(reply.expires_ms(), zone),
                                  ". Nothing was asked yet.\n");
  text += Wrap(reply.desk_only_because().empty()
                   ? absl::StrCat("Now the second person: a manager or lead "
                                  "practitioner here (kith urgent authorise ",
                                  reply.reference(), "), or the desk, ",
                                  Together(reply.desk_telephone()), ".")
                   : absl::StrCat("Now ring the desk, ",
                                  Together(reply.desk_telephone()),
                                  ": only they may be the second, because ",
                                  reply.desk_only_because(), "."),
               "");
  return text +
         Wrap(absl::StrCat("Then: kith urgent check ", reply.reference()), "");
}

std::string UrgentInWords(const desk::v1::ListUrgentReply& reply,
                          absl::TimeZone zone) {
  std::string text;
  if (reply.centre_unreachable()) {
    text = "The centre cannot be reached: this is what is known here.\n";
  }
  if (reply.entries().empty() && reply.asked_here().empty()) {
    return text + "No urgent access.\n";
  }
  for (const UrgentEntry& entry : reply.entries()) {
    text += InWords(entry, zone);
  }
  if (!reply.asked_here().empty()) {
    text += "\nUrgent questions that this agency was asked\n";
    for (const UrgentAsked& asked : reply.asked_here()) {
      text += InWords(asked, zone);
    }
  }
  return text;
}

}  // namespace kith::deploy
