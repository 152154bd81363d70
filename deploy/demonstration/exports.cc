// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/exports.h"

#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "deploy/demonstration/dice.h"
#include "deploy/demonstration/layouts.h"
#include "deploy/demonstration/population.h"
#include "deploy/demonstration/story.h"

namespace kith::deploy {
namespace {

constexpr Agency kAgencies[] = {Agency::kSchool, Agency::kHealthVisiting,
                                Agency::kHomes, Agency::kEarlyHelp,
                                Agency::kCharity};

std::string Quoted(const std::string& cell) {
  if (cell.find_first_of(",\"\r\n") == std::string::npos) return cell;
  return absl::StrCat("\"", absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

void AppendRow(const std::vector<std::string>& cells, absl::string_view end,
               std::string& csv) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    absl::StrAppend(&csv, i == 0 ? "" : ",", Quoted(cells[i]));
  }
  absl::StrAppend(&csv, end);
}

// Only letters up to U+00FF are in the name pool, where the two agree.
std::string ToWindows1252(const std::string& utf8) {
  std::string out;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    if ((lead & 0xFE) == 0xC2 && i + 1 < utf8.size()) {
      ++i;
      out.push_back(static_cast<char>(((lead & 0x03) << 6) | (utf8[i] & 0x3F)));
    } else {
      out.push_back(utf8[i]);
    }
  }
  return out;
}

AgencyExport ExportOf(Agency agency, const std::vector<Holding>& holdings) {
  const Layout& layout = LayoutOf(agency);
  const absl::string_view end = layout.windows ? "\r\n" : "\n";
  std::string csv = layout.has_mark ? "\xEF\xBB\xBF" : "";
  AppendRow(layout.header, end, csv);
  std::size_t number = 0;
  for (const Holding& holding : holdings) {
    if (holding.agency != agency) continue;
    AppendRow(layout.row(holding, ++number), end, csv);
  }
  if (layout.windows) csv = ToWindows1252(csv);
  return {std::string(layout.agency.data(), layout.agency.size()),
          std::move(csv), std::string(layout.map.data(), layout.map.size())};
}

// Rows 2 and 5 are good; every other has one fault.
std::string BadCsv() {
  const Layout& layout = LayoutOf(Agency::kHomes);
  std::vector<Holding> tenants;
  for (Holding& holding : StoryHoldings()) {
    if (holding.agency == Agency::kHomes) tenants.push_back(std::move(holding));
  }
  const auto good = [&](std::size_t number) {
    return layout.row(tenants[number % tenants.size()], number);
  };
  const auto with = [&](std::size_t number, std::size_t cell,
                        const char* text) {
    std::vector<std::string> cells = good(number);
    cells[cell] = text;
    return cells;
  };
  std::string csv;
  AppendRow(layout.header, "\n", csv);
  AppendRow(good(1), "\n", csv);
  AppendRow(with(2, 6, "31.02.1990"), "\n", csv);  // No such date.
  AppendRow(with(3, 1, "R00001"), "\n", csv);      // A person twice.
  AppendRow(good(4), "\n", csv);
  std::vector<std::string> nameless = with(5, 3, "");
  nameless[4] = "";
  AppendRow(nameless, "\n", csv);
  std::vector<std::string> long_contact = with(6, 11, "Pat Example");
  long_contact[12] = std::string(61, '0');
  AppendRow(long_contact, "\n", csv);
  AppendRow(with(7, 4, "Fair\xFFholme"), "\n", csv);
  std::vector<std::string> short_row = good(8);
  short_row.pop_back();
  AppendRow(short_row, "\n", csv);
  return csv;
}

absl::Status WriteFile(const std::filesystem::path& path,
                       const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  std::error_code error;
  std::filesystem::permissions(
      path,
      std::filesystem::perms::owner_read | std::filesystem::perms::owner_write,
      error);
  file << bytes;
  file.close();
  if (!file.fail() && !error) return absl::OkStatus();
  return absl::UnavailableError("demonstration: an export cannot be written");
}

// A family is asked anew before a year is over; the newest answer is kept.
void AskAnew(Support& support, absl::CivilDay today) {
  constexpr int kDays = 300;
  while (today - support.consented > kDays) support.consented += kDays;
}

}  // namespace

Demonstration MakeDemonstration(std::uint64_t seed, absl::CivilDay today,
                                std::size_t families) {
  Dice dice(seed);
  std::vector<Holding> holdings = StoryHoldings();
  for (Holding& holding :
       SpreadFamilies(MakeFamilies(families, today, dice), today, dice)) {
    holdings.push_back(std::move(holding));
  }
  for (Holding& holding : holdings) {
    if (holding.support.has_value()) AskAnew(*holding.support, today);
  }
  Demonstration demonstration;
  for (const Agency agency : kAgencies) {
    demonstration.exports.push_back(ExportOf(agency, holdings));
  }
  demonstration.bad_csv = BadCsv();
  demonstration.enemy_terms = MakeEnemyTerms(holdings);
  return demonstration;
}

absl::Status WriteDemonstration(const Demonstration& demonstration,
                                const std::string& directory) {
  for (const AgencyExport& one : demonstration.exports) {
    const std::filesystem::path folder =
        std::filesystem::path(directory) / one.agency;
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all,
                                 error);
    absl::Status status = WriteFile(folder / "export.csv", one.csv);
    status.Update(WriteFile(folder / "column_map.textproto", one.map));
    if (one.agency == LayoutOf(Agency::kHomes).agency) {
      status.Update(WriteFile(folder / "bad.csv", demonstration.bad_csv));
    }
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace kith::deploy
