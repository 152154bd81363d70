// SPDX-License-Identifier: Apache-2.0
#include "agent/connectors/column_map.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "agent/connectors/whole_file.h"
#include "agent/identity/identity.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using config::v1::ColumnMap;
using config::v1::Entry;
using config::v1::GroundEntries;
using config::v1::IdentifierEntry;
using config::v1::InvolvementEntries;
using config::v1::PreviousAddressEntries;

constexpr std::size_t kMaxSourceBytes = 64;

absl::Status Fault(absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat("column map: ", what));
}

// Keeps the first error: those after it are usually its consequence.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, google::protobuf::io::ColumnNumber /*column*/,
                const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat("line ", line + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

struct NamedEntry {
  std::string name;
  const Entry* entry;
};

void AddInvolvement(const InvolvementEntries& e, std::vector<NamedEntry>& out) {
  const auto add = [&out](const char* name, bool has, const Entry& entry) {
    if (has) out.push_back({absl::StrCat("involvement.", name), &entry});
  };
  add("exists", e.has_exists(), e.exists());
  add("service", e.has_service(), e.service());
  add("worker", e.has_worker(), e.worker());
  add("contact", e.has_contact(), e.contact());
  add("leads_for_family", e.has_leads_for_family(), e.leads_for_family());
  add("level", e.has_level(), e.level());
  add("status", e.has_status(), e.status());
  add("since", e.has_since(), e.since());
  add("ended", e.has_ended(), e.ended());
  add("assessment_kind", e.has_assessment_kind(), e.assessment_kind());
  add("assessment_date", e.has_assessment_date(), e.assessment_date());
}

void AddGround(const GroundEntries& e, std::vector<NamedEntry>& out) {
  const auto add = [&out](const char* name, bool has, const Entry& entry) {
    if (has) out.push_back({absl::StrCat("ground.", name), &entry});
  };
  add("agreed", e.has_agreed(), e.agreed());
  add("agreed_by", e.has_agreed_by(), e.agreed_by());
  add("capacity", e.has_capacity(), e.capacity());
  add("agreed_on", e.has_agreed_on(), e.agreed_on());
  add("until", e.has_until(), e.until());
  add("recipients", e.has_recipients(), e.recipients());
  add("purposes", e.has_purposes(), e.purposes());
  add("evidence", e.has_evidence(), e.evidence());
  add("wording", e.has_wording(), e.wording());
  add("language", e.has_language(), e.language());
}

std::vector<NamedEntry> EntriesOf(const ColumnMap& map) {
  std::vector<NamedEntry> out;
  const auto add = [&out](const char* name, bool has, const Entry& entry) {
    if (has) out.push_back({name, &entry});
  };
  add("person_id", map.has_person_id(), map.person_id());
  add("forenames", map.has_forenames(), map.forenames());
  add("surname", map.has_surname(), map.surname());
  add("previous_surnames", map.has_previous_surnames(),
      map.previous_surnames());
  add("date_of_birth", map.has_date_of_birth(), map.date_of_birth());
  add("sex", map.has_sex(), map.sex());
  add("postcode", map.has_postcode(), map.postcode());
  add("house", map.has_house(), map.house());
  for (const PreviousAddressEntries& address : map.previous_address()) {
    add("previous_address.postcode", true, address.postcode());
    add("previous_address.house", address.has_house(), address.house());
  }
  for (const IdentifierEntry& identifier : map.identifier()) {
    add("identifier.value", true, identifier.value());
  }
  add("family", map.has_family(), map.family());
  add("shield", map.has_shield(), map.shield());
  add("unborn.exists", map.unborn().has_exists(), map.unborn().exists());
  add("unborn.expected_date", map.unborn().has_expected_date(),
      map.unborn().expected_date());
  if (map.has_involvement()) AddInvolvement(map.involvement(), out);
  if (map.has_ground()) AddGround(map.ground(), out);
  return out;
}

bool IsWord(absl::string_view text, std::size_t most, bool underscore) {
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    const bool fits = absl::ascii_islower(u) || absl::ascii_isdigit(u) ||
                      c == '-' || (underscore && c == '_');
    if (!fits) return false;
  }
  return !text.empty() && text.size() <= most;
}

