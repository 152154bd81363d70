// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/equality_stand.h"

#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "agent/register/register.h"
#include "agent/relay/grpc_centre.h"
#include "deploy/bench/bench_folder.h"
#include "deploy/bench/bench_member.h"
#include "deploy/bench/bench_rows.h"
#include "deploy/bench/equality_people.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/audit_log.h"
#include "kith/log/v1/log.pb.h"

namespace kith::deploy {
namespace {

constexpr char kAsker[] = "bench-asker";
constexpr char kCouncil[] = "bench-council";
constexpr char kSensitiveCharity[] = "bench-charity";
constexpr char kSample[] = "bench";
constexpr char kScheme[] = "nhs-number";
// The sample's power for hearing who asks about people who are hidden.
constexpr char kGateway[] = "children-act-2004-s11";
constexpr std::uint32_t kReleaseMs = 300;
// Allowances are not what is measured.
constexpr std::uint32_t kLifted = 4'000'000'000;
constexpr std::size_t kRefBytes = 16;
// Long enough for its rows to reach the index first.
constexpr absl::Duration kEndsSoon = absl::Seconds(3);
constexpr absl::Duration kHolds = absl::Hours(24);
constexpr std::uint64_t kEntriesAtOnce = 65'536;

DemoNetwork::Plan ThreeAgencies(const std::string& samples) {
  return {
      .members = {{kAsker, "Asker", "education", false, "", kLifted},
                  {kCouncil, "Council", "local-authority", false, kGateway},
                  {kSensitiveCharity, "Charity", "charity", true, kGateway}},
      .release_ms = kReleaseMs,
      .sample = kSample,
      .sample_dir = samples,
      .lift_limits = true};
}

BenchRows RowsOf(const WireAsker::Subject& subject, absl::Time ends,
                 Random& random) {
  BenchRows rows{.ground_ref = random.Bytes(kRefBytes), .ground_ends = ends};
  for (const agent::SubjectTokens& epoch : subject.epochs) {
    for (std::size_t i = 0; i < epoch.pairs.size(); ++i) {
      rows.keys.push_back({epoch.pairs[i].token, epoch.strong[i]});
    }
  }
  return rows;
}

// Calls `each` with every opening of `agency` in the broker's log.
absl::Status ForEachOpening(
    const DemoNetwork& network, const std::string& agency, std::uint64_t from,
    const std::function<void(const log::v1::Opening&)>& each) {
  KITH_ASSIGN_OR_RETURN(const std::uint64_t size, network.LogSize("broker"));
  KITH_ASSIGN_OR_RETURN(const auto db, network.OpenDatabase("broker"));
  for (; from < size; from += kEntriesAtOnce) {
    KITH_ASSIGN_OR_RETURN(
        const std::vector<log::v1::LeafOpening> leaves,
        tlog::AuditLog::ReadOpenings(*db, agency, from, kEntriesAtOnce));
    for (const log::v1::LeafOpening& leaf : leaves) {
      log::v1::Opening opening;
      if (!opening.ParseFromString(leaf.opening())) {
        return absl::DataLossError("an opening cannot be read");
      }
      each(opening);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<EqualityStand>> EqualityStand::Start(
    const std::string& dir, const std::string& programs, const Clock& clock,
    Random& random) {
  const std::string samples = dir + "/samples";
  KITH_RETURN_IF_ERROR(
      WriteBenchSample(samples, kSample, {kScheme}, "standard"));
  KITH_ASSIGN_OR_RETURN(
      std::unique_ptr<DemoNetwork> network,
      DemoNetwork::Make(dir, programs, clock, random, ThreeAgencies(samples)));
  KITH_RETURN_IF_ERROR(network->StartAll());
  std::unique_ptr<EqualityStand> stand(
      new EqualityStand(std::move(network), clock, random));
  KITH_ASSIGN_OR_RETURN(
      stand->asker_,
      WireAsker::Start(stand->network_->folder(kAsker), kAsker, clock, random));
  KITH_RETURN_IF_ERROR(stand->Import());
  KITH_RETURN_IF_ERROR(stand->MakeSubjects());
  KITH_RETURN_IF_ERROR(stand->PublishEnded());
  return stand;
}

absl::Status EqualityStand::Import() {
  for (const AgencyExport& from :
       {CouncilExport(kCouncil), CharityExport(kSensitiveCharity)}) {
    KITH_ASSIGN_OR_RETURN(const desk::v1::ImportReport report,
                          network_->Import(from, /*accept=*/true));
    if (!report.accepted() || report.rejected() != 0) {
      return absl::InternalError(
          absl::StrCat("the import was refused: ", report.file_fault()));
    }
    KITH_RETURN_IF_ERROR(network_->WaitPublished(from.agency));
  }
  return absl::OkStatus();
}

absl::Status EqualityStand::MakeSubjects() {
  for (std::size_t kind = 0; kind < kNegatives; ++kind) {
    for (std::size_t i = 0; i < kSubjects; ++i) {
      KITH_ASSIGN_OR_RETURN(
          WireAsker::Subject subject,
          asker_->MakeSubject(AskedPerson(static_cast<Negative>(kind), i)));
      subjects_[kind].push_back(std::move(subject));
    }
  }
  return absl::OkStatus();
}

// An agent takes such rows out of the index within a minute; until then, and
// where one is down, they are there. Here they stay for the whole run, because
// the council's agent knows nothing of them.
absl::Status EqualityStand::PublishEnded() {
  const Network& network = asker_->network();
  KITH_ASSIGN_OR_RETURN(
      BenchMember loaded,
      LoadBenchMember(network, network_->folder(kCouncil), kCouncil));
  const auto council = std::make_shared<const BenchMember>(std::move(loaded));
  const std::shared_ptr<agent::Broker> broker =
      agent::MakeBroker(agent::DialBroker(network, council->tls));
  expired_at_ = clock_.Now() + kEndsSoon;
  std::vector<BenchRows> people;
  std::vector<std::string> withdrawn;
  for (std::size_t i = 0; i < kSubjects; ++i) {
    people.push_back(
        RowsOf(subject(Negative::kExpired, i), expired_at_, random_));
    people.push_back(RowsOf(subject(Negative::kWithdrawn, i),
                            clock_.Now() + kHolds, random_));
    withdrawn.push_back(people.back().ground_ref);
  }
  KITH_RETURN_IF_ERROR(PublishBenchRows(*broker, council->signer, network,
                                        clock_, random_, people));
  withdrawn_ = std::async(
      std::launch::async,
      [this, council, broker, withdrawn = std::move(withdrawn)] {
        return WithdrawBenchGrounds(*broker, council->signer, asker_->network(),
                                    random_, withdrawn);
      });
  return absl::OkStatus();
}

absl::Status EqualityStand::WaitUntilEnded() {
  absl::SleepFor(expired_at_ - clock_.Now() + absl::Milliseconds(50));
  return withdrawn_.get();
}

absl::Duration EqualityStand::release() const {
  return absl::Milliseconds(kReleaseMs);
}

absl::StatusOr<std::map<std::string, std::string>> EqualityStand::EntriesFrom(
    std::uint64_t from) const {
  std::map<std::string, std::string> entries;
  KITH_RETURN_IF_ERROR(ForEachOpening(
      *network_, kAsker, from, [&](const log::v1::Opening& opening) {
        log::v1::EnquiryDetail detail;
        if (!detail.ParseFromString(opening.detail())) return;
        std::string& names = entries[detail.enquiry_id()];
        absl::StrAppend(&names, names.empty() ? "" : " ",
                        log::v1::Event_Name(opening.event()).substr(6));
      }));
  return entries;
}

absl::StatusOr<std::uint64_t> EqualityStand::LateFrom(
    std::uint64_t from) const {
  std::uint64_t late = 0;
  for (const char* holder : {kCouncil, kSensitiveCharity}) {
    KITH_RETURN_IF_ERROR(ForEachOpening(
        *network_, holder, from, [&](const log::v1::Opening& opening) {
          late += opening.event() == log::v1::EVENT_LATE;
        }));
  }
  return late;
}

absl::StatusOr<std::uint64_t> EqualityStand::Touches(
    const std::string& holder) const {
  KITH_ASSIGN_OR_RETURN(const auto db, network_->OpenDatabase(holder));
  KITH_ASSIGN_OR_RETURN(
      Statement touches,
      db->Prepare("SELECT count(*) FROM asked_about WHERE touch = 1"));
  KITH_RETURN_IF_ERROR(touches.Step().status());
  return static_cast<std::uint64_t>(touches.Int(0));
}

absl::StatusOr<EqualityStand::Reached> EqualityStand::ReachedSoFar() const {
  Reached reached;
  KITH_ASSIGN_OR_RETURN(const auto db, network_->OpenDatabase(kCouncil));
  KITH_ASSIGN_OR_RETURN(reached.no_match, agent::Register(*db).WronglyOpened());
  KITH_ASSIGN_OR_RETURN(reached.silent, Touches(kCouncil));
  KITH_ASSIGN_OR_RETURN(reached.sensitive, Touches(kSensitiveCharity));
  return reached;
}

}  // namespace kith::deploy
