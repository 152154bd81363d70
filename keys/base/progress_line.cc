// SPDX-License-Identifier: Apache-2.0
#include "keys/base/progress_line.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace kith {
namespace {

constexpr std::uint64_t kBarColumns = 30;

std::uint64_t Counted(const Headway& headway) {
  return std::min(headway.done, headway.wanted);
}

}  // namespace

std::string ProgressBar(const Headway& headway) {
  const auto filled =
      static_cast<std::size_t>(Counted(headway) * kBarColumns /
                               std::max<std::uint64_t>(headway.wanted, 1));
  return absl::StrCat("[", std::string(filled, '#'),
                      std::string(kBarColumns - filled, '.'), "]");
}

std::string ProgressWords(const std::string& what, const Headway& headway) {
  const std::uint64_t counted = Counted(headway);
  std::string words = absl::StrCat(counted, " of ", headway.wanted, " ", what);
  const double seconds = absl::ToDoubleSeconds(headway.elapsed);
  if (seconds <= 0 || counted <= headway.before) return words;
  const double rate = static_cast<double>(counted - headway.before) / seconds;
  const double left = static_cast<double>(headway.wanted - counted) / rate;
  absl::StrAppend(&words, ", ", static_cast<std::uint64_t>(rate), " a second, ",
                  static_cast<std::uint64_t>(left), " s left");
  return words;
}

}  // namespace kith
