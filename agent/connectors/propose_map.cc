// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/propose_map.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "agent/identity/normalise.h"
#include "agent/identity/upn.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr std::size_t kRowsLookedAt = 500;
constexpr std::size_t kMostWords = 12;

// One entry of a ColumnMap and the header words that mean it, likeliest first:
// letters and digits alone, in lower case.
struct Wanted {
  absl::string_view field;
  std::vector<absl::string_view> words;
};

const std::vector<Wanted>& AllWanted() {
  static const auto* const wanted = new std::vector<Wanted>{
      {"person_id",
       {"personid", "clientid", "pupilid", "studentid", "patientid", "childid",
        "personref", "clientref", "recordid", "record", "uniqueid", "systemid",
        "admissionnumber", "caseid", "reference", "id"}},
      {"nhs-number", {"nhsnumber", "nhsno", "nhs"}},
      {"upn", {"upn", "uniquepupilnumber"}},
      {"forenames",
       {"forenames", "forename", "firstname", "firstnames", "givenname",
        "givennames", "legalforename", "preferredforename"}},
      {"surname",
       {"surname", "lastname", "familyname", "legalsurname",
        "preferredsurname"}},
      {"previous_surnames",
       {"previoussurname", "formersurname", "previousname", "aliassurname",
        "alsoknownas", "aka", "maidenname"}},
      {"date_of_birth", {"dateofbirth", "dob", "birthdate", "born"}},
      {"sex", {"sex", "gender"}},
      {"postcode", {"postcode", "postalcode", "pcode"}},
      {"house",
       {"house", "housenumber", "houseno", "propertyno", "address1",
        "addressline1", "address"}},
      {"family",
       {"family", "familyid", "household", "householdid", "tenancyref",
        "episodeid"}},
      {"service", {"service", "servicename", "team", "programme", "provision"}},
      {"worker",
       {"worker", "leadpractitioner", "practitioner", "healthvisitor",
        "keyworker", "supportofficer", "ehworker", "caseworker",
        "allocatedto"}},
      {"contact",
       {"contact", "contactnumber", "workerphone", "practitionerphone",
        "ehcontact", "supporttel", "telephone", "workertelephone"}},
      {"leads_for_family", {"leadsforfamily", "leads", "islead", "leadagency"}},
      {"level", {"level", "tier", "ehlevel", "levelofneed", "needlevel"}},
      {"status", {"status", "episodestatus", "casestatus"}},
      {"since",
       {"startdate", "since", "ehsince", "caseloadstart", "supportstart",
        "opened", "dateopened"}},
      {"ended", {"enddate", "ended", "discharged", "closed", "dateclosed"}},
      {"assessment_kind", {"assessmenttype", "assessmentkind", "assessment"}},
      {"assessment_date", {"assessmentdate"}},
      {"agreed",
       {"consent", "agreement", "sharingconsent", "ehconsent",
        "agreementoutcome", "consentgiven", "consenttoshare"}},
      {"agreed_by",
       {"consentby", "consentgivenby", "ehconsentby", "agreedby",
        "agreementby"}},
      {"agreed_on",
       {"consentdate", "ehconsentdate", "agreedon", "agreementdate",
        "dateofconsent"}},
      {"until",
       {"consentuntil", "ehconsentuntil", "agreeduntil", "consentexpires",
        "consentexpiry"}},
      {"recipients",
       {"consentfor", "consentscope", "sharewith", "ehsharewith",
        "recipients"}},
      {"purposes", {"consentpurposes", "agreedfor", "purposes"}},
      {"evidence", {"evidence", "consentform", "formref", "consentreference"}},
  };
  return *wanted;
}

std::string Plain(absl::string_view header) {
  std::string plain;
  for (const char letter : header) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(letter))) {
      plain += absl::ascii_tolower(static_cast<unsigned char>(letter));
    }
  }
  return plain;
}

bool LooksLikeDate(absl::string_view value) {
  int digits = 0;
  int separators = 0;
  for (const char letter : value) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(letter))) {
      ++digits;
    } else if (letter == '/' || letter == '-' || letter == '.') {
      ++separators;
    } else {
      return false;
    }
  }
  return digits >= 6 && digits <= 8 && separators == 2;
}

