// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/entry_proof.h"

#include <map>
#include <set>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "deploy/evidence/evidence.h"
#include "keys/base/status_macros.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/note.h"
#include "keys/tlog/tlog_proof.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kSaltBytes = 32;

// A log of the network, and by whose key it is signed.
struct LogOfNetwork {
  std::string origin;
  std::string public_key;
  std::string whose;
};

std::vector<LogOfNetwork> LogsOf(const Network& network) {
  const auto& file = network.file();
  const std::string& origin = file.broker().log_origin();
  std::vector<LogOfNetwork> logs = {
      {origin, file.broker().log_key(), "the broker's log"}};
  for (const auto& agency : file.agencies()) {
    logs.push_back({absl::StrCat(origin, "/agency/", agency.id()),
                    agency.log_key(),
                    absl::StrCat("the log of ", agency.name())});
  }
  for (const auto& holder : file.key_holders()) {
    logs.push_back({absl::StrCat(origin, "/keyholder/", holder.id()),
                    holder.log_key(),
                    absl::StrCat("the log of the key holder ", holder.name())});
  }
  return logs;
}

std::string FirstLine(absl::string_view note) {
  return std::string(note.substr(0, note.find('\n')));
}

absl::StatusOr<LogOfNetwork> LogOf(const Network& network,
                                   absl::string_view note) {
  const std::string origin = FirstLine(note);
  for (LogOfNetwork& log : LogsOf(network)) {
    if (log.origin == origin) return std::move(log);
  }
  return absl::UnauthenticatedError(
      "the proof is of a log that this network file does not name; check that "
      "it is the network file of the same partnership");
}

// Members whose word on this log counts, as kith audit verify has it: not the
// log's own, not whose entry it is, not the broker's operator; a key once.
absl::StatusOr<std::size_t> CountWitnesses(const Network& network,
                                           const LogOfNetwork& log,
                                           absl::string_view note,
                                           absl::string_view agency) {
  const auto& file = network.file();
  std::vector<tlog::Cosigner> known;
  std::map<std::string, std::string> counting;  // Origins, and their keys.
  for (const auto& member : file.agencies()) {
    const std::string origin =
        absl::StrCat(file.broker().log_origin(), "/agency/", member.id());
    if (origin == log.origin) continue;
    known.push_back({origin, member.log_key()});
    if (member.id() != agency && member.id() != file.broker().operated_by()) {
      counting[origin] = member.log_key();
    }
  }
  KITH_ASSIGN_OR_RETURN(const auto cosigned,
                        tlog::OpenCosignatures(note, log.origin, known));
  std::set<std::string> keys;
  for (const tlog::Cosigned& one : cosigned) {
    const auto counts = counting.find(one.name);
    if (counts != counting.end()) keys.insert(counts->second);
  }
  return keys.size();
}

// The opening that came with the proof, if it is this leaf's.
absl::StatusOr<std::optional<log::v1::Opening>> OpenLeaf(
    const log::v1::LeafOpening& given, const tlog::Leaf& leaf) {
  if (given.opening().empty()) return std::nullopt;
  log::v1::Opening opening;
  if (given.salt().size() != kSaltBytes ||
      given.public_part().size() != kHashBytes ||
      tlog::Commitment(tlog::SealOpening(given.salt(), given.opening()),
                       given.public_part()) != leaf.commitment ||
      !opening.ParseFromString(given.opening())) {
    return absl::UnauthenticatedError(
        "what the proof says of the entry is not what was logged");
  }
  return opening;
}

}  // namespace

absl::StatusOr<std::string> MakeEntryProof(const std::string& folder,
                                           const std::string& log,
                                           std::uint64_t index) {
  KITH_ASSIGN_OR_RETURN(const EvidenceFrame frame, ReadEvidenceFrame(folder));
  KITH_ASSIGN_OR_RETURN(const LogEvidence evidence,
                        ReadLogEvidence(folder, log));
  if (index >= evidence.leaves.size()) {
    return absl::OutOfRangeError(absl::StrCat("entry ", index, ": the log has ",
                                              evidence.leaves.size(),
                                              " entries, the first of them 0"));
  }
  tlog::MerkleTree tree;
  for (const std::string& leaf : evidence.leaves) {
    tree.Append(tlog::LeafHash(leaf));
  }
  log::v1::LeafOpening beside;
  beside.set_index(index);
  beside.set_leaf(evidence.leaves[index]);
  for (const log::v1::LeafOpening& opening : evidence.openings) {
    if (opening.index() == index) beside = opening;
  }
  const std::string text =
      tlog::TlogProofText({.index = index,
                           .path = tree.Inclusion(index, tree.size()),
                           .note = evidence.checkpoint,
                           .extra = beside.SerializeAsString()});
  // Nothing is handed out that its reader would refuse.
  const absl::Status holds = VerifyEntryProof(*frame.network, text).status();
  if (!holds.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(folder, ": the evidence does not hold (", holds.message(),
                     "); see kith audit verify ", folder));
  }
  return text;
}

