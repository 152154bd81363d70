// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_ANSWER_WORLD_H_
#define KITH_AGENT_FLOWS_ANSWER_WORLD_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/flows/agent_world.h"
#include "agent/flows/answer_flow.h"
#include "agent/flows/make_tokens.h"
#include "agent/flows/person_keys.h"
#include "agent/flows/question.h"
#include "agent/flows/touch_flow.h"
#include "keys/capsule.h"
#include "keys/slot.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/note.h"
#include "keys/token.h"

namespace kith::agent {

inline const Staff kTeacher{
    .name = "tea", .shown_as = "T. Teacher", .role = "practitioner"};

// The clinic holds families; the school asks. What the broker would do between
// the two is done by the test: it routes each question to one of the clinic's
// people.
class AnswerWorld : public AgentWorld {
 protected:
  AnswerWorld() {
    EXPECT_TRUE(Import({sami_, dina_}).ok());
    Publish();
    Begin();
  }
  // The answering side, as after a start of the process.
  void Begin() {
    proofs_ = std::make_unique<ReleaseProofs>(*parts_);
    answer_ = std::make_unique<AnswerFlow>(*parts_, names_, uplink_, *proofs_);
  }

  struct Asked {
    SentQuestion sent;
    enquiry::v1::AskBody body;
  };
  Asked Ask(
      const Row& about, const std::string& purpose = "considering-referral",
      const std::function<void(Identity&)>& change = [](Identity&) {}) {
    const Parts asker{.agency = "school",
                      .network = *network_,
                      .policies = policies_,
                      .reader = *reader_,
                      .log = *log_,
                      .signer = members_.school(),
                      .pseudonym_key = pseudonym_key_,
                      .key_holders = *key_holders_,
                      .broker = broker_,
                      .clock = clock_,
                      .random = random_,
                      .executor = executor_};
    const auto network = network_->Get();
    Question question{.staff = kTeacher,
                      .people = {*NormalisePerson(Described(about), *network)},
                      .purpose = purpose};
    question.ground.set_kind(enquiry::v1::AskGround::KIND_FAMILY_AGREED);
    change(question.people[0]);
    SubjectTokens tokens{.epoch = 1};
    std::vector<std::string> inputs;
    for (const MatchKey& key :
         AskedKeysOf(question.people[0], *network, asker.agency)) {
      inputs.push_back(*OprfInput(network->id(), key));
      tokens.strong.push_back(key.strong);
    }
    tokens.pairs =
        *MakeTokens(asker,
                    {.allowance = evaluate::v1::EvaluateRequest::ALLOWANCE_ASK,
                     .epoch = 1,
                     .batch = 16,
                     .timeout = absl::Seconds(1),
                     .id = std::string(16, 'i')},
                    inputs);
    Asked asked{*SealQuestion(asker, *network, question, {{tokens}}, 0,
                              std::string(32, '\0')),
                {}};
    EXPECT_TRUE(asked.body.ParseFromString(asked.sent.request.body()));
    return asked;
  }

