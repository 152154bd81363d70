// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/story_checks.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "deploy/demonstration/story.h"
#include "deploy/kith/check_screen.h"
#include "deploy/kith/files.h"
#include "keys/base/clock.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

using desk::v1::CheckReply;
using DeskPerson = desk::v1::Person;

DeskPerson PersonOf(const StoryPerson& story, bool with_number = false) {
  DeskPerson person;
  person.set_forename(story.forename);
  person.set_surname(story.surname);
  person.set_date_of_birth(story.date_of_birth);
  if (with_number) {
    auto* number = person.add_identifiers();
    number->set_scheme("nhs-number");
    number->set_value(story.nhs);
  }
  return person;
}

}  // namespace

std::string Summary(const CheckReply& reply) {
  if (reply.outcome_of_request() == "refused") {
    return absl::StrCat("refused: ", reply.rule());
  }
  if (reply.outcome_of_request() != "answered")
    return reply.outcome_of_request();
  std::vector<std::string> subjects;
  for (const auto& subject : reply.subjects()) {
    std::string text = subject.outcome();
    std::vector<std::string> who;
    for (const auto& answer : subject.answers()) {
      who.push_back(absl::StrCat(answer.agency(),
                                 answer.leads_for_family() ? " leads" : ""));
    }
    if (!who.empty())
      absl::StrAppend(&text, "(", absl::StrJoin(who, ", "), ")");
    if (!subject.settle().empty())
      absl::StrAppend(&text, ": ", subject.settle());
    subjects.push_back(text);
  }
  return absl::StrCat("answered: ", absl::StrJoin(subjects, " | "));
}

absl::Status StoryChecks::Run() {
  KITH_RETURN_IF_ERROR(HeldByTwo());
  KITH_RETURN_IF_ERROR(NobodyKnows());
  KITH_RETURN_IF_ERROR(Withdrawal());
  KITH_RETURN_IF_ERROR(HealthOnly());
  KITH_RETURN_IF_ERROR(Siblings());
  KITH_RETURN_IF_ERROR(Shielded());
  KITH_RETURN_IF_ERROR(RefusedHere());
  KITH_RETURN_IF_ERROR(ExpiresAndRenewed());
  KITH_RETURN_IF_ERROR(WrongDate());
  KITH_RETURN_IF_ERROR(BrokerKilled());
  KITH_RETURN_IF_ERROR(Officer());
  KITH_RETURN_IF_ERROR(It());
  KITH_RETURN_IF_ERROR(Enemy());
  report_.EndChapter();
  return absl::OkStatus();
}

absl::StatusOr<CheckReply> StoryChecks::Ask(const Asked& asked) {
  desk::v1::CheckRequest request;
  for (const DeskPerson& person : asked.people) *request.add_people() = person;
  request.set_purpose(asked.why);
  request.set_ground("family-agreed");
  request.set_no_personal_connection(true);
  request.set_shape_of_eight(asked.eight);
  KITH_ASSIGN_OR_RETURN(CheckReply reply,
                        network_.desk(asked.agency).Check(request));
  report_.Show(CheckScreen(reply, asked.people, absl::LocalTimeZone()));
  if (asked.eight && reply.reply_bytes() > 0) {
    sizes_of_eight_.push_back(reply.reply_bytes());
    report_.Show(absl::StrCat("  (reply of ", reply.reply_bytes(), " bytes, ",
                              reply.elapsed_ms(), " ms)"));
  }
  return reply;
}

absl::Status StoryChecks::AskAndExpect(const Asked& asked,
                                       const std::string& expected) {
  KITH_ASSIGN_OR_RETURN(const CheckReply reply, Ask(asked));
  return report_.Expect(absl::StrCat(asked.agency, " asks"), expected,
                        Summary(reply));
}

absl::StatusOr<int> StoryChecks::RunKith(
    const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {network_.programs() + "/kith"};
  command.insert(command.end(), arguments.begin(), arguments.end());
  const std::string printed =
      absl::StrCat(network_.folder("kith-printed-"), ++commands_run_, ".txt");
  KITH_ASSIGN_OR_RETURN(ChildProcess kith,
                        ChildProcess::Start(command, printed));
  const int exit = kith.Wait();
  KITH_ASSIGN_OR_RETURN(const std::string screen, ReadFile(printed, 64 << 10));
  report_.Show(screen);
  return exit;
}

