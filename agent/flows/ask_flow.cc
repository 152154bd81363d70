// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/ask_flow.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "agent/flows/answer_facts.h"
#include "agent/flows/ask_rules.h"
#include "agent/flows/asking_limits.h"
#include "agent/flows/cover.h"
#include "agent/flows/evaluate_batch.h"
#include "agent/flows/log_alarm.h"
#include "agent/flows/make_tokens.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/recall_list.h"
#include "agent/flows/show.h"
#include "agent/flows/verified_tree.h"
#include "agent/flows/verify_witnesses.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"
#include "policy/examples.h"

namespace kith::agent {
namespace {

using desk::v1::CheckReply;
using desk::v1::CheckRequest;
using enquiry::v1::AskGround;
using evaluate::v1::EvaluateRequest;

constexpr int kMostPeople = 8;
// A person waits for an answer no longer than this in all.
constexpr absl::Duration kPatience = absl::Seconds(5);
// For a newer network file that the broker has and this agent has not yet.
constexpr absl::Duration kNewerFileWithin = absl::Seconds(2);
constexpr absl::Duration kBetweenLooks = absl::Milliseconds(20);
// After this a reply may rest on a ground withdrawn since.
constexpr absl::Duration kFreshness = absl::Seconds(10);

absl::Status OfPerson(int index, absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("person ", index + 1, ": ", what));
}

policy::RequestFacts FactsOf(const Parts& parts, const Question& question,
                             const Network& network) {
  const auto& ground = question.ground;
  return {.purpose = question.purpose,
          .asker_category = network.FindAgency(parts.agency)->category(),
          .asker_role = question.staff.role,
          .ground = GroundWord(ground.kind()),
          .has_gateway = !ground.gateway().empty(),
          .has_necessity = !ground.necessity().empty(),
          .has_told = !ground.told().empty(),
          .urgent_authorised = question.urgent_authorised};
}

log::v1::EnquiryDetail DetailOf(const Parts& parts, const Question& question) {
  log::v1::EnquiryDetail detail;
  const auto facts = FactsOf(parts, question, *parts.network.Get());
  for (auto& fact : policy::ValuesOf(facts)) {
    *detail.add_facts() = std::move(fact);
  }
  detail.set_purpose(question.purpose);
  detail.set_role(question.staff.role);
  detail.set_practitioner(
      PractitionerPseudonym(parts.pseudonym_key, question.staff.name));
  detail.set_shape(static_cast<std::uint32_t>(ShapeOf(question)));
  // A question that was refused here may have shown what the agency holds.
  for (const KnownSubject& known : question.known) {
    detail.add_local_subjects(known.ref);
  }
  detail.set_session(question.staff.session);
  detail.set_same_surname(
      HasAskersSurname(question.people, question.staff.shown_as));
  return detail;
}

// Why there is no answer, to whoever waits for it.
const char* WordsOf(const absl::Status& asked) {
  if (absl::StartsWith(asked.message(), kKeyHoldersFailed)) {
    return "Too few key holders can be reached, and without them nobody can be "
           "asked about. It is no answer.";
  }
  if (absl::StartsWith(asked.message(), kProofFailed)) {
    return "A key holder did not prove what it did, so nothing was asked. It "
           "is "
           "no answer.";
  }
  if (absl::IsPermissionDenied(asked) || absl::IsUnauthenticated(asked)) {
    return "The reply could not be verified, so it is not shown.";
  }
  if (absl::IsUnavailable(asked) &&
      absl::StartsWith(asked.message(), "not witnessed")) {
    return "Too few other agencies have confirmed the centre's log lately, so "
           "it gives no answers.";
  }
  if (absl::IsUnavailable(asked) &&
      absl::StartsWith(asked.message(), "recovered from a mirror")) {
    return "The centre lost its database and waits until every agency has told "
           "it again what was withdrawn, so it gives no answers.";
  }
  return "The centre could not be asked or did not answer in time.";
}

absl::Status Append(const Parts& parts, log::v1::Event event,
                    const log::v1::EnquiryDetail& detail) {
  return parts.log
      .Run([&](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
        return std::vector<tlog::Entry>{
            {event, parts.agency, detail.SerializeAsString(), ""}};
      })
      .status();
}

}  // namespace

