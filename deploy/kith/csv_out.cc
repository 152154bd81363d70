// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/csv_out.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"

namespace kith::deploy {
namespace {

// What formulas begin with, also in full width; and what is skipped first.
constexpr absl::string_view kStarts[] = {"=",
                                         "+",
                                         "-",
                                         "@",
                                         "\xef\xbc\x9d",
                                         "\xef\xbc\x8b",
                                         "\xef\xbc\x8d",
                                         "\xef\xbc\xa0"};
constexpr char kSkipped[] = " \t\r\n\v\f";

bool LooksLikeFormula(absl::string_view cell) {
  const std::size_t first = cell.find_first_not_of(kSkipped);
  if (first == absl::string_view::npos) return false;
  // A tab or line end in front of anything is one, too.
  if (cell.find_first_of("\t\r\n") < first) return true;
  return std::any_of(std::begin(kStarts), std::end(kStarts),
                     [&](absl::string_view start) {
                       return absl::StartsWith(cell.substr(first), start);
                     });
}

std::string Cell(absl::string_view cell) {
  return absl::StrCat("\"", LooksLikeFormula(cell) ? "'" : "",
                      absl::StrReplaceAll(cell, {{"\"", "\"\""}}), "\"");
}

}  // namespace

std::string CsvLine(const std::vector<std::string>& cells) {
  return absl::StrCat(
      absl::StrJoin(cells, ",",
                    [](std::string* out, const std::string& cell) {
                      absl::StrAppend(out, Cell(cell));
                    }),
      "\r\n");
}

}  // namespace kith::deploy
