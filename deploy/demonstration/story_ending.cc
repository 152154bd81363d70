// SPDX-License-Identifier: Apache-2.0
// The story's end: the broker is killed, then the officer, IT and the enemy.
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "deploy/demonstration/enemy_search.h"
#include "deploy/demonstration/story.h"
#include "deploy/demonstration/story_checks.h"
#include "deploy/evidence/evidence.h"
#include "deploy/kith/export_evidence.h"
#include "deploy/kith/files.h"
#include "deploy/kith/import_words.h"
#include "deploy/kith/touch_words.h"
#include "keys/base/clock.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/tiles.h"
#include "kith/log/v1/log.pb.h"

namespace kith::deploy {
namespace {

using DeskPerson = desk::v1::Person;

constexpr std::size_t kMostLeaves = 1 << 20;

std::string Argument(const StoryPerson& person) {
  return absl::StrCat("forename=", person.forename, ",surname=", person.surname,
                      ",dob=", person.date_of_birth);
}

absl::StatusOr<Evidence> Export(DemoNetwork& network, const std::string& agency,
                                const std::string& name) {
  const std::string folder = network.folder(name);
  KITH_RETURN_IF_ERROR(ExportEvidenceTo(network.desk(agency), "", folder));
  return ReadEvidence(folder);
}

// Own entries of the broker's log from `from` on, by event.
std::string Events(const Evidence& evidence, std::size_t from) {
  std::vector<std::string> events;
  for (std::size_t i = from; i < evidence.broker.openings.size(); ++i) {
    log::v1::Opening opening;
    if (!opening.ParseFromString(evidence.broker.openings[i].opening()))
      continue;
    events.push_back(log::v1::Event_Name(opening.event()).substr(6));
  }
  return absl::StrJoin(events, ", ");
}

}  // namespace

absl::Status StoryChecks::BrokerKilled() {
  report_.Chapter(
      "Check 10",
      "The charity's agent stops; the broker is killed in mid-enquiry");
  KITH_ASSIGN_OR_RETURN(const Evidence before,
                        Export(network_, kSchool, "evidence-before"));
  const SystemClock clock;
  network_.StopAgent(kCharity);
  absl::SleepFor(absl::Milliseconds(300));
  // The real command, for its exit code.
  KITH_ASSIGN_OR_RETURN(
      ChildProcess check,
      ChildProcess::Start(
          {network_.programs() + "/kith", "check", "--agent-dir",
           network_.folder(kSchool), "--person", Argument(kSami), "--why",
           "considering-referral", "--ground", "family-agreed",
           "--no-personal-connection"},
          network_.folder("killed-check.txt")));
  const absl::Time give_up = clock.Now() + absl::Seconds(5);
  while (true) {
    KITH_ASSIGN_OR_RETURN(const std::uint64_t open, network_.OpenEnquiries());
    if (open > 0) break;
    if (clock.Now() > give_up) {
      return absl::DeadlineExceededError("no enquiry was accepted");
    }
    absl::SleepFor(absl::Milliseconds(2));
  }
  network_.KillBroker();
  const absl::Time killed = clock.Now();
  const int exit = check.Wait();
  const bool in_time = clock.Now() - killed < absl::Seconds(5);
  KITH_ASSIGN_OR_RETURN(
      const std::string screen,
      ReadFile(network_.folder("killed-check.txt"), 64 << 10));
  report_.Show(screen);
  KITH_RETURN_IF_ERROR(report_.Expect("exit", "4", absl::StrCat(exit)));
  KITH_RETURN_IF_ERROR(
      report_.Expect("told within 5 s", "yes", in_time ? "yes" : "no"));

  KITH_RETURN_IF_ERROR(network_.StartBroker());
  std::vector<std::string> others;
  for (const std::string& agency : network_.agencies()) {
    if (agency != kCharity) others.push_back(agency);
  }
  KITH_RETURN_IF_ERROR(network_.WaitConnected(others));
  DeskPerson sami;
  sami.set_forename(kSami.forename);
  sami.set_surname(kSami.surname);
  sami.set_date_of_birth(kSami.date_of_birth);
  KITH_ASSIGN_OR_RETURN(const desk::v1::CheckReply reply,
                        Ask({.agency = kSchool, .people = {sami}}));
  KITH_RETURN_IF_ERROR(report_.Expect(
      "asked again", absl::StrCat("answered: involved(", kEarlyHelp, " leads)"),
      Summary(reply)));
  KITH_RETURN_IF_ERROR(report_.Expect(
      "coverage", "4 of 5 without Harbour Charity",
      absl::StrCat(reply.coverage().able(), " of ", reply.coverage().total(),
                   " without ",
                   absl::StrJoin(reply.coverage().not_connected(), ", "))));
  KITH_ASSIGN_OR_RETURN(const Evidence after,
                        Export(network_, kSchool, "evidence-after"));
  return report_.Expect("the log shows",
                        "ACCEPTED, ABORTED, ACCEPTED, RELEASED",
                        Events(after, before.broker.openings.size()));
}

absl::Status StoryChecks::Tampered(const std::string& how,
                                   const std::string& evidence,
                                   const std::string& bundle,
                                   const std::string& leaves) {
  const std::string copy = evidence + "-copy";
  std::error_code failed;
  std::filesystem::copy(evidence, copy,
                        std::filesystem::copy_options::recursive |
                            std::filesystem::copy_options::overwrite_existing,
                        failed);
  if (failed) return absl::UnavailableError("the evidence cannot be copied");
  KITH_RETURN_IF_ERROR(ReplaceFile(copy + bundle, leaves, Readers::kOwner));
  KITH_ASSIGN_OR_RETURN(const int exit, RunKith({"audit", "verify", copy}));
  return report_.Expect(absl::StrCat(how, ": exit"), "1", absl::StrCat(exit));
}

absl::Status StoryChecks::Officer() {
  report_.Chapter("As the data protection officer",
                  "the log holds, and tampering shows");
  const std::string evidence = network_.folder("evidence");
  KITH_RETURN_IF_ERROR(
      ExportEvidenceTo(network_.desk(kEarlyHelp), "", evidence));
  KITH_ASSIGN_OR_RETURN(const int holds,
                        RunKith({"audit", "verify", evidence}));
  KITH_RETURN_IF_ERROR(
      report_.Expect("the evidence: exit", "0", absl::StrCat(holds)));
  KITH_ASSIGN_OR_RETURN(const Evidence read, ReadEvidence(evidence));
  // The first bundle of the broker's log.
  const std::string bundle = absl::StrCat(
      "/broker/", tlog::BundlePath(0, std::min(read.broker.leaves.size(),
                                               tlog::kTileWidth)));
  KITH_ASSIGN_OR_RETURN(const std::string leaves,
                        ReadFile(evidence + bundle, kMostLeaves));
  constexpr std::size_t kEntryBytes = 2 + tlog::kLeafBytes;
  std::string flipped = leaves;
  flipped[kEntryBytes + 40] ^= 1;
  KITH_RETURN_IF_ERROR(
      Tampered("with one byte flipped", evidence, bundle, flipped));
  std::string shorter = leaves;
  shorter.erase(2 * kEntryBytes, kEntryBytes);
  KITH_RETURN_IF_ERROR(
      Tampered("with one entry removed", evidence, bundle, shorter));
  desk::v1::WhoAskedRequest who;
  who.mutable_person()->set_forename(kSami.forename);
  who.mutable_person()->set_surname(kSami.surname);
  who.mutable_person()->set_date_of_birth(kSami.date_of_birth);
  KITH_ASSIGN_OR_RETURN(const auto asked,
                        network_.desk(kEarlyHelp).WhoAsked(who));
  report_.Show(TouchesInWords(asked.touches(), absl::LocalTimeZone()));
  return report_.Expect(
      "who asked about the first family first", kSchool,
      asked.touches().empty() ? "nobody" : asked.touches(0).asker());
}

absl::Status StoryChecks::It() {
  report_.Chapter("As IT", "an export with faults");
  AgencyExport bad;
  for (const AgencyExport& from : story_.exports) {
    if (from.agency == kHomes) bad = from;
  }
  bad.csv = story_.bad_csv;
  KITH_ASSIGN_OR_RETURN(const auto report, network_.Import(bad, false));
  for (const auto& fault : report.faults()) {
    report_.Show(absl::StrCat("  line ", fault.line(),
                              fault.column().empty() ? "" : ", column ",
                              fault.column(), ": ", fault.reason()));
  }
  return report_.Expect(
      "rows", "8 read, 6 refused",
      absl::StrCat(report.rows(), " read, ", report.rejected(), " refused"));
}

absl::Status StoryChecks::Enemy() {
  report_.Chapter("As the enemy",
                  "every name and number, in everything the centre wrote");
  KITH_ASSIGN_OR_RETURN(const EnemySearch search,
                        EnemySearch::Create(story_.enemy_terms));
  const std::vector<std::string> excluded = {"network.kith", ".pem"};
  std::size_t found = 0;
  std::size_t bytes = 0;
  for (const char* place : {"network/broker", "network/keyholder"}) {
    KITH_ASSIGN_OR_RETURN(const SearchResult result,
                          search.InDirectory(network_.folder(place), excluded));
    bytes += result.bytes_searched;
    for (const bool hit : result.found) found += hit;
  }
  KITH_RETURN_IF_ERROR(
      report_.Expect(absl::StrCat("of ", story_.enemy_terms.size(),
                                  " terms in ", bytes, " bytes, found"),
                     "0", absl::StrCat(found)));
  KITH_ASSIGN_OR_RETURN(const SearchResult control,
                        search.InDirectory(network_.folder("exports"), {}));
  std::size_t wanted = 0;
  std::size_t there = 0;
  for (std::size_t i = 0; i < story_.enemy_terms.size(); ++i) {
    if (!story_.enemy_terms[i].in_exports) continue;
    ++wanted;
    there += control.found[i];
  }
  return report_.Expect("control: found in the exports themselves",
                        absl::StrCat(wanted), absl::StrCat(there));
}

}  // namespace kith::deploy
