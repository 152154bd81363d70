// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/network_matching.h"

#include <google/protobuf/text_format.h>

#include <atomic>
#include <memory>
#include <set>
#include <thread>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/flows/person_keys.h"
#include "agent/identity/normalise.h"
#include "deploy/bench/bench_folder.h"
#include "deploy/bench/memory_matching.h"
#include "deploy/demonstration/demo_network.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr char kHolder[] = "bench-holder";
constexpr char kAsker[] = "bench-asker";
constexpr char kSample[] = "bench";
constexpr char kPurpose[] = "considering-referral";
constexpr std::size_t kPeopleACheck = 8;
constexpr std::size_t kChecksInFlight = 4;
// More than anybody asks or publishes here: allowances are not what is
// measured.
constexpr std::uint32_t kLifted = 1'000'000'000;
constexpr std::uint32_t kRegister = 10'000'000;
// A machine under load must answer within the window all the same.
constexpr std::uint32_t kReleaseMs = 1'000;
constexpr int kTries = 3;

DemoNetwork::Plan TwoAgencies(const std::string& sample_dir) {
  // A council's service may be named; a school would be "A school".
  return {
      .members = {{kHolder, "Holder", "local-authority", false, "", kLifted,
                   kRegister},
                  {kAsker, "Asker", "health", false, "", kLifted, kRegister}},
      .release_ms = kReleaseMs,
      .sample = kSample,
      .sample_dir = sample_dir,
      .lift_limits = true};
}

absl::StatusOr<std::string> MapWithWorkers(const NetworkMatching& matching) {
  config::v1::ColumnMap map = matching.file.map;
  map.set_keep_rows_without_readable_date_of_birth(true);
  if (!map.has_involvement() || !map.has_ground()) {
    return absl::InvalidArgumentError(
        "column map: without involvement and ground nothing is published; add "
        "both, constants will do");
  }
  const std::string& column = matching.file.truth_column;
  map.mutable_involvement()->mutable_worker()->set_column(column);
  std::string text;
  google::protobuf::TextFormat::PrintToString(map, &text);
  return text;
}

absl::Status Publish(const NetworkMatching& matching, const std::string& map,
                     DemoNetwork& network, NetworkAnswers& answers) {
  KITH_ASSIGN_OR_RETURN(
      const desk::v1::ImportReport report,
      network.Import({kHolder, matching.indexed_csv, map}, true));
  if (!report.accepted()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the import was refused: ", report.file_fault()));
  }
  answers.rows_published = report.involvements_usable();
  if (answers.rows_published == 0) {
    return absl::InvalidArgumentError(
        "nobody has a usable ground, so nobody is published; see the map");
  }
  return network.WaitPublished(kHolder);
}

// Whose record an answer is about: its worker is named by the truth column.
absl::StatusOr<Candidate> CandidateOf(const NetworkMatching& matching,
                                      const std::string& worker) {
  KITH_ASSIGN_OR_RETURN(const std::string truth,
                        matching.truth.TruthOf(worker));
  return Candidate{0, truth, Said::kInvolved};
}

absl::StatusOr<Asked> Understand(const NetworkMatching& matching,
                                 const std::set<std::string>& indexed,
                                 const LinkagePerson& person,
                                 const desk::v1::SubjectOutcome& outcome) {
  Asked asked{person.line, person.truth, {}};
  if (outcome.outcome() == "possible") {
    const bool known = indexed.contains(person.truth);
    asked.candidates.push_back({0, known ? person.truth : "", Said::kPossible});
  }
  for (const auto& answer : outcome.answers()) {
    if (outcome.outcome() != "involved") break;
    KITH_ASSIGN_OR_RETURN(Candidate candidate,
                          CandidateOf(matching, answer.worker()));
    asked.candidates.push_back(std::move(candidate));
  }
  return asked;
}

// One check, and what came of it.
struct OneCheck {
  std::vector<const LinkagePerson*> people;
  absl::StatusOr<desk::v1::CheckReply> reply;
  std::uint64_t asked_again = 0;
};

desk::v1::CheckRequest RequestFor(const OneCheck& check) {
  desk::v1::CheckRequest request;
  for (const LinkagePerson* person : check.people) {
    *request.add_people() = agent::PersonFrom(person->details);
  }
  request.set_purpose(kPurpose);
  request.set_ground("family-agreed");
  request.set_no_personal_connection(true);
  request.set_shape_of_eight(true);
  return request;
}

