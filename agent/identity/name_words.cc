// SPDX-License-Identifier: Apache-2.0
#include "agent/identity/name_words.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "absl/strings/match.h"
#include "agent/identity/nicknames.h"
#include "agent/identity/normalise.h"

namespace kith::agent {
namespace {

using Words = std::vector<std::string>;

template <std::size_t kSize>
bool IsOneOf(absl::string_view word, const absl::string_view (&words)[kSize]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// "XXX", "AAAA".
bool IsOneLetterRepeated(absl::string_view word) {
  return word.size() >= 3 &&
         word.find_first_not_of(word[0]) == absl::string_view::npos;
}

bool SaysNothing(const Words& words) {
  static constexpr absl::string_view kAlone[] = {
      "UNKNOWN",   "UNKOWN",   "UNKNWN",      "NK",        "NKN",
      "NFN",       "FNU",      "LNU",         "TBC",       "TBA",
      "TBD",       "NULL",     "NONE",        "NOTKNOWN",  "NONAME",
      "NOTSTATED", "UNNAMED",  "XX",          "ANON",      "ANONYMOUS",
      "TEST",      "TESTING",  "TESTPATIENT", "DUMMY",     "PLACEHOLDER",
      "REDACTED",  "FORENAME", "SURNAME",     "FIRSTNAME", "LASTNAME",
      "UNDEFINED"};
  static constexpr absl::string_view kAfterNo[] = {
      "NAME", "FORENAME", "SURNAME", "FIRST", "LAST", "GIVEN"};
  const std::string& first = words[0];
  if (IsOneOf(first, kAlone) || IsOneLetterRepeated(first)) return true;
  if (absl::StartsWith(first, "ZZZ") || absl::StartsWith(first, "XXTEST")) {
    return true;
  }
  if (words.size() < 2) return false;
  const std::string& second = words[1];
  if (first == "NOT" || (first == "TO" && second == "BE")) return true;
  if (first == "DO" && second == "NOT") return true;
  if (first == "NO" && IsOneOf(second, kAfterNo)) return true;
  const bool letters = first == "N" && (second == "K" || second == "A");
  return letters || ((first == "FIRST" || first == "LAST") && second == "NAME");
}

// BABY, BABYGIRL, TWIN, TWINA, TWINTWO.
bool IsNewborn(absl::string_view word) {
  static constexpr absl::string_view kStems[] = {"BABY", "TWIN", "TRIPLET",
                                                 "INFANT", "NEONATE"};
  static constexpr absl::string_view kEnds[] = {
      "",    "A",     "B",   "C",    "I",    "II",     "III", "ONE",
      "TWO", "THREE", "BOY", "GIRL", "MALE", "FEMALE", "OF",  "S"};
  for (const absl::string_view stem : kStems) {
    if (absl::StartsWith(word, stem) &&
        IsOneOf(word.substr(stem.size()), kEnds))
      return true;
  }
  return false;
}

}  // namespace

bool IsTitle(absl::string_view word) {
  static constexpr absl::string_view kWords[] = {
      "MR",       "MRS",      "MISS",     "MS",       "MX",        "DR",
      "MASTER",   "MSTR",     "REV",      "REVD",     "REVEREND",  "SIR",
      "DAME",     "LORD",     "LADY",     "PROF",     "PROFESSOR", "CLLR",
      "CAPT",     "HAJI",     "HAJJI",    "HAJJA",    "MST",       "MSTT",
      "MOSAMMAT", "MUSAMMAT", "MOSAMMOT", "MUSAMMOT", "JNR",       "JR",
      "SNR",      "ESQ",      "MBE",      "OBE",      "PHD",       "NEE",
      "FORMERLY", "AKA",      "ALIAS",    "KNOWN",    "AS"};
  return IsOneOf(word, kWords);
}

bool IsParticle(absl::string_view word) {
  static constexpr absl::string_view kWords[] = {
      "DE",    "LA",    "LE",  "LAS",  "LOS",   "DU",    "DA",    "DI",
      "DO",    "DOS",   "DAS", "DEL",  "DELLA", "DELLE", "DALLA", "DER",
      "DEN",   "VAN",   "VON", "VOM",  "ZU",    "ZUM",   "TEN",   "TER",
      "TE",    "HET",   "AF",  "AL",   "EL",    "UL",    "AP",    "AB",
      "FERCH", "VERCH", "BIN", "BINT", "BINTE", "BINTI", "IBN",   "BEN",
      "OULD",  "WALAD", "E",   "Y",    "I"};
  return IsOneOf(word, kWords);
}

bool SaysNoForename(const Words& words) {
  static constexpr absl::string_view kAlone[] = {
      "UNBORN", "NEWBORN", "BOY",  "GIRL",  "MALE",      "FEMALE", "BB",
      "FOETUS", "FETUS",   "BUMP", "CHILD", "STILLBORN", "BABIES", "TRIPLETS"};
  static constexpr absl::string_view kKin[] = {"SON", "DAUGHTER", "MOTHER",
                                               "FATHER", "SIBLING"};
  const std::string& first = words[0];
  if (SaysNothing(words) || IsNewborn(first) || IsOneOf(first, kAlone)) {
    return true;
  }
  if (words.size() < 2) return false;
  if (IsOneOf(first, kKin) && words[1] == "OF") return true;
  return first == "B" && words[1] == "O";  // "B/O": baby of.
}

bool SaysNoSurname(const Words& words) { return SaysNothing(words); }

bool IsPatronymic(absl::string_view word) {
  static constexpr absl::string_view kEnds[] = {
      "OVICH", "OVYCH", "EVICH", "EVYCH", "YOVYCH", "IVNA", "YIVNA",
      "OVNA",  "EVNA",  "YEVNA", "OGLU",  "OGLY",   "KYZY", "QIZI"};
  constexpr std::size_t kLeastStem = 3;
  for (const absl::string_view end : kEnds) {
    if (word.size() >= end.size() + kLeastStem && absl::EndsWith(word, end))
      return true;
  }
  return false;
}

bool IsCustomaryForename(absl::string_view word) {
  static constexpr absl::string_view kWords[] = {
      "SYED", "SYEDA", "SAYED", "SAYYED", "SAYYID", "SAIYED", "SEYED"};
  return CanonicalForename(word) == "MOHAMMED" || IsOneOf(word, kWords);
}

bool IsGenericSurname(absl::string_view part) {
  static constexpr absl::string_view kWords[] = {
      "SINGH",  "SING",   "KAUR",    "KOUR",    "BEGUM",   "BEGOM",  "BAGUM",
      "BIBI",   "KHATUN", "KHATOON", "KHATOUN", "AKHTAR",  "AKHTER", "AKTER",
      "AKTAR",  "UDDIN",  "ULLAH",   "MIAH",    "MIA",     "MEAH",   "MIYA",
      "BANO",   "BANU",   "KHANUM",  "KHANOM",  "KHANAM",  "NESSA",  "NISSA",
      "UNNISA", "NISA",   "SULTANA", "PARVEEN", "PERVEEN", "PARVIN", "PERVIN",
      "JAHAN",  "DEVI",   "KUMARI"};
  return IsOneOf(part, kWords);
}

}  // namespace kith::agent