bool LooksLikePostcode(absl::string_view value) {
  const std::string plain = Plain(value);
  const std::size_t size = plain.size();
  const auto is_digit = [&plain](std::size_t at) {
    return absl::ascii_isdigit(static_cast<unsigned char>(plain[at]));
  };
  const auto is_letter = [&plain](std::size_t at) {
    return absl::ascii_isalpha(static_cast<unsigned char>(plain[at]));
  };
  return size >= 5 && size <= 7 && is_letter(0) &&
         (is_digit(1) || is_digit(2)) && is_digit(size - 3) &&
         is_letter(size - 2) && is_letter(size - 1);
}

// A date, a number of some kind, a postcode, an address of mail: no name of a
// column.
bool LooksLikeValue(absl::string_view cell) {
  const auto count = [cell](bool (*is)(unsigned char)) {
    return std::count_if(cell.begin(), cell.end(), is);
  };
  const auto digits = count(&absl::ascii_isdigit);
  return (digits >= 5 && digits > count(&absl::ascii_isalpha)) ||
         LooksLikePostcode(cell) || absl::StrContains(cell, '@');
}

// The map would carry the first person of the file. By number, as in ParseCsv.
absl::Status CheckIsHeader(const std::vector<std::string>& header) {
  const auto value =
      std::find_if(header.begin(), header.end(), &LooksLikeValue);
  if (value == header.end()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "column ", value - header.begin() + 1,
      " of the first line looks like somebody's details, not like the name of "
      "a column: the file seems to have no header line; export it with one"));
}

// The columns of a table and what has been found in them.
class Columns {
 public:
  explicit Columns(const CsvTable& table) : table_(table) {
    for (const std::string& name : table.header) plain_.push_back(Plain(name));
    used_.resize(plain_.size());
  }

  // The first column, not used yet, whose header is one of `words`.
  std::optional<std::size_t> ByHeader(
      const std::vector<absl::string_view>& words) {
    for (const absl::string_view word : words) {
      for (std::size_t i = 0; i < plain_.size(); ++i) {
        if (!used_[i] && plain_[i] == word) return Use(i);
      }
    }
    return std::nullopt;
  }

  // The first whose values mostly look so.
  std::optional<std::size_t> ByValues(
      const std::function<bool(absl::string_view)>& looks_right) {
    for (std::size_t i = 0; i < plain_.size(); ++i) {
      if (used_[i]) continue;
      std::size_t right = 0;
      std::size_t filled = 0;
      for (const std::string& value : ValuesOf(i)) {
        ++filled;
        right += looks_right(value) ? 1 : 0;
      }
      if (filled > 0 && right * 10 >= filled * 8) return Use(i);
    }
    return std::nullopt;
  }

  // Trimmed, those that are not empty, of the first rows.
  std::vector<std::string> ValuesOf(std::size_t column) const {
    std::vector<std::string> values;
    for (std::size_t r = 0; r < std::min(table_.rows.size(), kRowsLookedAt);
         ++r) {
      const auto& fields = table_.rows[r].fields;
      if (column >= fields.size()) continue;
      const auto value = absl::StripAsciiWhitespace(fields[column]);
      if (!value.empty()) values.emplace_back(value);
    }
    return values;
  }

  const std::string& NameOf(std::size_t column) const {
    return table_.header[column];
  }
  std::vector<std::string> NotUsed() const {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (!used_[i] && !table_.header[i].empty()) {
        names.push_back(table_.header[i]);
      }
    }
    return names;
  }

 private:
  std::optional<std::size_t> Use(std::size_t column) {
    used_[column] = true;
    return column;
  }

  const CsvTable& table_;
  std::vector<std::string> plain_;
  std::vector<bool> used_;
};

std::string Quoted(absl::string_view text) {
  return absl::StrCat("\"", absl::CEscape(text), "\"");
}

// A line end in a name would end the comment that it stands in.
std::string OnOneLine(const std::vector<std::string>& names) {
  return absl::StrJoin(names, ", ", [](std::string* out, const auto& name) {
    out->append(absl::Utf8SafeCEscape(name));
  });
}

