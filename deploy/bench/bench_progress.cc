// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/bench_progress.h"

#include "keys/base/progress_line.h"

namespace kith::deploy {
namespace {

constexpr absl::Duration kEvery = absl::Milliseconds(200);

}  // namespace

void BenchProgress::Show(std::uint64_t done) {
  if (!terminal_.out_is_tty) return;
  const absl::Duration now = terminal_.clock.Monotonic();
  if (now - shown_ < kEvery) return;
  shown_ = now;
  const Headway headway{
      .done = done, .wanted = wanted_, .elapsed = now - started_};
  terminal_.out << "\r\033[K" << ProgressBar(headway) << " "
                << ProgressWords(what_, headway) << std::flush;
}

void BenchProgress::Clear() {
  if (terminal_.out_is_tty) terminal_.out << "\r\033[K" << std::flush;
}

}  // namespace kith::deploy
