// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/families/nhs_numbers.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kBodies = 1000000;

}  // namespace

std::string TestNumbers::Next() {
  while (tried_ < kBodies) {
    // The factor is coprime to the number of bodies: none comes twice.
    const std::size_t body = tried_++ * 482711 % kBodies;
    const std::string nine = absl::StrFormat("999%06d", body);
    int sum = 0;
    for (int i = 0; i < 9; ++i) {
      sum += (10 - i) * (nine[static_cast<std::size_t>(i)] - '0');
    }
    const int check = (11 - sum % 11) % 11;
    if (check < 10) return absl::StrCat(nine, check);
  }
  return "";
}

}  // namespace kith::deploy