absl::Status CheckRequired(const ColumnMap& map) {
  if (!IsWord(map.source(), kMaxSourceBytes, false)) {
    return Fault("source is not 1 to 64 bytes of a-z 0-9 -");
  }
  if (!map.has_person_id()) return Fault("person_id is missing");
  if (!map.has_forenames() && !map.has_surname()) {
    return Fault("forenames and surname are both missing");
  }
  if (map.has_unborn() && !map.unborn().has_exists() &&
      !map.unborn().has_expected_date()) {
    return Fault("unborn needs exists or expected_date");
  }
  if (map.has_involvement() &&
      (!map.involvement().has_service() || !map.involvement().has_level())) {
    return Fault("involvement needs service and level");
  }
  if (map.has_ground() && !map.ground().has_agreed()) {
    return Fault("ground needs agreed");
  }
  if (map.has_ground() && !map.has_involvement()) {
    return Fault("ground without involvement");
  }
  return absl::OkStatus();
}

absl::Status Validate(const ColumnMap& map) {
  KITH_RETURN_IF_ERROR(CheckRequired(map));
  if (map.identifier_size() > static_cast<int>(kMaxIdentifiers)) {
    return Fault("more than 8 identifiers");
  }
  if (map.previous_address_size() > static_cast<int>(kMaxPreviousAddresses)) {
    return Fault("more than 3 previous addresses");
  }
  for (const IdentifierEntry& identifier : map.identifier()) {
    if (!IsWord(identifier.scheme(), kMaxSchemeBytes, true)) {
      return Fault("a scheme is not 1 to 24 bytes of a-z 0-9 _ -");
    }
  }
  for (const NamedEntry& named : EntriesOf(map)) {
    if (named.entry->from_case() == Entry::FROM_NOT_SET) {
      return Fault(
          absl::StrCat(named.name, " names neither a column nor a constant"));
    }
  }
  if (map.person_id().has_constant()) {
    return Fault("person_id cannot be a constant");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ColumnMap> ParseColumnMap(absl::string_view text) {
  if (text.size() > kMaxMapBytes) return Fault("larger than 256 KiB");
  google::protobuf::TextFormat::Parser parser;
  FirstError error;
  parser.RecordErrorsTo(&error);
  ColumnMap map;
  if (!parser.ParseFromString(std::string(text.data(), text.size()), &map)) {
    return Fault(error.text());
  }
  KITH_RETURN_IF_ERROR(Validate(map));
  return map;
}

absl::StatusOr<ColumnMap> LoadColumnMap(const std::string& path) {
  KITH_ASSIGN_OR_RETURN(const std::string text,
                        ReadWholeFile(path, [](std::size_t) {}));
  return ParseColumnMap(text);
}

absl::Status CheckAgainstHeader(const ColumnMap& map,
                                absl::Span<const std::string> header) {
  for (const NamedEntry& named : EntriesOf(map)) {
    if (!named.entry->has_column()) continue;
    const absl::string_view wanted =
        absl::StripAsciiWhitespace(named.entry->column());
    const bool found =
        !wanted.empty() &&
        std::find(header.begin(), header.end(), wanted) != header.end();
    if (found) continue;
    return absl::InvalidArgumentError(
        absl::StrCat("line 1: there is no column '", wanted,
                     "', which the column map names for ", named.name));
  }
  return absl::OkStatus();
}

bool HasConstantGround(const ColumnMap& map) {
  return map.ground().agreed().has_constant() ||
         map.ground().agreed_on().has_constant();
}

}  // namespace kith::agent
