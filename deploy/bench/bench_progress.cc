// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/bench_progress.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace kith::deploy {
namespace {

constexpr std::uint64_t kBarColumns = 30;
constexpr absl::Duration kEvery = absl::Milliseconds(200);

}  // namespace

std::string ProgressLine(const std::string& what, std::uint64_t done,
                         std::uint64_t wanted, absl::Duration elapsed) {
  const std::uint64_t most = std::max<std::uint64_t>(wanted, 1);
  const std::uint64_t counted = std::min(done, most);
  const auto filled = static_cast<std::size_t>(counted * kBarColumns / most);
  std::string line = absl::StrCat("[", std::string(filled, '#'),
                                  std::string(kBarColumns - filled, '.'), "] ",
                                  counted, " of ", wanted, " ", what);
  const double seconds = absl::ToDoubleSeconds(elapsed);
  if (seconds <= 0 || counted == 0) return line;
  const double rate = static_cast<double>(counted) / seconds;
  const double left = static_cast<double>(most - counted) / rate;
  absl::StrAppend(&line, ", ", static_cast<std::uint64_t>(rate), " a second, ",
                  static_cast<std::uint64_t>(left), " s left");
  return line;
}

void BenchProgress::Show(std::uint64_t done) {
  if (!terminal_.out_is_tty) return;
  const absl::Duration now = terminal_.clock.Monotonic();
  if (now - shown_ < kEvery) return;
  shown_ = now;
  terminal_.out << "\r\033[K"
                << ProgressLine(what_, done, wanted_, now - started_)
                << std::flush;
}

void BenchProgress::Clear() {
  if (terminal_.out_is_tty) terminal_.out << "\r\033[K" << std::flush;
}

}  // namespace kith::deploy
