// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/witness_flow.h"

#include "absl/strings/str_cat.h"
#include "broker/flows/broker_world.h"
#include "keys/tlog/note.h"

namespace kith::broker {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kOrigin[] = "kith.example/northshire";

// The school asks; the clinic and the homes are there to see the log.
class WitnessFlowTest : public testing::Test {
 protected:
  explicit WitnessFlowTest(std::uint32_t quorum = 0)
      : network_(premises_.members.With(
            [&](network::v1::NetworkFile& file) { file.set_quorum(quorum); })) {
    // A relay knows who is connected by what it has sent them.
    for (const char* agency : {"clinic", "homes"}) {
      (void)broker_.relay.Send(agency, link::v1::ToAgent());
    }
    Append();
  }
  void Append() {
    EXPECT_TRUE(
        broker_.log()
            .Run([](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
              return std::vector<tlog::Entry>{
                  {log::v1::EVENT_HEARTBEAT, "school", "", ""}};
            })
            .ok());
  }
  void Cosign(const std::string& agency, const Signer& by,
              const std::string& note) {
    link::v1::Cosignature cosignature;
    cosignature.set_note_line(tlog::CosignatureLine(
        note, absl::StrCat(kOrigin, "/agency/", agency), clock_.Now(), by));
    flow_.Take(agency, cosignature);
  }
  absl::Status MayRelease(std::uint32_t quorum, const std::string& asker,
                          bool urgent = false) {
    const auto network = premises_.members.With(
        [&](network::v1::NetworkFile& file) { file.set_quorum(quorum); });
    return broker_.witnesses().MayRelease(*network, asker, urgent,
                                          clock_.Monotonic());
  }
  std::string Newest() { return broker_.log().checkpoint(); }

