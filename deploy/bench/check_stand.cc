// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/check_stand.h"

#include <array>
#include <utility>

#include "absl/strings/str_cat.h"
#include "agent/flows/person_keys.h"
#include "deploy/bench/bench_folder.h"
#include "deploy/bench/families/family_files.h"
#include "deploy/bench/family_matching.h"
#include "deploy/bench/process_cpu.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr char kAsker[] = "bench-asker";
constexpr std::array<const char*, DirectCheck::kHolders> kHoldersIds = {
    "bench-holder-a", "bench-holder-b"};
constexpr char kSample[] = "bench";
constexpr char kScheme[] = "nhs-number";
constexpr std::size_t kRegister = 1'000;
constexpr std::size_t kMaxCsvBytes = 16 << 20;
// Allowances are not what is measured.
constexpr std::uint32_t kLifted = 1'000'000'000;
constexpr std::uint32_t kLiftedRegister = 10'000'000;
// Short, so that a few checks in flight are many a second.
constexpr std::uint32_t kReleaseMs = 200;

DemoNetwork::Plan ThreeAgencies(const std::string& sample_dir) {
  DemoNetwork::Plan plan{.release_ms = kReleaseMs,
                         .sample = kSample,
                         .sample_dir = sample_dir,
                         .lift_limits = true};
  plan.members.push_back(
      {kAsker, "Asker", "health", false, "", kLifted, kLiftedRegister});
  for (const char* id : kHoldersIds) {
    plan.members.push_back(
        {id, id, "local-authority", false, "", kLifted, kLiftedRegister});
  }
  return plan;
}

FamilyOptions Families() {
  return {.seed = 1, .people = kRegister, .asked = 0};
}

desk::v1::CheckRequest RequestFor(
    const std::vector<const desk::v1::Person*>& people) {
  desk::v1::CheckRequest request;
  for (const desk::v1::Person* person : people) {
    *request.add_people() = *person;
  }
  request.set_purpose("considering-referral");
  request.set_ground("family-agreed");
  request.set_no_personal_connection(true);
  return request;
}

bool SaysBothAreInvolved(const desk::v1::SubjectOutcome& outcome) {
  return outcome.outcome() == "involved" &&
         outcome.answers_size() == static_cast<int>(kHoldersIds.size()) &&
         outcome.answers(0).agency() != outcome.answers(1).agency();
}

// What is not as it should be; empty: nothing.
std::string Fault(const desk::v1::CheckReply& reply, std::size_t people) {
  if (reply.outcome_of_request() != "answered") {
    return absl::StrCat(reply.outcome_of_request(), ": ", reply.words());
  }
  if (reply.coverage().able() != reply.coverage().total()) {
    return "an agency was not connected";
  }
  if (static_cast<std::size_t>(reply.subjects_size()) != people) {
    return "outcomes for another number of people";
  }
  for (const auto& outcome : reply.subjects()) {
    if (SaysBothAreInvolved(outcome)) continue;
    return absl::StrCat(outcome.outcome(), " with ", outcome.answers_size(),
                        " answers");
  }
  return "";
}

std::string Ask(desk::DeskClient& desk,
                const std::vector<const desk::v1::Person*>& people) {
  const auto reply = desk.Check(RequestFor(people));
  return reply.ok() ? Fault(*reply, people.size())
                    : std::string(reply.status().message());
}

}  // namespace

CpuByKind operator-(const CpuByKind& a, const CpuByKind& b) {
  return {.broker = a.broker - b.broker,
          .key_holder = a.key_holder - b.key_holder,
          .asker = a.asker - b.asker,
          .holders = a.holders - b.holders};
}

absl::StatusOr<std::unique_ptr<CheckStand>> CheckStand::Start(
    const std::string& dir, const std::string& programs, const Clock& clock,
    Random& random) {
  const std::string samples = dir + "/samples";
  KITH_RETURN_IF_ERROR(
      WriteBenchSample(samples, kSample, {kScheme}, "standard"));
  KITH_ASSIGN_OR_RETURN(
      std::unique_ptr<DemoNetwork> network,
      DemoNetwork::Make(dir, programs, clock, random, ThreeAgencies(samples)));
  KITH_RETURN_IF_ERROR(network->StartAll());
  std::unique_ptr<CheckStand> stand(new CheckStand(std::move(network)));
  KITH_RETURN_IF_ERROR(stand->Publish());
  KITH_RETURN_IF_ERROR(stand->ChoosePeople());
  return stand;
}