absl::StatusOr<ProvedEntry> VerifyEntryProof(const Network& network,
                                             absl::string_view text) {
  KITH_ASSIGN_OR_RETURN(const tlog::TlogProof proof,
                        tlog::ParseTlogProof(text));
  KITH_ASSIGN_OR_RETURN(const LogOfNetwork log, LogOf(network, proof.note));
  KITH_ASSIGN_OR_RETURN(
      const tlog::Checkpoint checkpoint,
      tlog::OpenCheckpoint(proof.note, log.origin, log.public_key));
  log::v1::LeafOpening beside;
  if (!beside.ParseFromString(proof.extra)) {
    return absl::InvalidArgumentError(
        "line 2: `extra` holds no entry of a log of Kith");
  }
  KITH_ASSIGN_OR_RETURN(const tlog::Leaf leaf, tlog::ParseLeaf(beside.leaf()));
  if (beside.index() != proof.index || leaf.index != proof.index ||
      !tlog::VerifyInclusion(proof.index, checkpoint.size,
                             tlog::LeafHash(beside.leaf()), proof.path,
                             checkpoint.root)
           .ok()) {
    return absl::UnauthenticatedError(
        "the entry is not shown to be in the log");
  }
  ProvedEntry entry{.origin = log.origin,
                    .whose = log.whose,
                    .index = proof.index,
                    .log_size = checkpoint.size,
                    .time = leaf.time,
                    .witnesses = 0,
                    .opening = std::nullopt};
  KITH_ASSIGN_OR_RETURN(entry.opening, OpenLeaf(beside, leaf));
  if (entry.opening.has_value() &&
      network.FindAgency(entry.opening->agency()) == nullptr) {
    // Whatever stands there is nobody's to print.
    entry.opening->set_agency("one that this network file does not name");
  }
  KITH_ASSIGN_OR_RETURN(
      entry.witnesses,
      CountWitnesses(network, log, proof.note,
                     entry.opening.has_value() ? entry.opening->agency() : ""));
  return entry;
}

namespace {

std::string EventName(const log::v1::Opening& opening) {
  const std::string name = log::v1::Event_Name(opening.event());
  return name.empty() ? absl::StrCat("event ", opening.event(),
                                     ", which a newer version knows")
                      : name.substr(sizeof("EVENT_") - 1);
}

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

}  // namespace

nlohmann::ordered_json ProvedAsJson(const ProvedEntry& entry) {
  nlohmann::ordered_json json = {{"holds", true},
                                 {"origin", entry.origin},
                                 {"entry", entry.index},
                                 {"log_entries", entry.log_size},
                                 {"time", TimeText(entry.time)},
                                 {"witnesses", entry.witnesses}};
  if (entry.opening.has_value()) {
    json["event"] = EventName(*entry.opening);
    json["agency"] = entry.opening->agency();
    json["agency_number"] = entry.opening->agency_sequence();
  }
  return json;
}

std::string ProvedInWords(const ProvedEntry& entry) {
  std::string text = absl::StrCat(
      "Entry ", entry.index, " of ", entry.whose, "\n  (", entry.origin,
      ")\n  was made at ", TimeText(entry.time), " and is in the log of ",
      entry.log_size, " entries\n  that was signed; ", entry.witnesses,
      entry.witnesses == 1 ? " other member has" : " other members have",
      " cosigned it (whoever operates the broker not\n  counted).\n");
  if (!entry.opening.has_value()) {
    return absl::StrCat(
        text, "  What it says did not come with the proof or was erased.\n");
  }
  return absl::StrCat(text, "  It says: ", EventName(*entry.opening),
                      ", of the agency ", entry.opening->agency(),
                      ", its number ", entry.opening->agency_sequence(),
                      " there.\n");
}

}  // namespace kith::deploy