absl::StatusOr<Question> AskFlow::Prepare(const Staff& staff,
                                          const CheckRequest& request,
                                          const UrgentAccess& urgent) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  KITH_ASSIGN_OR_RETURN(Question question,
                        Understand(staff, request, *network));
  question.enquiry_id = urgent.enquiry_id;
  question.urgent_authorised = urgent.authorised;
  KITH_ASSIGN_OR_RETURN(const policy::Decision decision,
                        Decide(question, *network));
  if (decision.allowed) return question;
  KITH_RETURN_IF_ERROR(LogRefused(question, decision));
  return absl::FailedPreconditionError(
      absl::StrCat(decision.rule, ": ", decision.words,
                   decision.next_step.empty() ? "" : "; ", decision.next_step));
}

// The broker has a newer network file and has accepted nothing: it is on its
// way here, and the question is asked once more under it.
absl::StatusOr<CheckReply> AskFlow::Run(const Staff& staff,
                                        const CheckRequest& request,
                                        const UrgentAccess& urgent) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  bool is_behind = false;
  absl::StatusOr<CheckReply> reply =
      RunUnder(network, staff, request, urgent, is_behind);
  if (!is_behind) return reply;
  const absl::Duration until = parts_.clock.Monotonic() + kNewerFileWithin;
  while (parts_.network.Get() == network) {
    if (parts_.clock.Monotonic() >= until) return reply;
    absl::SleepFor(kBetweenLooks);
  }
  return RunUnder(parts_.network.Get(), staff, request, urgent, is_behind);
}

absl::StatusOr<CheckReply> AskFlow::RunUnder(
    const std::shared_ptr<const Network>& network, const Staff& staff,
    const CheckRequest& request, const UrgentAccess& urgent, bool& is_behind) {
  const absl::Duration started = parts_.clock.Monotonic();
  CheckReply reply;
  KITH_ASSIGN_OR_RETURN(Question question,
                        Understand(staff, request, *network));
  if (question.ground.kind() == AskGround::KIND_URGENT_ACCESS) {
    question.enquiry_id = urgent.enquiry_id;
    question.urgent_authorised = urgent.authorised;
  }
  ShowFrame(*network, parts_.agency, request, staff, parts_.clock.Now(), reply);
  KITH_RETURN_IF_ERROR(TellOwn(question, *network, reply));
  KITH_RETURN_IF_ERROR(parts_.reader.With(
      [&](Register& people) { return ShowRecalled(people, staff, reply); }));

  KITH_ASSIGN_OR_RETURN(const policy::Decision decision,
                        Decide(question, *network));
  if (!decision.allowed) {
    // INVARIANT (refused here): nothing of it leaves this building.
    KITH_RETURN_IF_ERROR(LogRefused(question, decision));
    reply.set_outcome_of_request("refused");
    reply.set_rule(decision.rule);
    reply.set_words(decision.words);
    reply.set_next_step(decision.next_step);
    return reply;
  }

  question.rule = decision.rule;
  absl::Status asked = CountQuestion(parts_, *network, question, reply);
  if (asked.ok()) asked = Ask(question, *network, reply);
  reply.set_elapsed_ms(static_cast<std::uint32_t>(
      absl::ToInt64Milliseconds(parts_.clock.Monotonic() - started)));
  if (asked.ok()) return reply;
  // INVARIANT (an error is never an answer): whatever went wrong, this is not
  // "nobody is involved".
  LogWarning("check_unavailable", {{"why", asked}});
  is_behind = absl::IsFailedPrecondition(asked) &&
              absl::StartsWith(asked.message(), "the network file has changed");
  if (absl::IsUnauthenticated(asked)) LogAlarm(question, asked);
  reply.clear_subjects();
  reply.clear_coverage();
  reply.set_outcome_of_request("unavailable");
  // Over a limit, which is said already.
  if (!reply.words().empty() || SayOverAllowance(asked, reply)) return reply;
  reply.set_words(WordsOf(asked));
  reply.set_next_step("Try again, or ring the desk.");
  return reply;
}

absl::Status AskFlow::Examine(const Staff& staff,
                              const CheckRequest& request) const {
  return Understand(staff, request, *parts_.network.Get()).status();
}

absl::StatusOr<Question> AskFlow::Understand(const Staff& staff,
                                             const CheckRequest& request,
                                             const Network& network) const {
  if (request.people().empty() || request.people_size() > kMostPeople) {
    return absl::InvalidArgumentError("people: 1 to 8");
  }
  if (!request.no_personal_connection()) {
    return absl::InvalidArgumentError(
        "no_personal_connection: declare that you have none to these people; "
        "if you have, a colleague must ask");
  }
  if (network.FindPurpose(request.purpose()) == nullptr) {
    return absl::InvalidArgumentError(
        "purpose: not one of the network's; see `kith network print`");
  }
  Question question;
  question.staff = staff;
  question.purpose = request.purpose();
  question.shape_of_eight = request.shape_of_eight();
  question.shielded_asker = request.shielded_asker();
  question.of_list = request.of_list();
  KITH_ASSIGN_OR_RETURN(question.ground, ParseGround(request, network));
  for (int i = 0; i < request.people_size(); ++i) {
    auto identity = NormalisePerson(request.people(i), network);
    if (!identity.ok()) {
      return OfPerson(i, identity.status().message());
    }
    const absl::Status usable =
        CheckUsable(*identity, question.people, network, parts_.agency);
    if (!usable.ok()) return OfPerson(i, usable.message());
    question.people.push_back(*std::move(identity));
  }
  KITH_ASSIGN_OR_RETURN(question.known, FindKnown(question.people, network));
  return question;
}

