// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_words.h"

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/time.h"
#include "deploy/kith/json.h"
#include "deploy/kith/policy_source.h"
#include "keys/base/status_macros.h"
#include "policy/in_words.h"

namespace kith::deploy {
namespace {

using network::v1::NetworkFile;

constexpr std::size_t kFingerprintBytes = 16;

std::string IssuedAt(const NetworkFile& file) {
  return absl::FormatTime("%e %b %Y %H:%M UTC",
                          absl::FromUnixMillis(file.issued_at_ms()),
                          absl::UTCTimeZone());
}

// What becomes of what the broker's log holds, in words.
std::string Erases(const NetworkFile& file) {
  const auto& retention = file.retention();
  if (retention.legal_hold()) return "nothing: a LEGAL HOLD is in force";
  std::vector<std::string> periods;
  for (const auto& [whose, days] :
       {std::pair("the broker's log", retention.broker_details()),
        std::pair("an agency's own", retention.agency_details()),
        std::pair("a key holder's", retention.key_holder_details())}) {
    periods.push_back(days == 0 ? absl::StrCat("nothing of ", whose)
                                : absl::StrCat("what ", whose, " holds after ",
                                               days, " days"));
  }
  return absl::StrCat(absl::StrJoin(periods, ",\n             "),
                      "; leaves stay");
}

std::string Head(const Network& network) {
  const NetworkFile& file = network.file();
  std::string text = absl::StrCat(
      "Partnership ", file.name(), ", version ", file.version(), ", issued",
      " ", IssuedAt(file), file.test_network() ? ", a TEST network" : "", "\n",
      "  covers     ", file.area(), "\n", "  ring       ", file.desk().name(),
      ", ", file.desk().telephone(), ", ", file.desk().hours(), "\n",
      "  answers    ", file.times().release_ms(),
      " ms after a question is accepted\n", "  matching   profile ",
      file.profile(), ", normaliser ", file.normaliser_version(), "\n");
  if (file.quorum() == 0) {
    absl::StrAppend(&text, "  witnesses  none: the log is not yet witnessed\n");
  } else {
    absl::StrAppend(
        &text, "  witnesses  ", file.quorum(), " of the agencies, within ",
        absl::ToInt64Hours(network.WitnessedFor(false)), " hours, ",
        absl::ToInt64Hours(network.WitnessedFor(true)), " for urgent access",
        file.witnesses().only_warns() ? "; a trial: nothing is refused\n"
                                      : "\n");
  }
  absl::StrAppend(&text, "  erases     ", Erases(file), "\n");
  absl::StrAppend(&text, "  SHA-256    ",
                  absl::BytesToHexString(HashView(network.hash())), "\n");
  return text;
}

std::string Operators(const NetworkFile& file) {
  std::string text = absl::StrCat(
      "\nBroker at ", file.broker().address(), ", log ",
      file.broker().log_origin(), "\n", "  signs with ",
      Fingerprint(file.broker().signing_key()), "\n", "  log key    ",
      Fingerprint(file.broker().log_key()), "\n", "  enrols at  ",
      file.broker().enrol_address().empty()
          ? "no address: by request files only"
          : file.broker().enrol_address(),
      "\n");
  if (file.revoked_certificates_size() > 0) {
    absl::StrAppend(&text,
                    "Certificates revoked: ", file.revoked_certificates_size(),
                    "\n");
  }
  for (const auto& holder : file.key_holders()) {
    absl::StrAppend(&text, "Key holder ", holder.id(), " (", holder.name(),
                    ") at ", holder.address(), "\n", "  log key    ",
                    holder.log_key().empty() ? "none: evidence cannot be "
                                               "verified"
                                             : Fingerprint(holder.log_key()),
                    "\n");
  }
  for (const auto& epoch : file.epochs()) {
    absl::StrAppend(&text, "  epoch ", epoch.number(), "    ",
                    Fingerprint(epoch.public_key()), "\n");
  }
  for (const auto& administrator : file.administrators()) {
    absl::StrAppend(&text, "Administrator ", administrator.name(),
                    administrator.organisation().empty()
                        ? ""
                        : absl::StrCat(" (", administrator.organisation(), ")"),
                    "\n", "  signs with ",
                    Fingerprint(administrator.public_key()), "\n");
  }
  return text;
}

std::string PaperInWords(const char* name,
                         const network::v1::Reference& paper) {
  if (paper.ByteSizeLong() == 0) return "";
  return absl::StrCat("    ", name, " ", paper.reference(),
                      paper.expires().empty()
                          ? ", without end"
                          : absl::StrCat(", to ", paper.expires()),
                      "\n");
}

// Why it is suspended, its papers, and what it was called and how it signed
// before.
std::string StandingInWords(const network::v1::Agency& agency) {
  std::string text;
  if (!agency.suspended_because().empty()) {
    absl::StrAppend(&text, "    because    ", agency.suspended_because(), "\n");
  }
  absl::StrAppend(&text, PaperInWords("agreement ", agency.sharing_agreement()),
                  PaperInWords("security  ", agency.security_certification()));
  for (const std::string& name : agency.former_names()) {
    absl::StrAppend(&text, "    was called ", name, "\n");
  }
  if (!agency.hosted_by().empty()) {
    absl::StrAppend(&text, "    runs at    ", agency.hosted_by(), "\n");
  }
  if (agency.certificates_from_ms() != 0) {
    absl::StrAppend(
        &text, "    keys from  ",
        absl::FormatTime("%e %b %Y %H:%M UTC",
                         absl::FromUnixMillis(agency.certificates_from_ms()),
                         absl::UTCTimeZone()),
        "; certificates of before are refused\n");
  }
  return text;
}

std::string Agencies(const NetworkFile& file) {
  std::string text = absl::StrCat("\nAgencies (", file.agencies_size(), ")\n");
  for (const auto& agency : file.agencies()) {
    absl::StrAppend(&text, "  ", agency.id(), ": ", agency.name(), ", ",
                    agency.category(),
                    agency.sensitive() ? ", sensitive service" : "",
                    agency.left()        ? ", LEFT"
                    : agency.suspended() ? ", SUSPENDED"
                                         : "",
                    "\n");
    absl::StrAppend(&text, StandingInWords(agency));
    for (const std::string* line :
         {&agency.about(), &agency.ages(), &agency.area(), &agency.how_to_ask(),
          &agency.hours()}) {
      if (!line->empty()) absl::StrAppend(&text, "    ", *line, "\n");
    }
    if (!agency.last_confirmed().empty()) {
      absl::StrAppend(&text, "    card confirmed ", agency.last_confirmed(),
                      "\n");
    }
    absl::StrAppend(&text, "    signs with ", Fingerprint(agency.signing_key()),
                    "\n    log key    ", Fingerprint(agency.log_key()),
                    "\n    register   ", agency.register_size(),
                    " people; asks ", agency.ask_elements_per_day(),
                    " elements a day\n");
  }
  return text;
}

std::string Allowances(const NetworkFile& file) {
  std::string text = "\nPeople one staff member may ask about in a day\n";
  for (const auto& allowance : file.role_allowances()) {
    absl::StrAppend(&text, "  as ", allowance.role(), ": ",
                    allowance.subjects_a_day(), "\n");
  }
  absl::StrAppend(&text, "  in lists: ",
                  file.list_subjects_a_day() == 0
                      ? "none; this network has no lists"
                      : absl::StrCat(file.list_subjects_a_day()),
                  "\n");
  return text;
}

std::string Texts(const NetworkFile& file) {
  std::string text = "\nPurposes\n";
  for (const auto& purpose : file.purposes()) {
    absl::StrAppend(&text, "  ", purpose.id(), ": ", purpose.label(), "\n");
  }
  absl::StrAppend(&text, "\nNumbers that people are known by\n");
  for (const auto& scheme : file.identifier_schemes()) {
    absl::StrAppend(&text, "  ", scheme.id(), ": ",
                    scheme.legal_reference().empty()
                        ? "off, no law is named"
                        : scheme.legal_reference());
    for (const std::string& category : scheme.categories()) {
      absl::StrAppend(&text, ", only ", category);
    }
    absl::StrAppend(&text, "\n");
  }
  absl::StrAppend(&text, "\nTexts\n");
  for (const auto& label : file.labels()) {
    absl::StrAppend(&text, "  ", label.key(), " (", label.language(), ", ",
                    label.checked_by().empty()
                        ? "draft"
                        : absl::StrCat("checked by ", label.checked_by()),
                    "): ", label.text(), "\n");
  }
  return text;
}

}  // namespace

std::string Fingerprint(const std::string& public_key) {
  const std::string hex = absl::BytesToHexString(
      HashView(Sha256(public_key)).substr(0, kFingerprintBytes));
  std::string grouped;
  for (std::size_t i = 0; i < hex.size(); i += 4) {
    absl::StrAppend(&grouped, i == 0 ? "" : " ", hex.substr(i, 4));
  }
  return grouped;
}

absl::StatusOr<std::string> NetworkInWords(const Network& network) {
  KITH_ASSIGN_OR_RETURN(const PolicySource source, PolicyOf(network.file()));
  return absl::StrCat(Head(network), Operators(network.file()),
                      Agencies(network.file()), Allowances(network.file()),
                      Texts(network.file()), "\nRules\n",
                      policy::PolicyTable(*source.policy, source.vocabulary));
}

nlohmann::ordered_json NetworkAsJson(const Network& network) {
  nlohmann::ordered_json json = ToJson(network.file());
  json["policy_text"] = network.file().policy_text();
  json["sha256"] = absl::BytesToHexString(HashView(network.hash()));
  for (auto& agency : json["agencies"]) {
    const auto* found =
        network.FindAgency(agency["id"].get_ref<const std::string&>());
    agency["signing_key"] = Fingerprint(found->signing_key());
    agency["log_key"] = Fingerprint(found->log_key());
  }
  return json;
}

}  // namespace kith::deploy
