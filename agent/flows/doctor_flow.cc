// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/doctor_flow.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "agent/flows/confirm_shields_flow.h"
#include "agent/flows/last_import.h"
#include "agent/flows/membership_statements.h"
#include "agent/flows/recall_list.h"
#include "agent/register/held.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using desk::v1::DoctorReply;

void Say(DoctorReply& reply, const char* check, bool good,
         const std::string& words, const std::string& next_step = "") {
  auto* statement = reply.add_statements();
  statement->set_check(check);
  statement->set_good(good);
  statement->set_words(words);
  if (!good) statement->set_next_step(next_step);
}

void SayFindings(const health::Findings& findings, DoctorReply& reply) {
  for (const health::Finding& finding : findings) {
    Say(reply, finding.check.c_str(),
        finding.state == health::Finding::State::kGood, finding.words,
        finding.next_step);
    reply.mutable_statements()->rbegin()->set_warning(
        finding.state == health::Finding::State::kWarning);
  }
}

// Who is not found, or by less than their record says.
void SayWhatIsNotPublished(const PublishFlow::Progress& progress,
                           DoctorReply& reply) {
  if (progress.people_without_keys > 0) {
    Say(reply, "not-findable", false,
        absl::StrCat(progress.people_without_keys,
                     " people with an agreement have nothing that could find "
                     "them: a number, or a name with the full date of birth."),
        "Complete their records; the dry run of an import counts them.");
  }
  if (progress.shared_keys > 0) {
    Say(reply, "shared-keys", false,
        absl::StrCat(progress.shared_keys,
                     " times one number, or one name and date of birth, is two "
                     "different people's; it is published for neither."),
        "The dry run of an import lists them in FILE.duplicates.csv; correct "
        "the records.");
  }
  if (progress.crowded_keys > 0) {
    Say(reply, "shared-keys", true,
        absl::StrCat(progress.crowded_keys,
                     " times more than eight records share what finds them; "
                     "it is published for none of them, or for eight of one "
                     "person's."));
  }
}

std::string DayAndHour(absl::Time time) {
  return absl::FormatTime("%H:%M on %d %B", time, absl::LocalTimeZone());
}

// Before the broker stops accepting questions, and when it has.
void SayHowLongItIsWitnessed(
    const Network& network,
    const std::optional<LinkFlow::WitnessedUntil>& until, absl::Time now,
    DoctorReply& reply) {
  if (network.file().quorum() == 0) {
    Say(reply, "witnesses", true,
        "The broker's log is not yet witnessed by other agencies.");
    return;
  }
  if (!until.has_value()) {
    Say(reply, "witnesses", false,
        "The broker has not said yet whether other agencies witness its log.",
        "Wait for the stream to the broker; then ask again.");
    return;
  }
  const std::string urgent = DayAndHour(until->urgent);
  const bool refuses = !network.file().witnesses().only_warns();
  const std::string words =
      until->ordinary <= now && !refuses
          ? absl::StrCat(
                "Too few other agencies have confirmed the broker's "
                "log lately. While this partnership tries Kith out, "
                "questions are answered all the same.")
      : until->ordinary <= now
          ? absl::StrCat(
                "Too few other agencies have confirmed the broker's log "
                "lately: ordinary questions are refused, urgent access is "
                "possible until ",
                urgent, ".")
          : absl::StrCat(
                "The broker's log is witnessed: if no other agency confirms it "
                "again, ordinary questions are answered until ",
                DayAndHour(until->ordinary), " and urgent access until ",
                urgent, ".");
  Say(reply, "witnesses",
      until->ordinary - now > network.WitnessedFor(false) / 2, words,
      "Are other agencies' agents running and connected? The broker's operator "
      "sees which are.");
}

// One process speaks for an agency.
void SayWhetherTakenOver(const std::optional<absl::Time>& at,
                         DoctorReply& reply) {
  if (!at.has_value()) return;
  Say(reply, "another-machine", false,
      absl::StrCat("Another machine connected as this agency at ",
                   DayAndHour(*at), "."),
      "Does this agency's agent run twice, on a copy or a restored backup? "
      "Stop one, and start this one anew. If not, its keys are in other hands: "
      "ring the partnership's administrators, who suspend it at once "
      "(docs/operate/stolen.md).");
}

// Whether it may tell of anybody.
absl::Status SayWhetherHeld(Register& people, DoctorReply& reply) {
  KITH_ASSIGN_OR_RETURN(const std::optional<Hold> hold, GetHold(people));
  const absl::Status told = CheckNotHeld(people);
  if (hold.has_value()) {
    Say(reply, "shields", false, HoldWords(*hold),
        "Import again, shield and tell apart again whoever was "
        "(docs/operate/backup.md); then they confirm: kith shield confirm.");
  } else if (absl::IsUnavailable(told)) {
    Say(reply, "shields-unknown", false,
        absl::StrCat("This agency answers nobody yet: ", told.message(), "."),
        "It goes on by itself once the broker is reached. If the stream is "
        "open and it lasts for more than some minutes, ring the broker's "
        "operator: a broker of before does not know how.");
  } else {
    KITH_RETURN_IF_ERROR(told);
  }
  return absl::OkStatus();
}

