// SPDX-License-Identifier: Apache-2.0
//
// How each system lays out its export.
#ifndef KITH_DEPLOY_DEMONSTRATION_LAYOUTS_H_
#define KITH_DEPLOY_DEMONSTRATION_LAYOUTS_H_

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "deploy/demonstration/holdings.h"

namespace kith::deploy {

// The five forms in which these systems write a date.
enum class DateForm { kIso, kSlashes, kDots, kWords, kDashes };

// "2021-03-14" "14/03/2021" "14.03.2021" "14 Mar 2021" "14-Mar-2021".
std::string FormatDate(absl::CivilDay day, DateForm form);

struct Layout {
  absl::string_view agency;
  std::vector<std::string> header;
  // The cells of one row; `number` counts the rows from 1.
  std::vector<std::string> (*row)(const Holding& holding, std::size_t number);
  absl::string_view map;
  DateForm date_form;
  bool surname_first;
  bool windows;   // Windows-1252 and CRLF, else UTF-8.
  bool has_mark;  // UTF-8 with a byte-order mark.
};

const Layout& LayoutOf(Agency agency);

// The column maps, as text (column_maps.cc).
extern const absl::string_view kSchoolMap;
extern const absl::string_view kHealthVisitingMap;
extern const absl::string_view kHomesMap;
extern const absl::string_view kEarlyHelpMap;
extern const absl::string_view kCharityMap;

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_LAYOUTS_H_
