// SPDX-License-Identifier: Apache-2.0
//
// How common names are among the people an agency knows: two strangers share a
// common name more easily than a rare one.
#ifndef KITH_AGENT_IDENTITY_NAME_FREQUENCIES_H_
#define KITH_AGENT_IDENTITY_NAME_FREQUENCIES_H_

#include <cstddef>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "agent/identity/identity.h"

namespace kith::agent {

// Counts of first forenames and principal surnames. Const calls are
// thread-safe.
class NameFrequencies {
 public:
  void Add(const Identity& identity);

  // What is added to the evidence when two names are exactly equal: 0.6 of the
  // bits by which the name is rarer than one in 147, between -2.5 and 3. 0
  // while fewer than 100 people are counted.
  double ForenameBits(absl::string_view forename) const;
  double SurnameBits(absl::string_view surname) const;

  // Whether at least two people bear this forename: it is then a name, not a
  // misspelling of another.
  bool IsKnownForename(absl::string_view forename) const;

 private:
  using Counts = absl::flat_hash_map<std::string, std::size_t>;
  static double Bits(const Counts& counts, std::size_t people,
                     absl::string_view name);

  Counts forenames_;
  Counts surnames_;
  std::size_t people_ = 0;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_NAME_FREQUENCIES_H_
