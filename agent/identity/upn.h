// SPDX-License-Identifier: Apache-2.0
//
// Unique pupil numbers: a check letter and twelve characters, the last of which
// is a letter if the number is temporary.
//
// The check follows the UK Government Data Standards Catalogue, "Unique Pupil
// Number", version 2.0, and the Department for Education's validation rule 1510
// for the school census; the worked number is that of python-stdnum's
// stdnum.gb.upn.
#ifndef KITH_AGENT_IDENTITY_UPN_H_
#define KITH_AGENT_IDENTITY_UPN_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace kith::agent {

// The 13 characters in upper case. Spaces, no-break spaces and hyphens are
// dropped. INVALID_ARGUMENT, never with the value, if anything else is in it,
// the form is another or the check letter is wrong.
absl::StatusOr<std::string> NormaliseUpn(absl::string_view text);

// The check letter of what follows it: eleven digits, then a digit or one of
// the letters A-Z without I, O and S. 0 for anything else.
char UpnCheckLetter(absl::string_view twelve);

}  // namespace kith::agent

#endif  // KITH_AGENT_IDENTITY_UPN_H_
