// SPDX-License-Identifier: Apache-2.0
// Asking from a list, under the limits of an ordinary day; and a family that
// does not exist, about which somebody asks.
#include <gmock/gmock.h>

#include <fstream>

#include "absl/strings/str_cat.h"
#include "deploy/demonstration/story_checks.h"
#include "deploy/kith/files.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const Somebody kSable{"Sable", "Thornbury", "1991-10-19", ""};
const Somebody kPerrin{"Perrin", "Oakhollow", "1988-06-14", ""};
const Somebody kNobody{"Ottoline", "Farthingale", "2015-02-03", ""};
constexpr char kNone[] = "answered: none";

class ListsAndCanariesTest : public ScenarioTest {
 protected:
  void SetUp() override {
    lift_limits_ = false;
    Start({kSchool, kHealthVisiting, kCharity});
  }
  Ended List(const std::string& agency, const std::vector<std::string>& more) {
    std::vector<std::string> all = {"check",
                                    "--list",
                                    "--why",
                                    "considering-referral",
                                    "--agent-dir",
                                    network().folder(agency),
                                    "--no-personal-connection"};
    all.insert(all.end(), more.begin(), more.end());
    return Kith(all);
  }
  std::string InTwoHours() {
    return absl::FormatTime("%Y-%m-%dT%H:%M", clock_.Now() + absl::Hours(2),
                            absl::LocalTimeZone());
  }
  std::string Write(const std::string& csv) {
    const std::string path = network().folder("agenda.csv");
    std::ofstream(path) << csv;
    return path;
  }
  static std::string Bytes(const std::string& path) {
    return Must(deploy::ReadFile(path, 1 << 22));
  }
  std::int64_t Accepted() {
    return Count("broker", "SELECT count(*) FROM enquiry");
  }
};

TEST_F(ListsAndCanariesTest, AMeetingAsksOnceAboutEachAndAgainAboutNobody) {
  Import(kHealthVisiting, {{.person = kSable}, {.person = kPerrin}});
  const std::string agenda = Write(absl::StrCat(
      "forename,surname,date_of_birth,family\n"
      "Sable,Thornbury,1991-10-19,A\nPerrin,Oakhollow,1988-06-14,B\n"
      "Ottoline,Farthingale,2015-02-03,B\n"));
  const std::vector<std::string> meeting = {"--agenda", agenda, "--until",
                                            InTwoHours()};
  const Ended first = List(kSchool, meeting);
  EXPECT_EQ(first.exit, 0) << first.output;
  EXPECT_THAT(first.output,
              AllOf(HasSubstr("1 of 2: Thornbury"), HasSubstr("Family support"),
                    HasSubstr("2 of 2:"), HasSubstr("Nothing we can tell you"),
                    HasSubstr("Asked about 3 of 3 people")));
  EXPECT_EQ(Accepted(), 3);

  const Ended second = List(kSchool, meeting);
  EXPECT_THAT(second.output, AllOf(HasSubstr("answered before"),
                                   HasSubstr("Asked about 0 of 3 people")));
  EXPECT_EQ(Accepted(), 3);

  Write("forename,surname,date_of_birth\nSable,Thornbury,soon\n");
  const Ended bad = List(kSchool, meeting);
  EXPECT_NE(bad.exit, 0);
  EXPECT_THAT(bad.output, AllOf(HasSubstr("line 2"), Not(HasSubstr("soon"))));
  EXPECT_EQ(Accepted(), 3);

  const Ended own = List(kHealthVisiting, {"--whole-agency", "--json"});
  EXPECT_EQ(own.exit, 0) << own.output;
  const auto json = nlohmann::json::parse(own.output, nullptr, false);
  ASSERT_TRUE(json.is_object()) << own.output;
  EXPECT_EQ(json["asked"], 2);
  EXPECT_EQ(json["families"].size(), 2u);
  EXPECT_EQ(json["families"][0]["people"][0]["reply"]["outcome_of_request"],
            "answered");
  EXPECT_EQ(Accepted(), 5);
}

TEST_F(ListsAndCanariesTest, WhoAsksAboutACanaryIsHeardAndCannotTell) {
  desk::v1::AddCanariesRequest add;
  add.set_people(3);
  EXPECT_EQ(Must(desk(kCharity).AddCanaries(add)).people(), 3u);
  WaitPublished(kCharity);
  EXPECT_TRUE(Eventually([&] { return RowsInIndex() >= 3; }));
  const auto list =
      Must(desk(kCharity).ListCanaries(desk::v1::ListCanariesRequest()));
  ASSERT_EQ(list.canaries_size(), 3);
  const auto& canary = list.canaries(0);

  const auto asked = Ask({.asker = kSchool,
                          .people = {{canary.forename(), canary.surname(),
                                      canary.date_of_birth(), ""}}});
  const auto unknown = Ask({.asker = kSchool, .people = {kNobody}});
  EXPECT_EQ(deploy::Summary(asked), kNone);
  EXPECT_EQ(deploy::Summary(unknown), kNone);
  EXPECT_EQ(asked.reply_bytes(), unknown.reply_bytes());

  const auto heard =
      Must(desk(kCharity).ListCanaries(desk::v1::ListCanariesRequest()));
  ASSERT_EQ(heard.alerts_size(), 1);
  EXPECT_EQ(heard.alerts(0).asker(), kSchool);
  // Whose pseudonym it is, the asker's own officer knows.
  for (const std::string& named :
       {heard.alerts(0).reference(), heard.alerts(0).practitioner()}) {
    const Ended who = Kith(
        {"audit", "asked-by", named, "--agent-dir", network().folder(kSchool)});
    EXPECT_EQ(who.output, "brook\n");
  }
  EXPECT_THAT(FindingsOf(kCharity), testing::IsEmpty());
  const Ended digest =
      Kith({"audit", "digest", "--agent-dir", network().folder(kCharity)});
  EXPECT_EQ(digest.exit, 0) << digest.output;
  EXPECT_THAT(digest.output,
              AllOf(HasSubstr(kSchool), HasSubstr("a canary was asked about"),
                    Not(HasSubstr(canary.surname()))));
}

TEST_F(ListsAndCanariesTest, AnAllowanceEndsInWordsAndListsHaveTheirOwn) {
  ASSERT_EQ(Kith({"network", "allow", "--network-dir",
                  network().folder("network"), "--role", "practitioner=4"})
                .exit,
            0);
  const std::string in_force =
      network().folder("network") + "/broker/network.kith";
  ASSERT_TRUE(Eventually([&] {
    return Bytes(in_force) ==
           Bytes(network().folder(kSchool) + "/network.kith");
  }));
  EXPECT_EQ(Outcome(kNobody), kNone);
  EXPECT_EQ(Outcome({.asker = kSchool, .people = {kNobody}, .eight = true}),
            kNone);
  const auto over = Ask({.asker = kSchool, .people = {kPerrin}});
  EXPECT_EQ(over.outcome_of_request(), "unavailable");
  EXPECT_THAT(over.words(), HasSubstr("4 people a day as practitioner"));
  EXPECT_EQ(Accepted(), 2);
  EXPECT_EQ(Count("keyholder", "SELECT sum(elements) FROM charge"), 16 + 128);

  const std::string agenda =
      Write("forename,surname,date_of_birth\nPerrin,Oakhollow,1988-06-14\n");
  const Ended listed =
      List(kSchool, {"--agenda", agenda, "--until", InTwoHours()});
  EXPECT_EQ(listed.exit, 0) << listed.output;
  EXPECT_EQ(Accepted(), 3);
}

}  // namespace
}  // namespace kith::tests
