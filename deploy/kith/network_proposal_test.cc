// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_proposal.h"

#include "absl/strings/str_join.h"
#include "deploy/kith/agency_life.h"
#include "deploy/kith/enrol.h"
#include "deploy/kith/network_admin_world.h"
#include "deploy/kith/network_diff.h"
#include "deploy/kith/network_settings.h"

namespace kith::deploy {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// Ada has the network's folder, Ben a key on his own machine.
class NetworkProposalTest : public NetworkAdminWorld {
 protected:
  NetworkProposalTest() { MakeRealNetwork(); }

  SignedVersion Propose() {
    const auto made = ChangeSettings(At("real"), {.legal_hold = true}, now_);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.value_or(SignedVersion());
  }
  std::uint64_t VersionAt(const std::string& path) {
    return (*Network::Load(At(path)))->file().version();
  }
};

TEST_F(NetworkProposalTest, AChangeWaitsForTheSecondAndIsNotInForce) {
  const SignedVersion made = Propose();
  EXPECT_EQ(made.version, 2u);
  EXPECT_EQ(made.proposal, At("real/administrator/proposal-2.kith"));
  EXPECT_EQ(VersionAt("real/broker/network.kith"), 1u);
  EXPECT_FALSE(Network::Load(made.proposal).ok());
}

TEST_F(NetworkProposalTest, TheSecondReadsWhatItChangesAndSigns) {
  const SignedVersion made = Propose();
  const auto proposal = ReadProposal(made.proposal, At("ben/network.kith"));
  ASSERT_TRUE(proposal.ok()) << proposal.status();
  EXPECT_THAT(proposal->signers, testing::ElementsAre("Ada"));
  EXPECT_THAT(absl::StrJoin(proposal->changes(), "\n"),
              HasSubstr("legal_hold"));
  ASSERT_TRUE(*SignProposal(made.proposal, *proposal, At("ben")));
  ASSERT_TRUE(PutProposal(made.proposal, At("real")).ok());
  for (const char* whose : {"administrator", "broker", "keyholder"}) {
    EXPECT_EQ(VersionAt(absl::StrCat("real/", whose, "/network.kith")), 2u);
    EXPECT_TRUE(FileExists(
        At(absl::StrCat("real/", whose, "/network-history/1.kith"))));
  }
  EXPECT_FALSE(FileExists(made.proposal));
  EXPECT_EQ(VersionAt("ben/network.kith"), 2u);
}

TEST_F(NetworkProposalTest, TheFirstCannotSignTwice) {
  const SignedVersion made = Propose();
  const auto proposal = ReadProposal(made.proposal, At("ben/network.kith"));
  ASSERT_TRUE(proposal.ok());
  EXPECT_FALSE(
      *SignProposal(made.proposal, *proposal, At("real/administrator")));
  EXPECT_TRUE(absl::IsUnauthenticated(PutProposal(made.proposal, At("real"))));
}

TEST_F(NetworkProposalTest, WhoIsNoAdministratorDoesNotSign) {
  ASSERT_TRUE(MakeAdministrator(At("mallory"), "Ben", "", random_).ok());
  const SignedVersion made = Propose();
  const auto proposal = ReadProposal(made.proposal, At("ben/network.kith"));
  const auto signed_by = SignProposal(made.proposal, *proposal, At("mallory"));
  EXPECT_THAT(std::string(signed_by.status().message()),
              HasSubstr("another key of administrator `Ben`"));
}

TEST_F(NetworkProposalTest, AnotherProposalOfTheSameVersionMustWait) {
  Propose();
  EXPECT_TRUE(absl::IsFailedPrecondition(
      ChangeSettings(At("real"), {.quorum = 0, .legal_hold = true}, now_)
          .status()));
}

TEST_F(NetworkProposalTest, AProposalOfBeforeIsSaidToBeOld) {
  const SignedVersion made = Propose();
  const std::string copy = At("copy.kith");
  ASSERT_TRUE(
      ReplaceFile(copy, *ReadFile(made.proposal, 1 << 22), Readers::kOwner)
          .ok());
  const auto proposal = ReadProposal(made.proposal, At("ben/network.kith"));
  ASSERT_TRUE(*SignProposal(made.proposal, *proposal, At("ben")));
  EXPECT_THAT(
      std::string(
          ReadProposal(copy, At("ben/network.kith")).status().message()),
      HasSubstr("it is of before"));
}

TEST_F(NetworkProposalTest, TheDifferenceIsInWords) {
  ASSERT_TRUE(Init().ok());
  ASSERT_TRUE(Enrol("school", At("school"), now_, random_).ok());
  ASSERT_TRUE(AddAgency(School(), now_, random_).ok());
  const auto one = ReadNetworkBody(At("net/broker/network-history/1.kith"));
  const auto two = ReadNetworkBody(At("net/broker/network.kith"));
  ASSERT_TRUE(one.ok() && two.ok());
  EXPECT_THAT(NetworkDiff(*two, *two), IsEmpty());
  const std::string words = absl::StrJoin(NetworkDiff(*one, *two), "\n");
  EXPECT_THAT(words, HasSubstr("Agency school is ADDED: \"Hillview Primary\""));
  ASSERT_TRUE(
      SuspendAgency(At("net"), "school", "a stolen machine", now_).ok());
  const auto three = ReadNetworkBody(At("net/broker/network.kith"));
  EXPECT_THAT(absl::StrJoin(NetworkDiff(*two, *three), "\n"),
              HasSubstr("Agency school: is SUSPENDED, because: a stolen"));
}

// Whatever a network file may say: nobody signs a change that was not shown.
TEST_F(NetworkProposalTest, NoFieldChangesUnseen) {
  const auto before = *ReadNetworkBody(At("real/broker/network.kith"));
  const auto* fields = network::v1::NetworkFile::descriptor();
  int shown = 0;
  for (int i = 0; i < fields->field_count(); ++i) {
    const auto* field = fields->field(i);
    if (field->name() == "version" || field->name() == "previous_sha256" ||
        field->name() == "issued_at_ms") {
      continue;
    }
    network::v1::NetworkFile after = before;
    const auto* reflection = after.GetReflection();
    if (field->is_repeated() && reflection->FieldSize(after, field) == 0) {
      continue;
    }
    if (!field->is_repeated() && !reflection->HasField(after, field)) continue;
    reflection->ClearField(&after, field);
    EXPECT_FALSE(NetworkDiff(before, after).empty()) << field->name();
    ++shown;
  }
  EXPECT_GT(shown, 15);
}

}  // namespace
}  // namespace kith::deploy
