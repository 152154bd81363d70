// SPDX-License-Identifier: Apache-2.0
// The broker and the key holder behind one port, and an agency that gets out
// only through a proxy that wants a sign-in: real HAProxy, real Tinyproxy.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "deploy/demonstration/child_process.h"
#include "deploy/kith/agency_invite.h"
#include "deploy/kith/files.h"
#include "deploy/kith/network_proxy.h"
#include "deploy/kith/network_signing.h"
#include "keys/network/network.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

const Somebody kNell{"Nell", "Hartwhistle", "2013-10-03", ""};
constexpr char kKnown[] = "answered: involved(northshire-early-help leads)";
constexpr char kHaproxy[] = "/usr/sbin/haproxy";
constexpr char kTinyproxy[] = "/usr/bin/tinyproxy";

// One that nobody listens on just now.
int FreePort() {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  const bool bound =
      fd >= 0 &&
      bind(fd, reinterpret_cast<const sockaddr*>(&address), size) == 0 &&
      getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  if (fd >= 0) close(fd);
  return bound ? ntohs(address.sin_port) : 0;
}

class OnePortTest : public ScenarioTest {
 protected:
  void SetUp() override {
    ASSERT_TRUE(std::filesystem::exists(kHaproxy) &&
                std::filesystem::exists(kTinyproxy))
        << "haproxy and tinyproxy are missing; tests/run installs them";
    deploy::DemoNetwork::Plan plan = PlanOf({kSchool, kEarlyHelp});
    plan.enrols = true;
    Start(plan);
    if (HasFatalFailure()) return;
    Import(kEarlyHelp, {{.person = kNell, .leads = true}});
    network().KillAll();
    ASSERT_NO_FATAL_FAILURE(PutBehindOnePort());
  }

  std::string Copy(const std::string& of) {
    return network().folder(of + "/network.kith");
  }
  // The network file then names one address; the programs listen where they
  // did.
  void PutBehindOnePort() {
    const auto file = Must(Network::Load(Copy("network/broker")));
    const auto& broker = file->file().broker();
    const auto& holder = file->file().key_holders(0);
    backends_ = {{"broker", broker.address()},
                 {"enrol", broker.enrol_address()},
                 {holder.id(), holder.address()}};
    MoveToAnotherPort();
    for (const std::string& agency : network().agencies()) {
      std::filesystem::copy_file(
          Copy("network/broker"), Copy(agency),
          std::filesystem::copy_options::overwrite_existing);
    }
  }
  // One more proxy, which the network file names from now on.
  void MoveToAnotherPort() {
    port_ = absl::StrCat("127.0.0.1:", FreePort());
    const auto file = Must(Network::Load(Copy("network/broker")));
    const std::string path =
        network().folder(absl::StrCat("haproxy-", PortOf(port_), ".cfg"));
    Must(deploy::ReplaceFile(path, Configuration(*file),
                             deploy::Readers::kOwner));
    proxies_.push_back(*deploy::ChildProcess::Start(
        {kHaproxy, "-db", "-f", path}, network().folder("haproxy.log")));
    Must(deploy::SignNextVersion(
             network().folder("network"), clock_.Now(),
             [&](network::v1::NetworkFile& next) -> absl::Status {
               next.mutable_broker()->set_address(port_);
               next.mutable_broker()->set_enrol_address(port_);
               next.mutable_key_holders(0)->set_address(port_);
               return absl::OkStatus();
             })
             .status());
  }
  std::string Configuration(const Network& of) {
    const std::string text =
        Must(deploy::ProxyConfiguration(of, backends_, port_));
    if (geteuid() == 0) return text;
    // Only root can become another account.
    return absl::StrReplaceAll(
        text, {{"    user haproxy\n", ""}, {"    group haproxy\n", ""}});
  }
  static std::string PortOf(const std::string& address) {
    return address.substr(address.rfind(':') + 1);
  }
  // Only who signs in gets through, and to the one port alone.
  std::string StartConnectProxy() {
    const std::string address = absl::StrCat(FreePort());
    const std::string path = network().folder("tinyproxy.conf");
    Must(deploy::ReplaceFile(
        path,
        absl::StrCat("Port ", address,
                     "\nListen 127.0.0.1\nTimeout 600\nMaxClients 50\n"
                     "Allow 127.0.0.1\nBasicAuth kith passw0rd\nConnectPort ",
                     PortOf(port_), "\nLogLevel Connect\n"),
        deploy::Readers::kOwner));
    proxies_.push_back(*deploy::ChildProcess::Start(
        {kTinyproxy, "-d", "-c", path}, network().folder("tinyproxy.log")));
    return "127.0.0.1:" + address;
  }
  void UseProxy(const std::string& agency, const std::string& address,
                const std::string& password) {
    Must(deploy::ReplaceFile(network().folder(agency + "/proxy.password"),
                             password, deploy::Readers::kOwner));
    std::ofstream(network().folder(agency + "/agent.textproto"), std::ios::app)
        << "proxy { address: \"" << address
        << "\" user: \"kith\" password_file: \"proxy.password\" }\n";
  }
  std::string Log(const std::string& name) {
    std::ifstream log(network().folder(name));
    return {std::istreambuf_iterator<char>(log), {}};
  }

  // How often it began to serve since it was started behind the one port: once
  // it was before.
  int Starts(const std::string& agency) {
    const std::vector<std::string> lines =
        absl::StrSplit(Log(absl::StrCat(agency, ".log")), "\"serving\"");
    return static_cast<int>(lines.size()) - 2;
  }