absl::StatusOr<std::vector<KnownSubject>> AskFlow::FindKnown(
    const std::vector<Identity>& asked, const Network& network) const {
  return parts_.reader.With(
      [&](Register& people) -> absl::StatusOr<std::vector<KnownSubject>> {
        std::vector<KnownSubject> all;
        for (std::size_t i = 0; i < asked.size(); ++i) {
          KITH_ASSIGN_OR_RETURN(
              const std::vector<Known> known,
              FindInRegister(people, asked[i], network, parts_.agency));
          for (const Known& one : known) {
            if (!one.certain) continue;
            all.push_back({static_cast<std::uint32_t>(i), one.person.ref});
          }
        }
        return all;
      });
}

absl::StatusOr<policy::Decision> AskFlow::Decide(const Question& question,
                                                 const Network& network) const {
  KITH_ASSIGN_OR_RETURN(const auto rules,
                        parts_.policies.Get(network.file().policy_text()));
  return rules->DecideRequest(FactsOf(parts_, question, network));
}

absl::Status AskFlow::TellOwn(const Question& question, const Network& network,
                              CheckReply& reply) const {
  return parts_.reader.With([&](Register& people) -> absl::Status {
    for (const KnownSubject& known : question.known) {
      KITH_ASSIGN_OR_RETURN(std::vector<Involvement> involvements,
                            people.InvolvementsOf(known.ref));
      KITH_RETURN_IF_ERROR(
          PutCoverIn(people, parts_.clock.Now(), involvements));
      for (const Involvement& involvement : involvements) {
        if (involvement.ended) continue;
        *reply.add_own_agency() =
            OwnAnswer(network, parts_.agency, involvement, known.subject);
      }
    }
    return absl::OkStatus();
  });
}

absl::Status AskFlow::LogRefused(const Question& question,
                                 const policy::Decision& decision) {
  log::v1::EnquiryDetail detail = DetailOf(parts_, question);
  detail.set_rule(decision.rule);
  return Append(parts_, log::v1::EVENT_REFUSED, detail);
}

// A reply that does not hold is for the DPO to look into.
void AskFlow::LogAlarm(const Question& question, const absl::Status& why) {
  log::v1::EnquiryDetail detail = DetailOf(parts_, question);
  detail.set_cause(std::string(why.message()));
  kith::agent::LogAlarm(parts_, detail);
}

absl::Status AskFlow::Ask(const Question& question, const Network& network,
                          CheckReply& reply) {
  KITH_ASSIGN_OR_RETURN(const SentQuestion sent, SealAndLog(question, network));
  reply.set_reference(CheckReference(sent.enquiry_id));
  KITH_ASSIGN_OR_RETURN(const VerifiedRelease release,
                        SubmitAndVerify(sent, network));
  // INVARIANT (no answer without its entry): shown only once it is logged.
  KITH_RETURN_IF_ERROR(LogShown(question, network, sent, release));
  ShowRelease(network, release, question.people.size(), reply);
  reply.set_reply_bytes(static_cast<std::uint32_t>(release.reply_bytes));
  reply.set_outcome_of_request("answered");
  return absl::OkStatus();
}

