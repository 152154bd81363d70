// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/publishing_bench.h"

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "deploy/bench/bench_folder.h"
#include "deploy/bench/direct_tokens.h"
#include "deploy/demonstration/demo_network.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr char kAgency[] = "bench-agency";
constexpr char kSample[] = "bench";
constexpr absl::Duration kDirect = absl::Seconds(5);
// Allowances are not what is measured.
constexpr std::uint32_t kAsks = 1'000;
constexpr std::uint32_t kRegister = 10'000'000;

using Progress = std::function<void(const desk::v1::PublishProgress&)>;

DemoNetwork::Plan OneAgency(const std::string& sample_dir) {
  return {.members = {{kAgency, "Bench", "local-authority", false, "", kAsks,
                       kRegister}},
          .sample = kSample,
          .sample_dir = sample_dir};
}

std::string Quoted(const std::string& field) {
  return absl::StrCat("\"", absl::StrReplaceAll(field, {{"\"", "\"\""}}), "\"");
}

absl::StatusOr<std::string> RegisterAsCsv(FamilyOptions options) {
  options.asked = 0;
  std::string csv = absl::StrCat(absl::StrJoin(FamilyColumns(), ","), "\n");
  KITH_RETURN_IF_ERROR(MakeFamilyRows(
      options, [&](Side side, const std::vector<std::string>& fields) {
        if (side != Side::kIndex) return absl::OkStatus();
        std::vector<std::string> quoted;
        for (const std::string& field : fields) quoted.push_back(Quoted(field));
        absl::StrAppend(&csv, absl::StrJoin(quoted, ","), "\n");
        return absl::OkStatus();
      }));
  return csv;
}

absl::StatusOr<std::uint64_t> Number(const DemoNetwork& network,
                                     const std::string& who, const char* sql) {
  KITH_ASSIGN_OR_RETURN(const std::unique_ptr<SealedDb> db,
                        network.OpenDatabase(who));
  KITH_ASSIGN_OR_RETURN(Statement get, db->Prepare(sql));
  KITH_ASSIGN_OR_RETURN(const bool any, get.Step());
  return any ? static_cast<std::uint64_t>(get.Int(0)) : 0;
}

absl::StatusOr<std::uint64_t> TokensMade(const DemoNetwork& network) {
  return Number(network, kAgency, "SELECT count(*) FROM made_token");
}

// Watches until publishing is done.
class Publication {
 public:
  Publication(DemoNetwork& network, const Clock& clock,
              const Progress& progress)
      : network_(network), clock_(clock), progress_(progress) {}

  absl::Status WatchToTheEnd() {
    return network_.desk(kAgency).WatchPublishing({}, progress_);
  }

  // Kills the agent in the middle; `figures` are told what was kept.
  absl::Status KillHalfWay(PublishingFigures& figures) {
    bool killed = false;
    const absl::Status watched = network_.desk(kAgency).WatchPublishing(
        {}, [&](const desk::v1::PublishProgress& now) {
          progress_(now);
          const bool half = now.people_waiting() > 0 &&
                            now.people_waiting() <= now.people_total() / 2;
          if (!half || killed) return;
          killed = true;
          network_.Kill(kAgency);
        });
    if (!killed) {
      return watched.ok() ? absl::FailedPreconditionError(
                                "too few people: all was published before the "
                                "agent could be killed")
                          : watched;
    }
    const absl::Duration at = clock_.Monotonic();
    KITH_ASSIGN_OR_RETURN(figures.tokens_before_kill, TokensMade(network_));
    KITH_RETURN_IF_ERROR(network_.StartAgent(kAgency));
    KITH_RETURN_IF_ERROR(network_.WaitConnected({kAgency}));
    return WatchAgain(at, figures);
  }

 private:
  absl::Status WatchAgain(absl::Duration killed_at,
                          PublishingFigures& figures) {
    std::optional<std::uint64_t> first_waiting;
    return network_.desk(kAgency).WatchPublishing(
        {}, [&](const desk::v1::PublishProgress& now) {
          progress_(now);
          if (figures.interrupted > absl::ZeroDuration()) return;
          if (!first_waiting && now.people_waiting() > 0) {
            first_waiting = now.people_waiting();
          }
          if (first_waiting && now.people_waiting() < *first_waiting) {
            figures.interrupted = clock_.Monotonic() - killed_at;
          }
        });
  }

  DemoNetwork& network_;
  const Clock& clock_;
  const Progress& progress_;
};

absl::Status Import(DemoNetwork& network, const std::string& csv,
                    const Clock& clock, PublishingFigures& figures) {
  const absl::Duration started = clock.Monotonic();
  KITH_ASSIGN_OR_RETURN(
      const desk::v1::ImportReport report,
      network.Import({kAgency, csv, std::string(FamilyColumnMap())}, true));
  if (!report.accepted()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the import was refused: ", report.file_fault()));
  }
  figures.importing = clock.Monotonic() - started;
  return absl::OkStatus();
}

absl::Status CountAtTheEnd(const DemoNetwork& network,
                           PublishingFigures& figures) {
  KITH_ASSIGN_OR_RETURN(
      figures.people,
      Number(network, kAgency,
             "SELECT count(*) FROM person WHERE listed_as <> x''"));
  KITH_ASSIGN_OR_RETURN(figures.rows, Number(network, "broker",
                                             "SELECT count(*) FROM index_row"));
  KITH_ASSIGN_OR_RETURN(figures.tokens, TokensMade(network));
  KITH_ASSIGN_OR_RETURN(const std::uint64_t elements,
                        Number(network, "keyholder",
                               "SELECT sum(elements) FROM charge "
                               "WHERE use = 'publish'"));
  figures.elements_beside = elements - figures.tokens;
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PublishingFigures> MeasurePublishing(
    const PublishingBench& bench, const Clock& clock, Random& random,
    const Progress& progress) {
  PublishingFigures figures;
  KITH_ASSIGN_OR_RETURN(const std::string csv, RegisterAsCsv(bench.families));
  const std::string samples = bench.dir + "/samples";
  KITH_RETURN_IF_ERROR(
      WriteBenchSample(samples, kSample, {"nhs-number"}, bench.profile));
  KITH_ASSIGN_OR_RETURN(figures.direct_before,
                        DirectTokensPerSecond(kDirect, clock, random));
  KITH_ASSIGN_OR_RETURN(const std::unique_ptr<DemoNetwork> network,
                        DemoNetwork::Make(bench.dir, bench.programs, clock,
                                          random, OneAgency(samples)));
  KITH_RETURN_IF_ERROR(network->StartAll());
  KITH_RETURN_IF_ERROR(Import(*network, csv, clock, figures));
  const absl::Duration imported = clock.Monotonic();
  Publication publication(*network, clock, progress);
  KITH_RETURN_IF_ERROR(bench.kill ? publication.KillHalfWay(figures)
                                  : publication.WatchToTheEnd());
  figures.publishing = clock.Monotonic() - imported;
  KITH_RETURN_IF_ERROR(CountAtTheEnd(*network, figures));
  network->KillAll();
  KITH_ASSIGN_OR_RETURN(figures.direct_after,
                        DirectTokensPerSecond(kDirect, clock, random));
  return figures;
}

}  // namespace kith::deploy
