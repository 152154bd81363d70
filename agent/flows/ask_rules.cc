// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/ask_rules.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "agent/flows/person_keys.h"
#include "agent/identity/normalise.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using desk::v1::CheckRequest;
using enquiry::v1::AskGround;

// No text about anybody goes with a question: codes only.
absl::Status CheckCode(absl::string_view field, const std::string& code) {
  if (code.empty() || IsCode(code)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      field,
      ": a code and no text, like immediate-risk: small letters, digits "
      "and -, at most 40"));
}

// Each scheme once, and none that this agency may not use.
absl::Status CheckIdentifiers(const Identity& person,
                              const std::vector<std::string>& schemes) {
  std::set<std::string> seen;
  for (const Identifier& identifier : person.identifiers) {
    if (std::find(schemes.begin(), schemes.end(), identifier.scheme) ==
        schemes.end()) {
      return absl::InvalidArgumentError(absl::StrCat(
          "identifiers: this network does not let your agency use ",
          identifier.scheme, "; leave it out"));
    }
    if (!seen.insert(identifier.scheme).second) {
      return absl::InvalidArgumentError(absl::StrCat(
          "identifiers: ", identifier.scheme, " is given twice; give one"));
    }
  }
  return absl::OkStatus();
}

bool IsOfTheSameDetails(const Identity& a, const Identity& b) {
  return !a.forenames.empty() && !a.surname.empty() &&
         a.forenames == b.forenames && a.surname == b.surname &&
         a.date_of_birth == b.date_of_birth;
}

}  // namespace

absl::StatusOr<AskGround> ParseGround(const CheckRequest& request,
                                      const Network& network) {
  AskGround ground;
  if (request.ground() == "family-agreed") {
    ground.set_kind(AskGround::KIND_FAMILY_AGREED);
  } else if (request.ground() == "safeguarding") {
    ground.set_kind(AskGround::KIND_SAFEGUARDING);
  } else if (request.ground() == "urgent-access") {
    ground.set_kind(AskGround::KIND_URGENT_ACCESS);
  } else {
    return absl::InvalidArgumentError(
        "ground: family-agreed, safeguarding or urgent-access");
  }
  if (!request.gateway().empty() &&
      network.FindGateway(request.gateway()) == nullptr) {
    return absl::InvalidArgumentError(
        "gateway: one of the network file; `kith network print` lists them");
  }
  KITH_RETURN_IF_ERROR(CheckCode("necessity", request.necessity()));
  KITH_RETURN_IF_ERROR(CheckCode("told", request.told()));
  ground.set_gateway(request.gateway());
  ground.set_necessity(request.necessity());
  ground.set_told(request.told());
  return ground;
}

// INVARIANT (an error is never an answer): whom nobody could find is not asked
// about. Nor somebody several times with other addresses or numbers, to see
// which of them agree.
absl::Status CheckUsable(const Identity& person,
                         const std::vector<Identity>& before,
                         const Network& network, const std::string& agency) {
  KITH_RETURN_IF_ERROR(
      CheckIdentifiers(person, SchemesAllowed(network, agency)));
  KITH_ASSIGN_OR_RETURN(const Profile profile,
                        ParseProfile(network.file().profile()));
  if (!CanFindAnybody(AskedKeysOf(person, network, agency), profile)) {
    return absl::InvalidArgumentError(
        "nobody could be found by this; give forename, surname and the full "
        "date of birth, or a number that this network uses");
  }
  for (const Identity& other : before) {
    if (IsOfTheSameDetails(person, other)) {
      return absl::InvalidArgumentError(
          "the same name and date of birth as somebody before; ask about each "
          "person once");
    }
  }
  return absl::OkStatus();
}

bool HasAskersSurname(const std::vector<Identity>& people,
                      absl::string_view working_name) {
  for (const absl::string_view word :
       absl::StrSplit(working_name, absl::ByAnyChar(" ,.()"))) {
    for (const std::string& part : NormaliseName(word, NameKind::kSurname)) {
      if (part.size() < 2 || IsGenericSurname(part)) continue;
      for (const Identity& person : people) {
        const auto& theirs = person.surname;
        if (std::find(theirs.begin(), theirs.end(), part) != theirs.end()) {
          return true;
        }
      }
    }
  }
  return false;
}

}  // namespace kith::agent