void Ask(desk::DeskClient& desk, OneCheck& check) {
  const desk::v1::CheckRequest request = RequestFor(check);
  for (int i = 0; i < kTries; ++i) {
    check.reply = desk.Check(request);
    if (!check.reply.ok()) return;
    if (check.reply->outcome_of_request() == "answered") return;
    if (check.reply->outcome_of_request() == "refused") {
      check.reply = absl::FailedPreconditionError(
          absl::StrCat("the rules refuse the check: ", check.reply->words()));
      return;
    }
    ++check.asked_again;
  }
  check.reply = absl::UnavailableError(
      "a check could not be made in three tries; see the agents' logs");
}

// Several at a time: each waits for its release.
void AskEvery(std::vector<OneCheck>& checks, desk::DeskClient& desk) {
  std::atomic<std::size_t> next{0};
  std::vector<std::thread> askers;
  for (std::size_t i = 0; i < kChecksInFlight; ++i) {
    askers.emplace_back([&] {
      for (std::size_t at = next++; at < checks.size(); at = next++) {
        Ask(desk, checks[at]);
      }
    });
  }
  for (std::thread& asker : askers) asker.join();
}

// False for a row that the import refuses, and for somebody by whose details
// nobody could be found: an agent refuses to ask.
bool CanBeAskedAbout(const LinkagePerson& person,
                     const std::vector<std::string>& schemes,
                     agent::Profile profile) {
  if (person.refused) return false;
  const auto identity =
      agent::Normalise(person.details, {.test_network = true});
  return identity.ok() &&
         agent::CanFindAnybody(agent::AskedKeys(*identity, schemes), profile);
}

std::vector<OneCheck> ChecksFor(const NetworkMatching& matching,
                                agent::Profile profile) {
  const std::vector<std::string> schemes = SchemesOf(matching.file.map);
  std::vector<OneCheck> checks;
  for (const LinkagePerson& person : matching.asked) {
    if (!CanBeAskedAbout(person, schemes, profile)) continue;
    if (checks.empty() || checks.back().people.size() == kPeopleACheck) {
      checks.push_back({{}, absl::UnknownError("not asked"), 0});
    }
    checks.back().people.push_back(&person);
  }
  return checks;
}

absl::Status AskAll(const NetworkMatching& matching, DemoNetwork& network,
                    NetworkAnswers& answers) {
  KITH_ASSIGN_OR_RETURN(const agent::Profile profile,
                        agent::ParseProfile(matching.profile));
  std::vector<OneCheck> checks = ChecksFor(matching, profile);
  AskEvery(checks, network.desk(kAsker));
  const std::vector<std::string> schemes = SchemesOf(matching.file.map);
  std::set<std::string> indexed;
  for (const LinkagePerson& person : matching.indexed) {
    indexed.insert(person.truth);
  }
  for (const LinkagePerson& person : matching.asked) {
    if (!CanBeAskedAbout(person, schemes, profile)) {
      answers.asked.push_back({person.line, person.truth, {}});
    }
  }
  for (const OneCheck& check : checks) {
    if (!check.reply.ok()) return check.reply.status();
    ++answers.checks;
    answers.asked_again += check.asked_again;
    for (std::size_t i = 0; i < check.people.size(); ++i) {
      KITH_ASSIGN_OR_RETURN(
          Asked asked, Understand(matching, indexed, *check.people[i],
                                  check.reply->subjects(static_cast<int>(i))));
      answers.asked.push_back(std::move(asked));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<NetworkAnswers> MatchThroughNetwork(
    const NetworkMatching& matching, const Clock& clock, Random& random) {
  NetworkAnswers answers;
  KITH_ASSIGN_OR_RETURN(const std::string map, MapWithWorkers(matching));
  const absl::Duration started = clock.Monotonic();
  const std::string samples = matching.dir + "/samples";
  KITH_RETURN_IF_ERROR(WriteBenchSample(
      samples, kSample, SchemesOf(matching.file.map), matching.profile));
  KITH_ASSIGN_OR_RETURN(const std::unique_ptr<DemoNetwork> network,
                        DemoNetwork::Make(matching.dir, matching.programs,
                                          clock, random, TwoAgencies(samples)));
  KITH_RETURN_IF_ERROR(network->StartAll());
  const absl::Duration up = clock.Monotonic();
  KITH_RETURN_IF_ERROR(Publish(matching, map, *network, answers));
  const absl::Duration published = clock.Monotonic();
  KITH_RETURN_IF_ERROR(AskAll(matching, *network, answers));
  answers.starting = up - started;
  answers.publishing = published - up;
  answers.asking = clock.Monotonic() - published;
  return answers;
}

}  // namespace kith::deploy
