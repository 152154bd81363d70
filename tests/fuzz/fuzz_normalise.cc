// SPDX-License-Identifier: Apache-2.0
// What somebody typed or a system exported, in every field at once.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "agent/identity/normalise.h"

namespace {

bool IsNamePart(const std::string& part) {
  return !part.empty() && part.size() <= kith::agent::kMaxNamePartBytes &&
         std::all_of(part.begin(), part.end(), [](char c) {
           return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
         });
}

void Check(const std::vector<std::string>& parts) {
  if (parts.size() > kith::agent::kMaxNameParts) std::abort();
  if (!std::all_of(parts.begin(), parts.end(), IsNamePart)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  kith::agent::PersonDetails details;
  details.forenames = text;
  details.surname = text;
  details.previous_surnames = {text};
  details.sex = text;
  details.postcode = text;
  details.house = text;
  details.previous_addresses = {{text, text}};
  const auto identity = kith::agent::Normalise(details, {});
  if (!identity.ok()) std::abort();  // These fields never fail.
  Check(identity->forenames);
  Check(identity->surname);
  Check(identity->previous_surnames);
  // The fields that may be refused must not crash.
  (void)kith::agent::ParseDateOfBirth(text);
  (void)kith::agent::NormaliseIdentifier({"upn", text}, {});
  (void)kith::agent::NormaliseIdentifier({"nhs-number", text}, {});
  return 0;
}
