// SPDX-License-Identifier: Apache-2.0
#include "broker/service/calls_in_hand.h"

#include <gtest/gtest.h>

namespace kith::broker {
namespace {

TEST(CallsInHandTest, OneAgencyFillsItsOwnPlacesAndNobodyElses) {
  CallsInHand calls;
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(calls.Take("school"));
  EXPECT_FALSE(calls.Take("school"));
  EXPECT_TRUE(calls.Take("clinic"));
}

TEST(CallsInHandTest, OneThatIsLetGoIsRoomForOne) {
  CallsInHand calls;
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(calls.Take("school"));
  calls.LetGo("school");
  EXPECT_TRUE(calls.Take("school"));
  EXPECT_FALSE(calls.Take("school"));
  for (int i = 0; i < 4; ++i) calls.LetGo("school");
  EXPECT_TRUE(calls.Take("school"));
}

}  // namespace
}  // namespace kith::broker
