// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/enemy_terms.h"

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "deploy/demonstration/layouts.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kLongName = 7;

// Letters, not bytes: continuation bytes do not begin one.
std::size_t Letters(const std::string& name) {
  std::size_t letters = 0;
  for (const char c : name) {
    letters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }
  return letters;
}

class Collector {
 public:
  void Add(const Holding& holding) {
    const Layout& layout = LayoutOf(holding.agency);
    const Person& person = holding.person;
    AddIdentifiers(holding.agency, person);
    if (!person.phone.empty()) {
      Put(person.phone, TermKind::kTelephone, true);
      Put(absl::StrReplaceAll(person.phone, {{" ", ""}}), TermKind::kTelephone,
          false);
    }
    if (person.born.has_value() && person.born->year() > 1900) {
      AddDate(*person.born, layout.date_form);
    }
    AddNames(person, layout);
  }

  std::vector<EnemyTerm> Take() {
    std::vector<EnemyTerm> terms;
    for (auto& [text, term] : terms_) terms.push_back(std::move(term));
    return terms;
  }

 private:
  // Each system writes identifiers in its own way; see layouts.cc.
  void AddIdentifiers(Agency agency, const Person& person) {
    if (!person.nhs.empty()) {
      const std::string spaced =
          absl::StrCat(person.nhs.substr(0, 3), " ", person.nhs.substr(3, 3),
                       " ", person.nhs.substr(6));
      Put(person.nhs, TermKind::kIdentifier, agency == Agency::kEarlyHelp);
      Put(spaced, TermKind::kIdentifier, agency == Agency::kHealthVisiting);
    }
    if (!person.upn.empty()) {
      Put(person.upn, TermKind::kIdentifier, agency == Agency::kSchool);
    }
  }

  void AddDate(absl::CivilDay day, DateForm written) {
    for (const DateForm form :
         {DateForm::kIso, DateForm::kSlashes, DateForm::kDots, DateForm::kWords,
          DateForm::kDashes}) {
      Put(FormatDate(day, form), TermKind::kDateOfBirth, form == written);
    }
  }

  void AddNames(const Person& person, const Layout& layout) {
    bool all_long = true;
    for (const std::string& name : {person.forename, person.surname}) {
      const bool is_long = Letters(name) >= kLongName;
      if (is_long) Put(name, TermKind::kName, true);
      all_long = all_long && is_long;
    }
    if (Letters(person.former_surname) >= kLongName) {
      Put(person.former_surname, TermKind::kName, true);
    }
    if (all_long) return;
    Put(absl::StrCat(person.forename, " ", person.surname), TermKind::kNamePair,
        !layout.surname_first);
    Put(absl::StrCat(person.surname, " ", person.forename), TermKind::kNamePair,
        layout.surname_first);
  }

  void Put(const std::string& text, TermKind kind, bool in_exports) {
    EnemyTerm& term = terms_[text];
    const bool before = term.in_exports;
    term = {text, kind, before || in_exports};
  }

  std::map<std::string, EnemyTerm> terms_;
};

}  // namespace

absl::string_view TermKindName(TermKind kind) {
  switch (kind) {
    case TermKind::kIdentifier:
      return "identifier";
    case TermKind::kTelephone:
      return "telephone";
    case TermKind::kDateOfBirth:
      return "date of birth";
    case TermKind::kName:
      return "name";
    case TermKind::kNamePair:
      return "pair of names";
  }
  return "";
}

std::vector<EnemyTerm> MakeEnemyTerms(const std::vector<Holding>& holdings) {
  Collector collector;
  for (const Holding& holding : holdings) collector.Add(holding);
  return collector.Take();
}

}  // namespace kith::deploy