  std::string port_;
  deploy::Backends backends_;
  std::vector<deploy::ChildProcess> proxies_;
};

TEST_F(OnePortTest, BrokerAndKeyHolderAreReachedAtOneNameAndPort) {
  Must(network().StartAll());
  EXPECT_TRUE(Eventually([&] { return Outcome(kNell) == kKnown; }));
}

// Nobody starts them anew, and the old address is gone.
TEST_F(OnePortTest, AgentsFollowToAnotherAddress) {
  Must(network().StartAll());
  ASSERT_TRUE(Eventually([&] { return Outcome(kNell) == kKnown; }));
  MoveToAnotherPort();
  for (const std::string& agency : network().agencies()) {
    EXPECT_TRUE(Eventually([&] { return Starts(agency) == 2; })) << agency;
    EXPECT_TRUE(Eventually([&] { return Connected(agency); })) << agency;
  }
  proxies_.erase(proxies_.begin());
  EXPECT_TRUE(Eventually([&] { return Outcome(kNell) == kKnown; }));
}

TEST_F(OnePortTest, WhoCouldNotStartAnewRunsOn) {
  Must(network().StartAll());
  ASSERT_TRUE(Eventually([&] { return Outcome(kNell) == kKnown; }));
  const std::string config = network().folder(kEarlyHelp) + "/agent.textproto";
  const std::string good = Must(deploy::ReadFile(config, 1 << 16));
  Must(deploy::ReplaceFile(config, good + "desk_sockte: \"desk.sock\"\n",
                           deploy::Readers::kOwner));
  MoveToAnotherPort();
  EXPECT_TRUE(Eventually([&] {
    return absl::StrContains(Log(absl::StrCat(kEarlyHelp, ".log")),
                             "agent_not_started_anew");
  }));
  EXPECT_TRUE(
      Eventually([&] { return Starts(kSchool) == 2 && Connected(kSchool); }));
  // Where it has always been.
  EXPECT_EQ(Starts(kEarlyHelp), 1);
  EXPECT_TRUE(Eventually([&] { return Outcome(kNell) == kKnown; }));
  Must(deploy::ReplaceFile(config, good, deploy::Readers::kOwner));
  EXPECT_TRUE(Eventually([&] { return Starts(kEarlyHelp) == 2; }));
}

TEST_F(OnePortTest, AnAgencyGetsOutThroughAProxyThatWantsASignIn) {
  UseProxy(kSchool, StartConnectProxy(), "passw0rd");
  Must(network().StartAll());
  EXPECT_TRUE(Eventually([&] { return Outcome(kNell) == kKnown; }));
  EXPECT_THAT(Log("tinyproxy.log"),
              testing::HasSubstr(absl::StrCat("CONNECT ", port_)));
  // Its password is in no log of ours.
  EXPECT_THAT(Log(absl::StrCat(kSchool, ".log")),
              testing::Not(testing::HasSubstr("w0rd")));
}

// Until then it knows nothing but the code.
TEST_F(OnePortTest, AnAgencyEnrolsThroughTheProxyAndTheOnePort) {
  Must(network().StartBroker());
  const std::string proxy = StartConnectProxy();
  const std::string password = network().folder("password");
  Must(deploy::ReplaceFile(password, "passw0rd", deploy::Readers::kOwner));
  const auto code = Must(deploy::InviteAgency(
      [this] {
        deploy::AddAgencyOptions options;
        options.network_dir = network().folder("network");
        options.id = "northshire-homes";
        options.name = "Northshire Homes";
        options.category = "housing";
        return options;
      }(),
      clock_.Now(), random_));
  // Nowhere else may it go.
  setenv("https_proxy", "http://127.0.0.1:1", 1);
  const auto enrol = [&](const std::vector<std::string>& more) {
    std::vector<std::string> words = {
        "enrol", code, "--dir", network().folder("homes"), "--wait", "1"};
    words.insert(words.end(), more.begin(), more.end());
    return Kith(words);
  };
  Ended enrolled;
  std::thread machine([&] {
    enrolled = enrol({"--proxy", proxy, "--proxy-user", "kith",
                      "--proxy-password-file", password});
  });
  EXPECT_TRUE(Eventually([&] {
    return Kith({"agency", "admit", "northshire-homes", "--network-dir",
                 network().folder("network")})
               .exit == 0;
  }));
  machine.join();
  unsetenv("https_proxy");
  ASSERT_EQ(enrolled.exit, 0) << enrolled.output;
  EXPECT_THAT(Log("tinyproxy.log"),
              testing::HasSubstr(absl::StrCat("CONNECT ", port_)));
  EXPECT_THAT(Log("homes/agent.textproto"),
              testing::HasSubstr(absl::StrCat("address: \"", proxy, "\"")));
  EXPECT_THAT(Log("homes/agent.textproto"),
              testing::Not(testing::HasSubstr("w0rd")));
}

TEST_F(OnePortTest, WithAWrongPasswordItIsNotConnected) {
  UseProxy(kSchool, StartConnectProxy(), "wrong");
  Must(network().StartBroker());
  Must(network().StartKeyHolder());
  Must(network().StartAgent(kEarlyHelp));
  Must(network().StartAgent(kSchool));
  Must(network().WaitConnected({kEarlyHelp}));
  EXPECT_FALSE(
      Eventually([&] { return Connected(kSchool); }, absl::Seconds(4)));
}

}  // namespace
}  // namespace kith::tests
