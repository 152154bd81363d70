// SPDX-License-Identifier: Apache-2.0
#include "deploy/kith/network_proxy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "keys/base/random.h"
#include "tests/support/test_network.h"

namespace kith::deploy {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class NetworkProxyTest : public testing::Test {
 protected:
  std::string Holder() const { return network_->file().key_holders(0).id(); }
  absl::StatusOr<std::string> Configuration(const Backends& backends) const {
    return ProxyConfiguration(*network_, backends, ":443");
  }
  std::string Refusal(const Backends& backends) const {
    const auto made = Configuration(backends);
    EXPECT_FALSE(made.ok());
    return std::string(made.status().message());
  }

  SystemRandom random_;
  const tests::TestNetwork members_{random_};
  std::shared_ptr<const Network> network_ = members_.Get();
};

TEST_F(NetworkProxyTest, EachProgramIsFoundByTheNameThatIsAskedFor) {
  const auto made = Configuration({{"broker", "127.0.0.1:7443"},
                                   {"enrol", "127.0.0.1:7445"},
                                   {Holder(), "10.0.7.4:7444"}});
  ASSERT_TRUE(made.ok()) << made.status();
  const std::string name = network_->file().name();
  EXPECT_THAT(*made,
              AllOf(HasSubstr("bind :443\n"),
                    HasSubstr("-m str broker.broker." + name + ".kith }"),
                    HasSubstr("use_backend enrol if { req.ssl_sni -m str "
                              "enrol.kith }"),
                    HasSubstr("server enrol 127.0.0.1:7445 maxconn 256\n"),
                    HasSubstr("server " + Holder() + " 10.0.7.4:7444\n")));
}

TEST_F(NetworkProxyTest, EnrolmentMayHaveAnAddressOfItsOwn) {
  const auto made = Configuration(
      {{"broker", "127.0.0.1:7443"}, {Holder(), "10.0.7.4:7444"}});
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_THAT(*made, Not(HasSubstr("enrol")));
}

TEST_F(NetworkProxyTest, WhatIsMissingOrStrangeIsNamed) {
  EXPECT_THAT(Refusal({{"broker", "127.0.0.1:7443"}}),
              HasSubstr("--backend " + Holder() + "=HOST:PORT"));
  EXPECT_THAT(Refusal({{"broker", "127.0.0.1:7443"}, {Holder(), "nowhere"}}),
              HasSubstr("where does `" + Holder() + "` listen"));
  EXPECT_THAT(Refusal({{"broker", "127.0.0.1:7443"},
                       {Holder(), "10.0.7.4:7444"},
                       {"console", "127.0.0.1:8443"}}),
              HasSubstr("no program of this network"));
  network_ = members_.With([](network::v1::NetworkFile& file) {
    file.mutable_key_holders(0)->set_id("enrol");
  });
  EXPECT_THAT(Refusal({{"broker", "127.0.0.1:7443"}, {"enrol", "10.0.7.4:1"}}),
              HasSubstr("is called `enrol`"));
}

}  // namespace
}  // namespace kith::deploy