absl::StatusOr<std::vector<std::vector<SubjectTokens>>> AskFlow::Tokens(
    const Question& question, const Network& network) const {
  std::vector<std::vector<SubjectTokens>> tokens(question.people.size());
  auto batch = question.batches.begin();
  for (const auto& epoch : network.file().epochs()) {
    if (!epoch.ask()) continue;
    std::vector<std::string> inputs;
    std::vector<std::vector<bool>> strong(question.people.size());
    for (std::size_t i = 0; i < question.people.size(); ++i) {
      for (const MatchKey& key :
           AskedKeysOf(question.people[i], network, parts_.agency)) {
        KITH_ASSIGN_OR_RETURN(std::string input, OprfInput(network.id(), key));
        inputs.push_back(std::move(input));
        strong[i].push_back(key.strong);
      }
    }
    KITH_ASSIGN_OR_RETURN(
        std::vector<TokenPair> pairs,
        MakeTokens(parts_,
                   {.allowance = EvaluateRequest::ALLOWANCE_ASK,
                    .epoch = epoch.number(),
                    .batch = BatchOf(question),
                    .timeout = kPatience,
                    .id = *batch++},
                   inputs));
    auto next = pairs.begin();
    for (std::size_t i = 0; i < question.people.size(); ++i) {
      SubjectTokens of_subject{epoch.number(), {}, strong[i]};
      for (std::size_t k = 0; k < strong[i].size(); ++k) {
        of_subject.pairs.push_back(*next++);
      }
      tokens[i].push_back(std::move(of_subject));
    }
  }
  return tokens;
}

absl::StatusOr<SentQuestion> AskFlow::SealAndLog(const Question& question,
                                                 const Network& network) {
  KITH_ASSIGN_OR_RETURN(const auto tokens, Tokens(question, network));
  KITH_ASSIGN_OR_RETURN(const VerifiedTree seen,
                        ReadVerifiedTree(parts_.reader));
  KITH_ASSIGN_OR_RETURN(
      SentQuestion sent,
      SealQuestion(parts_, network, question, tokens, seen.size, seen.root));
  log::v1::EnquiryDetail detail = DetailOf(parts_, question);
  detail.set_enquiry_id(sent.enquiry_id);
  detail.set_rule(question.rule);
  // Whom to tell if an answer to it is taken back.
  const absl::Status logged =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            KITH_RETURN_IF_ERROR(Register(db).PutOwnQuestion(
                sent.enquiry_id, question.staff.name));
            return std::vector<tlog::Entry>{{log::v1::EVENT_ASKED,
                                             parts_.agency,
                                             detail.SerializeAsString(), ""}};
          })
          .status();
  if (!logged.ok()) return logged;
  return sent;
}

absl::StatusOr<VerifiedRelease> AskFlow::SubmitAndVerify(
    const SentQuestion& sent, const Network& network) {
  const absl::Duration sent_at = parts_.clock.Monotonic();
  KITH_ASSIGN_OR_RETURN(
      const enquiry::v1::AskReply reply,
      parts_.broker.Ask(sent.request, network.release() + kPatience -
                                          absl::Milliseconds(500)));
  absl::StatusOr<VerifiedRelease> release = VerifyRelease(network, sent, reply);
  if (release.ok()) {
    const absl::Status witnessed = VerifyWitnesses(network,
                                                   {.asker = parts_.agency,
                                                    .urgent = sent.urgent,
                                                    .now = parts_.clock.Now()},
                                                   reply, release->checkpoint);
    if (!witnessed.ok()) release = witnessed;
  }
  if (release.ok()) release->reply_bytes = reply.ByteSizeLong();
  if (release.ok() && parts_.clock.Monotonic() - sent_at > kFreshness) {
    release =
        absl::DeadlineExceededError("the reply came too late to be shown");
  }
  enquiry::v1::AcknowledgeRequest acknowledge;
  acknowledge.set_enquiry_id(sent.enquiry_id);
  acknowledge.set_accepted(release.ok());
  // A withdrawal waits 10 s for it at most; nobody else does.
  parts_.executor.Post(
      [this, acknowledge] { (void)parts_.broker.Acknowledge(acknowledge); });
  return release;
}

absl::Status AskFlow::LogShown(const Question& question, const Network& network,
                               const SentQuestion& sent,
                               const VerifiedRelease& release) {
  log::v1::EnquiryDetail detail;
  detail.set_enquiry_id(sent.enquiry_id);
  detail.set_broker_index(release.body.released_index());
  detail.set_slots_root(release.body.slots_root());
  return parts_.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Register people(db);
        KITH_RETURN_IF_ERROR(WriteVerifiedTree(people, release.checkpoint,
                                               release.checkpoint_note));
        // Whoever was not connected has not heard of it.
        const auto& coverage = release.body.coverage();
        if (coverage.able() == coverage.total()) {
          KITH_RETURN_IF_ERROR(RememberJoined(parts_, network, question, db));
        }
        if (question.urgent_authorised.value_or(false)) {
          KITH_RETURN_IF_ERROR(people.PutUrgentShown(sent.enquiry_id));
        }
        return std::vector<tlog::Entry>{{log::v1::EVENT_SHOWN, parts_.agency,
                                         detail.SerializeAsString(), ""}};
      })
      .status();
}

}  // namespace kith::agent
