// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_PAGES_OFFICER_VIEWS_H_
#define KITH_AGENT_CONSOLE_PAGES_OFFICER_VIEWS_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "agent/console/pages/view.h"
#include "agent/console/pages/visit.h"

namespace kith::console {

// What `kith doctor` says of an agency that is held after a loss; null if it is
// not.
inline const desk::v1::Statement* HeldIn(const desk::v1::DoctorReply& doctor) {
  for (const desk::v1::Statement& statement : doctor.statements()) {
    if (statement.check() == "shields" && !statement.good()) return &statement;
  }
  return nullptr;
}

// As the network file words it; the code itself if it has no word for it any
// more.
inline std::string PurposeInWords(const Visit& visit, const std::string& id) {
  for (const auto& purpose : visit.directory.purposes()) {
    if (purpose.id() == id) return purpose.label();
  }
  return id;
}

inline std::string GroundInWords(const std::string& ground) {
  if (ground == "family-agreed") return "the family agreed";
  if (ground == "safeguarding") return "safeguarding, without their agreement";
  if (ground == "urgent-access") return "urgent access";
  return ground;
}

// A question as the agency's own log has it.
inline View AskedView(const Visit& visit, const desk::v1::AskedEntry& asked) {
  View row;
  row.set("entry", View(absl::StrCat(asked.entry())));
  row.set("when", View(MillisInWords(asked.time_ms())));
  Put(row, "reference", asked.reference());
  row.set("staff",
          View(asked.staff().empty() ? "not known any more" : asked.staff()));
  Put(row, "role", asked.role());
  Put(row, "purpose", PurposeInWords(visit, asked.purpose()));
  Put(row, "ground", GroundInWords(asked.ground()));
  Put(row, "outcome", asked.outcome());
  Put(row, "next_step", asked.next_step());
  if (!asked.signed_off_by().empty()) {
    row.set("signed_off",
            View(absl::StrCat(asked.finding(), ", ", asked.signed_off_by())));
  }
  return row;
}

// Sentences of `kith doctor`, those that are wrong first.
template <typename Statements>
ViewList StatementViews(const Statements& statements) {
  ViewList list;
  for (const bool good : {false, true}) {
    for (const auto& statement : statements) {
      if (statement.good() != good) continue;
      View one;
      PutTrue(one, "good", good);
      one.set("words", View(statement.words()));
      Put(one, "next", statement.next_step());
      list.push_back(std::move(one));
    }
  }
  return list;
}

inline View TouchView(const Visit& visit, const desk::v1::Touch& touch) {
  View row;
  row.set("when", View(MillisInWords(touch.time_ms())));
  row.set("asker",
          View(touch.asker().empty() ? "an agency that does not say which"
                                     : touch.asker()));
  Put(row, "purpose", PurposeInWords(visit, touch.purpose()));
  Put(row, "outcome", touch.outcome());
  Put(row, "rule", touch.rule());
  Put(row, "reference", touch.reference());
  return row;
}

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_PAGES_OFFICER_VIEWS_H_
