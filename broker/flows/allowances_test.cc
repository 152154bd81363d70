// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/allowances.h"

#include "broker/flows/broker_world.h"

namespace kith::broker {
namespace {

// E-43
class PractitionersAllowance : public BrokerWorld {
 protected:
  // In a network that lets a practitioner ask about three people a day, and a
  // front door about eight.
  void SetUp() override {
    network_ = premises_.members.With([](auto& file) {
      AddAllowance(file, "practitioner", 3);
      AddAllowance(file, "front-door", 8);
      file.set_list_subjects_a_day(2);
    });
    Start();
  }
  static void AddAllowance(network::v1::NetworkFile& file,
                           const std::string& role, std::uint32_t subjects) {
    auto* allowance = file.add_role_allowances();
    allowance->set_role(role);
    allowance->set_subjects_a_day(subjects);
  }
  absl::Status AskAs(const std::string& role, char practitioner,
                     bool of_list = false, bool eight = false) {
    Question question;
    if (eight) question.subjects = PaddedToEight({"ash"});
    question.before_headers = [=](enquiry::v1::AskBody& ask) {
      ask.set_role(role);
      ask.set_practitioner(std::string(16, practitioner));
      ask.set_of_list(of_list);
    };
    return Ask(question).heard->status();
  }
  // Accepted, and not answered yet.
  bool Accepts(const std::string& role, char practitioner, bool of_list = false,
               bool eight = false) {
    return absl::IsUnknown(AskAs(role, practitioner, of_list, eight));
  }
};

TEST_F(PractitionersAllowance, IsNobodyElses) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Accepts("practitioner", 'a'));
  const absl::Status over = AskAs("practitioner", 'a');
  EXPECT_TRUE(absl::IsResourceExhausted(over));
  EXPECT_THAT(std::string(over.message()),
              testing::AllOf(testing::HasSubstr("this staff member"),
                             testing::HasSubstr("3 people"),
                             testing::HasSubstr("midnight UTC")));
  EXPECT_TRUE(Accepts("practitioner", 'b'));
  EXPECT_TRUE(Accepts("lead-practitioner", 'a')) << "a role without one";
}

TEST_F(PractitionersAllowance, OutlivesARestartAndStartsAnewEachDay) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Accepts("practitioner", 'a'));
  Start();
  EXPECT_TRUE(absl::IsResourceExhausted(AskAs("practitioner", 'a')));
  Pass(absl::Hours(24));
  EXPECT_TRUE(Accepts("practitioner", 'a'));
}

TEST_F(PractitionersAllowance, CountsEightAsThreeWhoeverIsInIt) {
  ASSERT_TRUE(Accepts("practitioner", 'a'));
  EXPECT_TRUE(
      absl::IsResourceExhausted(AskAs("practitioner", 'a', false, true)));
  EXPECT_TRUE(Accepts("practitioner", 'a')) << "what was over is not counted";
  EXPECT_TRUE(Accepts("practitioner", 'b', false, true));
  EXPECT_TRUE(absl::IsResourceExhausted(AskAs("practitioner", 'b')));
  EXPECT_TRUE(Accepts("front-door", 'a', false, true));
  EXPECT_TRUE(Accepts("front-door", 'a', false, true));
  EXPECT_TRUE(absl::IsResourceExhausted(AskAs("front-door", 'a', false, true)));
}

TEST_F(PractitionersAllowance, ForListsIsCountedApart) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Accepts("practitioner", 'a'));
  EXPECT_TRUE(Accepts("practitioner", 'a', true));
  EXPECT_TRUE(Accepts("practitioner", 'a', true));
  EXPECT_TRUE(absl::IsResourceExhausted(AskAs("practitioner", 'a', true)));
}

TEST_F(PractitionersAllowance, IsUsedUpBeforeAnybodyIsLookedFor) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Accepts("practitioner", 'a'));
  const int looked = broker_->reader().lookups_made;
  const std::size_t entries = Events("school").size();
  EXPECT_TRUE(absl::IsResourceExhausted(AskAs("practitioner", 'a')));
  EXPECT_EQ(broker_->reader().lookups_made, looked);
  EXPECT_EQ(Events("school").size(), entries);
}

}  // namespace
}  // namespace kith::broker