absl::Status StoryChecks::HeldByTwo() {
  report_.Chapter("Check 1",
                  "A family two services help: who leads, whom to ring");
  KITH_ASSIGN_OR_RETURN(
      const CheckReply reply,
      Ask({.agency = kSchool,
           .people = {PersonOf(kSami), PersonOf(kDina), PersonOf(kLeo)}}));
  const std::string both =
      absl::StrCat("involved(", kEarlyHelp, " leads, ", kHealthVisiting, ")");
  KITH_RETURN_IF_ERROR(report_.Expect(
      "outcomes", absl::StrCat("answered: ", both, " | ", both, " | none"),
      Summary(reply)));
  const auto& lead = reply.subjects(0).answers(0);
  KITH_RETURN_IF_ERROR(report_.Expect("ring", "01632 960 101", lead.contact()));
  KITH_RETURN_IF_ERROR(report_.Expect("since", "2024-03", lead.since()));
  return report_.Expect("assessment", "multi-agency, 2024-06",
                        lead.assessment());
}

absl::Status StoryChecks::NobodyKnows() {
  report_.Chapter("Check 2", "A family nobody knows: the honest negative");
  KITH_ASSIGN_OR_RETURN(const CheckReply reply,
                        Ask({.agency = kSchool,
                             .people = {PersonOf(kRowan), PersonOf(kIsolde)},
                             .eight = true}));
  KITH_RETURN_IF_ERROR(
      report_.Expect("outcomes", "answered: none | none", Summary(reply)));
  return report_.Expect(
      "coverage", "5 of 5",
      absl::StrCat(reply.coverage().able(), " of ", reply.coverage().total()));
}

absl::Status StoryChecks::Withdrawal() {
  report_.Chapter("Check 3",
                  "The mother withdraws the health visitor's agreement");
  desk::v1::WithdrawConsentRequest request;
  *request.add_people() = PersonOf(kSami);
  *request.add_people() = PersonOf(kDina);
  KITH_ASSIGN_OR_RETURN(
      const auto withdrawn,
      network_.desk(kHealthVisiting).WithdrawConsent(request));
  const std::string receipt = network_.folder("withdrawal.json");
  KITH_RETURN_IF_ERROR(
      ReplaceFile(receipt, withdrawn.receipt(), Readers::kOwner));
  KITH_ASSIGN_OR_RETURN(
      const int exit,
      RunKith({"consent", "verify-receipt", receipt, "--network-file",
               network_.folder(kHealthVisiting) + "/network.kith"}));
  KITH_RETURN_IF_ERROR(report_.Expect("the receipt, checked offline: exit", "0",
                                      absl::StrCat(exit)));
  absl::SleepFor(absl::Seconds(1));
  return AskAndExpect(
      {.agency = kSchool, .people = {PersonOf(kSami), PersonOf(kDina)}},
      absl::StrCat("answered: involved(", kEarlyHelp, " leads) | involved(",
                   kEarlyHelp, " leads)"));
}

absl::Status StoryChecks::HealthOnly() {
  report_.Chapter("Check 4", "Agreed for health services only");
  KITH_RETURN_IF_ERROR(AskAndExpect(
      {.agency = kSchool, .people = {PersonOf(kWren)}, .eight = true},
      "answered: none"));
  return AskAndExpect(
      {.agency = kHealthVisiting, .people = {PersonOf(kWren)}, .eight = true},
      absl::StrCat("answered: involved(", kEarlyHelp, " leads)"));
}

absl::Status StoryChecks::Siblings() {
  report_.Chapter("Check 5",
                  "Two siblings, one agreed; a half-sibling elsewhere");
  KITH_RETURN_IF_ERROR(AskAndExpect(
      {.agency = kSchool,
       .people = {PersonOf(kTobias), PersonOf(kJuno), PersonOf(kCaspian)},
       .eight = true},
      absl::StrCat("answered: involved(", kEarlyHelp,
                   " leads) | none | none")));
  KITH_ASSIGN_OR_RETURN(const CheckReply own,
                        Ask({.agency = kEarlyHelp,
                             .people = {PersonOf(kTobias), PersonOf(kJuno)},
                             .eight = true}));
  return report_.Expect("Early Help's own desk sees its own record of both",
                        "2", absl::StrCat(own.own_agency_size()));
}

absl::Status StoryChecks::Shielded() {
  report_.Chapter("Check 6", "A mother the refuge has shielded");
  desk::v1::SetShieldRequest shield;
  *shield.mutable_person() = PersonOf(kMarguerite);
  shield.set_kind("silent");
  KITH_RETURN_IF_ERROR(network_.desk(kCharity).SetShield(shield).status());
  KITH_RETURN_IF_ERROR(network_.WaitPublished(kCharity));
  KITH_RETURN_IF_ERROR(AskAndExpect(
      {.agency = kHomes, .people = {PersonOf(kMarguerite)}, .eight = true},
      "answered: none"));
  KITH_ASSIGN_OR_RETURN(
      const auto touches,
      network_.desk(kCharity).ListTouches(desk::v1::ListTouchesRequest()));
  KITH_RETURN_IF_ERROR(report_.Expect(
      "the charity's touches", absl::StrCat("1 by ", kHomes),
      touches.touches().empty() ? "0"
                                : absl::StrCat(touches.touches_size(), " by ",
                                               touches.touches(0).asker())));
  KITH_ASSIGN_OR_RETURN(const CheckReply own,
                        Ask({.agency = kCharity,
                             .people = {PersonOf(kMarguerite)},
                             .eight = true}));
  return report_.Expect("the charity's own desk sees its own record", "1",
                        absl::StrCat(own.own_agency_size()));
}

