// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_STORE_STORE_ROWS_CONFORMANCE_H_
#define KITH_BROKER_STORE_STORE_ROWS_CONFORMANCE_H_

#include <algorithm>
#include <string>
#include <vector>

#include "broker/store/store_conformance.h"

// The part of StoreConformance that is about rows of the index.
namespace kith::broker {

TEST_P(StoreConformance, AnUnknownLookupFindsNothing) {
  EXPECT_THAT(Find({Hash('a')}), IsEmpty());
}

TEST_P(StoreConformance, ARowIsFoundByItsLookupAsItWasPut) {
  Insert({Row('a', '1'), Row('b', '2')});
  EXPECT_THAT(Find({Hash('a')}), ElementsAre(Row('a', '1')));
  EXPECT_THAT(Find({Hash('c'), Hash('b')}), ElementsAre(Row('b', '2')));
}

TEST_P(StoreConformance, AtMostTheLimitOfEachLookupIsFoundInOrderOfRowHash) {
  Insert({Row('a', '3'), Row('a', '1'), Row('a', '2'), Row('b', '4')});
  EXPECT_THAT(
      Find({Hash('a'), Hash('b')}, 2),
      UnorderedElementsAre(Row('a', '1'), Row('a', '2'), Row('b', '4')));
}

TEST_P(StoreConformance, ARowThatIsThereStaysAsItIs) {
  StoredRow changed = Row('a', '1', 8001);
  changed.sealed = "other";
  EXPECT_THAT(Insert({Row('a', '1')}), ElementsAre(true));
  EXPECT_THAT(Insert({changed}), ElementsAre(false));
  EXPECT_THAT(Find({Hash('a')}), ElementsAre(Row('a', '1')));
}

TEST_P(StoreConformance, ACounterThatIsFullLeavesRowsOut) {
  EXPECT_THAT(
      Insert({Counted('x', Row('a', '1')), Counted('x', Row('b', '2')),
              Counted('x', Row('c', '3')), Counted('y', Row('d', '4'))}),
      ElementsAre(true, true, false, true));
  EXPECT_THAT(Insert({Counted('x', Row('c', '3'))}), ElementsAre(false));
  EXPECT_THAT(Find({Hash('c')}), IsEmpty());
}

TEST_P(StoreConformance, ARowThatIsThereIsNotCountedTwice) {
  EXPECT_THAT(Insert({Counted('x', Row('a', '1')), Counted('x', Row('a', '1')),
                      Counted('x', Row('b', '2'))}),
              ElementsAre(true, false, true));
}

TEST_P(StoreConformance, WhatIsTakenOffACounterIsRoom) {
  const auto uncount = [this](char counter) {
    return store_->Change(
        [&](StoreTransaction& t) { return t.Uncount(counter); });
  };
  EXPECT_TRUE(uncount('x').ok());  // Never below 0.
  EXPECT_THAT(Insert({Counted('x', Row('a', '1')), Counted('x', Row('b', '2')),
                      Counted('x', Row('c', '3'))}),
              ElementsAre(true, true, false));
  EXPECT_TRUE(uncount('x').ok());
  EXPECT_THAT(
      Insert({Counted('x', Row('c', '3')), Counted('x', Row('d', '4'))}),
      ElementsAre(true, false));
}

TEST_P(StoreConformance, AnAgencyHasTwoRowsOfOneLookupAsBounded) {
  EXPECT_THAT(Insert({Of("clinic", 'a', '1'), Of("refuge", 'a', '2'),
                      Of("clinic", 'a', '3'), Of("clinic", 'a', '4'),
                      Of("refuge", 'a', '5'), Of("clinic", 'b', '6')}),
              ElementsAre(true, true, true, false, true, true));
  EXPECT_THAT(Insert({Of("refuge", 'a', '7')}), ElementsAre(false));
  Remove({Place('a', '3')});
  EXPECT_THAT(Insert({Of("refuge", 'a', '7'), Of("clinic", 'a', '4')}),
              ElementsAre(false, true));
}

TEST_P(StoreConformance, ARowThatIsGoneWithItsQuarterIsRoomUnderItsLookup) {
  RowToInsert ends = Of("clinic", 'a', '1');
  ends.row.purge_quarter = 7999;
  EXPECT_THAT(Insert({ends, Of("clinic", 'a', '2'), Of("clinic", 'a', '3')}),
              ElementsAre(true, true, false));
  EXPECT_EQ(Get<std::uint32_t>([](auto& t) { return t.PurgeRowsBefore(8000); }),
            1u);
  EXPECT_THAT(Insert({Of("clinic", 'a', '3'), Of("clinic", 'a', '4')}),
              ElementsAre(true, false));
}

TEST_P(StoreConformance, RemovingRowsGivesThoseThatThereWere) {
  Insert({Row('a', '1'), Row('b', '1'), Row('a', '2')});
  EXPECT_THAT(Remove({Place('a', '1'), Place('a', '9'), Place('c', '1')}),
              ElementsAre(Row('a', '1')));
  EXPECT_THAT(Remove({Place('a', '1'), Place('a', '9')}), IsEmpty());
  EXPECT_THAT(Find({Hash('a'), Hash('b')}),
              ElementsAre(Row('a', '2'), Row('b', '1')));
}

TEST_P(StoreConformance, ACounterGoesWithTheLastQuarterItCounted) {
  Insert(
      {Counted('x', Row('a', '1', 8000)), Counted('x', Row('b', '2', 8001))});
  const auto purge = [this](std::uint32_t quarter) {
    return Get<std::uint32_t>(
        [&](StoreTransaction& t) { return t.PurgeRowsBefore(quarter); });
  };
  EXPECT_EQ(purge(8001), 1u);
  EXPECT_THAT(Insert({Counted('x', Row('c', '3'))}), ElementsAre(false));
  EXPECT_EQ(purge(8002), 1u);
  EXPECT_THAT(Insert({Counted('x', Row('c', '3'))}), ElementsAre(true));
}

TEST_P(StoreConformance, PurgingTakesTheQuartersBefore) {
  Insert({Row('a', '1', 7999), Row('a', '2', 8000), Row('a', '3', 8001)});
  EXPECT_EQ(Get<std::uint32_t>([](auto& t) { return t.PurgeRowsBefore(8000); }),
            1u);
  EXPECT_THAT(Find({Hash('a')}),
              ElementsAre(Row('a', '2', 8000), Row('a', '3', 8001)));
}

TEST_P(StoreConformance, RowsOfOtherEpochsGoPartByPart) {
  RowToInsert old = Of("clinic", '\x10', '1');
  RowToInsert present = Of("clinic", '\x10', '2');
  RowToInsert far = Of("clinic", '\xff', '3');
  present.row.epoch = 2;
  Insert({old, present, far});
  const auto drop = [this](std::uint32_t part) {
    const std::vector<std::uint32_t> kept = {2};
    return Get<std::uint32_t>(
        [&](StoreTransaction& t) { return t.DropOtherEpochs(kept, part); });
  };
  EXPECT_EQ(drop(0x11), 0u);
  EXPECT_THAT(Find({Hash('\x10')}), testing::SizeIs(2));
  EXPECT_EQ(drop(0x10), 1u);
  EXPECT_THAT(Find({Hash('\x10')}), ElementsAre(present.row));
  EXPECT_EQ(drop(0xff), 1u);
  EXPECT_THAT(Find({Hash('\xff')}), testing::IsEmpty());
}

TEST_P(StoreConformance, TheirRowsAreRemovedInPiecesAndNobodyElses) {
  Insert({Of("clinic", 'a', '1'), Of("refuge", 'a', '2'),
          Of("clinic", 'b', '3'), Of("refuge", 'c', '4'),
          Of("clinic", 'd', '5')});
  const std::vector<RowPlace> theirs = {Place('a', '1'), Place('b', '3'),
                                        Place('d', '5')};
  RowPlace after;
  int pieces = 0;
  do {
    after = Get<RowPlace>([&](StoreTransaction& t) {
      return t.RemoveTheirRows(
          after, 2, [&](const RowPlace& place, absl::string_view) {
            return std::any_of(theirs.begin(), theirs.end(),
                               [&](const RowPlace& one) {
                                 return one.lookup == place.lookup &&
                                        one.row_hash == place.row_hash;
                               });
          });
    });
    ++pieces;
  } while (!after.lookup.empty());
  EXPECT_EQ(pieces, 3);
  EXPECT_THAT(Find({Hash('a'), Hash('b'), Hash('c'), Hash('d')}),
              testing::SizeIs(2));
}

TEST_P(StoreConformance, ForgottenCountersBeginAgain) {
  EXPECT_THAT(Insert({Counted('x', Row('a', '1')), Counted('x', Row('b', '2')),
                      Counted('x', Row('c', '3'))}),
              ElementsAre(true, true, false));
  EXPECT_TRUE(store_->Change([](auto& t) { return t.ForgetCounters(); }).ok());
  EXPECT_THAT(Insert({Counted('x', Row('c', '3'))}), ElementsAre(true));
}

TEST_P(StoreConformance, GroundsAreReadInPiecesInOrder) {
  for (const char ref : {'i', 'g', 'h'}) {
    ASSERT_TRUE(Record(Ground(ref, 'r')).ok());
  }
  const auto behind = [this](const std::string& after) {
    return Get<std::vector<StoredGround>>(
        [&](StoreTransaction& t) { return t.GroundsBehind(after, 2); });
  };
  EXPECT_THAT(behind(""), ElementsAre(Ground('g', 'r'), Ground('h', 'r')));
  EXPECT_THAT(behind(Ref('h')), ElementsAre(Ground('i', 'r')));
  EXPECT_THAT(behind(Ref('i')), IsEmpty());
}

TEST_P(StoreConformance, HasRowsAnswersInTheOrderAsked) {
  Insert({Row('a', '1'), Row('a', '2')});
  EXPECT_THAT(
      *store_->reader().HasRows(std::vector<RowPlace>{
          Place('a', '2'), Place('a', '9'), Place('b', '2'), Place('a', '1')}),
      ElementsAre(true, false, false, true));
}

}  // namespace kith::broker

#endif  // KITH_BROKER_STORE_STORE_ROWS_CONFORMANCE_H_
