// SPDX-License-Identifier: Apache-2.0
//
// One field of two identities at a time; the weights are those of the measured
// prototype (base-2 logarithms of m/u).
#ifndef KITH_AGENT_IDENTITY_COMPARE_FIELDS_H_
#define KITH_AGENT_IDENTITY_COMPARE_FIELDS_H_

#include "absl/strings/string_view.h"
#include "agent/identity/identity.h"
#include "agent/identity/match_keys.h"

namespace kith::agent {

struct Level {
  absl::string_view name;
  double weight;

  bool Is(absl::string_view other) const { return name == other; }
};

// "exact" "close" "swap" "nick" "middle" "alike" "initial" "crossed" "near"
// "missing" "conflict". "close" is a slip of the typing hand; "alike" is as
// like but may be another name; "near" names are known to be two, or short and
// one letter apart: Ava and Eva may be twins.
Level CompareForenames(const Identity& asked, const Identity& held);

// "exact" "close" "previous" "part" "swap" "alike" "near" "crossed" "missing"
// "generic" "conflict";
// "custom": the same, but one that strangers share by custom.
Level CompareSurnames(const Identity& asked, const Identity& held);

// "exact" "swap" "weak" "edit1" "weak year" "edit2" "two of three" "missing"
// "conflict". Wrong in the year and in another part is a conflict.
Level CompareDates(const DateOfBirth& asked, const DateOfBirth& held);

// "same" "different" "missing".
Level CompareSex(Sex asked, Sex held);

// "postcode and house" "postcode" "area and house" "house" "area" "missing".
Level CompareAddress(const AddressAgreement& agreement);

// "exact" "edit1" "edit2" "different" "missing"; "different nhs" for two
// different NHS numbers. The best over the schemes both sides have.
Level CompareIdentifiers(const Identity& asked, const Identity& held);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_COMPARE_FIELDS_H_
