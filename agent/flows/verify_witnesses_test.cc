// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/verify_witnesses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "keys/base/random.h"
#include "keys/tlog/merkle.h"
#include "tests/support/test_network.h"

namespace kith::agent {
namespace {

using enquiry::v1::Witnessing;
using testing::HasSubstr;

constexpr char kOrigin[] = "kith.example/northshire";

// The school asks; the broker's log has grown since the others cosigned.
class VerifyWitnessesTest : public testing::Test {
 protected:
  VerifyWitnessesTest() {
    for (int i = 0; i < 9; ++i) {
      tree_.Append(tlog::LeafHash(absl::StrCat("entry ", i)));
    }
  }
  tlog::Checkpoint At(std::uint64_t size) const {
    return {kOrigin, size, tree_.Root(size)};
  }
  Witnessing Word(const std::string& agency, const Signer& by,
                  absl::Duration ago = absl::Minutes(1)) const {
    Witnessing one;
    one.set_agency(agency);
    one.set_checkpoint(tlog::SignNote(tlog::CheckpointText(At(5)), kOrigin,
                                      members_.broker()));
    one.set_line(tlog::CosignatureLine(
        one.checkpoint(), absl::StrCat(kOrigin, "/agency/", agency), now_ - ago,
        by));
    one.set_consistency(tlog::PadProof(tree_.Consistency(5, 9)));
    return one;
  }
  Witnessing Clinic() const { return Word("clinic", members_.clinic()); }
  Witnessing Homes() const { return Word("homes", members_.homes()); }
  absl::Status Verify(std::uint32_t quorum, std::vector<Witnessing> words,
                      bool urgent = false) const {
    const auto network =
        members_.With([&](auto& file) { file.set_quorum(quorum); });
    return VerifyOn(*network, std::move(words), urgent);
  }
  absl::Status VerifyOn(const Network& network, std::vector<Witnessing> words,
                        bool urgent = false) const {
    enquiry::v1::AskReply reply;
    for (Witnessing& one : words) *reply.add_witnessed() = std::move(one);
    return VerifyWitnesses(network,
                           {.asker = "school", .urgent = urgent, .now = now_},
                           reply, At(9));
  }

  SystemRandom random_;
  const tests::TestNetwork members_{random_};
  const absl::Time now_ = absl::FromUnixSeconds(1'795'000'000);
  tlog::MerkleTree tree_;
};

TEST_F(VerifyWitnessesTest, AsManyAsThePartnershipDemandsAreEnough) {
  EXPECT_TRUE(Verify(0, {}).ok());
  EXPECT_TRUE(Verify(1, {Clinic()}).ok());
  EXPECT_TRUE(Verify(2, {Clinic(), Homes()}).ok());
  EXPECT_THAT(Verify(1, {}).message(), HasSubstr("of 0 other agencies"));
  EXPECT_FALSE(Verify(2, {Clinic()}).ok());
  EXPECT_FALSE(Verify(2, {Clinic(), Clinic()}).ok()) << "one counts once";
}

TEST_F(VerifyWitnessesTest, NoWordOfTheAskersOrTheOperatorsCounts) {
  EXPECT_FALSE(Verify(1, {Word("school", members_.school())}).ok());
  EXPECT_FALSE(Verify(1, {Word("nobody", members_.clinic())}).ok());
  const auto with =
      [&](const std::function<void(network::v1::NetworkFile&)>& change) {
        return VerifyOn(*members_.With([&](network::v1::NetworkFile& file) {
          file.set_quorum(1);
          change(file);
        }),
                        {Clinic()});
      };
  EXPECT_TRUE(with([](auto&) {}).ok());
  EXPECT_FALSE(with([](auto& file) {
                 file.mutable_broker()->set_operated_by("clinic");
               }).ok());
  EXPECT_FALSE(with([](auto& file) {
                 for (auto& agency : *file.mutable_agencies()) {
                   agency.set_suspended(agency.id() == "clinic");
                 }
               }).ok());
}

TEST_F(VerifyWitnessesTest, InATrialFewerWillDo) {
  const auto network = members_.With([](network::v1::NetworkFile& file) {
    file.set_quorum(2);
    file.mutable_witnesses()->set_only_warns(true);
  });
  EXPECT_TRUE(VerifyOn(*network, {Clinic()}).ok());
  EXPECT_TRUE(VerifyOn(*network, {Word("homes", members_.clinic())}).ok());
}

TEST_F(VerifyWitnessesTest, OneThatDoesNotCountSpoilsNoOthers) {
  const Witnessing old = Word("homes", members_.homes(), absl::Hours(9));
  EXPECT_TRUE(Verify(1, {old, Clinic()}).ok());
  EXPECT_THAT(Verify(2, {old, Clinic()}).message(),
              HasSubstr("of 1 other agencies"));
  EXPECT_THAT(Verify(2, {old, Clinic()}).message(), HasSubstr("too old"));
}

TEST_F(VerifyWitnessesTest, OneMayHaveSeenWhatCameAfterTheRelease) {
  Witnessing later = Clinic();
  tree_.Append(tlog::LeafHash("after"));
  later.set_checkpoint(
      tlog::SignNote(tlog::CheckpointText(At(10)), kOrigin, members_.broker()));
  later.set_line(tlog::CosignatureLine(later.checkpoint(),
                                       absl::StrCat(kOrigin, "/agency/clinic"),
                                       now_, members_.clinic()));
  later.set_consistency(tlog::PadProof(tree_.Consistency(9, 10)));
  EXPECT_TRUE(Verify(1, {later}).ok());
}

TEST_F(VerifyWitnessesTest, AnOldWordCountsForUrgentAccessOnlyUpToADay) {
  const auto old = [&](absl::Duration ago) {
    return Word("clinic", members_.clinic(), ago);
  };
  EXPECT_TRUE(Verify(1, {old(absl::Hours(4))}).ok());
  EXPECT_FALSE(Verify(1, {old(absl::Hours(5))}).ok());
  EXPECT_TRUE(Verify(1, {old(absl::Hours(24))}, true).ok());
  EXPECT_FALSE(Verify(1, {old(absl::Hours(25))}, true).ok());
  EXPECT_FALSE(Verify(1, {old(-absl::Minutes(5))}).ok()) << "not yet";
}

TEST_F(VerifyWitnessesTest, AWordOnAnotherLogIsNone) {
  const auto changed = [&](const std::function<void(Witnessing&)>& change) {
    Witnessing one = Clinic();
    change(one);
    return Verify(1, {one});
  };
  EXPECT_FALSE(changed([](auto& one) { one.set_agency("homes"); }).ok());
  EXPECT_FALSE(
      changed([](auto& one) { one.mutable_line()->at(60) ^= 1; }).ok());
  EXPECT_FALSE(changed([](auto& one) { one.clear_line(); }).ok());
  EXPECT_FALSE(changed([](auto& one) { one.clear_consistency(); }).ok());
  EXPECT_FALSE(changed([](auto& one) { one.clear_checkpoint(); }).ok());
  // The broker showed the clinic one history and the asker another.
  Witnessing forked = Clinic();
  forked.set_checkpoint(
      tlog::SignNote(tlog::CheckpointText({kOrigin, 5, tlog::LeafHash("x")}),
                     kOrigin, members_.broker()));
  forked.set_line(tlog::CosignatureLine(forked.checkpoint(),
                                        absl::StrCat(kOrigin, "/agency/clinic"),
                                        now_, members_.clinic()));
  EXPECT_THAT(Verify(1, {forked}).message(), HasSubstr("about another log"));
}

}  // namespace
}  // namespace kith::agent