std::string YesOrNo(absl::string_view word) {
  static const auto* const known = new std::map<std::string, std::string>{
      {"y", "yes"},       {"yes", "yes"},     {"true", "yes"},
      {"1", "yes"},       {"given", "yes"},   {"agreed", "yes"},
      {"granted", "yes"}, {"n", "no"},        {"no", "no"},
      {"false", "no"},    {"0", "no"},        {"refused", "no"},
      {"declined", "no"}, {"withdrawn", "no"}};
  const auto found = known->find(absl::AsciiStrToLower(word));
  return found == known->end() ? "" : found->second;
}

std::string LevelOf(absl::string_view word) {
  static const auto* const known = new std::map<std::string, std::string>{
      {"universal", "universal"}, {"additional", "additional"},
      {"targeted", "additional"}, {"early help", "additional"},
      {"intensive", "intensive"}, {"statutory", "statutory"},
      {"specialist", "statutory"}};
  const auto found = known->find(absl::AsciiStrToLower(word));
  return found == known->end() ? "" : found->second;
}

std::string StatusOf(absl::string_view word) {
  static const auto* const known =
      new std::map<std::string, std::string>{{"open", "open"},
                                             {"active", "open"},
                                             {"stepping up", "stepping up"},
                                             {"stepped down", "stepped down"},
                                             {"closed", "recently closed"}};
  const auto found = known->find(absl::AsciiStrToLower(word));
  return found == known->end() ? "" : found->second;
}

// The translation of a code column: what is plain, and what somebody must say.
std::string WordsOf(const Columns& columns, std::size_t column,
                    const std::function<std::string(absl::string_view)>& of,
                    absl::string_view choices) {
  std::set<std::string> words;
  for (std::string& value : columns.ValuesOf(column)) {
    words.insert(std::move(value));
  }
  // More than codes: not to be listed word by word.
  if (words.size() > kMostWords) {
    return absl::StrCat("    # More than ", kMostWords,
                        " different words: say what they mean, one of ",
                        choices, "\n");
  }
  std::string text;
  for (const std::string& word : words) {
    const std::string to = of(word);
    if (to == absl::AsciiStrToLower(word)) continue;
    absl::StrAppend(
        &text,
        to.empty() ? "    # word { from: " : "    word { from: ", Quoted(word),
        " to: ", Quoted(to), " }",
        to.empty() ? absl::StrCat("  # say which: ", choices) : "", "\n");
  }
  return text;
}

// Builds the text entry by entry.
class Proposal {
 public:
  explicit Proposal(Columns& columns) : columns_(columns) {
    for (const Wanted& wanted : AllWanted()) {
      const auto column = columns.ByHeader(wanted.words);
      if (column.has_value()) found_[wanted.field] = *column;
    }
    ByValues("nhs-number", [](absl::string_view value) {
      return NormaliseNhsNumber(value, {.test_network = true}).ok();
    });
    ByValues("upn",
             [](absl::string_view value) { return NormaliseUpn(value).ok(); });
    ByValues("postcode", LooksLikePostcode);
    ByValues("date_of_birth", LooksLikeDate);
  }

  bool Has(absl::string_view field) const { return found_.contains(field); }

  // `indent`field { column: "..." }, or nothing.
  std::string Entry(absl::string_view field, absl::string_view indent) const {
    const auto found = found_.find(field);
    if (found == found_.end()) return "";
    return absl::StrCat(indent, field,
                        " { column: ", Quoted(columns_.NameOf(found->second)),
                        " }\n");
  }
  std::string Identifier(absl::string_view scheme) const {
    const auto found = found_.find(scheme);
    if (found == found_.end()) return "";
    return absl::StrCat("identifier {\n  scheme: ", Quoted(scheme),
                        "\n  value { column: ",
                        Quoted(columns_.NameOf(found->second)), " }\n}\n");
  }
  std::string Coded(absl::string_view field,
                    const std::function<std::string(absl::string_view)>& of,
                    absl::string_view choices) const {
    const auto found = found_.find(field);
    if (found == found_.end()) return "";
    return absl::StrCat(
        "  ", field, " {\n    column: ", Quoted(columns_.NameOf(found->second)),
        "\n", WordsOf(columns_, found->second, of, choices), "  }\n");
  }

 private:
  void ByValues(absl::string_view field,
                const std::function<bool(absl::string_view)>& looks_right) {
    if (found_.contains(field)) return;
    const auto column = columns_.ByValues(looks_right);
    if (column.has_value()) found_[field] = *column;
  }

