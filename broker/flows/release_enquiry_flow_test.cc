// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/release_enquiry_flow.h"

#include "broker/flows/broker_world.h"
#include "tests/support/independent_tree.h"

namespace kith::broker {
namespace {

using enquiry::v1::AskReply;
using enquiry::v1::ReleaseBody;
using link::v1::ReleaseProof;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// A release is checked here by tests/support/independent_tree.h and by hand, as
// somebody would who has docs/spec/log.md and none of our code.
class ReleaseEnquiryFlowTest : public BrokerWorld {
 protected:
  static ReleaseBody BodyOf(const AskReply& reply) {
    ReleaseBody body;
    EXPECT_TRUE(body.ParseFromString(reply.body()));
    return body;
  }
  static Hash SlotsRootOf(const AskReply& reply) {
    std::vector<Hash> leaves;
    for (const std::string& slot : SlotsIn(reply))
      leaves.push_back(tests::LeafOf(slot));
    return tests::TreeHead(leaves);
  }
  static std::string CommitmentOf(const std::string& sealed_opening,
                                  const std::string& slots_root,
                                  const std::string& holders_root) {
    const Hash part = Sha256({"kith/v1/release", slots_root, holders_root});
    return HashBytes(
        Sha256({"kith/v1/commitment", sealed_opening, HashView(part)}));
  }
  static bool LeafIsUnder(const std::string& checkpoint,
                          const std::string& inclusion, std::uint64_t index,
                          const std::string& leaf) {
    const auto tree = tests::StateOf(checkpoint);
    return tree.has_value() &&
           tests::InclusionHolds(index, tree->size, tests::LeafOf(leaf),
                                 tests::HashesOf(inclusion), tree->root);
  }
  // What the asker's agent must find true before it shows anything.
  bool ProvesItself(const AskReply& reply) const {
    const ReleaseBody body = BodyOf(reply);
    return VerifySignature(premises_.members.broker().public_key(),
                           Label::kRelease, network_->id(), reply.body(),
                           reply.signature())
               .ok() &&
           body.slots_root() == HashView(SlotsRootOf(reply)) &&
           body.released_leaf().substr(1, 8) ==
               BigEndian64(body.released_index()) &&
           body.released_leaf().substr(17, 32) ==
               CommitmentOf(body.sealed_opening(), body.slots_root(),
                            body.holders_root()) &&
           LeafIsUnder(reply.checkpoint(), reply.inclusion(),
                       body.released_index(), body.released_leaf());
  }
  AskReply AskAbout(const std::string& key) {
    return AskAndHear({.subjects = {{key}}});
  }
};

TEST_F(ReleaseEnquiryFlowTest, NothingIsSaidBeforeTheReleaseTimeAndThenAtOnce) {
  Supports({});
  const Asked asked = Ask({});
  Answer("clinic", asked);
  Pass(absl::Milliseconds(299));
  EXPECT_EQ(asked.heard->times(), 0);
  Pass(absl::Milliseconds(1));
  EXPECT_EQ(asked.heard->times(), 1);
}

TEST_F(ReleaseEnquiryFlowTest, EverySubjectHasSixteenSlots) {
  Supports({});
  EXPECT_THAT(SlotsIn(AskAndHear({})), SizeIs(16));
  const auto eight = SlotsIn(AskAndHear({.subjects = PaddedToEight({"ash"})}));
  EXPECT_THAT(eight, SizeIs(8 * 16));
  EXPECT_THAT(eight, Each(SizeIs(kSlotBytes)));
}

TEST_F(ReleaseEnquiryFlowTest, WithheldIsOfTheSizeOfUnknownAndOfAnswered) {
  Supports({.keys = {"ash"}});
  Supports({.keys = {"pine"}, .scope = {.categories = {"health"}}});
  Supports({.keys = {"oak"}, .lasts = absl::Milliseconds(1)});
  const std::string elm = Supports({.keys = {"elm"}});
  ASSERT_TRUE(Withdraw("clinic", {elm})->status().ok());
  Supports({.agency = "refuge", .keys = {"yew"}});
  for (int i = 0; i < 5; ++i)
    AskAbout("nobody");  // Positions have two digits from here on.

  const AskReply unknown = AskAbout("nobody");
  const AskReply answered = AskAbout("ash");
  const AskReply out_of_scope = AskAbout("pine");
  const AskReply expired = AskAbout("oak");
  const AskReply withdrawn = AskAbout("elm");
  const Asked of_shielded = Ask({.subjects = {{"yew"}}});
  Answer("refuge", of_shielded, MakeBlank(premises_.random));
  PassToRelease();
  const AskReply shielded = of_shielded.heard->value();

  EXPECT_TRUE(Holds(answered, "clinic"));
  const std::vector<std::size_t> sizes{
      unknown.ByteSizeLong(),      answered.ByteSizeLong(),
      out_of_scope.ByteSizeLong(), expired.ByteSizeLong(),
      withdrawn.ByteSizeLong(),    shielded.ByteSizeLong()};
  EXPECT_THAT(sizes, Each(answered.ByteSizeLong()));
  EXPECT_GT(answered.ByteSizeLong(), 16 * kSlotBytes);
}

TEST_F(ReleaseEnquiryFlowTest, AReplyProvesItself) {
  Supports({});
  const AskReply reply = AskAndHear({.subjects = PaddedToEight({"ash"})});
  EXPECT_TRUE(ProvesItself(reply));
}

TEST_F(ReleaseEnquiryFlowTest, ASlotThatIsSwappedAfterwardsIsFound) {
  Supports({});
  AskReply reply = AskAndHear({});
  reply.mutable_slots()->replace(0, kSlotBytes, MakeBlank(premises_.random));
  EXPECT_FALSE(ProvesItself(reply));
}

TEST_F(ReleaseEnquiryFlowTest, AProofOfAnotherReleaseIsFound) {
  AskReply reply = AskAndHear({});
  const AskReply other = AskAndHear({});
  reply.set_inclusion(other.inclusion());
  EXPECT_FALSE(ProvesItself(reply));
}

TEST_F(ReleaseEnquiryFlowTest, TheTreeBeginsWithTheTreeTheAskerHasVerified) {
  const auto old_tree = *tests::StateOf(AskAndHear({}).checkpoint());
  for (int i = 0; i < 3; ++i) AskAndHear({});
  const AskReply reply =
      AskAndHear({.before_headers = [&](enquiry::v1::AskBody& ask) {
        ask.set_verified_tree_size(old_tree.size);
      }});
  const auto new_tree = *tests::StateOf(reply.checkpoint());
  EXPECT_GT(new_tree.size, old_tree.size);
  EXPECT_TRUE(tests::ConsistencyHolds(old_tree.size, new_tree.size,
                                      old_tree.root, new_tree.root,
                                      tests::HashesOf(reply.consistency())));
}

TEST_F(ReleaseEnquiryFlowTest, TheCheckpointIsThatOfTheLeavesOnDisk) {
  const auto tree = *tests::StateOf(AskAndHear({}).checkpoint());
  const auto db = premises_.OpenDb();
  const std::string bytes = *tlog::AuditLog::ReadLeaves(*db, 0, 1000);
  std::vector<Hash> leaves;
  for (std::size_t at = 0; at < bytes.size(); at += tlog::kLeafBytes) {
    leaves.push_back(
        tests::LeafOf(absl::string_view(bytes).substr(at, tlog::kLeafBytes)));
  }
  EXPECT_EQ(leaves.size(), tree.size);
  EXPECT_EQ(tests::TreeHead(leaves), tree.root);
}

TEST_F(ReleaseEnquiryFlowTest,
       ARoutedAgencyCanProveItsOwnSlotAndThatItWasAsked) {
  const std::string ground = Supports({});
  const Asked asked = Ask({.subjects = PaddedToEight({"ash"})});
  Answer("clinic", asked);
  PassToRelease();
  PassToProofs();
  const auto proofs = broker_->relay.Proofs("clinic");
  ASSERT_THAT(proofs, SizeIs(1));
  const ReleaseProof& proof = proofs[0];
  EXPECT_FALSE(proof.late());
  EXPECT_THAT(proof.ground_refs(), ElementsAre(ground));
  EXPECT_TRUE(tests::InclusionHolds(
      proof.slot_index(), proof.slot_count(), tests::LeafOf(SlotOf("clinic")),
      tests::PathOf(proof.slot_path()), HashFromBytes(proof.slots_root())));
  const Hash header = Sha256(asked.ask.subjects(0).header());
  const Hash grounds = Sha256(ground);
  const Hash holder = Sha256(
      {"kith/v1/holder", JoinFields({proof.holder_salt(), "clinic",
                                     HashView(header), HashView(grounds)})});
  EXPECT_TRUE(tests::InclusionHolds(proof.holder_index(), proof.holder_count(),
                                    tests::LeafOf(HashView(holder)),
                                    tests::PathOf(proof.holder_path()),
                                    HashFromBytes(proof.holders_root())));
  EXPECT_EQ(proof.released_leaf().substr(17, 32),
            CommitmentOf(proof.sealed_opening(), proof.slots_root(),
                         proof.holders_root()));
  EXPECT_TRUE(LeafIsUnder(proof.checkpoint(), proof.inclusion(),
                          proof.released_index(), proof.released_leaf()));
  EXPECT_EQ(proof.holder_count(), 8u * 16)
      << "whoever was not asked has random ones";
}

// An enquiry with nobody routed has no such work, so its reply would be told by
// its time.
TEST_F(ReleaseEnquiryFlowTest, ProofsDoNotStandBesideTheReply) {
  Supports({});
  const Asked asked = Ask({});
  Answer("clinic", asked);
  PassToRelease();
  Pass(absl::Milliseconds(19));
  EXPECT_EQ(asked.heard->times(), 1);
  EXPECT_THAT(broker_->relay.Proofs("clinic"), IsEmpty());
  PassToProofs();
  EXPECT_THAT(broker_->relay.Proofs("clinic"), SizeIs(1));
}

TEST_F(ReleaseEnquiryFlowTest, SlotsAreInRandomOrder) {
  Supports({});
  std::set<std::size_t> places;
  for (int i = 0; i < 40; ++i) {
    const auto slots = SlotsIn(AskAndHear({}));
    places.insert(static_cast<std::size_t>(
        std::find(slots.begin(), slots.end(), SlotOf("clinic")) -
        slots.begin()));
  }
  EXPECT_GT(places.size(), 5u);
  EXPECT_LT(*places.rbegin(), 16u);
}

TEST_F(ReleaseEnquiryFlowTest, AStoreThatFailsAtTheReleaseAbortsTheEnquiry) {
  class FailsOnce : public InterposedTransaction {
   public:
    FailsOnce(std::unique_ptr<StoreTransaction> real,
              std::atomic<int>& failures)
        : InterposedTransaction(std::move(real)), failures_(failures) {}
    absl::Status EndEnquiry(const std::string& id) override {
      if (failures_-- > 0) return absl::UnavailableError("the disk has gone");
      return InterposedTransaction::EndEnquiry(id);
    }

   private:
    std::atomic<int>& failures_;
  };
  std::atomic<int> failures = 1;
  Start([&](SealedDb& db) -> std::unique_ptr<StoreTransaction> {
    return std::make_unique<FailsOnce>(TestBroker::Real(db), failures);
  });
  const std::string ground = Supports({});
  const Asked asked = Ask({});
  Answer("clinic", asked);
  PassToRelease();
  EXPECT_EQ(asked.heard->status().code(), absl::StatusCode::kAborted);
  EXPECT_THAT(Events("school"), ElementsAre("EVENT_ACCEPTED", "EVENT_ABORTED"));
  const auto told = broker_->relay.Proofs("clinic");
  ASSERT_EQ(told.size(), 1u) << "whoever answered waits for a proof";
  EXPECT_TRUE(told[0].aborted());
  EXPECT_TRUE(Holds(AskAndHear({}), "clinic")) << "asking again works";
}

TEST_F(ReleaseEnquiryFlowTest, AnAgencyThatHungUpLeavesABlankAndNothingWaits) {
  Supports({});
  broker_->relay.HangUp("clinic");
  const AskReply reply = AskAndHear({});
  EXPECT_FALSE(Holds(reply, "clinic"));
  EXPECT_THAT(SlotsIn(reply), SizeIs(16));
}

TEST_F(ReleaseEnquiryFlowTest,
       AReplySaysWhoCouldAnswerWhenTheQuestionWasAccepted) {
  broker_->coverage().MarkAble("clinic");
  broker_->coverage().MarkAble("school");
  const Asked asked = Ask({});
  broker_->coverage().MarkUnable("clinic");
  PassToRelease();
  const auto coverage = BodyOf(asked.heard->value()).coverage();
  EXPECT_EQ(coverage.able(), 2u);
  EXPECT_EQ(coverage.total(), 4u);
  EXPECT_THAT(coverage.not_connected(), ElementsAre("homes", "refuge"));
}

}  // namespace
}  // namespace kith::broker
