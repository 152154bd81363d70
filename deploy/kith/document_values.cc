// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/document_values.h"

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "deploy/kith/network_init.h"
#include "deploy/kith/policy_source.h"
#include "keys/base/status_macros.h"
#include "policy/asked_for.h"
#include "policy/in_words.h"

namespace kith::deploy {
namespace {

using network::v1::NetworkFile;

constexpr std::uint32_t kDaysOfYear = 365;
constexpr char kSample[] =
    "the text of the sample's network.textproto lacks it; add it and make the "
    "network anew";

// A list of Markdown; empty if there are no items.
std::string Bullets(const std::vector<std::string>& items) {
  return items.empty() ? "" : absl::StrCat("- ", absl::StrJoin(items, "\n- "));
}
std::string BulletsOr(const std::vector<std::string>& items,
                      absl::string_view none) {
  return items.empty() ? std::string(none) : Bullets(items);
}

std::string CategoryLabel(const Network& network, const std::string& id) {
  const network::v1::Category* category = network.FindCategory(id);
  return PlainText(category == nullptr ? id : category->label());
}

std::string AgencyInWords(const Network& network,
                          const network::v1::Agency& agency) {
  std::string text =
      absl::StrCat("**", PlainText(agency.name()), "** (",
                   CategoryLabel(network, agency.category()), ")");
  if (!agency.about().empty()) {
    absl::StrAppend(&text, ": ", PlainText(agency.about()));
  }
  if (agency.sensitive()) absl::StrAppend(&text, ". A sensitive service");
  if (agency.suspended()) absl::StrAppend(&text, ". **Suspended**");
  return text;
}

void AddAgencies(const Network& network, DocumentValues& values) {
  std::vector<std::string> agencies, names, contacts, signatures, sensitive,
      touch;
  for (const auto& agency : network.file().agencies()) {
    const std::string name = PlainText(agency.name());
    agencies.push_back(AgencyInWords(network, agency));
    names.push_back(name);
    contacts.push_back(absl::StrCat(
        "**", name, "**: ",
        ToBeFilledIn(absl::StrCat("data protection officer of ", name,
                                  ", and how to reach them"))));
    signatures.push_back(
        absl::StrCat("For **", name, "**: ",
                     ToBeFilledIn(absl::StrCat(
                         "name, office, signature and day, for ", name))));
    if (agency.sensitive()) sensitive.push_back(name);
    if (!agency.touch_gateway().empty()) {
      const auto* gateway = network.FindGateway(agency.touch_gateway());
      touch.push_back(
          absl::StrCat("**", name, "**: ",
                       PlainText(gateway == nullptr ? agency.touch_gateway()
                                                    : gateway->label())));
    }
  }
  const std::string none_yet =
      "the network has no agencies yet; kith agency add";
  values["agencies"] = {Bullets(agencies), none_yet};
  values["agency-names"] = {Bullets(names), none_yet};
  values["agency-contacts"] = {Bullets(contacts), none_yet};
  values["signatures"] = {Bullets(signatures), none_yet};
  values["sensitive-agencies"] = {
      BulletsOr(sensitive, "- No agency is marked as a sensitive service."),
      ""};
  values["touch-gateways"] = {
      BulletsOr(touch,
                "- None is named for any agency: nobody is published only so "
                "that a service hears who asks."),
      ""};
}

std::string NameOf(const Network& network, const std::string& id) {
  const auto* agency = network.FindAgency(id);
  return PlainText(agency == nullptr ? id : agency->name());
}

std::string Operator(const Network& network) {
  const auto& broker = network.file().broker();
  if (!broker.operated_by().empty()) {
    return NameOf(network, broker.operated_by());
  }
  return ToBeFilledIn(
      absl::StrCat("the organisation that operates the broker at ",
                   PlainText(broker.address())));
}

void AddOperators(const Network& network, DocumentValues& values) {
  std::vector<std::string> holders, administrators;
  bool all_named = true;
  for (const auto& holder : network.file().key_holders()) {
    all_named = all_named && !holder.name().empty();
    const std::string id = PlainText(holder.id());
    holders.push_back(
        holder.name() == InitOptions().keyholder_name
            ? ToBeFilledIn(absl::StrCat("the organisation that runs ", id))
            : absl::StrCat("**", PlainText(holder.name()), "** (", id, ")"));
  }
  for (const auto& administrator : network.file().administrators()) {
    administrators.push_back(absl::StrCat(
        PlainText(administrator.name()), ": ",
        ToBeFilledIn(absl::StrCat("the person and organisation that keep the "
                                  "key of ",
                                  PlainText(administrator.name())))));
  }
  values["operator"] = {Operator(network), ""};
  values["key-holders"] = {all_named ? Bullets(holders) : "",
                           "a key holder has no name; kith network init "
                           "--keyholder-name"};
  values["administrators"] = {Bullets(administrators), kSample};
  const std::uint32_t quorum = network.file().quorum();
  values["witnesses"] = {
      quorum == 0
          ? "No other agency has to witness the broker's log yet. Until one "
            "does, an agency trusts the operator to show everybody the same "
            "log"
          : absl::StrCat("At least ",
                         quorum == 1 ? "one other agency"
                                     : absl::StrCat(quorum, " other agencies"),
                         " must have witnessed the broker's log within four "
                         "hours, or it releases nothing"),
      ""};
}

void AddDesk(const Network& network, DocumentValues& values) {
  const NetworkFile& file = network.file();
  const std::string& agency = file.desk().operated_by();
  values["desk-agency"] = {
      agency.empty() ? "no agency's; only a colleague may be the second"
                     : NameOf(network, agency),
      ""};
  values["desk"] = {PlainText(file.desk().name()), kSample};
  values["desk-telephone"] = {PlainText(file.desk().telephone()), kSample};
  values["desk-hours"] = {PlainText(file.desk().hours()), kSample};
  values["danger-now"] = {PlainText(file.desk().danger_now()), kSample};
}

std::vector<std::string> GroundsOf(const PolicySource& source,
                                   const std::string& purpose) {
  std::vector<std::string> grounds;
  for (const auto& ground :
       policy::GroundsOf(*source.policy, source.vocabulary, purpose)) {
    grounds.push_back(PlainText(ground.label));
  }
  return grounds;
}

void AddPurposes(const NetworkFile& file, const PolicySource& source,
                 DocumentValues& values) {
  std::vector<std::string> allowed, allowed_words, refused;
  for (const auto& purpose : file.purposes()) {
    const std::string label = PlainText(purpose.label());
    const auto grounds = GroundsOf(source, purpose.id());
    if (grounds.empty()) {
      refused.push_back(label);
    } else {
      allowed.push_back(label);
      allowed_words.push_back(
          absl::StrCat(label, " (", absl::StrJoin(grounds, "; "), ")"));
    }
  }
  const std::string none = "the rules allow no purpose; kith policy print";
  values["purposes"] = {Bullets(allowed_words), none};
  values["purposes-plain"] = {Bullets(allowed), none};
  values["purposes-refused"] = {
      BulletsOr(refused, "- None: every purpose named is allowed to somebody."),
      ""};
}

void AddLaw(const Network& network, DocumentValues& values) {
  std::vector<std::string> bases, gateways, schemes, categories;
  for (const auto& basis : network.file().legal_bases()) {
    bases.push_back(PlainText(basis.label()));
  }
  for (const auto& gateway : network.file().gateways()) {
    gateways.push_back(PlainText(gateway.label()));
  }
  for (const auto& category : network.file().categories()) {
    categories.push_back(PlainText(category.label()));
  }
  for (const auto& scheme : network.file().identifier_schemes()) {
    std::vector<std::string> users;
    for (const std::string& id : scheme.categories()) {
      users.push_back(CategoryLabel(network, id));
    }
    schemes.push_back(absl::StrCat(
        PlainText(scheme.label()), ": ",
        scheme.legal_reference().empty() ? "off, no law is named"
                                         : PlainText(scheme.legal_reference()),
        users.empty() ? ""
                      : absl::StrCat("; only ", absl::StrJoin(users, ", "))));
  }
  values["lawful-bases"] = {Bullets(bases), kSample};
  values["gateways"] = {Bullets(gateways), kSample};
  values["categories"] = {Bullets(categories), kSample};
  values["identifiers"] = {BulletsOr(schemes, "- None."), ""};
}

// 0 days: nothing is ever erased.
std::string PeriodOrKept(std::uint32_t days) {
  return days == 0 ? "kept, no end is agreed" : DaysInWords(days);
}

void AddRetention(const NetworkFile& file, DocumentValues& values) {
  const auto& kept = file.retention();
  struct Kept {
    const char* words;
    std::uint32_t days;
    bool may_be_kept = false;  // Without an end.
  };
  const Kept classes[] = {
      {"Leaves of the logs (time, number and hashes)", kept.leaves()},
      {"Details beside the broker's log", kept.broker_details(), true},
      {"Details beside each agency's own log, and who asked about its people",
       kept.agency_details(), true},
      {"Details beside the key holders' logs", kept.key_holder_details(), true},
      {"Answers received", kept.received_answers()},
      {"Rows that an import rejected", kept.rejected_rows()},
      {"Backups", kept.backups()},
  };
  std::vector<std::string> periods;
  bool whole = true;
  for (const Kept& one : classes) {
    whole = whole && (one.days > 0 || one.may_be_kept);
    periods.push_back(absl::StrCat(one.words, ": ", PeriodOrKept(one.days)));
  }
  const std::string missing =
      "a period of `retention` is missing in the network file";
  values["retention"] = {whole ? Bullets(periods) : "", missing};
  values["retention-log"] = {DaysInWords(kept.leaves()), missing};
  // For whoever has never seen a log.
  values["retention-plain"] = {
      !whole
          ? ""
          : Bullets({absl::StrCat("when somebody asked: ",
                                  DaysInWords(kept.leaves())),
                     absl::StrCat(
                         "what is noted in the middle of who asked, and why: ",
                         PeriodOrKept(kept.broker_details())),
                     absl::StrCat("the same at each service: ",
                                  PeriodOrKept(kept.agency_details())),
                     absl::StrCat("an answer that a service was given: ",
                                  DaysInWords(kept.received_answers())),
                     absl::StrCat("lines of a list that were wrong: ",
                                  DaysInWords(kept.rejected_rows())),
                     absl::StrCat("copies in case something breaks: ",
                                  DaysInWords(kept.backups()))}),
      missing};
}

void AddAllowances(const NetworkFile& file, DocumentValues& values) {
  std::vector<std::string> allowances;
  for (const auto& allowance : file.role_allowances()) {
    allowances.push_back(absl::StrCat("as ", PlainText(allowance.role()), ": ",
                                      allowance.subjects_a_day(),
                                      " people a day"));
  }
  allowances.push_back(
      file.list_subjects_a_day() == 0
          ? "in lists: none; there are no lists"
          : absl::StrCat("in lists: ", file.list_subjects_a_day(),
                         " people a day"));
  values["allowances"] = {Bullets(allowances), ""};
}

// What families are asked, in every language, with who checked it.
void AddAgreementWords(const NetworkFile& file, DocumentValues& values) {
  std::vector<std::string> texts;
  for (const auto& label : file.labels()) {
    if (label.key() != "consent-wording") continue;
    texts.push_back(absl::StrCat(
        PlainText(label.language()), ", ",
        label.checked_by().empty()
            ? "**draft: nobody has checked this text**"
            : absl::StrCat("checked by ", PlainText(label.checked_by())),
        ": ", PlainText(label.text())));
  }
  values["agreement-words"] = {
      Bullets(texts),
      "the network file has no text `consent-wording`; add one"};
}

void AddHead(const Network& network, DocumentValues& values) {
  const NetworkFile& file = network.file();
  values["partnership"] = {PlainText(file.name()), kSample};
  values["area"] = {PlainText(file.area()), kSample};
  values["version"] = {absl::StrCat(file.version()), kSample};
  values["issued"] = {
      absl::FormatTime("%e %B %Y", absl::FromUnixMillis(file.issued_at_ms()),
                       absl::UTCTimeZone()),
      kSample};
  values["sha256"] = {absl::BytesToHexString(HashView(network.hash())), ""};
  values["state"] = {file.test_network()
                         ? "This is a TEST network. No real family may be in it"
                         : "This is not a test network",
                     ""};
}

// Behind four spaces, which Markdown shows as it is.
std::string Verbatim(absl::string_view text) {
  return absl::StrCat(
      "    ", absl::StrJoin(absl::StrSplit(
                                absl::StripTrailingAsciiWhitespace(text), '\n'),
                            "\n    "));
}

}  // namespace

std::string PlainText(absl::string_view text) {
  constexpr absl::string_view kMarks = "\\`*_[]<>|#{}";
  std::string plain;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') {
      plain += ' ';
      continue;
    }
    if (kMarks.find(c) != absl::string_view::npos) plain += '\\';
    plain += c;
  }
  return plain;
}

std::string DaysInWords(std::uint32_t days) {
  if (days == 0) return "";
  std::string figure = absl::StrCat(days);
  for (std::size_t at = figure.size(); at > 3; at -= 3) {
    figure.insert(at - 3, ",");
  }
  const std::string in_days =
      absl::StrCat(figure, days == 1 ? " day" : " days");
  if (days % kDaysOfYear != 0) return in_days;
  const std::uint32_t years = days / kDaysOfYear;
  return absl::StrCat(years, years == 1 ? " year (" : " years (", in_days, ")");
}

absl::StatusOr<DocumentValues> DocumentValuesOf(const Network& network) {
  KITH_ASSIGN_OR_RETURN(const PolicySource source, PolicyOf(network.file()));
  DocumentValues values;
  AddHead(network, values);
  AddAgencies(network, values);
  AddOperators(network, values);
  AddDesk(network, values);
  AddPurposes(network.file(), source, values);
  AddLaw(network, values);
  AddRetention(network.file(), values);
  AddAllowances(network.file(), values);
  AddAgreementWords(network.file(), values);
  values["rules"] = {
      Verbatim(policy::PolicyTable(*source.policy, source.vocabulary)), ""};
  return values;
}

}  // namespace kith::deploy
