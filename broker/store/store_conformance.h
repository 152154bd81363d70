// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_STORE_STORE_CONFORMANCE_H_
#define KITH_BROKER_STORE_STORE_CONFORMANCE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "broker/store/store.h"

// What every store must do, whatever it is built on. A store's own test file
// instantiates the suite with a function that opens a fresh, empty store:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlcipher, StoreConformance,
//                            testing::Values(&OpenEmptyStore));
//
// What it must do with rows and with urgent access stands in
// store_rows_conformance.h and store_urgent_conformance.h, which the test
// file includes too.
namespace kith::broker {

class OpenStore {
 public:
  using Work = std::function<absl::Status(StoreTransaction&)>;
  virtual ~OpenStore() = default;
  virtual StoreReader& reader() = 0;
  // Runs `work` in one transaction; keeps nothing of it if it fails.
  virtual absl::Status Change(const Work& work) = 0;
};
using OpenEmptyStoreFn = std::unique_ptr<OpenStore> (*)();

class StoreConformance : public testing::TestWithParam<OpenEmptyStoreFn> {
 protected:
  static std::string Hash(char c) { return std::string(32, c); }
  static std::string Ref(char c) { return std::string(16, c); }
  static StoredRow Row(char lookup, char row_hash,
                       std::uint32_t quarter = 8000) {
    return {Hash(lookup), Hash(row_hash),
            absl::StrCat("sealed", std::string(1, row_hash)),
            absl::StrCat("tag", std::string(1, row_hash)), quarter};
  }
  // A row that counts on the counter of this letter, of which two are allowed.
  static RowToInsert Counted(char counter, StoredRow row) {
    return {std::move(row), "clinic", counter};
  }
  // A row of this agency, which may have two under one lookup; its tag names
  // it, and its counter is its own.
  static RowToInsert Of(const std::string& agency, char lookup, char row_hash) {
    RowToInsert row{Row(lookup, row_hash), agency, row_hash};
    row.row.agency_tag = agency;
    return row;
  }
  static RowBounds TwoOfEach() {
    return {.most_of_counter = 2,
            .most_of_agency = 2,
            .is_same_agencys = [](const RowToInsert& row, const RowPlace& other,
                                  absl::string_view other_tag) {
              EXPECT_EQ(other.lookup, row.row.lookup);
              return other_tag == row.agency;
            }};
  }
  static RowPlace Place(char lookup, char row_hash) {
    return {Hash(lookup), Hash(row_hash)};
  }
  StoredGround Ground(char ref, char root) const {
    return {.ref = Ref(ref),
            .root = Hash(root),
            .owner_tag = Hash('o'),
            .expires_at = noon_};
  }
  StoredEnquiry Enquiry(char id) const {
    return {.id = Ref(id),
            .asker = "school",
            .body_hash = Hash('b'),
            .accepted_at = noon_};
  }

  // For each row, whether it was added.
  std::vector<bool> Insert(std::vector<RowToInsert> rows) {
    return Get<std::vector<bool>>(
        [&](StoreTransaction& t) { return t.InsertRows(rows, TwoOfEach()); });
  }
  std::vector<bool> Insert(std::vector<StoredRow> rows) {
    std::vector<RowToInsert> apart;
    for (StoredRow& row : rows) {
      const char counter = row.row_hash[0];
      apart.push_back(Counted(counter, std::move(row)));
    }
    return Insert(std::move(apart));
  }
  std::vector<StoredRow> Remove(std::vector<RowPlace> places) {
    return Get<std::vector<StoredRow>>(
        [&](StoreTransaction& t) { return t.RemoveRows(places); });
  }
  absl::Status Record(StoredGround ground) {
    return store_->Change(
        [&](StoreTransaction& t) { return t.RecordGround(ground); });
  }
  absl::Status Open(StoredEnquiry enquiry) {
    return store_->Change(
        [&](StoreTransaction& t) { return t.OpenEnquiry(enquiry); });
  }
  absl::Status Asked(const std::string& agency, absl::Time at,
                     std::uint64_t units) {
    return store_->Change([&](StoreTransaction& t) {
      return t.CountAsked(agency, at, units, 10);
    });
  }
  // What a transaction's method returns, with the transaction kept.
  template <typename Value>
  Value Get(
      const std::function<absl::StatusOr<Value>(StoreTransaction&)>& method) {
    Value value{};
    EXPECT_EQ(store_->Change([&](StoreTransaction& t) {
      auto got = method(t);
      if (got.ok()) value = *std::move(got);
      return got.status();
    }),
              absl::OkStatus());
    return value;
  }
  std::vector<StoredRow> Find(std::vector<std::string> lookups,
                              std::uint32_t limit = 10) {
    auto rows = store_->reader().FindRows(lookups, limit);
    EXPECT_EQ(rows.status(), absl::OkStatus());
    return rows.value_or(std::vector<StoredRow>{});
  }
  std::vector<StoredGround> Grounds(std::vector<std::string> refs) {
    auto grounds = store_->reader().FindGrounds(refs);
    EXPECT_EQ(grounds.status(), absl::OkStatus());
    return grounds.value_or(std::vector<StoredGround>{});
  }
  std::vector<StoredEnquiry> NotEnded() {
    auto open = store_->reader().EnquiriesNotEnded();
    EXPECT_EQ(open.status(), absl::OkStatus());
    return open.value_or(std::vector<StoredEnquiry>{});
  }

