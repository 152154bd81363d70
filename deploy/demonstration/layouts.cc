// SPDX-License-Identifier: Apache-2.0
#include "deploy/demonstration/layouts.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace kith::deploy {
namespace {

using Cells = std::vector<std::string>;

// The words one system has for what was agreed.
struct ConsentWords {
  const char* yes;
  const char* no;
  const char* unclear;
  const char* all;
  const char* health;
};

std::string DateCell(std::optional<absl::CivilDay> day, DateForm form) {
  return day.has_value() ? FormatDate(*day, form) : "";
}

bool SaidYes(Consent consent) {
  return consent == Consent::kYes || consent == Consent::kYesForHealthOnly ||
         consent == Consent::kUndated || consent == Consent::kRanOut;
}

// Five cells: what was agreed, by whom, when, until when, for whom.
Cells ConsentCells(const std::optional<Support>& support,
                   const ConsentWords& words, DateForm form) {
  if (!support.has_value()) return {"", "", "", "", ""};
  const Consent consent = support->consent;
  if (consent == Consent::kNo) return {words.no, "mother", "", "", ""};
  if (consent == Consent::kUnclear) return {words.unclear, "", "", "", ""};
  if (!SaidYes(consent)) return {"", "", "", "", ""};
  const bool undated = consent == Consent::kUndated;
  const bool ran_out = consent == Consent::kRanOut;
  return {words.yes, "mother",
          undated ? "" : FormatDate(support->consented, form),
          // An agreement of a day: whenever it was, it is over.
          ran_out ? FormatDate(support->consented + 1, form) : "",
          consent == Consent::kYesForHealthOnly ? words.health : words.all};
}

// Worker, contact, and since when; empty without support.
Cells SupportCells(const std::optional<Support>& support, DateForm form) {
  if (!support.has_value()) return {"", "", ""};
  return {support->worker, support->contact, FormatDate(support->since, form)};
}

Cells Joined(std::initializer_list<Cells> parts) {
  Cells all;
  for (const Cells& part : parts) {
    all.insert(all.end(), part.begin(), part.end());
  }
  return all;
}

std::string Spaced(const std::string& nhs) {
  if (nhs.empty()) return "";
  return absl::StrCat(nhs.substr(0, 3), " ", nhs.substr(3, 3), " ",
                      nhs.substr(6));
}

std::string Level(const std::optional<Support>& support, const char* none,
                  const char* additional, const char* intensive) {
  if (!support.has_value()) return none;
  return support->intensive ? intensive : additional;
}

Cells SchoolRow(const Holding& h, std::size_t number) {
  const DateForm form = DateForm::kSlashes;
  const Person& p = h.person;
  return Joined(
      {{absl::StrFormat("%s%05d", h.child ? "P" : "C", number),
        h.child ? "Pupil" : "Contact", p.surname, p.forename, p.former_surname,
        DateCell(p.born, form), p.female ? "F" : "M", p.house, p.street,
        p.postcode, p.phone, p.upn, absl::StrCat("F", h.family),
        h.support ? "Y" : (h.child ? "N" : "")},
       SupportCells(h.support, form),
       {Level(h.support, "", "2", "3")},
       ConsentCells(h.support, {"Y", "N", "asked", "Everyone", "Health"},
                    form)});
}

Cells HealthVisitingRow(const Holding& h, std::size_t number) {
  const DateForm form = DateForm::kDashes;
  const Person& p = h.person;
  return Joined(
      {{absl::StrFormat("HV-%06d", 100000 + number), Spaced(p.nhs), p.forename,
        p.surname, p.former_surname, DateCell(p.born, form),
        p.female ? "Female" : "Male", absl::StrCat(p.house, " ", p.street),
        p.postcode, p.phone, absl::StrCat("HH", h.family),
        Level(h.support, "Universal", "Universal Plus",
              "Universal Partnership Plus")},
       SupportCells(h.support, form),
       {h.support ? DateCell(h.support->ended, form) : ""},
       ConsentCells(h.support,
                    {"Yes", "No", "Pending", "All agencies", "Health only"},
                    form)});
}

Cells HomesRow(const Holding& h, std::size_t number) {
  const DateForm form = DateForm::kDots;
  const Person& p = h.person;
  return Joined(
      {{absl::StrFormat("T%06d", 4000 + h.family),
        absl::StrFormat("R%05d", number), p.female ? "Ms" : "Mr", p.forename,
        p.surname, p.former_surname, DateCell(p.born, form), p.phone, p.house,
        p.street, p.postcode},
       SupportCells(h.support, form),
       ConsentCells(h.support, {"yes", "no", "tbc", "all partners", "health"},
                    form)});
}

Cells EarlyHelpRow(const Holding& h, std::size_t number) {
  const DateForm form = DateForm::kIso;
  const Person& p = h.person;
  const Support& s = *h.support;
  return Joined(
      {{absl::StrCat(900000 + number), absl::StrFormat("EH-%05d", h.family),
        p.forename, p.surname, p.former_surname, DateCell(p.born, form),
        p.female ? "F" : "M", p.nhs, p.house, p.street, p.postcode, p.phone,
        s.ended ? "Closed" : "Open", Level(h.support, "", "Tier 2", "Tier 3")},
       SupportCells(h.support, form),
       {DateCell(s.ended, form), s.leads ? "1" : "0", s.assessment_kind,
        DateCell(s.assessed, form)},
       ConsentCells(h.support,
                    {"Agreed", "Declined", "Awaited", "ALL", "HEALTH"}, form)});
}

Cells CharityRow(const Holding& h, std::size_t number) {
  const DateForm form = DateForm::kWords;
  const Person& p = h.person;
  const ConsentWords careful{"yes", "no", "asked, waiting", "anyone helping",
                             "only health"};
  const ConsentWords hasty{"Yes ", "NO", "?", "Anyone helping", "only health"};
  return Joined(
      {{absl::StrCat(number), p.forename, p.surname, p.former_surname,
        DateCell(p.born, form), absl::StrCat(p.house, " ", p.street),
        p.postcode, p.phone},
       SupportCells(h.support, form),
       ConsentCells(h.support, number % 3 == 0 ? hasty : careful, form)});
}

const Layout kLayouts[] = {
    {"hillview-primary",
     {"Record",           "Type",           "Legal Surname",
      "Legal Forename",   "Former Surname", "Date of Birth",
      "Gender",           "House",          "Street",
      "Postcode",         "Telephone",      "UPN",
      "Family",           "Early Help",     "EH Worker",
      "EH Contact",       "EH Since",       "EH Level",
      "EH Consent",       "EH Consent By",  "EH Consent Date",
      "EH Consent Until", "EH Share With"},
     &SchoolRow,
     kSchoolMap,
     DateForm::kSlashes,
     true,
     false,
     true},
    {"northshire-health-visiting",
     {"Client ID",
      "NHS No",
      "First Name",
      "Surname",
      "Alias Surname",
      "D.O.B.",
      "Sex",
      "Address 1",
      "Post Code",
      "Mobile",
      "Household",
      "Programme",
      "Health Visitor",
      "Contact Number",
      "Caseload Start",
      "Discharged",
      "Sharing Consent",
      "Consent Given By",
      "Consent Date",
      "Consent Until",
      "Consent Scope"},
     &HealthVisitingRow,
     kHealthVisitingMap,
     DateForm::kDashes,
     false,
     false,
     false},
    {"northshire-homes",
     {"Tenancy Ref", "Person Ref", "Title", "Forename", "Surname",
      "Previous Name", "DOB", "Tel", "Property No", "Street", "Postcode",
      "Support Officer", "Support Tel", "Support Start", "Consent",
      "Consent By", "Consent Date", "Consent Until", "Consent For"},
     &HomesRow,
     kHomesMap,
     DateForm::kDots,
     false,
     false,
     false},
    {"northshire-early-help",
     {"PersonID",
      "EpisodeID",
      "Forename",
      "FamilyName",
      "AlsoKnownAs",
      "DateOfBirth",
      "Gender",
      "NHSNumber",
      "House",
      "Street",
      "Postcode",
      "Phone",
      "EpisodeStatus",
      "Tier",
      "LeadPractitioner",
      "PractitionerPhone",
      "StartDate",
      "EndDate",
      "LeadsForFamily",
      "AssessmentType",
      "AssessmentDate",
      "AgreementOutcome",
      "AgreementBy",
      "AgreementDate",
      "AgreementEnd",
      "AgreementScope"},
     &EarlyHelpRow,
     kEarlyHelpMap,
     DateForm::kIso,
     false,
     false,
     false},
    {"harbour-charity",
     {"No", "First name", "Last name", "Was", "Born", "Where", "Postcode",
      "Mobile", "Who helps", "Ring", "Helping since", "OK to share?",
      "Who said so", "When said", "OK until", "Share with"},
     &CharityRow,
     kCharityMap,
     DateForm::kWords,
     false,
     true,
     false},
};

}  // namespace

std::string FormatDate(absl::CivilDay day, DateForm form) {
  static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr",
                                            "May", "Jun", "Jul", "Aug",
                                            "Sep", "Oct", "Nov", "Dec"};
  const char* month = kMonths[day.month() - 1];
  const auto year = static_cast<int>(day.year());
  switch (form) {
    case DateForm::kIso:
      return absl::StrFormat("%04d-%02d-%02d", year, day.month(), day.day());
    case DateForm::kSlashes:
      return absl::StrFormat("%02d/%02d/%04d", day.day(), day.month(), year);
    case DateForm::kDots:
      return absl::StrFormat("%02d.%02d.%04d", day.day(), day.month(), year);
    case DateForm::kWords:
      return absl::StrFormat("%02d %s %04d", day.day(), month, year);
    case DateForm::kDashes:
      return absl::StrFormat("%02d-%s-%04d", day.day(), month, year);
  }
  return "";
}

const Layout& LayoutOf(Agency agency) {
  return kLayouts[static_cast<std::size_t>(agency)];
}

}  // namespace kith::deploy
