// SPDX-License-Identifier: Apache-2.0
#include "agent/register/register.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "keys/sealed_db.h"

namespace kith::agent {
namespace {

using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

// As a register was before its rows had numbers.
constexpr char kUnnumbered[] = R"sql(
  DROP TABLE published_row;
  CREATE TABLE published_row (
    row_id BLOB PRIMARY KEY, token BLOB NOT NULL, capsule_key BLOB NOT NULL,
    handle BLOB NOT NULL, person BLOB NOT NULL REFERENCES person (ref),
    ground BLOB NOT NULL, epoch INTEGER NOT NULL, kind TEXT NOT NULL,
    strong INTEGER NOT NULL, state INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX published_row_by_handle ON published_row (handle);
  CREATE INDEX published_row_by_person ON published_row (person);
  CREATE INDEX published_row_by_state ON published_row (state);
  INSERT INTO published_row VALUES
    (x'02', x'aa', x'bb', x'cc', x'70', x'dd', 3, 'nhs', 1, 2),
    (x'01', x'ab', x'bb', x'cc', x'70', x'dd', 3, 'weak', 0, 1))sql";

class RegisterTest : public testing::Test {
 protected:
  RegisterTest()
      : path_(absl::StrCat(testing::TempDir(), "register_test-", getpid(),
                           ".db")),
        db_(*SealedDb::Open(path_, Secret::FromBytes(std::string(32, 'k')))) {
    EXPECT_TRUE(Register::CreateTables(*db_).ok());
    EXPECT_TRUE(
        people_.PutPerson({.ref = "p", .source = "s", .source_id = "1"}).ok());
  }
  ~RegisterTest() override {
    db_.reset();
    for (const char* suffix : {"", "-wal", "-shm"}) {
      std::filesystem::remove(path_ + suffix);
    }
  }
  PublishedRow Put(const std::string& id, RowState state) {
    EXPECT_TRUE(
        people_.PutRow({.row_id = id, .person = "p", .state = state}).ok());
    return people_.RowsOf("p")->back();
  }

  std::string path_;
  std::unique_ptr<SealedDb> db_;
  Register people_{*db_};
};

MATCHER_P(HasId, id, "") { return arg.row_id == id; }

TEST_F(RegisterTest, RowsInAStateComeByNumberAndFromOneOn) {
  Put("c", RowState::kSent);
  const PublishedRow second = Put("a", RowState::kSent);
  Put("b", RowState::kToSend);
  Put("d", RowState::kSent);
  EXPECT_THAT(*people_.RowsInState(RowState::kSent, 0, 2),
              ElementsAre(HasId("c"), HasId("a")));
  EXPECT_THAT(*people_.RowsInState(RowState::kSent, second.number, 2),
              ElementsAre(HasId("d")));
  EXPECT_TRUE(people_.SetRowState(second, RowState::kPresent).ok());
  EXPECT_THAT(*people_.RowsInState(RowState::kPresent, 0, 9),
              ElementsAre(HasId("a")));
  EXPECT_TRUE(people_.DeleteRow(second).ok());
  EXPECT_THAT(*people_.RowsInState(RowState::kPresent, 0, 9), IsEmpty());
}

TEST_F(RegisterTest, RowsWithoutNumbersGetSomeAndKeepWhatTheyAre) {
  ASSERT_TRUE(db_->Execute(kUnnumbered).ok());
  ASSERT_TRUE(Register::CreateTables(*db_).ok());
  EXPECT_THAT(
      *people_.RowsInState(RowState::kPresent, 0, 9),
      ElementsAre(testing::AllOf(
          HasId("\x02"), Field(&PublishedRow::token, "\xaa"),
          Field(&PublishedRow::handle, "\xcc"), Field(&PublishedRow::epoch, 3u),
          Field(&PublishedRow::kind, "nhs"),
          Field(&PublishedRow::strong, true))));
  EXPECT_THAT(*people_.RowsInState(RowState::kSent, 0, 9),
              ElementsAre(HasId("\x01")));
  // And again changes nothing.
  ASSERT_TRUE(Register::CreateTables(*db_).ok());
  EXPECT_EQ(people_.RowsOf("p")->size(), 2u);
}

// Each weak key is a page to decrypt that a check has no use for.
TEST_F(RegisterTest, StrongKeysOfAPersonAreReadWithoutTheWeakOnes) {
  Statement plan = *db_->Prepare(
      "EXPLAIN QUERY PLAN SELECT kind FROM shield WHERE key_hash IN (SELECT "
      "key_hash FROM person_key WHERE person = ?1 AND strong = 1)");
  std::string steps;
  while (*plan.Step()) absl::StrAppend(&steps, plan.Bytes(3), "\n");
  EXPECT_THAT(steps, HasSubstr("COVERING INDEX person_key_strong"));
}

// A size of one tree with the root of the next reads as a forged log.
TEST_F(RegisterTest, WhatIsReadTogetherIsOfOneMoment) {
  ASSERT_TRUE(people_.PutSetting("size", "1").ok());
  ASSERT_TRUE(people_.PutSetting("root", "first").ok());
  RegisterReader reader(
      *SealedDb::Open(path_, Secret::FromBytes(std::string(32, 'k'))));
  EXPECT_EQ(reader.With([&](Register& people) {
    const std::string size = *people.GetSetting("size");
    EXPECT_TRUE(people_.PutSetting("size", "2").ok());
    EXPECT_TRUE(people_.PutSetting("root", "second").ok());
    return size + *people.GetSetting("root");
  }),
            "1first");
  EXPECT_EQ(reader.With([](Register& people) {
    return *people.GetSetting("size") + *people.GetSetting("root");
  }),
            "2second");
}

}  // namespace
}  // namespace kith::agent
