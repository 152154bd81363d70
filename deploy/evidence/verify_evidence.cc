// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/verify_evidence.h"

#include <set>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "deploy/evidence/conduct.h"
#include "deploy/evidence/enquiries.h"
#include "deploy/evidence/evaluations.h"
#include "deploy/evidence/evidence.h"
#include "deploy/evidence/missing.h"
#include "deploy/evidence/proofs.h"
#include "deploy/evidence/verify_log.h"
#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"

namespace kith::deploy {
namespace {

constexpr std::size_t kMostRestoredSaid = 20;

std::string AgencyOrigin(const Network& network, const std::string& agency) {
  return absl::StrCat(network.file().broker().log_origin(), "/agency/", agency);
}

RetentionOfLog RetentionOf(const Network& network, std::uint32_t days) {
  return {.days = days,
          .legal_hold = network.file().retention().legal_hold(),
          .network_file = network.hash()};
}

LogToVerify BrokerLog(const EvidenceFrame& frame, const std::string& folder) {
  const auto& file = frame.network->file();
  LogToVerify log{.name = kBrokersLog,
                  .folder = In(folder, "broker"),
                  .origin = file.broker().log_origin(),
                  .public_key = file.broker().log_key(),
                  .agency = frame.agency,
                  .all_its_own = false,
                  .may_be_restored = true,
                  .cosigners = {},
                  .retention = RetentionOf(*frame.network,
                                           file.retention().broker_details())};
  for (const auto& agency : file.agencies()) {
    log.cosigners.push_back(
        {AgencyOrigin(*frame.network, agency.id()), agency.log_key()});
  }
  return log;
}

LogToVerify AgentLog(const EvidenceFrame& frame, const std::string& folder,
                     const network::v1::Agency& agency) {
  return {
      .name = kOwnLog,
      .folder = In(folder, "agent"),
      .origin = AgencyOrigin(*frame.network, frame.agency),
      .public_key = agency.log_key(),
      .agency = frame.agency,
      .all_its_own = true,
      .cosigners = {},
      .retention = RetentionOf(
          *frame.network, frame.network->file().retention().agency_details())};
}

LogToVerify KeyHolderLog(const EvidenceFrame& frame, const std::string& folder,
                         const network::v1::KeyHolder& holder) {
  return {.name = absl::StrCat("the log of the key holder ", holder.id()),
          .folder = KeyHolderFolder(folder, holder.id()),
          .origin = absl::StrCat(frame.network->file().broker().log_origin(),
                                 "/keyholder/", holder.id()),
          .public_key = holder.log_key(),
          .agency = frame.agency,
          .all_its_own = false,
          .cosigners = {},
          .retention = RetentionOf(
              *frame.network,
              frame.network->file().retention().key_holder_details())};
}

// Without a key there is nothing to verify a log by.
absl::Status CheckKeyHolders(const Network& network) {
  for (const auto& holder : network.file().key_holders()) {
    if (holder.log_key().empty()) {
      return absl::FailedPreconditionError(absl::StrCat(
          "network.kith: names no log key of the key holder ", holder.id(),
          "; ask the administrator: kith network set --keyholder-log-key"));
    }
  }
  return absl::OkStatus();
}

void NoteErased(absl::string_view log, const VerifiedLog& verified,
                EvidenceReport& report) {
  if (verified.erased.empty()) return;
  report.erased += verified.erased.size();
  report.notes.push_back(absl::StrCat(
      "in ", log, " ", verified.erased.size(), " of your entries were erased (",
      absl::StrJoin(verified.erased_why, ", "), "), the newest of ",
      absl::FormatTime("%Y-%m-%d", verified.erased.back().time,
                       absl::UTCTimeZone())));
  if (verified.sooner_under_another == 0) return;
  report.notes.push_back(absl::StrCat(
      "in ", log, " ", verified.sooner_under_another,
      " of your entries were erased because their time was over, sooner than "
      "the network file in this folder says: another version was in force; ask "
      "the administrator how long that one kept them"));
}

// Of very many the first: other notes are to be read as well.
void NoteRestored(const VerifiedLog& broker, EvidenceReport& report) {
  std::size_t said = 0;
  for (const VerifiedLog::Restored& one : broker.restored) {
    if (++said > kMostRestoredSaid) break;
    report.notes.push_back(absl::StrCat(
        "on ",
        absl::FormatTime("%Y-%m-%d %H:%M", one.time, absl::UTCTimeZone()),
        " UTC the broker's log was taken from a mirror, its database having "
        "been lost: the ",
        one.end - one.first, " entries ", one.first, " to ", one.end - 1,
        " are there and cannot be opened at the broker; what was yours among "
        "them only your own log and earlier evidence tell. The SHA-256 of the "
        "mirror's checkpoint begins with ",
        absl::BytesToHexString(one.checkpoint_sha256.substr(0, 8)),
        ": ask two other agencies whether their evidence says the same"));
  }
  if (broker.restored.size() > kMostRestoredSaid) {
    report.notes.push_back(
        absl::StrCat(broker.restored.size() - kMostRestoredSaid,
                     " more times the broker's log was taken from a mirror"));
  }
}

void NoteNotCompared(const Missing& missing, EvidenceReport& report) {
  if (missing.not_compared() == 0) return;
  report.notes.push_back(absl::StrCat(
      missing.not_compared(),
      " entries could not be compared with entries that were erased or lost"));
}

// How many others saw this log: an agency's own word, and that of whoever
// operates the broker, show nothing. A key counts once: a cosignature does not
// say whose it is.
void CheckWitnesses(const EvidenceFrame& frame, const VerifiedLog& broker,
                    Findings& findings, EvidenceReport& report) {
  const auto& file = frame.network->file();
  std::set<std::string> keys;
  for (const tlog::Cosigned& one : broker.cosigned) {
    for (const auto& agency : file.agencies()) {
      if (AgencyOrigin(*frame.network, agency.id()) == one.name &&
          agency.id() != frame.agency &&
          agency.id() != file.broker().operated_by()) {
        keys.insert(agency.log_key());
      }
    }
  }
  report.witnesses = static_cast<std::uint32_t>(keys.size());
  if (file.quorum() == 0) {
    report.notes.push_back(
        "not yet witnessed: the partnership asks for no agency's word that "
        "the broker shows everybody the same log");
  } else if (report.witnesses < file.quorum()) {
    findings.Add("the broker's log",
                 absl::StrCat(report.witnesses,
                              " other agencies have seen it "
                              "and the partnership demands ",
                              file.quorum()));
  }
}

absl::StatusOr<VerifiedLog> VerifyBroker(const EvidenceFrame& frame,
                                         const std::string& folder,
                                         const EvidenceProgress& progress,
                                         Enquiries& enquiries, Proofs& proofs,
                                         Findings& findings,
                                         EvidenceReport& report) {
  Conduct conduct(findings);
  LogToVerify log = BrokerLog(frame, folder);
  log.each_leaf = [&](const tlog::Leaf& leaf) { conduct.FromLeaf(leaf); };
  KITH_ASSIGN_OR_RETURN(VerifiedLog broker, VerifyLog(
                                                log,
                                                [&](const OpenedEntry& entry) {
                                                  conduct.FromEntry(entry);
                                                  enquiries.FromBroker(entry);
                                                  proofs.FromBroker(entry);
                                                },
                                                progress, findings));
  NoteErased(kBrokersLog, broker, report);
  NoteRestored(broker, report);
  for (std::string& note : conduct.Notes(broker, *frame.network)) {
    report.notes.push_back(std::move(note));
  }
  return broker;
}

}  // namespace

absl::StatusOr<EvidenceReport> VerifyEvidence(
    const std::string& folder, const EvidenceProgress& progress) {
  KITH_ASSIGN_OR_RETURN(const EvidenceFrame frame, ReadEvidenceFrame(folder));
  EvidenceReport report;
  report.network = frame.network->file().name();
  report.agency = frame.agency;
  const auto* agency = frame.network->FindAgency(frame.agency);
  if (agency == nullptr) {
    report.findings.push_back(
        absl::StrCat("the network file names no agency `", frame.agency, "`"));
    report.findings_in_all = 1;
    return report;
  }
  report.agency_name = agency->name();
  KITH_RETURN_IF_ERROR(CheckKeyHolders(*frame.network));
  Findings findings;
  Missing missing(findings);
  Enquiries enquiries(findings, report, missing);
  Evaluations evaluations(findings, report, missing);
  Proofs proofs(frame.agency, In(folder, "broker"), findings, report, missing);
  KITH_ASSIGN_OR_RETURN(const VerifiedLog broker,
                        VerifyBroker(frame, folder, progress, enquiries, proofs,
                                     findings, report));
  missing.in_broker().Set(broker);
  enquiries.BrokerEnds(broker);
  proofs.BrokerEnds(broker);
  KITH_ASSIGN_OR_RETURN(const VerifiedLog agent,
                        VerifyLog(
                            AgentLog(frame, folder, *agency),
                            [&](const OpenedEntry& entry) {
                              enquiries.FromAgent(entry);
                              evaluations.FromAgent(entry);
                              proofs.FromAgent(entry);
                            },
                            progress, findings));
  missing.in_agent().Set(agent);
  enquiries.Finish(agent);
  proofs.Finish(agent);
  NoteErased(kOwnLog, agent, report);
  for (const auto& holder : frame.network->file().key_holders()) {
    const LogToVerify log = KeyHolderLog(frame, folder, holder);
    KITH_ASSIGN_OR_RETURN(const VerifiedLog verified,
                          VerifyLog(
                              log,
                              [&](const OpenedEntry& entry) {
                                evaluations.FromKeyHolder(log.name, entry);
                              },
                              progress, findings));
    evaluations.KeyHolderEnds(verified);
    NoteErased(log.name, verified, report);
  }
  evaluations.Finish();
  missing.Judge();
  NoteNotCompared(missing, report);
  CheckWitnesses(frame, broker, findings, report);
  report.broker_entries = broker.entries;
  report.broker_own = broker.opened;
  report.agent_entries = agent.entries;
  report.findings = findings.said();
  report.findings_in_all = findings.count();
  return report;
}

}  // namespace kith::deploy
