// SPDX-License-Identifier: Apache-2.0
// What stands on the way to a broker that lives: proxies, firewalls, somebody
// who replaces certificates, clocks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "broker/server.h"
#include "deploy/kith/doctor_world.h"
#include "deploy/kith/network_certificate.h"
#include "keys/tls/credentials.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using health::Finding;
using State = Finding::State;

class DoctorRouteTest : public DoctorWorld {
 protected:
  void SetUp() override {
    RequireTls13();
    {
      const TestListener free(-1);
      address_ = free.address();
    }
    MakeAll({.broker = address_});
  }
  // The broker of `net`, at the address that the school's network file names.
  void StartBroker(const std::string& net = "net") {
    Write(net + "/broker/broker.textproto",
          absl::StrCat("listen: \"", address_, "\""));
    auto broker = broker::Server::Start(At(net + "/broker/broker.textproto"));
    ASSERT_TRUE(broker.ok()) << broker.status();
    broker_ = *std::move(broker);
  }
  int port() const {
    return std::stoi(address_.substr(address_.rfind(':') + 1));
  }
  void GoThrough(const TestProxy& proxy, const std::string& user = "") {
    Write("school/proxy.password", "open sesame\n");
    Mode("school/proxy.password", 0600);
    Configure([&](config::v1::AgentConfig& config) {
      config.mutable_proxy()->set_address(proxy.address());
      if (user.empty()) return;
      config.mutable_proxy()->set_user(user);
      config.mutable_proxy()->set_password_file("proxy.password");
    });
  }
  // Of the broker; the proxy's and its ports in words.
  std::string Said(const std::string& check) {
    for (const Finding& finding : Look("school/agent.textproto")) {
      if (finding.check == check) {
        return absl::StrReplaceAll(finding.words, {{address_, "BROKER"}});
      }
    }
    return "nothing";
  }
  health::Findings Call(absl::Duration ahead) {
    const auto setup =
        health::ReadSetup(At("school/agent.textproto"), std::nullopt);
    EXPECT_TRUE(setup.ok()) << setup.status();
    return CallTheBroker(*setup, ShiftedClock(ahead), absl::Seconds(5));
  }
  std::string SaidByCall(absl::Duration ahead, const std::string& check) {
    for (const Finding& finding : Call(ahead)) {
      if (finding.check == check) return finding.words;
    }
    return "nothing";
  }

  std::string address_;
  std::unique_ptr<broker::Server> broker_;
};

TEST_F(DoctorRouteTest, AGoodWayIsSaidToBeGood) {
  StartBroker();
  EXPECT_EQ(Said("route"), "This machine reaches the broker at BROKER.");
  EXPECT_EQ(Said("accepted"),
            "This program and the broker accept each other's certificates.");
  EXPECT_EQ(SaidByCall(absl::ZeroDuration(), "clock"),
            "This machine's clock agrees with the broker's.");
  EXPECT_EQ(SaidByCall(absl::ZeroDuration(), "network-file-age"),
            "The network file is the one the broker has.");
}

TEST_F(DoctorRouteTest, WhoReplacesCertificatesIsNamedByItsIssuer) {
  MakeNetwork({.broker = address_}, "inspecting-proxy");
  StartBroker("inspecting-proxy");
  EXPECT_THAT(
      Said("interception"),
      testing::MatchesRegex("Something between you and the broker replaces its "
                            "certificate \\(issuer .+\\)\\."));
  for (const Finding& finding : Look("school/agent.textproto")) {
    if (finding.check != "interception") continue;
    EXPECT_EQ(finding.next_step,
              absl::StrCat("Ask the agency's IT for an exception from TLS "
                           "inspection for ",
                           address_, "."));
  }
}

TEST_F(DoctorRouteTest, ACertificateThatTheBrokerDoesNotAcceptIsSaid) {
  StartBroker();
  // Ours is then of an authority that the broker does not know.
  MakeNetwork({}, "other");
  for (const char* file : {"certificate.pem", "tls.key"}) {
    fs::copy_file(At(absl::StrCat("other/keyholder/", file)),
                  At(absl::StrCat("school/", file)),
                  fs::copy_options::overwrite_existing);
  }
  EXPECT_THAT(Said("accepted"),
              testing::StartsWith("Of the broker this program's certificate "
                                  "is not accepted"));
}

