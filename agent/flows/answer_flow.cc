// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/answer_flow.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "agent/flows/answer_content.h"
#include "agent/flows/answer_facts.h"
#include "agent/flows/canary_flow.h"
#include "agent/flows/person_keys.h"
#include "agent/identity/identity.h"
#include "agent/register/held.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/capsule.h"
#include "keys/hash.h"
#include "keys/slot.h"
#include "keys/tlog/merkle.h"
#include "kith/log/v1/log.pb.h"
#include "policy/examples.h"

namespace kith::agent {
namespace {

using enquiry::v1::AnswerContent;
using enquiry::v1::CapsuleContent;
using enquiry::v1::CapsuleHeader;

// How far a question's time may be from ours.
constexpr absl::Duration kFreshness = absl::Seconds(120);
// An answer goes out between these parts of the release time after the
// question came: its time says nothing of the work.
constexpr int kSoonest = 75;
constexpr int kLatestTenths = 75;  // release / 7.5

// About as long as the facts of an answer are.
constexpr std::size_t kUsualFactsBytes = 448;

std::string ShieldedCategory(const link::v1::Route& route) {
  const std::string& padded = route.shielded_category();
  return padded.substr(0, padded.find('\0'));
}

// The content's signature covers itself without the signature.
absl::Status CheckContent(const CapsuleContent& content,
                          const CapsuleHeader& header,
                          const std::string& header_bytes,
                          const Network& network) {
  if (content.asker() != header.asker() ||
      content.category() != header.category() ||
      content.purpose() != header.purpose() ||
      content.ground() != header.ground()) {
    return absl::UnauthenticatedError(
        "the capsule says another than its header");
  }
  if (header.asker().empty()) {
    return content.signature().empty()
               ? absl::OkStatus()
               : absl::UnauthenticatedError("a hidden asker that signs");
  }
  const network::v1::Agency* asker = network.FindAgency(header.asker());
  if (asker == nullptr) return absl::UnauthenticatedError("no such asker");
  CapsuleContent unsigned_content = content;
  unsigned_content.clear_signature();
  const Hash hash = Sha256(unsigned_content.SerializeAsString());
  return VerifySignature(asker->signing_key(), Label::kCapsule, network.id(),
                         JoinFields({header_bytes, HashView(hash)}),
                         content.signature());
}

std::string FactsBytes(const std::vector<policy::v1::FactValue>& facts) {
  log::v1::DecisionFacts bytes;
  for (const auto& fact : facts) *bytes.add_facts() = fact;
  return bytes.SerializeAsString();
}

}  // namespace

struct AnswerFlow::Opened : HeldQuestion {
  std::vector<std::string> kinds;  // Of the keys that opened it.
  Comparison comparison;
  bool wrongly = false;  // It is about somebody else.
};

// What will be said, and what is written down about it.
struct AnswerFlow::Reply {
  std::optional<AnswerContent> content;  // nullopt: a blank.
  std::string outcome = "withheld";
  std::string rule;
  bool touch = false;
  std::vector<policy::v1::FactValue> facts;  // That it was decided on.
};

void AnswerFlow::Run(const link::v1::Route& route) {
  const absl::Duration received_at = parts_.clock.Monotonic();
  // No slot at all, of a probe either: then coverage says that this agency was
  // not able to answer, whoever is asked about.
  if (!parts_.reader.With(CheckNotHeld).ok()) return;
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const auto header = CheckHeader(route, *network);
  std::optional<Opened> opened;
  if (header.ok()) {
    opened = Open(route, *header, *network);
  } else {
    LogWarning("route_not_acceptable", {{"why", header.status()}});
  }
  Reply reply;
  if (opened.has_value() && !opened->wrongly) {
    absl::StatusOr<Reply> decided = Decide(*opened, *network);
    // INVARIANT (fail closed): what could not be decided is a blank.
    if (decided.ok()) reply = *std::move(decided);
  }
  std::string slot =
      MakeSlot(route, header.ok() ? header->reply_key() : "",
               header.ok() ? header->asker() : "", reply, *network);
  const absl::StatusOr<bool> first = Record(route, opened, reply, slot);
  if (!first.ok()) {
    // What cannot be written down is not said, and nothing goes out: the
    // broker fills the slot, and coverage tells that this agency is not able.
    LogError("question_not_recorded", {{"why", first.status()}});
    return;
  }
  if (!*first) return;  // Answered before: once is enough.
  SendLater(route, std::move(slot),
            opened.has_value() && !opened->wrongly ? opened->ground : "",
            received_at, *network);
}

absl::StatusOr<CapsuleHeader> AnswerFlow::CheckHeader(
    const link::v1::Route& route, const Network& network) const {
  CapsuleHeader header;
  if (!header.ParseFromString(route.header())) {
    return absl::InvalidArgumentError("header: cannot be read");
  }
  if (header.network_id() != network.id() ||
      header.enquiry_id() != route.enquiry_id() ||
      header.subject() != route.subject() ||
      header.commitment().size() != kCommitmentBytes) {
    return absl::UnauthenticatedError("header: of another question");
  }
  const absl::Duration off =
      parts_.clock.Now() -
      absl::FromUnixMillis(static_cast<std::int64_t>(header.issued_at_ms()));
  if (off > kFreshness || off < -kFreshness) {
    return absl::FailedPreconditionError("header: not of this time");
  }
  if (!IsAcceptableReplyKey(header.reply_key())) {
    return absl::InvalidArgumentError("header: no key to reply to");
  }
  if (header.asker().empty()) {
    KITH_RETURN_IF_ERROR(VerifySignature(
        network.file().broker().signing_key(), Label::kShieldedAsk,
        network.id(), JoinFields({route.header(), ShieldedCategory(route)}),
        route.shielded_signature()));
  }
  return header;
}

std::optional<AnswerFlow::Opened> AnswerFlow::Open(const link::v1::Route& route,
                                                   const CapsuleHeader& header,
                                                   const Network& network) {
  std::optional<Opened> opened = Unseal(route, header);
  if (!opened.has_value()) return std::nullopt;
  if (!CheckContent(opened->content, header, route.header(), network).ok()) {
    LogWarning("capsule_not_authentic");
    return std::nullopt;
  }
  opened->category =
      header.asker().empty() ? ShieldedCategory(route) : header.category();
  auto asked = ParseFromCapsule(opened->content.identity());
  if (!asked.ok() || HasTwoOfOneScheme(*asked)) return std::nullopt;
  // Nothing is compared that one side may not use.
  KeepSchemes(SchemesAllowed(network, parts_.agency), *asked);
  KeepSchemes(SchemesAllowedTo(network, opened->category), *asked);
  absl::StatusOr<Comparison> comparison =
      parts_.reader.With([&](Register& people) -> absl::StatusOr<Comparison> {
        return Recognise(people, *asked, opened->person,
                         {.address = AddressOf(opened->kinds),
                          .frequencies = names_.Get().get()},
                         network, parts_.agency);
      });
  if (!comparison.ok()) return std::nullopt;
  opened->comparison = *std::move(comparison);
  // INVARIANT (a stranger's question): compared in memory, dropped, counted.
  opened->wrongly = opened->comparison.verdict == Verdict::kNo;
  return opened;
}

std::optional<AnswerFlow::Opened> AnswerFlow::Unseal(
    const link::v1::Route& route, const CapsuleHeader& header) {
  const auto rows = parts_.reader.With(
      [&](Register& people) { return people.RowsOfHandle(route.handle()); });
  if (!rows.ok() || rows->empty()) return std::nullopt;
  std::map<std::string, const PublishedRow*> by_token;
  for (const PublishedRow& row : *rows) by_token[row.token] = &row;
  std::vector<HeldWrap> held;
  std::vector<std::string> kinds;
  for (const auto& wrap : route.wraps()) {
    const auto row = by_token.find(wrap.token());
    if (row == by_token.end()) continue;
    const auto key = CapsuleKey::FromBytes(row->second->capsule_key);
    if (!key.ok()) continue;
    held.push_back(
        {{wrap.epoch(), static_cast<std::uint8_t>(wrap.slot()), wrap.wrap()},
         *key});
    kinds.push_back(row->second->kind);
  }
  const auto capsule =
      OpenCapsule({header.enquiry_id(), header.subject()}, route.header(),
                  header.commitment(), route.capsule(), held);
  if (!capsule.has_value()) return std::nullopt;
  Opened opened;
  opened.person = rows->front().person;
  opened.ground = rows->front().ground;
  for (const std::size_t i : capsule->opened) opened.kinds.push_back(kinds[i]);
  if (!opened.content.ParseFromString(capsule->content)) return std::nullopt;
  return opened;
}

absl::StatusOr<AnswerFlow::Reply> AnswerFlow::Decide(const Opened& opened,
                                                     const Network& network) {
  KITH_ASSIGN_OR_RETURN(const auto rules,
                        parts_.policies.Get(network.file().policy_text()));
  KITH_ASSIGN_OR_RETURN(const AnswerBasis basis,
                        parts_.reader.With([&](Register& people) {
                          return FactsOf(people, opened, network, parts_.agency,
                                         parts_.clock.Now());
                        }));
  const policy::AnswerFacts& facts = basis.facts;
  const policy::AnswerDecision decision = rules->DecideAnswer(facts);
  Reply reply;
  reply.rule = decision.rule;
  reply.facts = policy::ValuesOf(facts);
  reply.touch = *facts.shielded || *facts.sensitive_service;
  if (basis.involvements.empty() ||
      decision.disclosure == policy::Disclosure::kWithhold) {
    return reply;
  }
  reply.touch = false;
  // Perhaps somebody else: names nobody, and asks nobody to ring.
  if (opened.comparison.verdict == Verdict::kPossible) {
    reply.outcome = "possible";
    reply.content = PossibleContent(parts_.agency, opened.comparison.settle);
  } else if (decision.disclosure == policy::Disclosure::kCallBack) {
    reply.outcome = "call_back";
    reply.content = CallBackContent(network, parts_.agency, basis.involvements);
  } else {
    reply.outcome = "involved";
    reply.content = InvolvedContent(network, parts_.agency, basis.involvements,
                                    basis.may_name_place);
  }
  return reply;
}

// An answer and a blank are both made whatever goes out, so that one costs what
// the other does.
std::string AnswerFlow::MakeSlot(const link::v1::Route& route,
                                 const std::string& reply_key,
                                 const std::string& asker, const Reply& reply,
                                 const Network& network) {
  const std::string answer = reply.content.has_value()
                                 ? reply.content->SerializeAsString()
                                 : std::string(64, '\0');
  const std::string signature = parts_.signer.Sign(
      Label::kAnswer, network.id(),
      AnswerSignatureBody(route.enquiry_id(), route.subject(), reply_key, asker,
                          answer));
  absl::StatusOr<std::string> sealed = SealAnswer(reply_key, answer, signature);
  std::string blank = MakeBlank(parts_.random);
  if (reply.content.has_value() && sealed.ok()) return *std::move(sealed);
  return blank;
}

absl::StatusOr<bool> AnswerFlow::Record(const link::v1::Route& route,
                                        const std::optional<Opened>& opened,
                                        const Reply& reply,
                                        const std::string& slot) {
  const absl::Time now = parts_.clock.Now();
  bool first = false;
  const absl::Status status =
      parts_.log
          .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            Register people(db);
            KITH_ASSIGN_OR_RETURN(
                first,
                people.AnswerOnce(route.enquiry_id(), route.subject(), now));
            if (!first) return std::vector<tlog::Entry>();
            if (!opened.has_value() || opened->wrongly) {
              if (opened.has_value()) {
                KITH_RETURN_IF_ERROR(people.CountWronglyOpened());
              }
              KITH_RETURN_IF_ERROR(
                  people.PutUnopened(route.enquiry_id(), route.subject(), now));
              // As much is written as for one that opened.
              KITH_RETURN_IF_ERROR(
                  people.PutAnswerFacts(route.enquiry_id(), route.subject(),
                                        std::string(kUsualFactsBytes, '\0')));
              return std::vector<tlog::Entry>();
            }
            const CapsuleContent& content = opened->content;
            KITH_RETURN_IF_ERROR(
                people.PutAskedAbout({.time = now,
                                      .person = opened->person,
                                      .enquiry_id = route.enquiry_id(),
                                      .asker = content.asker(),
                                      .category = opened->category,
                                      .role = content.role(),
                                      .purpose = content.purpose(),
                                      .outcome = reply.outcome,
                                      .rule = reply.rule,
                                      .touch = reply.touch}));
            // So that the DPO here is told too.
            if (content.ground() ==
                enquiry::v1::AskGround::KIND_URGENT_ACCESS) {
              KITH_RETURN_IF_ERROR(
                  people.PutUrgentAsked({.time = now,
                                         .enquiry_id = route.enquiry_id(),
                                         .person = opened->person,
                                         .asker = content.asker(),
                                         .role = content.role(),
                                         .outcome = reply.outcome}));
            }
            if (reply.content.has_value()) {
              KITH_RETURN_IF_ERROR(
                  people.PutAnswerGiven({.enquiry_id = route.enquiry_id(),
                                         .subject = route.subject(),
                                         .time = now,
                                         .person = opened->person,
                                         .asker = content.asker()}));
            }
            KITH_RETURN_IF_ERROR(people.PutAnswerFacts(
                route.enquiry_id(), route.subject(), FactsBytes(reply.facts)));
            log::v1::AnswerDetail detail;
            detail.set_enquiry_id(route.enquiry_id());
            detail.set_subject(route.subject());
            detail.set_person(opened->person);
            detail.set_asker(content.asker());
            detail.set_category(opened->category);
            detail.set_role(content.role());
            detail.set_purpose(content.purpose());
            detail.set_ground(GroundWord(content.ground()));
            detail.set_practitioner(content.practitioner());
            detail.set_outcome(reply.outcome);
            detail.set_rule(reply.rule);
            detail.set_slot_sha256(HashBytes(Sha256(slot)));
            detail.set_slot_leaf_hash(HashBytes(tlog::LeafHash(slot)));
            std::vector<tlog::Entry> entries{
                {reply.touch ? log::v1::EVENT_TOUCH : log::v1::EVENT_ANSWERED,
                 parts_.agency, detail.SerializeAsString(), ""}};
            KITH_RETURN_IF_ERROR(AlarmIfCanary(
                parts_.agency,
                {now, opened->person, route.enquiry_id(), content.asker(),
                 opened->category, content.role(), content.practitioner(),
                 content.purpose()},
                db, entries));
            return entries;
          })
          .status();
  if (!status.ok()) return status;
  return first;
}

void AnswerFlow::SendLater(const link::v1::Route& route, std::string slot,
                           const std::string& ground,
                           absl::Duration received_at, const Network& network) {
  const absl::Duration soonest = network.release() / kSoonest;
  const absl::Duration latest = network.release() * 10 / kLatestTenths;
  const absl::Duration wait =
      soonest + (latest - soonest) * (parts_.random.Below(10'000) / 10'000.0);
  proofs_.Await(route, slot, ground, received_at);
  link::v1::FromAgent message;
  message.mutable_answer()->set_enquiry_id(route.enquiry_id());
  message.mutable_answer()->set_subject(route.subject());
  message.mutable_answer()->set_slot(std::move(slot));
  parts_.executor.At(received_at + wait,
                     [this, message] { uplink_.Send(message); });
}

}  // namespace kith::agent
