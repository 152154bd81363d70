// SPDX-License-Identifier: Apache-2.0
// What the broker proved of the agency's answers against its log: check 13.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "deploy/evidence/evidence_world.h"
#include "keys/hash.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"

namespace kith::deploy {
namespace {

using log::v1::EnquiryDetail;
using log::v1::Event;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;

// The clinic asks, the school answers and is proved what became of it.
class ProvedTest : public EvidenceWorld {
 protected:
  void SetUp() override {
    EvidenceWorld::SetUp();
    Release(3);
  }
  // Releases the slot at `place` of sixteen; proof_ is of it.
  void Release(std::uint32_t place, std::uint32_t subject = 0,
               const std::string& ground = "") {
    const std::string slot_leaf_hash =
        HashBytes(tlog::LeafHash(random_.Bytes(1024)));
    answer_.set_enquiry_id(random_.Bytes(16));
    answer_.set_subject(subject);
    answer_.set_slot_leaf_hash(slot_leaf_hash);
    proof_.set_enquiry_id(answer_.enquiry_id());
    proof_.set_subject(subject);
    proof_.set_header_sha256(random_.Bytes(32));
    proof_.set_holder_salt(random_.Bytes(32));
    proof_.clear_ground_refs();
    proof_.add_ground_refs(ground.empty() ? random_.Bytes(16) : ground);
    const Hash refs = Sha256(proof_.ground_refs(0));
    const Hash holder =
        Sha256({"kith/v1/holder",
                JoinFields({proof_.holder_salt(), "school",
                            proof_.header_sha256(), HashView(refs)})});
    tlog::MerkleTree slots;
    tlog::MerkleTree holders;
    for (std::uint32_t i = 0; i < 16; ++i) {
      slots.Append(i == place ? HashFromBytes(slot_leaf_hash)
                              : HashFromBytes(random_.Bytes(32)));
      holders.Append(tlog::LeafHash(i == place ? HashBytes(holder)
                                               : random_.Bytes(kHashBytes)));
    }
    proof_.set_slot_index(place);
    proof_.set_slot_count(16);
    proof_.set_slot_path(tlog::PackProof(slots.Inclusion(place, 16)));
    proof_.set_holder_index(place);
    proof_.set_holder_count(16);
    proof_.set_holder_path(tlog::PackProof(holders.Inclusion(place, 16)));
    proof_.set_slots_root(HashBytes(slots.Root()));
    proof_.set_holders_root(HashBytes(holders.Root()));
    // The asker's entry: its opening is not the school's to see.
    const auto released = broker_.AppendSealed(
        "clinic", tlog::ReleasePublicPart(slots.Root(), holders.Root()));
    proof_.set_released_index(released.first);
    proof_.set_sealed_opening(released.second);
  }
  void LogAnswer(Event event = log::v1::EVENT_ANSWERED) {
    agent_.AppendDetail(event, "school", answer_.SerializeAsString(),
                        tlog::NoPublicPart());
  }
  void LogProof() {
    agent_.AppendDetail(log::v1::EVENT_PROVED, "school",
                        proof_.SerializeAsString(), tlog::NoPublicPart());
  }
  void LogAlarm(const std::string& cause) {
    EnquiryDetail detail = Of(answer_.enquiry_id());
    detail.set_cause(cause);
    agent_.Append(log::v1::EVENT_ALARM, "school", detail);
  }
  // What is found of a proof that was changed.
  template <typename Change>
  std::vector<std::string> With(const Change& change) {
    change(proof_);
    LogAnswer();
    LogProof();
    return Findings(Export());
  }