  const absl::Time noon_ = absl::FromUnixSeconds(1893456000 + 12 * 60 * 60);
  const std::unique_ptr<OpenStore> store_ = GetParam()();
};

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

TEST_P(StoreConformance, AGroundIsFoundToTheMillisecond) {
  StoredGround ground = Ground('g', 'r');
  ground.expires_at = noon_ + absl::Milliseconds(1);
  ASSERT_TRUE(Record(ground).ok());
  EXPECT_THAT(Grounds({Ref('x'), Ref('g')}), ElementsAre(ground));
}

TEST_P(StoreConformance, RecordingAgainRenewsTheExpiry) {
  StoredGround renewed = Ground('g', 'r');
  renewed.expires_at = noon_ + absl::Hours(1);
  ASSERT_TRUE(Record(Ground('g', 'r')).ok());
  ASSERT_TRUE(Record(renewed).ok());
  EXPECT_THAT(Grounds({Ref('g')}), ElementsAre(renewed));
}

TEST_P(StoreConformance, AGroundOfAnotherOwnerOrRootIsNotTakenOver) {
  StoredGround other_owner = Ground('g', 'r');
  other_owner.owner_tag = Hash('p');
  ASSERT_TRUE(Record(Ground('g', 'r')).ok());
  EXPECT_TRUE(absl::IsAlreadyExists(Record(other_owner)));
  EXPECT_TRUE(absl::IsAlreadyExists(Record(Ground('g', 's'))));
  EXPECT_THAT(Grounds({Ref('g')}), ElementsAre(Ground('g', 'r')));
}

TEST_P(StoreConformance, AWithdrawnGroundStaysSo) {
  ASSERT_TRUE(Record(Ground('g', 'r')).ok());
  const auto withdraw = [](StoreTransaction& t) {
    return t.WithdrawGround(Ref('g'));
  };
  ASSERT_TRUE(store_->Change(withdraw).ok());
  EXPECT_TRUE(store_->Change(withdraw).ok()) << "again is harmless";
  EXPECT_TRUE(absl::IsFailedPrecondition(Record(Ground('g', 'r'))));
  EXPECT_TRUE(Grounds({Ref('g')})[0].withdrawn);
}

TEST_P(StoreConformance, WithdrawingARootTellsWhichGroundsWereActive) {
  ASSERT_TRUE(Record(Ground('g', 'r')).ok());
  ASSERT_TRUE(Record(Ground('h', 'r')).ok());
  ASSERT_TRUE(Record(Ground('i', 's')).ok());
  ASSERT_TRUE(
      store_->Change([](auto& t) { return t.WithdrawGround(Ref('h')); }).ok());
  const auto ended = Get<std::vector<StoredGround>>(
      [](auto& t) { return t.WithdrawRoot(Hash('r')); });
  ASSERT_EQ(ended.size(), 1u);
  EXPECT_EQ(ended[0].ref, Ref('g'));
  EXPECT_TRUE(Grounds({Ref('g')})[0].withdrawn);
  EXPECT_FALSE(Grounds({Ref('i')})[0].withdrawn);
}

TEST_P(StoreConformance, WhatRestsOnAWithdrawnRootIsNotRecordedLater) {
  ASSERT_TRUE(Record(Ground('g', 'r')).ok());
  ASSERT_EQ(Get<std::vector<StoredGround>>([](auto& t) {
              return t.WithdrawRoot(Hash('r'));
            }).size(),
            1u);
  EXPECT_TRUE(absl::IsFailedPrecondition(Record(Ground('h', 'r'))));
  EXPECT_TRUE(Record(Ground('i', 's')).ok());
}

TEST_P(StoreConformance, OwnersAreToldOfWhatWasWithdrawnUntilTheyHaveActed) {
  ASSERT_TRUE(Record(Ground('g', 'r')).ok());
  ASSERT_TRUE(Record(Ground('h', 'r')).ok());
  const auto acknowledge = [&](char ref) {
    return store_->Change([&, ref](StoreTransaction& t) {
      return t.AcknowledgeGround(Ref(ref), noon_);
    });
  };
  ASSERT_TRUE(acknowledge('g').ok());
  EXPECT_THAT(*store_->reader().GroundsToTell(), IsEmpty())
      << "nothing was withdrawn";
  ASSERT_EQ(Get<std::vector<StoredGround>>([](auto& t) {
              return t.WithdrawRoot(Hash('r'));
            }).size(),
            2u);
  EXPECT_EQ(store_->reader().GroundsToTell()->size(), 2u);
  ASSERT_TRUE(acknowledge('g').ok());
  ASSERT_TRUE(acknowledge('x').ok()) << "there is none";
  ASSERT_EQ(store_->reader().GroundsToTell()->size(), 1u);
  EXPECT_EQ((*store_->reader().GroundsToTell())[0].ref, Ref('h'));
  const auto of_root = *store_->reader().GroundsOfRoot(Hash('r'));
  ASSERT_EQ(of_root.size(), 2u);
  for (const StoredGround& ground : of_root) {
    EXPECT_TRUE(ground.withdrawn);
    EXPECT_EQ(ground.acknowledged_at,
              ground.ref == Ref('g') ? noon_ : absl::InfinitePast());
  }
}

TEST_P(StoreConformance, ATransactionSeesItsOwnChangesAndNobodyElseDoesYet) {
  const absl::Status status = store_->Change([&](StoreTransaction& t) {
    const std::vector<std::string> refs{Ref('g')};
    EXPECT_TRUE(t.RecordGround(Ground('g', 'r')).ok());
    EXPECT_THAT(*t.FindGrounds(refs), ElementsAre(Ground('g', 'r')));
    EXPECT_THAT(Grounds(refs), IsEmpty());
    return absl::OkStatus();
  });
  ASSERT_TRUE(status.ok());
  EXPECT_THAT(Grounds({Ref('g')}), ElementsAre(Ground('g', 'r')));
}

TEST_P(StoreConformance, ATransactionThatFailsLeavesNothing) {
  const absl::Status status = store_->Change([&](StoreTransaction& t) {
    EXPECT_TRUE(t.RecordGround(Ground('g', 'r')).ok());
    return absl::InternalError("on purpose");
  });
  EXPECT_TRUE(absl::IsInternal(status));
  EXPECT_THAT(Grounds({Ref('g')}), IsEmpty());
}

TEST_P(StoreConformance, AnEnquiryIsOpenUntilItEnds) {
  ASSERT_TRUE(Open(Enquiry('1')).ok());
  EXPECT_THAT(NotEnded(), ElementsAre(Enquiry('1')));
  ASSERT_TRUE(
      store_->Change([](auto& t) { return t.EndEnquiry(Ref('1')); }).ok());
  EXPECT_THAT(NotEnded(), IsEmpty());
}

TEST_P(StoreConformance, AnEnquiryIsAcceptedOnce) {
  StoredEnquiry other_body = Enquiry('1');
  other_body.body_hash = Hash('c');
  StoredEnquiry other_asker = Enquiry('1');
  other_asker.asker = "clinic";
  ASSERT_TRUE(Open(Enquiry('1')).ok());
  EXPECT_TRUE(absl::IsUnavailable(Open(Enquiry('1'))));
  EXPECT_TRUE(absl::IsAlreadyExists(Open(other_body)));
  EXPECT_TRUE(absl::IsAlreadyExists(Open(other_asker)));
}

TEST_P(StoreConformance, OnlyEndedEnquiriesAreForgotten) {
  ASSERT_TRUE(Open(Enquiry('1')).ok());
  ASSERT_TRUE(Open(Enquiry('2')).ok());
  ASSERT_TRUE(
      store_->Change([](auto& t) { return t.EndEnquiry(Ref('1')); }).ok());
  const auto forget = [&](absl::Time before) {
    return store_->Change(
        [=](auto& t) { return t.ForgetEnquiriesBefore(before); });
  };
  ASSERT_TRUE(forget(noon_).ok());
  EXPECT_FALSE(Open(Enquiry('1')).ok()) << "it is not older than that";
  ASSERT_TRUE(forget(noon_ + absl::Milliseconds(1)).ok());
  EXPECT_TRUE(Open(Enquiry('1')).ok());
  EXPECT_FALSE(Open(Enquiry('2')).ok()) << "it has not ended";
}

TEST_P(StoreConformance, ARecallWaitsForItsAskerUntilItIsAcknowledged) {
  const auto find = [&](const std::string& holder) {
    return Get<std::optional<StoredRecall>>(
        [&](auto& t) { return t.FindRecall(Ref('1'), 2, holder); });
  };
  const auto put = [&](const StoredRecall& recall) {
    return store_->Change([&](auto& t) { return t.PutRecall(recall); });
  };
  const auto waiting = [&](const std::string& asker) {
    const auto found = store_->reader().RecallsWaitingFor(asker, 2);
    EXPECT_TRUE(found.ok()) << found.status();
    return *found;
  };
  StoredRecall first{.enquiry_id = Ref('1'),
                     .subject = 2,
                     .holder = "clinic",
                     .asker = "school",
                     .asker_hidden = true,
                     .notice = "notice",
                     .signature = "signed"};
  StoredRecall second = first;
  second.holder = "homes";
  StoredRecall third = first;
  third.holder = "refuge";
  EXPECT_EQ(find("clinic"), std::nullopt);
  for (const StoredRecall& one : {second, first, third}) {
    ASSERT_TRUE(put(one).ok());
  }
  EXPECT_EQ(find("clinic"), first);
  EXPECT_THAT(waiting("school"), ElementsAre(second, first));
  EXPECT_THAT(waiting("clinic"), IsEmpty());

  first.acknowledgement = "read";
  first.acknowledgement_signature = "signed too";
  ASSERT_TRUE(put(first).ok());
  EXPECT_EQ(find("clinic"), first);
  EXPECT_THAT(waiting("school"), ElementsAre(second, third));
}

TEST_P(StoreConformance, AnAllowanceIsUsedUpToItsLastUnitAndStartsAnewEachDay) {
  EXPECT_TRUE(Asked("school", noon_, 9).ok());
  EXPECT_TRUE(absl::IsResourceExhausted(Asked("school", noon_, 2)));
  EXPECT_TRUE(Asked("school", noon_, 1).ok())
      << "what was refused is not counted";
  EXPECT_TRUE(absl::IsResourceExhausted(Asked("school", noon_, 1)));
  EXPECT_TRUE(Asked("clinic", noon_, 10).ok());
  EXPECT_TRUE(Asked("school", noon_ + absl::Hours(12), 10).ok());
}

TEST_P(StoreConformance, WhatIsCountedOfADayIsEachPractitionersAndWordsOwn) {
  const auto count = [&](const CountedAs& as, absl::Time at,
                         std::uint64_t units) {
    return Get<bool>([&](auto& t) { return t.CountOfDay(as, at, units, 10); });
  };
  EXPECT_TRUE(count({"school", "ada", "practitioner"}, noon_, 9));
  EXPECT_FALSE(count({"school", "ada", "practitioner"}, noon_, 2));
  EXPECT_TRUE(count({"school", "ada", "practitioner"}, noon_, 1))
      << "what passed the limit is not counted";
  EXPECT_FALSE(count({"school", "ada", "practitioner"}, noon_, 1));
  EXPECT_TRUE(count({"school", "ada", "list"}, noon_, 10));
  EXPECT_TRUE(count({"school", "bea", "practitioner"}, noon_, 10));
  EXPECT_TRUE(count({"clinic", "ada", "practitioner"}, noon_, 10));
  EXPECT_TRUE(
      count({"school", "ada", "practitioner"}, noon_ + absl::Hours(12), 10));
  EXPECT_FALSE(count({"school", "ada", "practitioner"}, noon_, 1))
      << "a clock that is set back does not start the day anew";
}

TEST_P(StoreConformance, ASettingIsEmptyUntilItIsSet) {
  const auto get = [&] {
    return Get<std::string>([](auto& t) { return t.GetSetting("index-id"); });
  };
  EXPECT_EQ(get(), "");
  const std::string first("\x00\xff", 2);
  ASSERT_TRUE(
      store_->Change([&](auto& t) { return t.PutSetting("index-id", first); })
          .ok());
  EXPECT_EQ(get(), first);
  ASSERT_TRUE(
      store_->Change([](auto& t) { return t.PutSetting("index-id", "new"); })
          .ok());
  EXPECT_EQ(get(), "new");
}

TEST_P(StoreConformance, ManyThreadsReadWhileOneWrites) {
  Insert({Row('a', '1')});
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([this] {
      for (int j = 0; j < 50; ++j)
        EXPECT_THAT(Find({Hash('a')}), ElementsAre(Row('a', '1')));
    });
  }
  for (char c = '2'; c <= '9'; ++c) Insert({Row('b', c)});
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(Find({Hash('b')}).size(), 8u);
}

}  // namespace kith::broker

#endif  // KITH_BROKER_STORE_STORE_CONFORMANCE_H_
