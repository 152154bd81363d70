// SPDX-License-Identifier: Apache-2.0
#include "keys/health/network_checks.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "keys/health/time_words.h"
#include "keys/network/standing.h"

namespace kith::health {
namespace {

constexpr absl::Duration kOld = absl::Hours(24 * 400);
constexpr char kFetch[] =
    "Fetch the newest network file from the network's administrator.";

bool Same(absl::string_view a, absl::string_view b) {
  return !a.empty() && absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(a),
                                              absl::StripAsciiWhitespace(b));
}

// What the broker's operator is called: its agency's id and name.
bool IsBrokersOperator(const Network& network,
                       const network::v1::KeyHolder& holder) {
  const std::string& operator_id = network.file().broker().operated_by();
  if (operator_id.empty()) return false;
  if (Same(holder.operated_by(), operator_id)) return true;
  const network::v1::Agency* agency = network.FindAgency(operator_id);
  return agency != nullptr && (Same(holder.name(), agency->name()) ||
                               Same(holder.name(), agency->id()));
}

// A witness counts unless it operates the broker.
std::size_t AgenciesThatWitness(const Network& network) {
  std::size_t count = 0;
  for (const auto& agency : network.file().agencies()) {
    if (agency.suspended()) continue;
    if (agency.id() != network.file().broker().operated_by()) ++count;
  }
  return count;
}

}  // namespace

Finding NetworkFileUnread(const std::string& path, const absl::Status& why) {
  if (absl::IsNotFound(why)) {
    return Fault("network-file",
                 absl::StrCat("There is no network file at ", path, "."),
                 kFetch);
  }
  if (absl::IsUnauthenticated(why)) {
    return Fault("network-file",
                 "No administrator's signature on the network file holds.",
                 "Do not use this file; fetch it again from the network's "
                 "administrator, another way than this one came.");
  }
  return Fault(
      "network-file",
      absl::StrCat("The network file is damaged: ", why.message(), "."),
      kFetch);
}

Findings NetworkFileRead(const Network& network, absl::Time now) {
  const auto& file = network.file();
  const absl::Duration age = now - absl::FromUnixMillis(file.issued_at_ms());
  const std::string words = absl::StrCat(
      "The network file is version ", file.version(), " of ", file.name(),
      file.issued_at_ms() > 0 ? absl::StrCat(", ", InWords(age), " old.")
                              : ".");
  Findings findings;
  findings.push_back(
      file.issued_at_ms() > 0 && age > kOld
          ? Warning("network-file", words,
                    "Ask the network's administrator whether this is the "
                    "newest; it is looked through once a year.")
          : Good("network-file", words));
  findings.push_back(
      Good("policy",
           absl::StrCat("The rules are those whose hash begins with ",
                        absl::BytesToHexString(HashBytes(network.policy_hash()))
                            .substr(0, 12),
                        ".")));
  if (file.test_network()) {
    findings.push_back(
        Good("test-network",
             "This is a test network: no real person belongs in it."));
  }
  return findings;
}

Finding NetworkFileAgainst(const Network& network, std::uint64_t brokers) {
  const std::uint64_t own = network.file().version();
  if (own == brokers) {
    return Good("network-file-age",
                "The network file is the one the broker has.");
  }
  const std::string words =
      absl::StrCat("The network file here is version ", own,
                   " and the broker's is version ", brokers, ".");
  if (own < brokers) {
    return Warning("network-file-age", words,
                   "A running agent is sent the newest by itself; else fetch "
                   "it from the network's administrator.");
  }
  return Warning("network-file-age", words,
                 "Tell the broker's operator to put the newest in its place.");
}

Finding Membership(const Setup& setup, const Network& network, absl::Time now) {
  if (setup.program == Program::kKeyHolder) {
    return network.FindKeyHolder(setup.id) != nullptr
               ? Good("membership", "The network file names this key holder.")
               : Fault("membership",
                       absl::StrCat("The network file names no key holder `",
                                    setup.id, "`."),
                       "Correct `id` in the configuration, or fetch the "
                       "newest network file.");
  }
  if (setup.program == Program::kBroker) {
    return Good("membership", "The network file names the broker.");
  }
  const network::v1::Agency* agency = network.FindAgency(setup.id);
  if (agency == nullptr) {
    return Fault(
        "membership",
        absl::StrCat("The network file names no agency `", setup.id, "`."),
        "Correct `agency` in the configuration, or fetch the newest "
        "network file, or ask the administrator to add this agency.");
  }
  if (agency->left()) {
    return Fault("membership", "This agency has left the partnership.",
                 "Stop the agent; to come back: kith agency rejoin, by an "
                 "administrator.");
  }
  const Standing standing = StandingOf(*agency, now);
  if (!standing.takes_part()) {
    return Fault(
        "membership",
        absl::StrCat("This agency does not take part: ", standing.why, "."),
        "Ask the network's administrator what has to be done.");
  }
  if (standing.kind == Standing::Kind::kNotice) {
    return Warning(
        "membership",
        absl::StrCat("This agency takes part, and ", standing.why, "."),
        "Sign the paper anew, and send its number and its last day to the "
        "network's administrator.");
  }
  return Good("membership", "This agency is a member of the network.");
}

Findings KeyHolders(const Network& network) {
  Findings findings;
  for (const auto& holder : network.file().key_holders()) {
    if (!IsBrokersOperator(network, holder)) continue;
    findings.push_back(Fault(
        "key-holder-operator",
        absl::StrCat("The key holder ", holder.id(),
                     " is run by the broker's operator, who could then try "
                     "out names against the index."),
        "Have another organisation run it: kith network print shows who runs "
        "which."));
  }
  if (findings.empty()) {
    findings.push_back(Good("key-holder-operator",
                            "No key holder is run by the broker's operator."));
  }
  const int count = network.file().key_holders_size();
  if (count == 1) {
    findings.push_back(Warning(
        "key-holders",
        "There is one key holder only: while it is down nobody can ask, and "
        "its key alone opens the index's tokens.",
        "Share the key among three: kith network ceremony, docs/operate."));
  } else {
    findings.push_back(Good(
        "key-holders", absl::StrCat("There are ", count, " key holders.")));
  }
  return findings;
}

Finding Quorum(const Network& network) {
  const std::uint32_t quorum = network.file().quorum();
  const std::size_t witnesses = AgenciesThatWitness(network);
  if (quorum == 0) {
    return Good("quorum",
                "The broker's log is not yet witnessed by other agencies.");
  }
  // The asker's own does not count.
  if (witnesses < quorum + 1) {
    return Fault("quorum",
                 absl::StrCat("The network asks for ", quorum,
                              " witnesses and has ", witnesses,
                              " agencies that could be one, the asker "
                              "included: no question can be released."),
                 "Tell the network's administrator: more agencies have to be "
                 "active, or the quorum lower.");
  }
  return Good("quorum", absl::StrCat("The network asks for ", quorum,
                                     " witnesses of ", witnesses, "."));
}

}  // namespace kith::health
