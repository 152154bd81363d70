// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_VERIFY_EVIDENCE_H_
#define KITH_DEPLOY_EVIDENCE_VERIFY_EVIDENCE_H_

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace kith::deploy {

struct EvidenceReport {
  std::string network;
  std::string agency;
  std::string agency_name;
  std::uint64_t broker_entries = 0;
  std::uint64_t broker_own = 0;  // Entries of the broker's log that are ours.
  std::uint64_t agent_entries = 0;
  std::uint64_t evaluated = 0;  // Batches, by the key holders for the agency.
  std::uint64_t asked = 0;
  std::uint64_t shown = 0;
  std::uint64_t not_answered = 0;  // Asked and aborted, or never accepted.
  // Questions that opened here, and of those the ones of which the broker
  // proved what became of the answer: released, or, in its words, not released
  // because it was late or because a ground had ended. A proof that does not
  // hold counts as none.
  std::uint64_t answered = 0;
  std::uint64_t released = 0;
  std::uint64_t late = 0;
  std::uint64_t held_back = 0;
  // Cosignatures on the broker's checkpoint, by agencies other than this one
  // and the one that operates the broker.
  std::uint32_t witnesses = 0;
  // Entries of the agency's that were erased, in all logs; a note says why.
  std::uint64_t erased = 0;
  // What does not hold, a sentence each, at most 200. Empty: everything holds.
  std::vector<std::string> findings;
  std::uint64_t findings_in_all = 0;
  // What is worth knowing and is no fault.
  std::vector<std::string> notes;
};

// How far it has come: entries of one log, of so many; the broker's log first.
using EvidenceProgress =
    std::function<void(std::uint64_t done, std::uint64_t wanted)>;

// Checks the logs of an evidence folder and each against the others, offline
// (docs/spec/evidence.md): signatures of the checkpoints, every leaf, tile and
// opening, that no entry of the agency is missing, that each accepted question
// has exactly one end, that everything shown was released, that what the agency
// answered stands under what was released, and that it asked for whatever a key
// holder evaluated in its name. Keeps about 200 bytes a question of the
// agency's. NOT_FOUND, INVALID_ARGUMENT or UNAUTHENTICATED, naming the file,
// for what cannot be verified; FAILED_PRECONDITION if the network file names no
// log key of a key holder.
absl::StatusOr<EvidenceReport> VerifyEvidence(
    const std::string& folder,
    const EvidenceProgress& progress = [](std::uint64_t, std::uint64_t) {});

// A page for a data protection officer, and the same for programs.
std::string ReportInWords(const EvidenceReport& report);
nlohmann::ordered_json ReportAsJson(const EvidenceReport& report);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_VERIFY_EVIDENCE_H_
