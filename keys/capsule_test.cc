// SPDX-License-Identifier: Apache-2.0
#include "keys/capsule.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kith {
namespace {

constexpr std::uint32_t kEpoch = 7;
constexpr std::uint32_t kNextEpoch = 8;

CapsuleKey KeyOf(char c) {
  return *CapsuleKey::FromBytes(std::string(CapsuleKey::kBytes, c));
}

// A question about one subject with two strong keys (slots 0, 1) and four weak
// ones (slots 2 to 5); the first weak key has a slot in the next epoch too.
class CapsuleTest : public testing::Test {
 protected:
  void SetUp() override {
    CapsuleSealer sealer(context_, random_);
    commitment_ = sealer.commitment();
    header_ = "network|asker|" + commitment_;
    const auto sealed = sealer.Seal(header_, content_, slots_);
    ASSERT_TRUE(sealed.ok()) << sealed.status();
    capsule_ = sealed->capsule;
    wraps_ = sealed->wraps;
  }

  // What a holder has who knows the keys of these entries of slots_.
  std::vector<HeldWrap> Holding(std::vector<std::size_t> entries) const {
    std::vector<HeldWrap> held;
    for (const std::size_t i : entries) {
      held.push_back({wraps_[i], slots_[i].key});
    }
    return held;
  }
  std::optional<OpenedCapsule> Open(const std::vector<HeldWrap>& held) const {
    return OpenCapsule(context_, header_, commitment_, capsule_, held);
  }
  bool Opens(const std::vector<HeldWrap>& held) const {
    const auto opened = Open(held);
    return opened.has_value() && opened->content == content_;
  }

  SystemRandom random_;
  const CapsuleContext context_{"0123456789abcdef", 3};
  const std::string content_ = "Ash, 2019-04-01";
  const std::vector<CapsuleSlot> slots_ = {
      {kEpoch, 0, KeyOf('A'), true, 0},      {kEpoch, 1, KeyOf('B'), true, 0},
      {kEpoch, 2, KeyOf('c'), false, 16},    {kEpoch, 3, KeyOf('d'), false, 1},
      {kEpoch, 4, KeyOf('e'), false, 9},     {kEpoch, 5, KeyOf('f'), false, 10},
      {kNextEpoch, 2, KeyOf('C'), false, 16}};
  std::string header_;
  std::string commitment_;
  std::string capsule_;
  std::vector<Wrap> wraps_;
};

TEST_F(CapsuleTest, EachStrongKeyAloneOpens) {
  EXPECT_TRUE(Opens(Holding({0})));
  EXPECT_TRUE(Opens(Holding({1})));
}

TEST_F(CapsuleTest, AnyTwoDifferentWeakKeysOpen) {
  for (std::size_t i = 2; i <= 5; ++i) {
    for (std::size_t j = 2; j <= 5; ++j) {
      EXPECT_EQ(Opens(Holding({i, j})), i != j) << i << " " << j;
    }
  }
}

TEST_F(CapsuleTest, OneWeakKeyDoesNotOpen) {
  for (std::size_t i = 2; i <= 6; ++i) EXPECT_FALSE(Opens(Holding({i}))) << i;
}

TEST_F(CapsuleTest, OneWeakKeyInTwoEpochsDoesNotOpen) {
  EXPECT_FALSE(Opens(Holding({2, 6})));
}

TEST_F(CapsuleTest, WeakKeysOfTwoEpochsOpenIfTheyAreDifferentKeys) {
  EXPECT_TRUE(Opens(Holding({6, 3})));
}

TEST_F(CapsuleTest, NoKeyDoesNotOpen) { EXPECT_FALSE(Opens({})); }

TEST_F(CapsuleTest, OneRightAndOneWrongWeakKeyDoNotOpen) {
  std::vector<HeldWrap> held = Holding({2, 3});
  held[1].key = KeyOf('x');
  EXPECT_FALSE(Opens(held));
}

TEST_F(CapsuleTest, TellsWhichWrapsOpened) {
  std::vector<HeldWrap> held = Holding({3, 4, 0});
  held[1].key = KeyOf('x');
  const auto opened = Open(held);
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->opened, (std::vector<std::size_t>{0, 2}));
}

TEST_F(CapsuleTest, RandomWrapsAmongTheHeldOnesDoNoHarm) {
  std::vector<HeldWrap> held = Holding({2, 4});
  held.insert(held.begin(), {Wrap{kEpoch, 9, RandomWrap(random_)}, KeyOf('z')});
  EXPECT_TRUE(Opens(held));
}

TEST_F(CapsuleTest, AlteredHeaderIsRefused) {
  header_[0] ^= 1;
  EXPECT_FALSE(Opens(Holding({0})));
  EXPECT_FALSE(Opens(Holding({2, 3})));
}