  FakeClock clock_;
  FakeExecutor executor_{clock_};
  Premises premises_;
  std::shared_ptr<const Network> network_;
  TestBroker broker_{premises_, network_, clock_, executor_};
  WitnessFlow& flow_ = broker_.witness;
};

class QuorumOfOneTest : public WitnessFlowTest {
 protected:
  QuorumOfOneTest() : WitnessFlowTest(1) {}
};

TEST_F(WitnessFlowTest, NobodysWordIsNeededWhereThePartnershipAsksForNone) {
  EXPECT_TRUE(MayRelease(0, "school").ok());
  EXPECT_THAT(std::string(MayRelease(1, "school").message()),
              HasSubstr("0 other agencies"));
}

TEST_F(WitnessFlowTest, AnothersWordCountsForFourHoursAndADayIfUrgent) {
  flow_.Start();
  Cosign("clinic", premises_.members.clinic(), Newest());
  EXPECT_TRUE(MayRelease(1, "school").ok());
  EXPECT_FALSE(MayRelease(1, "clinic").ok()) << "its own word is none";
  EXPECT_FALSE(MayRelease(2, "school").ok());
  clock_.Advance(absl::Hours(4) + absl::Seconds(1));
  EXPECT_FALSE(MayRelease(1, "school").ok());
  EXPECT_TRUE(MayRelease(1, "school", true).ok());
  clock_.Advance(absl::Hours(20));
  EXPECT_FALSE(MayRelease(1, "school", true).ok());
}

TEST_F(QuorumOfOneTest, HowMuchLongerItReleasesIsSaidToEachBeforeItStops) {
  const auto said = [&](const std::string& agency) {
    flow_.Connected(agency);
    return broker_.relay.Checkpoints(agency).back();
  };
  flow_.Start();
  EXPECT_EQ(said("homes").ordinary_for_s(), 0u);
  Cosign("clinic", premises_.members.clinic(), Newest());
  clock_.Advance(absl::Hours(1));
  EXPECT_EQ(said("homes").ordinary_for_s(), 3u * 3600);
  EXPECT_EQ(said("homes").urgent_for_s(), 23u * 3600);
  // The clinic's own word is none for the clinic.
  EXPECT_EQ(said("clinic").ordinary_for_s(), 0u);
  EXPECT_TRUE(said("clinic").has_ordinary_for_s());
}

// Else a quiet night would look like one without witnesses.
TEST_F(QuorumOfOneTest, ALogThatDoesNotGrowIsConfirmedAgainInTime) {
  const auto shown = [&] { return broker_.relay.Checkpoints("clinic").size(); };
  flow_.Start();
  Cosign("clinic", premises_.members.clinic(), Newest());
  Cosign("homes", premises_.members.homes(), Newest());
  const std::size_t before = shown();
  executor_.Advance(absl::Minutes(30));
  EXPECT_EQ(shown(), before) << "everybody has said so lately";
  executor_.Advance(absl::Minutes(35));
  EXPECT_GT(shown(), before);
  Cosign("clinic", premises_.members.clinic(), Newest());
  Cosign("homes", premises_.members.homes(), Newest());
  const std::size_t after = shown();
  executor_.Advance(absl::Minutes(30));
  EXPECT_EQ(shown(), after);
}

TEST_F(WitnessFlowTest, TheWordsThatAReleaseRestsOnAreTheNewestAndNoMore) {
  flow_.Start();
  Cosign("clinic", premises_.members.clinic(), Newest());
  clock_.Advance(absl::Minutes(1));
  Cosign("homes", premises_.members.homes(), Newest());
  const auto words = [&](std::uint32_t quorum, const std::string& asker) {
    const auto network = premises_.members.With(
        [&](network::v1::NetworkFile& file) { file.set_quorum(quorum); });
    std::vector<std::string> of;
    for (const Witnesses::Word& word : broker_.witnesses().Words(
             *network, asker, false, clock_.Monotonic())) {
      EXPECT_EQ(word.note, Newest());
      of.push_back(word.agency);
    }
    return of;
  };
  EXPECT_THAT(words(1, "school"), testing::ElementsAre("homes"));
  EXPECT_THAT(words(1, "homes"), testing::ElementsAre("clinic"));
  EXPECT_THAT(words(2, "school"), testing::ElementsAre("homes", "clinic"));
  EXPECT_THAT(words(0, "school"), IsEmpty());
}

TEST_F(WitnessFlowTest, ThePartnershipSaysForHowLongAndWhetherItOnlyWarns) {
  flow_.Start();
  Cosign("clinic", premises_.members.clinic(), Newest());
  const auto may = [&](std::uint32_t hours, bool only_warns) {
    const auto network = premises_.members.With([&](auto& file) {
      file.set_quorum(1);
      file.mutable_witnesses()->set_ordinary_hours(hours);
      file.mutable_witnesses()->set_only_warns(only_warns);
    });
    return broker_.witnesses()
        .MayRelease(*network, "school", false, clock_.Monotonic())
        .ok();
  };
  clock_.Advance(absl::Hours(2));
  EXPECT_TRUE(may(3, false));
  EXPECT_FALSE(may(1, false));
  EXPECT_TRUE(may(1, true));
}

TEST_F(WitnessFlowTest, AWordOfAClockThatIsWrongCountsForNothing) {
  flow_.Start();
  for (const auto off : {absl::Minutes(3), -absl::Minutes(3)}) {
    link::v1::Cosignature cosignature;
    cosignature.set_note_line(
        tlog::CosignatureLine(Newest(), absl::StrCat(kOrigin, "/agency/clinic"),
                              clock_.Now() + off, premises_.members.clinic()));
    flow_.Take("clinic", cosignature);
    EXPECT_FALSE(MayRelease(1, "school").ok());
  }
}

TEST_F(WitnessFlowTest, WhoeverOperatesTheBrokerDoesNotVouchForIt) {
  flow_.Start();
  Cosign("clinic", premises_.members.clinic(), Newest());
  const auto network = premises_.members.With([](auto& file) {
    file.set_quorum(1);
    file.mutable_broker()->set_operated_by("clinic");
  });
  EXPECT_FALSE(broker_.witnesses()
                   .MayRelease(*network, "school", false, clock_.Monotonic())
                   .ok());
}

TEST_F(WitnessFlowTest, OnlyTheAgencysOwnWordOnWhatItWasShownCounts) {
  flow_.Start();
  const std::string shown = Newest();
  Cosign("clinic", premises_.members.school(), shown);
  EXPECT_FALSE(MayRelease(1, "school").ok());
  Append();
  Cosign("clinic", premises_.members.clinic(), Newest());
  EXPECT_FALSE(MayRelease(1, "school").ok()) << "not shown yet";
  Cosign("clinic", premises_.members.clinic(), shown);
  EXPECT_TRUE(MayRelease(1, "school").ok());
}

TEST_F(WitnessFlowTest,
       AReaderGetsTheNewestWithEverybodysWordOrAfterTwoSeconds) {
  std::vector<std::string> got;
  const auto ask = [&] {
    flow_.ShowNow([&](std::string note) { got.push_back(std::move(note)); });
  };
  ask();
  Cosign("clinic", premises_.members.clinic(), Newest());
  EXPECT_THAT(got, IsEmpty());
  Cosign("homes", premises_.members.homes(), Newest());
  ASSERT_THAT(got, SizeIs(1));
  const std::vector<tlog::Cosigner> known = {
      {absl::StrCat(kOrigin, "/agency/clinic"),
       premises_.members.clinic().public_key()},
      {absl::StrCat(kOrigin, "/agency/homes"),
       premises_.members.homes().public_key()}};
  EXPECT_THAT(*tlog::OpenCosignatures(got[0], kOrigin, known), SizeIs(2));
  Append();
  ask();
  executor_.Advance(absl::Milliseconds(500));
  Cosign("clinic", premises_.members.clinic(), Newest());
  executor_.Advance(absl::Seconds(2));
  ASSERT_THAT(got, SizeIs(2));
  EXPECT_THAT(*tlog::OpenCosignatures(got[1], kOrigin, known), SizeIs(1));
  executor_.Advance(absl::Seconds(2));
  EXPECT_THAT(got, SizeIs(2)) << "told once";
}

TEST_F(WitnessFlowTest, ManyReadersMakeNoMoreWorkThanOne) {
  flow_.Start();
  const auto shown = [&] { return broker_.relay.Checkpoints("clinic").size(); };
  const std::size_t before = shown();
  int told = 0;
  for (int i = 0; i < 100; ++i) {
    Append();
    flow_.ShowNow([&](const std::string&) { ++told; });
  }
  EXPECT_EQ(shown(), before) << "it was shown just before";
  executor_.Advance(absl::Milliseconds(500));
  EXPECT_EQ(shown(), before + 1);
  Cosign("clinic", premises_.members.clinic(), Newest());
  Cosign("homes", premises_.members.homes(), Newest());
  EXPECT_EQ(told, 100);
}

TEST_F(WitnessFlowTest, WhoeverComesIsShownItAndNobodyElseIs) {
  flow_.Start();
  const auto shown = [&] { return broker_.relay.Checkpoints("clinic").size(); };
  const std::size_t before = shown();
  flow_.Connected("school");
  EXPECT_EQ(shown(), before);
  Cosign("school", premises_.members.school(), Newest());
  EXPECT_TRUE(MayRelease(1, "clinic").ok());
}

TEST_F(WitnessFlowTest, WhatIsNewIsShownInTimeAndWhatIsNotIsNot) {
  flow_.Start();
  const auto shown = [&] { return broker_.relay.Checkpoints("clinic").size(); };
  const std::size_t before = shown();
  for (const auto& [agency, signer] :
       {std::pair<const char*, const Signer&>{"clinic",
                                              premises_.members.clinic()},
        {"homes", premises_.members.homes()}}) {
    Cosign(agency, signer, Newest());
  }
  executor_.Advance(absl::Seconds(5));
  EXPECT_EQ(shown(), before);
  Append();
  executor_.Advance(absl::Seconds(1));
  EXPECT_EQ(shown(), before + 1);
}

}  // namespace
}  // namespace kith::broker
