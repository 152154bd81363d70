// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/family_matching.h"

#include <utility>

#include "agent/connectors/column_map.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kRowsAtATime = 4096;

using Each = std::function<absl::Status(Side, LinkagePerson)>;

// Gathers the rows of one side. Not thread-safe.
class Reader {
 public:
  Reader(Side side, config::v1::ColumnMap map, const Each& each)
      : side_(side),
        file_{side == Side::kIndex ? "index" : "query", std::move(map),
              "truth"},
        each_(each) {
    table_.header = FamilyColumns();
  }

  absl::Status Add(const std::vector<std::string>& fields) {
    table_.rows.push_back({.line = ++line_, .fields = fields, .fault = ""});
    return table_.rows.size() < kRowsAtATime ? absl::OkStatus() : Flush();
  }

  absl::Status Flush() {
    KITH_ASSIGN_OR_RETURN(const TruthRule rule, TruthRule::Create("", ""));
    KITH_ASSIGN_OR_RETURN(auto people, ReadPeople(file_, table_, rule));
    table_.rows.clear();
    for (LinkagePerson& person : people) {
      KITH_RETURN_IF_ERROR(each_(side_, std::move(person)));
    }
    return absl::OkStatus();
  }

 private:
  const Side side_;
  const LinkageFile file_;
  const Each& each_;
  agent::CsvTable table_;
  std::int64_t line_ = 1;  // The header's.
};

}  // namespace

absl::Status ReadFamilies(const FamilyOptions& options, const Each& each) {
  KITH_ASSIGN_OR_RETURN(const auto map,
                        agent::ParseColumnMap(FamilyColumnMap()));
  Reader index(Side::kIndex, map, each);
  Reader query(Side::kQuery, map, each);
  KITH_RETURN_IF_ERROR(MakeFamilyRows(
      options, [&](Side side, const std::vector<std::string>& fields) {
        return (side == Side::kIndex ? index : query).Add(fields);
      }));
  KITH_RETURN_IF_ERROR(index.Flush());
  return query.Flush();
}

}  // namespace kith::deploy
