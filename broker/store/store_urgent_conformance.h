// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_STORE_STORE_URGENT_CONFORMANCE_H_
#define KITH_BROKER_STORE_STORE_URGENT_CONFORMANCE_H_

#include "broker/store/store_conformance.h"

// The part of StoreConformance that is about people's keys and what two of them
// authorised.
namespace kith::broker {

TEST_P(StoreConformance, APersonHasOneKeyAndAKeyOnePerson) {
  const auto put = [&](char person, char key) {
    return store_->Change([&](StoreTransaction& t) {
      return t.PutPersonKey({"school", Ref(person), Hash(key)});
    });
  };
  const auto key_of = [&](char person) {
    const auto key = Get<std::optional<StoredPersonKey>>(
        [&](auto& t) { return t.FindPersonKey("school", Ref(person)); });
    return key.has_value() ? key->public_key : "none";
  };
  EXPECT_EQ(key_of('a'), "none");
  ASSERT_TRUE(put('a', '1').ok());
  EXPECT_EQ(key_of('a'), Hash('1'));
  EXPECT_TRUE(absl::IsAlreadyExists(put('b', '1')));
  ASSERT_TRUE(put('a', '2').ok());
  EXPECT_EQ(key_of('a'), Hash('2'));
  EXPECT_TRUE(put('b', '1').ok()) << "nobody has it any more";
}

TEST_P(StoreConformance, WhatTwoPeopleAuthorisedIsFoundAsItWasPut) {
  StoredUrgent urgent{.enquiry_id = Ref('e'),
                      .asker = "school",
                      .practitioner = Ref('a'),
                      .request = "as signed",
                      .requested_at = noon_,
                      .second_agency = {},
                      .second_practitioner = {},
                      .review_by = {}};
  const auto put = [&] {
    return store_->Change([&](auto& t) { return t.PutUrgent(urgent); });
  };
  const auto since = [&](absl::Time time) {
    const auto all = store_->reader().UrgentSince(time);
    return all.ok() ? all->size() : 99;
  };
  ASSERT_TRUE(put().ok());
  EXPECT_EQ(*store_->reader().FindUrgent(Ref('e')), urgent);
  EXPECT_EQ(*store_->reader().FindUrgent(Ref('f')), std::nullopt);
  EXPECT_EQ(since(noon_), 1u);
  EXPECT_EQ(since(noon_ + absl::Seconds(1)), 0u);

  urgent.second_agency = "clinic";
  urgent.second_practitioner = Ref('d');
  urgent.authorised_at = noon_ + absl::Seconds(1);
  urgent.used_at = noon_ + absl::Seconds(2);
  urgent.review_by = "2026-12-01";
  ASSERT_TRUE(put().ok());
  EXPECT_EQ(*store_->reader().FindUrgent(Ref('e')), urgent);
  EXPECT_EQ(since(noon_ + absl::Hours(999)), 1u) << "used and not reviewed";

  urgent.reviewed_at = noon_ + absl::Hours(1);
  urgent.cancelled = urgent.escalated = true;
  ASSERT_TRUE(put().ok());
  EXPECT_EQ(*store_->reader().FindUrgent(Ref('e')), urgent);
  EXPECT_EQ(since(noon_ + absl::Hours(999)), 0u);
}

}  // namespace kith::broker

#endif  // KITH_BROKER_STORE_STORE_URGENT_CONFORMANCE_H_
