// SPDX-License-Identifier: Apache-2.0
//
// What a name sounds like, coarsely: the part of a match key that survives a
// spelling.
#ifndef KITH_AGENT_IDENTITY_SKELETON_H_
#define KITH_AGENT_IDENTITY_SKELETON_H_

#include <string>

#include "absl/strings/string_view.h"

namespace kith::agent {

// The consonant skeleton of one name part in [A-Z0-9]: at most 5 symbols of
// [AFJKLMNPRSTX]. Never empty if `part` holds a letter ("Ava" is "AF"), empty
// if it holds none.
//
// A first vowel is A, every other vowel, H and an inner W are nothing; PH, V
// and a first W are F; KN is N; SZ, CZ, CH, SH are X, but CH before a consonant
// is K; Q, hard C and G are K, a first G before E, I or Y is J, as is a first Y
// before a vowel; Z is S, D is T, B is P, an inner M is N; the endings -SKA and
// -SKI are one, -OVA and -OV are dropped; a symbol is not repeated.
std::string Skeleton(absl::string_view part);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_SKELETON_H_
