// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/import_flow.h"

#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "agent/connectors/column_map.h"
#include "agent/connectors/csv_reader.h"
#include "agent/connectors/record_reader.h"
#include "agent/connectors/rejected_csv.h"
#include "agent/flows/duplicates.h"
#include "agent/flows/import_plan.h"
#include "agent/flows/import_sample.h"
#include "agent/flows/last_import.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using DeskOptions = desk::v1::ImportOptions;
using desk::v1::ImportReport;

// Changes with every import of any source: a report made before is stale.
constexpr char kGeneration[] = "import-generation";

absl::Status CheckEnded(const ImportReport& report,
                        const DeskOptions& options) {
  if (!report.ends_many()) return absl::OkStatus();
  const std::uint32_t ended = report.ended();
  if (options.has_accept_ended() && options.accept_ended() == ended) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      ended, " of ", report.people_before(),
      " people would end, more than a tenth: is the export whole? If so, "
      "accept it with that number: kith import --accept-ended ",
      ended, ", or kith watch accept --ended ", ended));
}

std::string DigestOf(const DeskOptions& options, const std::string& content,
                     const std::string& generation, const ImportPlan& plan) {
  ImportReport counts = plan.report;
  counts.clear_faults();
  const Hash hash = Sha256(JoinFields(
      {options.map_text(), content, generation, counts.SerializeAsString()}));
  return absl::BytesToHexString(HashView(hash)).substr(0, 16);
}

// What whoever is asked to accept the import looks at.
absl::StatusOr<ImportReport> ForReview(const ImportContext& context,
                                       ImportPlan plan, Register& people) {
  KITH_ASSIGN_OR_RETURN(Duplicates duplicates,
                        FindDuplicates(plan, context.source, people));
  ImportReport report = std::move(plan.report);
  report.set_duplicates_certain(duplicates.certain);
  report.set_duplicates_possible(duplicates.possible);
  report.set_duplicates_more(duplicates.more);
  report.set_duplicates_csv(std::move(duplicates.csv));
  KITH_RETURN_IF_ERROR(AddSample(context, plan, people, report));
  return report;
}

}  // namespace

absl::StatusOr<ImportReport> ImportFlow::Run(const DeskOptions& options,
                                             const std::string& content) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const bool test_network = network->file().test_network();
  KITH_ASSIGN_OR_RETURN(const config::v1::ColumnMap map,
                        ParseColumnMap(options.map_text()));
  const absl::StatusOr<CsvTable> table = ParseCsv(content);
  absl::StatusOr<ImportResult> read =
      table.ok() ? ReadRecords(*table, map, {.test_network = test_network})
                 : table.status();
  if (!read.ok()) {
    ImportReport report;
    report.set_file_fault(std::string(read.status().message()));
    return report;
  }

  const ImportContext context{.network = *network,
                              .agency = parts_.agency,
                              .source = map.source(),
                              .pseudonym_key = parts_.pseudonym_key,
                              .now = parts_.clock.Now()};
  const auto plan_with = [&](Register& people) -> absl::StatusOr<ImportPlan> {
    KITH_ASSIGN_OR_RETURN(ImportPlan plan, PlanImport(context, *read, people));
    KITH_ASSIGN_OR_RETURN(const std::string generation,
                          people.GetSetting(kGeneration));
    plan.report.set_digest(DigestOf(options, content, generation, plan));
    if (!read->faults.empty()) {
      plan.report.set_rejected_csv(RejectedCsv(table->header, read->faults));
    }
    return plan;
  };
  if (options.accept_digest().empty()) {
    return parts_.reader.With(
        [&](Register& people) -> absl::StatusOr<ImportReport> {
          KITH_ASSIGN_OR_RETURN(ImportPlan plan, plan_with(people));
          return ForReview(context, std::move(plan), people);
        });
  }

  ImportReport report;
  const absl::Status status =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register people(db);
            KITH_ASSIGN_OR_RETURN(const ImportPlan plan, plan_with(people));
            if (plan.report.digest() != options.accept_digest()) {
              return absl::FailedPreconditionError(
                  "the file, its map or the register have changed since the "
                  "dry run; look at a new dry run first");
            }
            KITH_RETURN_IF_ERROR(CheckEnded(plan.report, options));
            KITH_RETURN_IF_ERROR(ApplyImport(plan, people));
            KITH_RETURN_IF_ERROR(
                people.PutSetting(kGeneration, plan.report.digest()));
            KITH_RETURN_IF_ERROR(NoteImport(people, map.source(), plan.report,
                                            parts_.clock.Now()));
            report = plan.report;
            log::v1::CountDetail detail;
            detail.set_what("rows imported");
            detail.set_count(plan.people.size());
            detail.set_digest(HashBytes(Sha256(content)));
            return std::vector<tlog::Entry>{{log::v1::EVENT_IMPORTED,
                                             parts_.agency,
                                             detail.SerializeAsString(), ""}};
          })
          .status();
  if (!status.ok()) return status;
  report.set_accepted(true);
  return report;
}

}  // namespace kith::agent