  log::v1::AnswerDetail answer_;
  log::v1::ProvedDetail proof_;
};

TEST_F(ProvedTest, AnAnswerThatWasReleasedHolds) {
  LogAnswer();
  LogProof();
  Release(15);
  LogAnswer(log::v1::EVENT_TOUCH);
  LogProof();
  const EvidenceReport report = Verify(Export());
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_EQ(report.answered, 2u);
  EXPECT_EQ(report.released, 2u);
  EXPECT_THAT(report.notes, testing::Not(Contains(HasSubstr("not proved"))));
  EXPECT_THAT(report.notes, testing::Not(Contains(HasSubstr("not released"))));
}

TEST_F(ProvedTest, WhatWasNotReleasedIsCountedApartAndIsANote) {
  LogAnswer();
  LogProof();
  for (int i = 0; i < 5; ++i) {
    Release(1);
    proof_.set_late(i < 2);
    proof_.set_ground_ended(i >= 2);
    LogAnswer();
    LogProof();
  }
  const EvidenceReport report = Verify(Export());
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_EQ(report.answered, 6u);
  EXPECT_EQ(report.released, 1u);
  EXPECT_EQ(report.late, 2u);
  EXPECT_EQ(report.held_back, 3u);
  EXPECT_THAT(report.notes,
              testing::AllOf(
                  Contains("the broker says that 2 answers came too late and "
                           "were not released"),
                  Contains("the broker says that 3 answers were held back for "
                           "an ended ground and not released")));
  EXPECT_THAT(
      ReportInWords(report),
      testing::AllOf(
          HasSubstr("Proved by the broker: 6.\n  Of these released: 1."),
          HasSubstr("word late: 2,"),
          HasSubstr("held back for an ended ground: 3.")));
  const auto json = ReportAsJson(report);
  EXPECT_EQ(json["released"], 1);
  EXPECT_EQ(json["late"], 2);
  EXPECT_EQ(json["held_back"], 3);
}

TEST_F(ProvedTest, AProofThatDoesNotHoldOrComesTwiceIsNotCounted) {
  LogAnswer();
  LogProof();
  LogProof();
  Release(2);
  proof_.mutable_holder_salt()->back() ^= 1;
  proof_.set_late(true);
  LogAnswer();
  LogProof();
  Release(4);
  proof_.set_late(false);
  LogProof();  // Of an answer that is not there.
  const EvidenceReport report = Verify(Export());
  EXPECT_EQ(report.findings.size(), 2u);
  EXPECT_EQ(report.released, 1u);
  EXPECT_EQ(report.late, 0u);
}

// INVARIANT (withdrawn is withdrawn), as a data protection officer sees it.
TEST_F(ProvedTest, AnAnswerReleasedAfterItsGroundWasWithdrawnIsFound) {
  const auto withdraw = [&] {
    log::v1::GroundDetail detail;
    detail.add_refs("another ground's");
    detail.add_refs(proof_.ground_refs(0));
    broker_.AppendDetail(log::v1::EVENT_WITHDRAWN, "school",
                         detail.SerializeAsString(), tlog::NoPublicPart());
  };
  LogAnswer();
  LogProof();
  withdraw();  // Afterwards: that is in order.
  const log::v1::ProvedDetail before = proof_;
  EXPECT_THAT(Findings(Export()), IsEmpty());
  const auto kept = before.ground_refs(0);
  Release(7, 0, kept);
  LogAnswer();
  LogProof();
  EXPECT_THAT(Findings(Export()),
              Contains(HasSubstr("the ground was withdrawn before")));
}

TEST_F(ProvedTest, AnAnswerHeldBackForAWithdrawnGroundIsInOrder) {
  log::v1::GroundDetail detail;
  detail.add_refs("the ground's ref");
  broker_.AppendDetail(log::v1::EVENT_WITHDRAWN, "school",
                       detail.SerializeAsString(), tlog::NoPublicPart());
  Release(7, 0, "the ground's ref");
  proof_.set_ground_ended(true);
  LogAnswer();
  LogProof();
  EXPECT_THAT(Findings(Export()), IsEmpty());
}

TEST_F(ProvedTest, AnAnswerThatIsNotUnderTheRootIsFound) {
  answer_.set_slot_leaf_hash(random_.Bytes(32));
  EXPECT_THAT(With([](auto&) {}),
              Contains(HasSubstr("not among those released")));
}

TEST_F(ProvedTest, ALateAnswerOrOneWhoseGroundEndedNeedNotBeThere) {
  answer_.set_slot_leaf_hash(random_.Bytes(32));
  EXPECT_THAT(With([](auto& proof) { proof.set_late(true); }), IsEmpty());
  Release(1);
  answer_.set_slot_leaf_hash(random_.Bytes(32));
  EXPECT_THAT(With([](auto& proof) {
                proof.set_late(false);
                proof.set_ground_ended(true);
              }),
              IsEmpty());
}

TEST_F(ProvedTest, AnAnswerAtAnotherPersonsPlaceIsFound) {
  answer_.set_subject(1);
  EXPECT_THAT(With([](auto& proof) { proof.set_subject(1); }),
              Contains(HasSubstr("does not show that this agency was asked")));
}

TEST_F(ProvedTest, AReleaseThatTheBrokersLogDoesNotHoldIsFound) {
  EXPECT_THAT(With([](auto& proof) { proof.set_released_index(0); }),
              Contains(HasSubstr("entry 0 is not this release")));
  Release(2);
  EXPECT_THAT(With([](auto& proof) { proof.set_released_index(1u << 30); }),
              Contains(HasSubstr("has no such entry")));
  Release(2);
  EXPECT_THAT(With([](auto& proof) { proof.mutable_slots_root()->pop_back(); }),
              Contains(HasSubstr("a wrong length")));
}

TEST_F(ProvedTest, AnyOtherPartThatIsAnotherIsFound) {
  using log::v1::ProvedDetail;
  const std::vector<std::function<void(ProvedDetail&)>> changes = {
      [](ProvedDetail& proof) { proof.mutable_sealed_opening()->back() ^= 1; },
      [](ProvedDetail& proof) { proof.mutable_holders_root()->back() ^= 1; },
      [](ProvedDetail& proof) { proof.mutable_slot_path()->back() ^= 1; },
      [](ProvedDetail& proof) { proof.mutable_slot_path()->pop_back(); },
      [](ProvedDetail& proof) { proof.mutable_holder_path()->back() ^= 1; },
      [](ProvedDetail& proof) { proof.mutable_holder_salt()->back() ^= 1; },
      [](ProvedDetail& proof) { proof.mutable_header_sha256()->back() ^= 1; },
      [](ProvedDetail& proof) { proof.clear_ground_refs(); },
      [](ProvedDetail& proof) { proof.set_slot_index(4); },
      [](ProvedDetail& proof) { proof.set_slot_count(17); },
      [](ProvedDetail& proof) { proof.set_holder_index(4); },
      [](ProvedDetail& proof) { proof.set_holder_count(128); }};
  for (const auto& change : changes) {
    Release(3);
    change(proof_);
    LogAnswer();
    LogProof();
  }
  EXPECT_THAT(Findings(Export()),
              testing::AllOf(testing::SizeIs(changes.size()),
                             testing::Each(HasSubstr("does not hold"))));
}

TEST_F(ProvedTest, AnAlarmIsAFindingAndSaysNoOthersWords) {
  LogAnswer();
  LogAlarm("release: not proved in a minute");
  LogAlarm("release: \x1b[2J Sami");
  LogAlarm("a canary was asked about");
  agent_.Append(log::v1::EVENT_REFUSED, "school", Of(""));
  const EvidenceReport report = Verify(Export());
  EXPECT_THAT(report.findings,
              testing::ElementsAre(HasSubstr("not proved in a minute"),
                                   HasSubstr("for another cause")));
  EXPECT_THAT(report.notes, testing::Not(Contains(HasSubstr("not proved"))));
}

TEST_F(ProvedTest, AnAnswerWithoutAProofIsANoteOnceItIsDue) {
  LogAnswer();
  EXPECT_THAT(Verify(Export()).notes,
              testing::Not(Contains(HasSubstr("not proved"))));
  agent_.Append(log::v1::EVENT_REFUSED, "school", Of(""));
  const EvidenceReport report = Verify(Export());
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.notes,
              Contains(HasSubstr("1 answers whose release was not proved")));
}

TEST_F(ProvedTest, AProofOfAnAnswerThatWasErasedIsExcusedAndOfNoneIsFound) {
  LogProof();
  EXPECT_THAT(Findings(Export()), Contains(HasSubstr("was not logged")));
  const auto unrelated = agent_.size();
  agent_.Append(log::v1::EVENT_REFUSED, "school", Of(""), absl::Seconds(1));
  agent_.Erase("school", {unrelated});
  EXPECT_THAT(Findings(Export()), IsEmpty());
}

}  // namespace
}  // namespace kith::deploy