absl::Status CheckStand::Publish() {
  const std::string folder = network_->folder("families");
  KITH_RETURN_IF_ERROR(
      WriteFamilyFiles(Families(), folder, [](std::uint64_t) {}).status());
  KITH_ASSIGN_OR_RETURN(const std::string csv,
                        ReadFile(In(folder, "index.csv"), kMaxCsvBytes));
  for (const char* holder : kHoldersIds) {
    KITH_ASSIGN_OR_RETURN(
        const desk::v1::ImportReport report,
        network_->Import({holder, csv, std::string(FamilyColumnMap())}, true));
    if (!report.accepted()) {
      return absl::InternalError(
          absl::StrCat("the import was refused: ", report.file_fault()));
    }
  }
  for (const char* holder : kHoldersIds) {
    KITH_RETURN_IF_ERROR(network_->WaitPublished(holder));
  }
  return absl::OkStatus();
}

// Of the families some are too alike to be told from each other.
absl::Status CheckStand::ChoosePeople() {
  KITH_RETURN_IF_ERROR(ReadFamilies(Families(), [&](Side,
                                                    LinkagePerson person) {
    const bool usable = !person.refused && !person.details.identifiers.empty();
    if (!usable || people_.size() == kPeople) return absl::OkStatus();
    desk::v1::Person chosen = agent::PersonFrom(person.details);
    if (Ask(network_->desk(kAsker), {&chosen}).empty()) {
      people_.push_back(std::move(chosen));
    }
    return absl::OkStatus();
  }));
  if (people_.size() == kPeople) return absl::OkStatus();
  return absl::UnavailableError(
      "too few people were found at both agencies; see the agents' logs");
}

std::string CheckStand::Check(std::size_t people, std::size_t number) {
  std::vector<const desk::v1::Person*> asked;
  for (std::size_t i = 0; i < people; ++i) {
    asked.push_back(&people_[(number + i) % kPeople]);
  }
  return Ask(network_->desk(kAsker), asked);
}

absl::StatusOr<absl::Duration> CheckStand::CpuOf(const std::string& who) const {
  return CpuOfProcess(network_->pid(who));
}

absl::StatusOr<CpuByKind> CheckStand::Cpu() const {
  CpuByKind cpu;
  KITH_ASSIGN_OR_RETURN(cpu.broker, CpuOf("broker"));
  KITH_ASSIGN_OR_RETURN(cpu.key_holder, CpuOf("keyholder"));
  KITH_ASSIGN_OR_RETURN(cpu.asker, CpuOf(kAsker));
  for (const char* holder : kHoldersIds) {
    KITH_ASSIGN_OR_RETURN(const absl::Duration one, CpuOf(holder));
    cpu.holders += one;
  }
  return cpu;
}

absl::StatusOr<std::vector<DirectCheck::Subject>> CheckStand::Subjects(
    std::size_t people, std::size_t number) const {
  KITH_ASSIGN_OR_RETURN(
      const std::shared_ptr<const Network> network,
      Network::Load(network_->folder(kAsker) + "/network.kith"));
  std::vector<DirectCheck::Subject> subjects;
  for (std::size_t i = 0; i < people; ++i) {
    KITH_ASSIGN_OR_RETURN(
        const auto identity,
        agent::NormalisePerson(people_[(number + i) % kPeople], *network));
    DirectCheck::Subject subject;
    for (const auto& key : agent::AskedKeysOf(identity, *network, kAsker)) {
      KITH_ASSIGN_OR_RETURN(std::string input,
                            agent::OprfInput(network->id(), key));
      subject.inputs.push_back(std::move(input));
      subject.strong.push_back(key.strong);
    }
    subjects.push_back(std::move(subject));
  }
  return subjects;
}

absl::Duration CheckStand::release() const {
  return absl::Milliseconds(kReleaseMs);
}

}  // namespace kith::deploy
