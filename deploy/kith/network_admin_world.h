// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_NETWORK_ADMIN_WORLD_H_
#define KITH_DEPLOY_KITH_NETWORK_ADMIN_WORLD_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "deploy/kith/agency_add.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_init.h"
#include "deploy/kith/network_proposal.h"
#include "keys/base/random.h"

namespace kith::deploy {

// A network as an administrator makes it, in a folder of its own.
class NetworkAdminWorld : public testing::Test {
 protected:
  NetworkAdminWorld()
      : root_(std::filesystem::temp_directory_path() /
              absl::StrCat("kith-admin-", getpid(), "-",
                           random_.Below(1u << 30))) {
    std::filesystem::create_directories(root_);
  }
  ~NetworkAdminWorld() override { std::filesystem::remove_all(root_); }

  std::string At(const std::string& path) const { return root_ / path; }
  absl::Status Init(const std::string& sample = "england") {
    InitOptions options;
    options.sample = sample;
    options.dir = At("net");
    options.release_ms = 250;
    return InitNetwork(options, now_, random_).status();
  }
  // A network that is no test network: in "real", by two administrators, the
  // second of whom has "ben".
  void MakeRealNetwork() {
    std::filesystem::create_directories(At("samples"));
    std::filesystem::copy(absl::StrCat(KITH_NETWORKS_DIR, "/england"),
                          At("samples/england"));
    std::string text = Read("samples/england/network.textproto");
    const std::string mark = "test_network: true";
    text.replace(text.find(mark), mark.size(), "test_network: false");
    ASSERT_TRUE(ReplaceFile(At("samples/england/network.textproto"), text,
                            Readers::kOwner)
                    .ok());
    ASSERT_TRUE(MakeAdministrator(At("ben"), "Ben", "Homes", random_).ok());
    InitOptions options;
    options.sample_dir = At("samples");
    options.dir = At("real");
    options.release_ms = 1500;
    options.enrol_address = "127.0.0.1:7445";
    options.administrator_name = "Ada";
    options.administrators = {At("ben/administrator.textproto")};
    const auto made = InitNetwork(options, now_, random_);
    ASSERT_TRUE(made.ok()) << made.status();
    const auto proposal = ReadProposal(made->proposal, "");
    ASSERT_TRUE(proposal.ok()) << proposal.status();
    const auto complete = SignProposal(made->proposal, *proposal, At("ben"));
    ASSERT_TRUE(complete.ok()) << complete.status();
    ASSERT_TRUE(*complete);
    const absl::Status put = PutProposal(made->proposal, At("real"));
    ASSERT_TRUE(put.ok()) << put;
  }
  AddAgencyOptions School() {
    AddAgencyOptions options;
    options.network_dir = At("net");
    options.request_file = At("school/request.kith");
    options.name = "Hillview Primary";
    options.category = "education";
    options.out = At("school");
    options.staff = {*ParseStaff("jb:J. Brook:1000:practitioner,it")};
    return options;
  }
  std::string Read(const std::string& path) {
    return *ReadFile(At(path), 1 << 22);
  }

  SystemRandom random_;
  const std::filesystem::path root_;
  const absl::Time now_ = absl::FromUnixSeconds(1'795'000'000);
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_NETWORK_ADMIN_WORLD_H_