absl::Status StoryChecks::RefusedHere() {
  report_.Chapter("Check 7",
                  "Housing asks in order to allocate a tenancy: refused");
  std::vector<std::string> others = {"broker", "keyholder"};
  for (const std::string& agency : network_.agencies()) {
    if (agency != kHomes) others.push_back(agency);
  }
  const auto sizes = [&]() -> absl::StatusOr<std::string> {
    std::vector<std::string> all;
    for (const std::string& who : others) {
      KITH_ASSIGN_OR_RETURN(const std::uint64_t size, network_.LogSize(who));
      all.push_back(absl::StrCat(who, " ", size));
    }
    return absl::StrJoin(all, ", ");
  };
  KITH_ASSIGN_OR_RETURN(const std::string before, sizes());
  KITH_ASSIGN_OR_RETURN(const std::uint64_t own, network_.LogSize(kHomes));
  KITH_RETURN_IF_ERROR(AskAndExpect({.agency = kHomes,
                                     .people = {PersonOf(kEdmund)},
                                     .why = "tenancy-allocation"},
                                    "refused: EH-07"));
  KITH_ASSIGN_OR_RETURN(const std::string after, sizes());
  KITH_RETURN_IF_ERROR(report_.Expect("no other log moved", before, after));
  KITH_ASSIGN_OR_RETURN(const std::uint64_t own_after,
                        network_.LogSize(kHomes));
  return report_.Expect("its own log has one entry more", absl::StrCat(own + 1),
                        absl::StrCat(own_after));
}

absl::Status StoryChecks::ExpiresAndRenewed() {
  report_.Chapter("Check 8",
                  "An agreement that ends in 20 seconds, and is renewed");
  const SystemClock clock;
  desk::v1::RecordConsentRequest record;
  *record.add_people() = PersonOf(kOtis);
  record.set_capacity("parent");
  record.set_said_by("mother");
  record.set_evidence_reference("form 12");
  record.set_everybody(true);
  const absl::Time end = clock.Now() + absl::Seconds(20);
  record.set_until_ms(absl::ToUnixMillis(end));
  desk::DeskClient& desk = network_.desk(kHealthVisiting);
  KITH_RETURN_IF_ERROR(desk.RecordConsent(record).status());
  KITH_RETURN_IF_ERROR(network_.WaitPublished(kHealthVisiting));
  const Asked question{
      .agency = kSchool, .people = {PersonOf(kOtis)}, .eight = true};
  const std::string found =
      absl::StrCat("answered: involved(", kHealthVisiting, ")");
  KITH_RETURN_IF_ERROR(AskAndExpect(question, found));
  absl::SleepFor(end - clock.Now() + absl::Milliseconds(100));
  KITH_RETURN_IF_ERROR(AskAndExpect(question, "answered: none"));
  record.set_until_ms(absl::ToUnixMillis(clock.Now() + absl::Hours(24 * 300)));
  KITH_RETURN_IF_ERROR(desk.RecordConsent(record).status());
  KITH_RETURN_IF_ERROR(network_.WaitPublished(kHealthVisiting));
  KITH_RETURN_IF_ERROR(AskAndExpect(question, found));
  const std::set<std::uint32_t> sizes(sizes_of_eight_.begin(),
                                      sizes_of_eight_.end());
  return report_.Expect("sizes of all replies in the shape of eight", "1",
                        absl::StrCat(sizes.size()));
}

absl::Status StoryChecks::WrongDate() {
  report_.Chapter("Check 9", "A date of birth that is wrong in day and year");
  DeskPerson wrong = PersonOf(kPhoebe);
  wrong.set_date_of_birth(kPhoebeWrongBirth);
  KITH_RETURN_IF_ERROR(
      AskAndExpect({.agency = kSchool, .people = {wrong}}, "answered: none"));
  DeskPerson numbered = PersonOf(kPhoebe, true);
  numbered.set_date_of_birth(kPhoebeWrongBirth);
  KITH_RETURN_IF_ERROR(AskAndExpect({.agency = kSchool, .people = {numbered}},
                                    "answered: possible: date of birth"));
  return AskAndExpect(
      {.agency = kSchool, .people = {PersonOf(kPhoebe, true)}},
      absl::StrCat("answered: involved(", kEarlyHelp, " leads)"));
}

}  // namespace kith::deploy
