// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BASE_PROGRESS_LINE_H_
#define KITH_KEYS_BASE_PROGRESS_LINE_H_

#include <cstdint>
#include <string>

#include "absl/time/time.h"

namespace kith {

// How far some long work has come.
struct Headway {
  std::uint64_t done = 0;
  std::uint64_t wanted = 0;
  // Of `done`, what was there when `elapsed` began; it says nothing of the
  // rate.
  std::uint64_t before = 0;
  absl::Duration elapsed;
};

// "[####......]"
std::string ProgressBar(const Headway& headway);
// "400 of 1000 people, 200 a second, 3 s left"; no rate before there is one.
std::string ProgressWords(const std::string& what, const Headway& headway);

}  // namespace kith

#endif  // KITH_KEYS_BASE_PROGRESS_LINE_H_
