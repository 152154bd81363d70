// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/own_retention.h"

#include <memory>

#include "agent/flows/agent_world.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

constexpr std::uint32_t kDays = 90;

// Somebody was asked about and answered for; then time passes.
class OwnRetentionTest : public AgentWorld {
 protected:
  void Begin(std::uint32_t days, bool legal_hold = false) {
    ChangeNetwork([&](network::v1::NetworkFile& file) {
      file.mutable_retention()->set_agency_details(days);
      file.mutable_retention()->set_legal_hold(legal_hold);
    });
    Change([&](Register& people) -> absl::Status {
      KITH_RETURN_IF_ERROR(people.PutAskedAbout({.time = clock_.Now(),
                                                 .person = kPerson,
                                                 .enquiry_id = "question",
                                                 .asker = "school"}));
      KITH_RETURN_IF_ERROR(people.PutAnswerFacts("question", 0, "facts"));
      return people.PutAnswerGiven({.enquiry_id = "question",
                                    .subject = 0,
                                    .time = clock_.Now(),
                                    .person = kPerson,
                                    .asker = "school"});
    });
    Change([](Register&) { return absl::OkStatus(); });
    retention_ = std::make_unique<tlog::RetentionFlow>(OwnRetention(*parts_));
  }
  void Change(const std::function<absl::Status(Register&)>& change) {
    EXPECT_TRUE(
        log_->Run(
                [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
                  Register people(db);
                  KITH_RETURN_IF_ERROR(change(people));
                  return std::vector<tlog::Entry>{
                      {log::v1::EVENT_ANSWERED, "clinic", "", ""}};
                })
            .ok());
  }
  // Days pass one by one, so that the clock is believed.
  void Pass(std::uint32_t days) {
    for (std::uint32_t day = 0; day < days; ++day) {
      clock_.Advance(absl::Hours(24));
    }
  }
  void EraseAll() {
    absl::StatusOr<std::uint64_t> some = 1;
    while (some.ok() && *some > 0) some = retention_->EraseSome();
    EXPECT_TRUE(some.ok()) << some.status();
  }
  std::vector<AskedAbout> Asked() {
    return *reader_->With(
        [](Register& people) { return people.AskedAboutPerson(kPerson); });
  }
  bool HasFacts() {
    return reader_
        ->With([](Register& people) {
          return people.GetAnswerFacts("question", 0);
        })
        .ok();
  }

  static constexpr char kPerson[] = "a person's ref. ";
  std::unique_ptr<tlog::RetentionFlow> retention_;
};

TEST_F(OwnRetentionTest, WhoAskedAndWhomItAnsweredGoWithTheLogsEntries) {
  Begin(kDays);
  Pass(kDays - 1);
  EraseAll();
  EXPECT_THAT(Asked(), SizeIs(1));
  EXPECT_TRUE(HasFacts());
  EXPECT_THAT(OwnLog(), SizeIs(2));
  Pass(2);
  EraseAll();
  EXPECT_THAT(Asked(), IsEmpty());
  EXPECT_FALSE(HasFacts());
  ASSERT_THAT(OwnLog(), SizeIs(1));
  EXPECT_EQ(OwnLog().back().event(), log::v1::EVENT_ERASED);
}

TEST_F(OwnRetentionTest, UnderALegalHoldAndWithoutAPeriodEverythingStays) {
  for (const bool hold : {true, false}) {
    Begin(hold ? kDays : 0, hold);
    Pass(10 * kDays);
    EraseAll();
    EXPECT_THAT(Asked(), SizeIs(hold ? 1 : 2));
    EXPECT_TRUE(HasFacts());
  }
}

}  // namespace
}  // namespace kith::agent
