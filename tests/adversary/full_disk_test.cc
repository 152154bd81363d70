// SPDX-License-Identifier: Apache-2.0
// E-50: the broker's disk is full. No question is answered, none is lost, and a
// family can still take back what it agreed to.
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <filesystem>
#include <fstream>

#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

const Somebody kZeph{"Zephyrine", "Quillfeather", "2019-04-02", ""};

// The broker's folder on a small file system of its own.
class FullDiskTest : public ScenarioTest {
 protected:
  void SetUp() override {
    Start({kSchool, kHealthVisiting});
    Import(kHealthVisiting, {{.person = kZeph, .share_with = "all"}});
    disk_ = network().folder("network/broker");
    MoveToSmallDisk();
  }
  void TearDown() override {
    network().KillBroker();
    umount2(disk_.c_str(), MNT_DETACH);
  }

  void MoveToSmallDisk() {
    network().KillBroker();
    const std::string kept = network().folder("kept");
    std::filesystem::copy(disk_, kept,
                          std::filesystem::copy_options::recursive);
    ASSERT_EQ(mount("tmpfs", disk_.c_str(), "tmpfs", 0, "size=48m,mode=0700"),
              0);
    std::filesystem::copy(kept, disk_,
                          std::filesystem::copy_options::recursive);
    Must(network().StartBroker());
    Must(network().WaitConnected({kSchool, kHealthVisiting}));
  }
  // Leaves no byte.
  void Fill() {
    std::ofstream filler(disk_ + "/filler", std::ios::binary);
    const std::string page(4096, 'x');
    while (filler.write(page.data(), page.size()).flush()) {
    }
  }
  void MakeRoom() { std::filesystem::remove(disk_ + "/filler"); }

  std::string disk_;
};

TEST_F(FullDiskTest, E50NothingIsAnsweredAndAWithdrawalStillWorks) {
  const std::string helped = "answered: involved(northshire-health-visiting)";
  ASSERT_EQ(Outcome(kZeph), helped);
  Fill();
  // Until there is no room for an entry: what then is asked is not answered.
  EXPECT_TRUE(Eventually([&] { return Outcome(kZeph) == "unavailable"; }));

  desk::v1::WithdrawConsentRequest request;
  *request.add_people() = PersonOf(kZeph);
  const auto withdrawn = Must(desk(kHealthVisiting).WithdrawConsent(request));
  EXPECT_FALSE(withdrawn.pending()) << withdrawn.words();

  MakeRoom();
  network().KillBroker();
  Must(network().StartBroker());
  Must(network().WaitConnected({kSchool, kHealthVisiting}));
  EXPECT_TRUE(Eventually([&] { return Outcome(kZeph) == "answered: none"; }));
  EXPECT_EQ(
      Kith({"audit", "export", "--agent-dir", network().folder(kHealthVisiting),
            "--out", network().folder("evidence")})
          .exit,
      0);
  EXPECT_EQ(Kith({"audit", "verify", network().folder("evidence")}).exit, 0);
}

}  // namespace
}  // namespace kith::tests
