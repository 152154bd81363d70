// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_DOCTOR_WORLD_H_
#define KITH_DEPLOY_KITH_DOCTOR_WORLD_H_

#include <google/protobuf/text_format.h>

#include <fstream>
#include <functional>
#include <memory>
#include <string>

#include "absl/strings/str_replace.h"
#include "deploy/kith/doctor_call.h"
#include "deploy/kith/enrol.h"
#include "deploy/kith/network_admin_world.h"
#include "deploy/kith/network_signing.h"
#include "deploy/kith/test_proxy.h"
#include "keys/base/clock.h"
#include "keys/health/look.h"
#include "keys/program/config_file.h"
#include "keys/sealed_db.h"
#include "keys/tlog/audit_log.h"
#include "kith/config/v1/config.pb.h"

namespace kith::deploy {

// A clock that is a set time off.
class ShiftedClock final : public Clock {
 public:
  explicit ShiftedClock(absl::Duration by) : by_(by) {}
  void Shift(absl::Duration by) { by_ = by; }
  absl::Time Now() const override { return clock_.Now() + by_; }
  absl::Duration Monotonic() const override { return clock_.Monotonic(); }

 private:
  SystemClock clock_;
  absl::Duration by_;
};

struct TestAddresses {
  std::string broker = "127.0.0.1:1";
  std::string key_holder = "127.0.0.1:1";
  std::string keyholder_name = "Northshire Keys Trust";
  std::string operated_by;
};

// A network whose files are all good, with a school's agent that was set up and
// runs nowhere. A test breaks something and looks.
class DoctorWorld : public NetworkAdminWorld {
 protected:
  void MakeNetwork(const TestAddresses& addresses = {},
                   const std::string& net = "net") {
    InitOptions options;
    options.sample = "england";
    options.dir = At(net);
    options.broker_address = addresses.broker;
    options.keyholder_address = addresses.key_holder;
    options.keyholder_name = addresses.keyholder_name;
    options.operated_by = addresses.operated_by;
    ASSERT_TRUE(InitNetwork(options, clock_.Now(), random_).ok());
  }
  void AddSchool() {
    Must(Enrol("hillview", At("school"), clock_.Now(), random_));
    AddAgencyOptions options = School();
    options.staff = {*ParseStaff("jb:J. Brook:1000:practitioner,it"),
                     *ParseStaff("dv:O. Dove:1001:dpo")};
    Must(AddAgency(options, clock_.Now(), random_).status());
  }
  void MakeAll(const TestAddresses& addresses = {}) {
    MakeNetwork(addresses);
    AddSchool();
    MakeDatabase("school/agent.db", "school/database.key");
    Touch("school/agent.db.backed-up");
    Write("proc/sys/kernel/core_pattern", "core\n");
    Write("proc/sys/fs/suid_dumpable", "0\n");
    Write("proc/swaps", "Filename Type Size Used Priority\n");
    std::filesystem::create_directories(At("zones/Europe"));
    Touch("zones/Europe/London");
    setenv("LC_ALL", "C.UTF-8", 1);
  }
  // A database with a log of one entry.
  void MakeDatabase(const std::string& path, const std::string& key) {
    auto db = SealedDb::Open(At(path), *Secret::FromFile(At(key), 32));
    ASSERT_TRUE(db.ok()) << db.status();
    auto log =
        tlog::AuditLog::Open(std::move(*db), {.origin = "test"},
                             Signer::Generate(random_), log_clock_, random_);
    ASSERT_TRUE(log.ok()) << log.status();
    Must((*log)
             ->Run([](SealedDb&) {
               return std::vector<tlog::Entry>{
                   {.event = log::v1::EVENT_HEARTBEAT, .agency = "hillview"}};
             })
             .status());
  }

  health::Findings Look(const std::string& config) {
    const auto setup = health::ReadSetup(At(config), std::nullopt);
    EXPECT_TRUE(setup.ok()) << setup.status();
    if (!setup.ok()) return {};
    return health::LookFromOutside(
        *setup,
        {.patience = absl::Milliseconds(700),
         .machine = {.proc = At("proc"), .zone_info = At("zones")}},
        clock_.Now());
  }

  // Changes the agent's configuration.
  void Configure(const std::function<void(config::v1::AgentConfig&)>& change) {
    config::v1::AgentConfig config;
    Must(ReadConfigFile(At("school/agent.textproto"), config));
    change(config);
    std::string text;
    google::protobuf::TextFormat::PrintToString(config, &text);
    Write("school/agent.textproto", text);
  }
  void Write(const std::string& path, const std::string& text) {
    std::filesystem::create_directories(
        std::filesystem::path(At(path)).parent_path());
    std::ofstream(At(path), std::ios::binary | std::ios::trunc) << text;
  }
  void Touch(const std::string& path) { Write(path, ""); }
  void Remove(const std::string& path) { std::filesystem::remove(At(path)); }
  void Mode(const std::string& path, mode_t mode) {
    chmod(At(path).c_str(), mode);
  }
  // With this world's folder as "@".
  std::string Plain(const std::string& text) const {
    return absl::StrReplaceAll(text, {{root_.string(), "@"}});
  }
  static void Must(const absl::Status& status) {
    ASSERT_TRUE(status.ok()) << status;
  }

  SystemClock clock_;
  ShiftedClock log_clock_{absl::ZeroDuration()};
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_DOCTOR_WORLD_H_