  Columns& columns_;
  std::map<absl::string_view, std::size_t> found_;
};

std::string WhoTheyAre(const Proposal& proposal) {
  std::string text;
  for (const char* field :
       {"person_id", "forenames", "surname", "previous_surnames",
        "date_of_birth", "sex", "postcode", "house"}) {
    absl::StrAppend(&text, proposal.Entry(field, ""));
  }
  absl::StrAppend(&text, proposal.Identifier("nhs-number"),
                  proposal.Identifier("upn"), proposal.Entry("family", ""));
  return text;
}

std::string Involvement(const Proposal& proposal) {
  if (!proposal.Has("worker") && !proposal.Has("service")) {
    return "# No column says who works with somebody: these rows are used to "
           "recognise, and\n# nothing is published.\n";
  }
  std::string text = "involvement {\n";
  absl::StrAppend(&text,
                  proposal.Has("service")
                      ? proposal.Entry("service", "  ")
                      : "  service { constant: \"\" }  # what your service is "
                        "called, at most 60 bytes\n");
  for (const char* field : {"worker", "contact"}) {
    absl::StrAppend(&text, proposal.Entry(field, "  "));
  }
  absl::StrAppend(&text,
                  proposal.Coded("leads_for_family", YesOrNo, "yes, no"));
  constexpr char kLevels[] = "universal, additional, intensive, statutory";
  absl::StrAppend(&text, proposal.Has("level")
                             ? proposal.Coded("level", LevelOf, kLevels)
                             : "  level { constant: \"additional\" }  # or a "
                               "column; universal is not published\n");
  absl::StrAppend(&text,
                  proposal.Coded("status", StatusOf,
                                 "open, stepping up, stepped down, recently "
                                 "closed"));
  for (const char* field :
       {"since", "ended", "assessment_kind", "assessment_date"}) {
    absl::StrAppend(&text, proposal.Entry(field, "  "));
  }
  return text + "}\n";
}

std::string Ground(const Proposal& proposal) {
  if (!proposal.Has("agreed")) {
    return "# No column says what a family agreed to: nobody is published by "
           "this file.\n# Agreements can be recorded one by one (kith consent "
           "record).\n";
  }
  std::string text =
      absl::StrCat("ground {\n", proposal.Coded("agreed", YesOrNo, "yes, no"));
  for (const char* field : {"agreed_by", "agreed_on", "until", "recipients"}) {
    absl::StrAppend(&text, proposal.Entry(field, "  "));
  }
  absl::StrAppend(&text,
                  proposal.Has("purposes")
                      ? proposal.Entry("purposes", "  ")
                      : "  purposes { constant: \"\" }  # what families agreed "
                        "to, codes of kith network print between ;\n");
  absl::StrAppend(&text, proposal.Has("evidence")
                             ? proposal.Entry("evidence", "  ")
                             : "  evidence { constant: \"\" }  # where the "
                               "agreements are kept, at most 60 bytes\n");
  return text + "}\n";
}

}  // namespace

absl::StatusOr<ProposedMap> ProposeMap(const CsvTable& table,
                                       absl::string_view source) {
  KITH_RETURN_IF_ERROR(CheckIsHeader(table.header));
  Columns columns(table);
  const Proposal proposal(columns);
  ProposedMap map;
  for (const char* field : {"person_id", "surname", "date_of_birth"}) {
    if (!proposal.Has(field)) map.missing.push_back(field);
  }
  map.not_used = columns.NotUsed();
  map.text = absl::StrCat(
      "# proto-file: kith/config/v1/column_map.proto\n# Proposed from the "
      "header and what the columns look like. Read it through; then a dry\n# "
      "run shows what it would do, and changes nothing.\nsource: ",
      Quoted(source), "\n", WhoTheyAre(proposal));
  for (const std::string& field : map.missing) {
    absl::StrAppend(&map.text, "# ", field,
                    " { column: \"\" }  # not found: name the column\n");
  }
  absl::StrAppend(&map.text, Involvement(proposal), Ground(proposal));
  if (!map.not_used.empty()) {
    absl::StrAppend(&map.text, "# Not used: ", OnOneLine(map.not_used), "\n");
  }
  return map;
}

}  // namespace kith::agent