// What this agent has seen of the key holders lately.
void SayKeyHolders(const std::vector<KeyHolders::Trouble>& troubles,
                   DoctorReply& reply) {
  if (troubles.empty()) {
    Say(reply, "key-holder-seen", true,
        "No key holder has failed this agent lately.");
  }
  for (const KeyHolders::Trouble& trouble : troubles) {
    Say(reply, "key-holder-seen", false,
        trouble.proof_failed
            ? absl::StrCat("The key holder ", trouble.id, " (", trouble.name,
                           ") did not prove what it did, and nothing it gave "
                           "was used.")
            : absl::StrCat("The key holder ", trouble.id, " (", trouble.name,
                           ") did not answer lately."),
        trouble.proof_failed
            ? "Tell the administrator of the partnership today: its share is "
              "another than the network file's, or it is dishonest."
            : "With two others nothing stops; tell its organisation. Else: can "
              "this machine reach it?");
  }
}

}  // namespace

absl::StatusOr<DoctorReply> DoctorFlow::Run() {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  DoctorReply reply;
  SayFindings(sources_.look(), reply);
  if (sources_.certificate) {
    SayCertificate(sources_.certificate(), parts_.clock.Now(), reply);
  }
  const std::string last_end = sources_.last_end();
  Say(reply, "stream", sources_.uplink.connected(),
      sources_.uplink.connected()
          ? "The stream to the broker is open."
          : absl::StrCat(
                "The stream to the broker is down",
                last_end.empty() ? "." : absl::StrCat(": ", last_end, ".")),
      absl::StrCat("Can this machine reach ",
                   network->file().broker().address(),
                   "? Is its clock right? The agent tries again by itself."));
  SayWhetherTakenOver(sources_.taken_over(), reply);
  if (sources_.broker_has_moved()) {
    Say(reply, "broker-moved", false,
        "The network file names another address of the broker than this agent "
        "goes to.",
        "It starts anew by itself within seconds. If this stays: its log says "
        "network_file_not_kept or agent_not_started_anew, and why.");
  }
  KITH_RETURN_IF_ERROR(
      parts_.reader.With([&](Register& people) -> absl::Status {
        return SayWhetherHeld(people, reply);
      }));
  SayKeyHolders(parts_.key_holders.Troubles(), reply);
  const PublishFlow::Progress progress = sources_.publish.progress();
  Say(reply, "publishing", progress.done,
      progress.done
          ? absl::StrCat(progress.present, " rows for ", progress.people_total,
                         " people are in the index.")
          : absl::StrCat(progress.present, " of ", progress.wanted,
                         " rows are in the index",
                         progress.waiting_for.empty()
                             ? "."
                             : absl::StrCat("; waiting for ",
                                            progress.waiting_for, ".")),
      "It goes on by itself, unless it waits for somebody; see `kith publish "
      "watch`.");
  SayWhatIsNotPublished(progress, reply);
  KITH_ASSIGN_OR_RETURN(const std::vector<desk::v1::Statement> imports,
                        parts_.reader.With([&](Register& people) {
                          return LastImports(people, parts_.clock.Now());
                        }));
  for (const auto& statement : imports) *reply.add_statements() = statement;
  const ReleaseProofs::Counts proofs = sources_.proofs.counts();
  Say(reply, "proofs-missing", proofs.missing == 0,
      absl::StrCat(proofs.missing,
                   " questions came without a proof of release."),
      "Tell your data protection officer: the broker may have held answers "
      "back.");
  Say(reply, "proofs-wrong", proofs.wrong == 0,
      absl::StrCat(proofs.wrong, " proofs of release did not hold."),
      "Tell your data protection officer at once.");
  Say(reply, "late-answers", proofs.late == 0,
      absl::StrCat(proofs.late, " answers came too late to be released."),
      "Is this machine overloaded or its line slow?");
  KITH_ASSIGN_OR_RETURN(const std::uint64_t strangers,
                        parts_.reader.With([](Register& people) {
                          return people.WronglyOpened();
                        }));
  if (strangers > 0) {
    // With weak keys a question opens at a stranger's now and then.
    const bool expected = network->file().profile() == "standard";
    Say(reply, "strangers", expected,
        absl::StrCat(strangers,
                     " questions about other people opened here since it was "
                     "set up; they were dropped and not kept. Your data "
                     "protection officer should know the number."),
        "By strong keys alone that should not happen: tell your data "
        "protection officer.");
  }
  KITH_ASSIGN_OR_RETURN(const std::size_t unread,
                        parts_.reader.With([](Register& people) {
                          return CountUnreadRecalls(people);
                        }));
  if (unread > 0) {
    Say(reply, "recalls", false,
        absl::StrCat(unread,
                     " answers to this agency were taken back, and nobody has "
                     "acknowledged it."),
        "`kith recall list` shows them; whoever asked should act on them.");
  }
  Say(reply, "own-log", true,
      absl::StrCat("This agency's own log has ", parts_.log.size(),
                   " entries."));
  SayHowLongItIsWitnessed(*network, sources_.witnessed_until(),
                          parts_.clock.Now(), reply);
  return reply;
}

}  // namespace kith::agent