TEST_F(DoctorRouteTest, ABrokerWhoseCertificateEndedIsSaid) {
  const auto administrator = Administrator::Load(At("net/administrator"));
  ASSERT_TRUE(administrator.ok());
  Remove("net/broker/certificate.pem");
  Remove("net/broker/tls.key");
  Must(MakeServerCertificate(
      At("net/broker"), *administrator->authority,
      {"northshire", PeerIdentity::Role::kBroker, kBrokerId}, random_,
      absl::FromUnixSeconds(1'700'000'000)));
  StartBroker();
  EXPECT_EQ(Said("server-certificate"),
            "The certificate of the broker ended on 13 November 2024.");
}

TEST_F(DoctorRouteTest, AFirewallThatDropsIsToldFromNobodyListening) {
  TestListener silent(0);
  silent.Fill();
  address_ = silent.address();
  fs::remove_all(At("net"));
  fs::remove_all(At("school"));
  MakeAll({.broker = address_});
  EXPECT_EQ(Said("route"),
            "Nothing comes back from BROKER: a firewall drops it.");
}

TEST_F(DoctorRouteTest, WhatAnswersAndIsNoBrokerIsSaid) {
  const TestProxy web("400 Bad Request", 1);
  address_ = web.address();
  fs::remove_all(At("net"));
  fs::remove_all(At("school"));
  MakeAll({.broker = address_});
  EXPECT_THAT(Said("interception"), testing::StartsWith("At BROKER "));
}

TEST_F(DoctorRouteTest, AProxyThatWantsASignInIsSaid) {
  const TestProxy proxy("407 Proxy Authentication Required", 1);
  GoThrough(proxy);
  EXPECT_EQ(Said("proxy"), absl::StrCat("The proxy ", proxy.address(),
                                        " refuses the sign-in (407)."));
}

TEST_F(DoctorRouteTest, AProxyThatForbidsTheHostIsSaid) {
  const TestProxy proxy("403 Forbidden", 1);
  GoThrough(proxy);
  EXPECT_EQ(Said("proxy"),
            absl::StrCat("The proxy ", proxy.address(),
                         " does not let through to BROKER (403)."));
}

TEST_F(DoctorRouteTest, ThroughAProxyWithASignInItIsReached) {
  StartBroker();
  const TestProxy proxy("200 Connection established", port());
  GoThrough(proxy, "kith");
  EXPECT_EQ(Said("accepted"),
            "This program and the broker accept each other's certificates.");
  EXPECT_THAT(proxy.asked(),
              testing::HasSubstr("Proxy-Authorization: Basic a2l0aDpvcGVuIHNlc2"
                                 "FtZQ=="));
  EXPECT_EQ(SaidByCall(absl::ZeroDuration(), "clock"),
            "This machine's clock agrees with the broker's.");
}

// The agent and its doctor go the way that the configuration names.
TEST_F(DoctorRouteTest, AProxyOfTheEnvironmentIsNotTheWay) {
  StartBroker();
  const TestProxy proxy("403 Forbidden", 1);
  const std::string address = absl::StrCat("http://", proxy.address());
  for (const char* name : {"grpc_proxy", "https_proxy", "http_proxy"}) {
    setenv(name, address.c_str(), 1);
  }
  EXPECT_EQ(SaidByCall(absl::ZeroDuration(), "clock"),
            "This machine's clock agrees with the broker's.");
  for (const char* name : {"grpc_proxy", "https_proxy", "http_proxy"}) {
    unsetenv(name);
  }
  EXPECT_EQ(proxy.asked(), "");
}

TEST_F(DoctorRouteTest, AProxyThatTheAgentCannotUseIsSaid) {
  Configure([](config::v1::AgentConfig& config) {
    config.mutable_proxy()->set_address("http://proxy.school.example:3128");
  });
  EXPECT_EQ(SaidByCall(absl::ZeroDuration(), "proxy"),
            "The agent cannot use its proxy: proxy: its address is host:port, "
            "without http://.");
}

TEST_F(DoctorRouteTest, AClockThatIsOffIsSaidWithHowMuch) {
  StartBroker();
  EXPECT_EQ(SaidByCall(absl::Minutes(41) + absl::Seconds(20), "clock"),
            "This machine's clock is 41 minutes ahead of the broker's, and an "
            "agent more than two minutes off is refused.");
  EXPECT_EQ(SaidByCall(-absl::Milliseconds(45600), "clock").substr(0, 26),
            "This machine's clock is 45");
}

TEST_F(DoctorRouteTest, AnOlderNetworkFileThanTheBrokersIsSaid) {
  Must(SignNextVersion(At("net"), clock_.Now(),
                       [](network::v1::NetworkFile& file) {
                         file.set_area("Northshire and Marsh");
                         return absl::OkStatus();
                       })
           .status());
  StartBroker();
  EXPECT_EQ(SaidByCall(absl::ZeroDuration(), "network-file-age"),
            "The network file here is version 2 and the broker's is version "
            "3.");
}

TEST_F(DoctorRouteTest, ASuspendedAgencyHearsItFromTheBroker) {
  Must(SignNextVersion(At("net"), clock_.Now(),
                       [](network::v1::NetworkFile& file) {
                         file.mutable_agencies(0)->set_suspended(true);
                         return absl::OkStatus();
                       })
           .status());
  StartBroker();
  EXPECT_THAT(SaidByCall(absl::ZeroDuration(), "member-at-broker"),
              testing::StartsWith("The broker does not take this agency's "
                                  "calls: "));
}

}  // namespace
}  // namespace kith::deploy