TEST_F(CapsuleTest, AlteredCommitmentIsRefused) {
  const std::string honest = header_;
  commitment_[5] ^= 1;
  header_ = "network|asker|" + commitment_;
  EXPECT_FALSE(Opens(Holding({0})));
  header_ = honest;
  EXPECT_FALSE(Opens(Holding({0})));
}

TEST_F(CapsuleTest, EveryAlteredByteOfTheCapsuleIsRefused) {
  for (std::size_t i = 0; i < kCapsuleBytes; i += 13) {
    capsule_[i] ^= 1;
    EXPECT_FALSE(Opens(Holding({0}))) << i;
    capsule_[i] ^= 1;
  }
  EXPECT_TRUE(Opens(Holding({0})));
}

TEST_F(CapsuleTest, EveryAlteredByteOfAWrapIsRefused) {
  for (std::size_t i = 0; i < kWrapBytes; ++i) {
    wraps_[0].bytes[i] ^= 1;
    EXPECT_FALSE(Opens(Holding({0}))) << i;
    wraps_[0].bytes[i] ^= 1;
  }
  EXPECT_TRUE(Opens(Holding({0})));
}

TEST_F(CapsuleTest, WrapMovedToAnotherSlotOrEpochIsRefused) {
  wraps_[0].slot = 1;
  EXPECT_FALSE(Opens(Holding({0})));
  wraps_[0].slot = 0;
  wraps_[0].epoch = kNextEpoch;
  EXPECT_FALSE(Opens(Holding({0})));
}

TEST_F(CapsuleTest, CopiedIntoAnotherEnquiryIsRefused) {
  const CapsuleContext other{"fedcba9876543210", 3};
  EXPECT_FALSE(OpenCapsule(other, header_, commitment_, capsule_, Holding({0}))
                   .has_value());
}

TEST_F(CapsuleTest, CopiedToAnotherSubjectIsRefused) {
  const CapsuleContext other{context_.enquiry_id, 4};
  EXPECT_FALSE(OpenCapsule(other, header_, commitment_, capsule_, Holding({0}))
                   .has_value());
}

TEST_F(CapsuleTest, WrapsOfAnotherCapsuleOfTheEnquiryDoNotMix) {
  const std::vector<HeldWrap> mine = Holding({2});
  SetUp();
  std::vector<HeldWrap> mixed = Holding({3});
  mixed.push_back(mine[0]);
  EXPECT_FALSE(Opens(mixed));
}

TEST_F(CapsuleTest, WrapsAreOfOneLengthWhateverTheyCarry) {
  for (const Wrap& wrap : wraps_) EXPECT_EQ(wrap.bytes.size(), kWrapBytes);
  EXPECT_EQ(RandomWrap(random_).size(), kWrapBytes);
  EXPECT_EQ(capsule_.size(), kCapsuleBytes);
}

// Sealing what a caller must not ask for.
class CapsuleSealerTest : public testing::Test {
 protected:
  absl::StatusCode Code(const std::string& content,
                        const std::vector<CapsuleSlot>& slots) {
    return sealer_.Seal(sealer_.commitment(), content, slots).status().code();
  }

  static constexpr auto kOk = absl::StatusCode::kOk;
  static constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  SystemRandom random_;
  const CapsuleSealer sealer_{{"0123456789abcdef", 0}, random_};
};

TEST_F(CapsuleSealerTest, LongestContentFitsAndOneByteMoreDoesNot) {
  EXPECT_EQ(Code(std::string(kCapsuleContentBytes - 2, 'x'), {}), kOk);
  EXPECT_EQ(Code(std::string(kCapsuleContentBytes - 1, 'x'), {}), kInvalid);
}

TEST_F(CapsuleSealerTest, SlotGivenTwiceIsRefused) {
  EXPECT_EQ(
      Code("", {{1, 2, KeyOf('a'), true, 0}, {1, 2, KeyOf('b'), true, 0}}),
      kInvalid);
  EXPECT_EQ(
      Code("", {{1, 2, KeyOf('a'), true, 0}, {2, 2, KeyOf('b'), true, 0}}),
      kOk);
}

TEST_F(CapsuleSealerTest, NumbersOutOfRangeAreRefused) {
  EXPECT_EQ(Code("", {{1, 2, KeyOf('a'), false, 0}}), kInvalid);
  EXPECT_EQ(Code("", {{1, 2, KeyOf('a'), false, 17}}), kInvalid);
  EXPECT_EQ(Code("", {{1, 16, KeyOf('a'), true, 0}}), kInvalid);
}

TEST_F(CapsuleSealerTest, HeaderWithoutTheCommitmentIsRefused) {
  EXPECT_EQ(sealer_.Seal("header", "", {}).status().code(), kInvalid);
}

TEST_F(CapsuleSealerTest, EnquiryIdOfAnotherLengthIsRefused) {
  const CapsuleSealer sealer({"short", 0}, random_);
  EXPECT_EQ(sealer.Seal(sealer.commitment(), "", {}).status().code(), kInvalid);
}

}  // namespace
}  // namespace kith
