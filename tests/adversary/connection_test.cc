// SPDX-License-Identifier: Apache-2.0
// E-01, E-02, E-15: who may connect, and how much they may say.
#include <grpcpp/security/credentials.h>

#include "deploy/demonstration/demo_network.h"
#include "deploy/kith/agency_add.h"
#include "deploy/kith/enrol.h"
#include "tests/adversary/adversary_test.h"

namespace kith::tests {
namespace {

constexpr std::size_t kTooMuch = std::size_t{5} << 20;

class ConnectionTest : public AdversaryTest {
 protected:
  // A question over `channel` gets no further than the handshake.
  void ExpectNoHandshake(const std::shared_ptr<grpc::Channel>& channel) {
    const std::int64_t before = LogSize();
    EXPECT_EQ(Ask(channel, Question(clock_.Now())).status().code(),
              absl::StatusCode::kUnavailable);
    EXPECT_EQ(LogSize(), before);
    // It was not the broker that was out of reach.
    // On a busy machine not within the first call's deadline.
    EXPECT_TRUE(Eventually([this] {
      return Ask(Dial(SchoolTls()), Question(clock_.Now())).ok();
    }));
  }
};

TEST_F(ConnectionTest, E01NoCertificateIsNoHandshake) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = file().file().authority_pem();
  ExpectNoHandshake(Dial(grpc::SslCredentials(options)));
}

TEST_F(ConnectionTest, E02ACertificateOfAnotherNetworkIsNoHandshake) {
  const std::string dir = network().folder("elsewhere");
  const auto other = Must(
      deploy::DemoNetwork::Make(dir, network().programs(), clock_, random_));
  ASSERT_NE(other, nullptr);
  ExpectNoHandshake(Dial(TlsOf(other->folder(kSchool))));
}

TEST_F(ConnectionTest, E02ACertificateThatHasExpiredIsNoHandshake) {
  const std::string folder = network().folder("late-comer");
  const absl::Time then = clock_.Now() - absl::Hours(24 * 200);
  Must(deploy::Enrol("late-comer", folder, then, random_));
  deploy::AddAgencyOptions options;
  options.network_dir = network().folder("network");
  options.request_file = folder + "/request.kith";
  options.name = "Late Comer";
  options.category = "education";
  options.out = folder;
  Must(deploy::AddAgency(options, then, random_).status());
  ExpectNoHandshake(Dial(TlsOf(folder)));
}

TEST_F(ConnectionTest, E15AMessageOfFiveMebibytesIsNotTaken) {
  enquiry::v1::AskRequest request = Question(clock_.Now());
  request.mutable_body()->append(kTooMuch, 'x');
  const auto channel = Dial(SchoolTls());
  EXPECT_EQ(Ask(channel, request).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(Ask(channel, Question(clock_.Now())).ok());
}

}  // namespace
}  // namespace kith::tests
