// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_diff.h"

#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/time.h"
#include "deploy/kith/network_words.h"
#include "keys/network/epochs.h"

namespace kith::deploy {
namespace {

using google::protobuf::util::MessageDifferencer;
using network::v1::Agency;
using network::v1::NetworkFile;

using Sentences = std::vector<std::string>;

constexpr std::size_t kLongestShown = 300;

std::string Quoted(const std::string& text) {
  // Escaped: a text may not hide what stands behind it from whoever signs.
  return text.empty() ? "nothing"
                      : absl::StrCat("\"", absl::Utf8SafeCEscape(text), "\"");
}

// What no sentence says, as the fields have it. Clears nothing.
void SayTheRest(const std::string& of, const google::protobuf::Message& before,
                const google::protobuf::Message& after, Sentences& sentences) {
  std::string report;
  MessageDifferencer differencer;
  differencer.ReportDifferencesToString(&report);
  if (differencer.Compare(before, after)) return;
  for (const absl::string_view line :
       absl::StrSplit(report, '\n', absl::SkipEmpty())) {
    sentences.push_back(absl::StrCat(
        of, absl::Utf8SafeCEscape(line.substr(0, kLongestShown)),
        line.size() > kLongestShown ? absl::StrCat(" ... (", line.size(),
                                                   " bytes in all: look at the "
                                                   "file itself)")
                                    : ""));
  }
}

void SayPaper(const std::string& of, const char* name,
              const network::v1::Reference& before,
              const network::v1::Reference& after, Sentences& sentences) {
  if (MessageDifferencer::Equals(before, after)) return;
  sentences.push_back(absl::StrCat(
      of, "its ", name, " is now ", Quoted(after.reference()),
      after.expires().empty() ? ", without end"
                              : absl::StrCat(", to ", after.expires()),
      " (it was ", Quoted(before.reference()),
      before.expires().empty() ? "" : absl::StrCat(", to ", before.expires()),
      ")"));
}

void SayStanding(const std::string& of, const Agency& before,
                 const Agency& after, Sentences& sentences) {
  if (after.left() && !before.left()) {
    sentences.push_back(
        absl::StrCat(of, "LEAVES: the broker deletes its rows"));
  } else if (before.left() && !after.left()) {
    sentences.push_back(absl::StrCat(of, "rejoins"));
  } else if (after.suspended() &&
             (!before.suspended() ||
              before.suspended_because() != after.suspended_because())) {
    sentences.push_back(
        absl::StrCat(of, "is SUSPENDED, because: ", after.suspended_because()));
  } else if (before.suspended() && !after.suspended()) {
    sentences.push_back(absl::StrCat(of, "is no longer suspended"));
  }
}

void SayAgency(const Agency& before, const Agency& after,
               Sentences& sentences) {
  const std::string of = absl::StrCat("Agency ", after.id(), ": ");
  SayStanding(of, before, after, sentences);
  if (before.name() != after.name()) {
    sentences.push_back(absl::StrCat(of, "is renamed from ",
                                     Quoted(before.name()), " to ",
                                     Quoted(after.name())));
  }
  if (before.signing_key() != after.signing_key() ||
      before.log_key() != after.log_key()) {
    sentences.push_back(absl::StrCat(
        of, "has OTHER KEYS: signs with ", Fingerprint(after.signing_key()),
        " (it was ", Fingerprint(before.signing_key()), "), log key ",
        Fingerprint(after.log_key())));
  }
  if (before.certificates_from_ms() != after.certificates_from_ms()) {
    sentences.push_back(absl::StrCat(
        of, "certificates of before ",
        absl::FormatTime(absl::FromUnixMillis(after.certificates_from_ms()),
                         absl::UTCTimeZone()),
        " are refused"));
  }
  SayPaper(of, "information-sharing agreement", before.sharing_agreement(),
           after.sharing_agreement(), sentences);
  SayPaper(of, "security certification", before.security_certification(),
           after.security_certification(), sentences);
  Agency rest_before = before;
  Agency rest_after = after;
  for (Agency* rest : {&rest_before, &rest_after}) {
    rest->clear_left();
    rest->clear_suspended();
    rest->clear_suspended_because();
    rest->clear_name();
    rest->clear_former_names();
    rest->clear_signing_key();
    rest->clear_log_key();
    rest->clear_certificates_from_ms();
    rest->clear_sharing_agreement();
    rest->clear_security_certification();
  }
  SayTheRest(of, rest_before, rest_after, sentences);
}

template <typename Items, typename Key>
auto Find(const Items& items, const Key& key) -> decltype(&*items.begin()) {
  for (const auto& item : items) {
    if (item.id() == key) return &item;
  }
  return nullptr;
}

void SayAgencies(const NetworkFile& before, const NetworkFile& after,
                 Sentences& sentences) {
  for (const Agency& agency : after.agencies()) {
    const Agency* const was = Find(before.agencies(), agency.id());
    if (was != nullptr) {
      SayAgency(*was, agency, sentences);
      continue;
    }
    sentences.push_back(absl::StrCat(
        "Agency ", agency.id(), " is ADDED: ", Quoted(agency.name()), ", ",
        agency.category(), agency.sensitive() ? ", a sensitive service" : "",
        ", signs with ", Fingerprint(agency.signing_key()), ", log key ",
        Fingerprint(agency.log_key()), "; register ", agency.register_size(),
        ", asks ", agency.ask_elements_per_day(), " elements a day"));
    Agency was_not;
    was_not.set_id(agency.id());
    Agency rest = agency;
    rest.clear_signing_key();
    rest.clear_log_key();
    rest.clear_name();
    SayAgency(was_not, rest, sentences);
  }
  for (const Agency& agency : before.agencies()) {
    if (Find(after.agencies(), agency.id()) == nullptr) {
      sentences.push_back(absl::StrCat(
          "Agency ", agency.id(),
          " is REMOVED: its old entries can no longer be verified"));
    }
  }
}

std::string Named(const network::v1::Administrator& administrator) {
  return absl::StrCat(
      administrator.name(),
      administrator.organisation().empty()
          ? ""
          : absl::StrCat(" (", administrator.organisation(), ")"),
      ", who signs with ", Fingerprint(administrator.public_key()));
}

void SayAdministrators(const NetworkFile& before, const NetworkFile& after,
                       Sentences& sentences) {
  std::set<std::string> are;
  std::set<std::string> were;
  for (const auto& one : before.administrators()) were.insert(Named(one));
  for (const auto& one : after.administrators()) are.insert(Named(one));
  for (const std::string& one : are) {
    if (!were.contains(one)) {
      sentences.push_back("New ADMINISTRATOR: " + one);
    }
  }
  for (const std::string& one : were) {
    if (!are.contains(one)) {
      sentences.push_back("No longer an ADMINISTRATOR: " + one);
    }
  }
}

// Who can make its tokens.
std::string HoldersInWords(const network::v1::Epoch& epoch) {
  if (!IsShared(epoch)) return "; ONE key holder alone has it";
  std::string words =
      absl::StrCat("; any two of ", epoch.shares_size(), " shares:");
  for (const auto& share : epoch.shares()) {
    absl::StrAppend(&words, " ", share.index(), " ",
                    Fingerprint(share.public_key()));
  }
  return words;
}

std::string EpochInWords(const network::v1::Epoch& epoch) {
  return absl::StrCat("epoch ", epoch.number(), ", key ",
                      Fingerprint(epoch.public_key()),
                      epoch.publish() && epoch.ask() ? ", published and asked"
                      : epoch.ask()                  ? ", asked only"
                      : epoch.publish()              ? ", published only"
                                                     : ", RETIRED",
                      HoldersInWords(epoch));
}

void SayEpochs(const NetworkFile& before, const NetworkFile& after,
               Sentences& sentences) {
  for (const auto& epoch : after.epochs()) {
    const auto was = std::find_if(
        before.epochs().begin(), before.epochs().end(),
        [&](const auto& one) { return one.number() == epoch.number(); });
    if (was != before.epochs().end() &&
        MessageDifferencer::Equals(*was, epoch)) {
      continue;
    }
    sentences.push_back(
        absl::StrCat("Token key: ", EpochInWords(epoch),
                     was == before.epochs().end()
                         ? " (new)"
                         : absl::StrCat(" (it was ", EpochInWords(*was), ")")));
    if (was != before.epochs().end()) {
      SayTheRest("Token key: ", *was, epoch, sentences);
    }
  }
  for (const auto& epoch : before.epochs()) {
    if (std::none_of(
            after.epochs().begin(), after.epochs().end(),
            [&](const auto& one) { return one.number() == epoch.number(); })) {
      sentences.push_back(
          absl::StrCat("Token key: ", EpochInWords(epoch), " is REMOVED"));
    }
  }
}

void SayRevoked(const NetworkFile& before, const NetworkFile& after,
                Sentences& sentences) {
  const std::set<std::string> were(before.revoked_certificates().begin(),
                                   before.revoked_certificates().end());
  const std::set<std::string> are(after.revoked_certificates().begin(),
                                  after.revoked_certificates().end());
  for (const std::string& one : are) {
    if (!were.contains(one)) {
      sentences.push_back(absl::StrCat("A certificate is REVOKED: SHA-256 ",
                                       absl::BytesToHexString(one)));
    }
  }
  for (const std::string& one : were) {
    if (!are.contains(one)) {
      sentences.push_back(
          absl::StrCat("A certificate is NO LONGER revoked: SHA-256 ",
                       absl::BytesToHexString(one)));
    }
  }
}

}  // namespace

std::vector<std::string> NetworkDiff(const NetworkFile& before,
                                     const NetworkFile& after) {
  Sentences sentences;
  SayAdministrators(before, after, sentences);
  SayAgencies(before, after, sentences);
  SayEpochs(before, after, sentences);
  SayRevoked(before, after, sentences);
  if (before.policy_text() != after.policy_text()) {
    sentences.push_back(
        "The RULES change; `kith policy print` says them in words");
  }
  if (before.authority_pem() != after.authority_pem()) {
    sentences.push_back("The CERTIFICATE AUTHORITY changes");
  }
  NetworkFile rest_before = before;
  NetworkFile rest_after = after;
  for (NetworkFile* rest : {&rest_before, &rest_after}) {
    rest->clear_version();
    rest->clear_previous_sha256();
    rest->clear_issued_at_ms();
    rest->clear_administrators();
    rest->clear_agencies();
    rest->clear_epochs();
    rest->clear_revoked_certificates();
    rest->clear_policy_text();
    rest->clear_authority_pem();
  }
  SayTheRest("", rest_before, rest_after, sentences);
  return sentences;
}

}  // namespace kith::deploy