  // What the broker passes on of `asked` to whom the clinic knows by `handle`.
  static link::v1::Route RouteOf(const Asked& asked,
                                 const std::string& handle) {
    const auto& subject = asked.body.subjects(0);
    link::v1::Route route;
    route.set_enquiry_id(asked.sent.enquiry_id);
    route.set_subject(0);
    route.set_header(subject.header());
    route.set_capsule(subject.capsule());
    route.set_handle(handle);
    for (const auto& epoch : subject.epochs()) {
      for (std::uint32_t slot = 0; slot < kTokenSlots; ++slot) {
        auto* wrap = route.add_wraps();
        wrap->set_epoch(epoch.epoch());
        wrap->set_slot(slot);
        wrap->set_token(
            epoch.tokens().substr(slot * Token::kBytes, Token::kBytes));
        wrap->set_wrap(epoch.wraps().substr(slot * kWrapBytes, kWrapBytes));
      }
    }
    return route;
  }
  std::string HandleOf(const Row& row) {
    return reader_->With([&](Register& people) -> std::string {
      const auto known = FindInRegister(
          people, *NormalisePerson(Described(row), *network_->Get()),
          *network_->Get(), "clinic");
      EXPECT_TRUE(known.ok() && known->size() == 1);
      const auto rows = people.RowsOf((*known)[0].person.ref);
      EXPECT_TRUE(rows.ok() && !rows->empty());
      return (*rows)[0].handle;
    });
  }
  // Runs the question and lets the answer's random wait pass: the slot sent.
  std::optional<std::string> SlotFor(const link::v1::Route& route) {
    uplink_.sent.clear();
    answer_->Run(route);
    executor_.Advance(network_->Get()->release());
    if (uplink_.sent.empty()) return std::nullopt;
    EXPECT_THAT(uplink_.sent, testing::SizeIs(1));
    EXPECT_EQ(uplink_.sent[0].answer().slot().size(), kSlotBytes);
    return uplink_.sent[0].answer().slot();
  }
  // What the asker reads in the slot; nullopt for a blank.
  std::optional<enquiry::v1::AnswerContent> Read(const Asked& asked,
                                                 const std::string& slot) {
    const auto opened = asked.sent.reply_key.Open(slot);
    if (!opened.has_value()) return std::nullopt;
    enquiry::v1::AnswerContent content;
    EXPECT_TRUE(content.ParseFromString(opened->answer));
    return content;
  }
  // Asks about `about` and has it routed to the clinic's `about`.
  std::optional<enquiry::v1::AnswerContent> AnswerAbout(
      const Row& about, const std::string& purpose = "considering-referral") {
    const Asked asked = Ask(about, purpose);
    const auto slot = SlotFor(RouteOf(asked, HandleOf(about)));
    EXPECT_TRUE(slot.has_value());
    return Read(asked, *slot);
  }
  // The broker's proof that `slot` was released, first of its sixteen.
  link::v1::ReleaseProof ProofOf(const link::v1::Route& route,
                                 const std::string& slot) {
    link::v1::ReleaseProof proof;
    proof.set_enquiry_id(route.enquiry_id());
    proof.set_holder_salt(random_.Bytes(32));
    proof.add_ground_refs(random_.Bytes(16));
    const Hash commitment = tlog::HolderCommitment(
        proof.holder_salt(), agency_, route.header(), {proof.ground_refs(0)});
    tlog::MerkleTree slots;
    tlog::MerkleTree holders;
    slots.Append(tlog::LeafHash(slot));
    holders.Append(tlog::LeafHash(HashView(commitment)));
    for (int i = 1; i < 16; ++i) {
      slots.Append(tlog::LeafHash(MakeBlank(random_)));
      holders.Append(tlog::LeafHash(random_.Bytes(kHashBytes)));
    }
    proof.set_slots_root(HashBytes(slots.Root()));
    proof.set_holders_root(HashBytes(holders.Root()));
    proof.set_slot_count(16);
    proof.set_slot_path(tlog::PackProof(slots.Inclusion(0, 16)));
    proof.set_holder_count(16);
    proof.set_holder_path(tlog::PackProof(holders.Inclusion(0, 16)));
    proof.set_sealed_opening(random_.Bytes(kHashBytes));
    proof.set_released_leaf(tlog::LeafBytes(
        {.commitment = tlog::Commitment(
             proof.sealed_opening(),
             tlog::ReleasePublicPart(slots.Root(), holders.Root()))}));
    tlog::MerkleTree log;
    log.Append(tlog::LeafHash(proof.released_leaf()));
    proof.set_inclusion(tlog::PadProof({}));
    const std::string origin = network_->Get()->file().broker().log_origin();
    proof.set_checkpoint(
        tlog::SignNote(tlog::CheckpointText({origin, 1, log.Root()}), origin,
                       *Signer::FromSeed(centre_log_seed_)));
    return proof;
  }
  // Of the alarms, in order.
  std::vector<std::string> Causes() {
    std::vector<std::string> causes;
    for (const auto& alarm : Alarms()) causes.push_back(alarm.cause());
    return causes;
  }
  std::vector<AskedAbout> Touches() {
    const auto touches =
        reader_->With([](Register& people) { return people.Touches(); });
    EXPECT_TRUE(touches.ok());
    return *touches;
  }
  // The record of this row alone, not whoever else fits its description.
  std::string RefOf(const Row& row) {
    return reader_->With([&](Register& people) -> std::string {
      const auto all = people.PeopleOfSource("cases");
      EXPECT_TRUE(all.ok());
      for (const RegisteredPerson& person : *all) {
        if (person.source_id == row.id) return person.ref;
      }
      ADD_FAILURE() << "no record " << row.id;
      return "";
    });
  }
  std::string HandleOfRecord(const Row& row) {
    return reader_->With([&, ref = RefOf(row)](Register& people) {
      const auto rows = people.RowsOf(ref);
      EXPECT_TRUE(rows.ok() && !rows->empty());
      return (*rows)[0].handle;
    });
  }
  void Shield(const Row& row, const char* kind) {
    desk::v1::SetShieldRequest request;
    *request.mutable_person() = Described(row);
    request.set_kind(kind);
    ASSERT_TRUE(TouchFlow(*parts_).SetShield(kTeacher, request).ok());
  }

  RegisterNames names_{*reader_};
  std::unique_ptr<ReleaseProofs> proofs_;
  std::unique_ptr<AnswerFlow> answer_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_ANSWER_WORLD_H_
