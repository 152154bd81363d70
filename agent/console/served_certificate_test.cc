// SPDX-License-Identifier: Apache-2.0
//
// A server that runs, its certificate's files, and what the Connection page
// says of them.
#include "agent/console/served_certificate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "agent/console/own_authority.h"
#include "agent/console/own_health.h"
#include "keys/base/fake_clock.h"
#include "keys/base/fake_executor.h"
#include "keys/hash.h"
#include "keys/private_file.h"
#include "keys/tls/certificate.h"
#include "keys/tls/one_name_authority.h"
#include "tests/support/tls_client.h"

namespace kith::console {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using tests::TlsClient;

constexpr absl::Duration kDay = absl::Hours(24);

class ServedCertificateTest : public testing::Test {
 protected:
  using Pair = OneNameAuthority::Issued;

  ServedCertificateTest()
      : folder_(fs::temp_directory_path() /
                absl::StrCat("kith-served-", getpid(), "-",
                             random_.Below(1u << 30))) {
    fs::create_directories(folder_);
    first_ = Make();
    Put(first_);
  }
  ~ServedCertificateTest() override {
    workers_.Stop();
    server_.reset();
    fs::remove_all(folder_);
  }

  void SetUp() override {
    auto read = served_.ReadFirst();
    ASSERT_TRUE(read.ok()) << read.status();
    auto server = HttpServer::Start(
        {.listen = "127.0.0.1:0",
         .certificate_pem = std::move(read->certificate_pem),
         .private_key_pem = std::move(read->private_key_pem)},
        *Gate::For("https://localhost"),
        [](const HttpRequest& request) {
          HttpResponse response;
          response.body = request.path;
          return response;
        },
        [this](const HttpRequest&) { return &workers_; });
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }

  Pair Make() { return *authority_.Issue(random_, clock_.Now()); }
  void PutCertificate(const std::string& pem) {
    ASSERT_TRUE(ReplacePrivateFile(paths_.certificate, pem).ok());
  }
  void PutKey(const Secret& key) {
    fs::remove(paths_.private_key);
    ASSERT_TRUE(key.ToNewFile(paths_.private_key).ok());
  }
  void Put(const Pair& pair) {
    PutCertificate(pair.certificate_pem);
    PutKey(pair.private_key_pem);
  }
  void Look() { served_.Look(*server_); }

  // Whether a new connection begins with this one.
  bool IsServed(const Pair& pair) {
    const auto client = TlsClient::Dial(server_->port());
    return client != nullptr &&
           HashBytes(Sha256(client->CertificateDer())) ==
               FactsOfCertificatePem(pair.certificate_pem)->sha256;
  }
  std::vector<desk::v1::Statement> Health() {
    return OwnHealth(served_, nullptr, clock_, nullptr).Look();
  }
  // Of what lies there and is not used.
  std::string Unused() {
    const auto said = Health();
    return said.size() == 2 ? said[1].words() : "";
  }

  FakeClock clock_;
  SystemClock real_clock_;
  SystemRandom random_;
  const fs::path folder_;
  const PairPaths paths_{folder_ / "certificate.pem", folder_ / "tls.key"};
  const OneNameAuthority authority_ =
      *OneNameAuthority::Create("localhost", random_, clock_.Now());
  Pair first_{"", Secret::FromBytes("")};
  ServedCertificate served_{paths_, clock_};
  ThreadedExecutor workers_{real_clock_, 2};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(ServedCertificateTest, WhatIsPutThereIsServedToWhoComesNext) {
  const auto before = TlsClient::Dial(server_->port());
  ASSERT_NE(before, nullptr);
  const Pair next = Make();
  Put(next);
  Look();
  EXPECT_TRUE(IsServed(next));
  EXPECT_EQ(served_.in_use(), next.certificate_pem);
  EXPECT_THAT(Unused(), IsEmpty());
  ASSERT_TRUE(before->Send("GET /before HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  EXPECT_EQ(before->Read().body, "/before");
}

TEST_F(ServedCertificateTest, ItLooksEverySecond) {
  FakeExecutor executor(clock_);
  served_.KeepLooking(*server_, executor);
  const Pair next = Make();
  Put(next);
  executor.Advance(absl::Milliseconds(900));
  EXPECT_TRUE(IsServed(first_));
  executor.Advance(absl::Milliseconds(100));
  EXPECT_TRUE(IsServed(next));
  const Pair another = Make();
  Put(another);
  executor.Advance(absl::Seconds(1));
  EXPECT_TRUE(IsServed(another));
}

TEST_F(ServedCertificateTest, HalvesThatDoNotFitAreNotTakenAndSaid) {
  const Pair next = Make();
  PutCertificate(next.certificate_pem);
  Look();
  EXPECT_TRUE(IsServed(first_));
  EXPECT_THAT(Unused(), HasSubstr("tls.key: is not the key of"));
  PutKey(next.private_key_pem);
  Look();
  EXPECT_TRUE(IsServed(next));
  EXPECT_THAT(Unused(), IsEmpty());
}

TEST_F(ServedCertificateTest, TheKeyMayComeFirst) {
  const Pair next = Make();
  PutKey(next.private_key_pem);
  Look();
  EXPECT_TRUE(IsServed(first_));
  EXPECT_THAT(Unused(), HasSubstr("tls.key: is not the key of"));
  PutCertificate(next.certificate_pem);
  Look();
  EXPECT_TRUE(IsServed(next));
}

TEST_F(ServedCertificateTest, OneThatHasEndedIsNotTakenAndSaid) {
  const Pair next = Make();
  clock_.Advance(91 * kDay);
  Put(next);
  Look();
  EXPECT_TRUE(IsServed(first_));
  EXPECT_THAT(Unused(), HasSubstr("ended on"));
}

TEST_F(ServedCertificateTest, OneThatHasNotBegunIsTakenOnceItHas) {
  clock_.Jump(2 * kDay);
  const Pair next = Make();
  clock_.Jump(-2 * kDay);
  Put(next);
  Look();
  EXPECT_TRUE(IsServed(first_));
  EXPECT_THAT(Unused(), HasSubstr("begins on"));
  clock_.Advance(2 * kDay);
  Look();
  EXPECT_TRUE(IsServed(next));
}

TEST_F(ServedCertificateTest, WhatCannotBeReadIsNotTakenAndSaid) {
  PutCertificate("no certificate");
  Look();
  EXPECT_TRUE(IsServed(first_));
  EXPECT_THAT(Unused(), HasSubstr("certificate.pem: no certificate in PEM"));
  const Pair next = Make();
  Put(next);
  fs::permissions(paths_.private_key, fs::perms(0644));
  Look();
  EXPECT_TRUE(IsServed(first_));
  const auto said = Health();
  ASSERT_THAT(said, SizeIs(2));
  EXPECT_FALSE(said[1].good());
  EXPECT_THAT(said[1].words(), HasSubstr("others than its owner may read it"));
  EXPECT_THAT(said[1].next_step(), HasSubstr("Run chmod 600"));
}

TEST_F(ServedCertificateTest, ThePageWarnsBeforeItEndsAndOfTheOneInUse) {
  EXPECT_TRUE(Health()[0].good());
  clock_.Advance(61 * kDay);
  EXPECT_FALSE(Health()[0].good());
  EXPECT_THAT(Health()[0].next_step(), HasSubstr("without a restart"));
  Put(Make());
  EXPECT_FALSE(Health()[0].good());
  Look();
  EXPECT_TRUE(Health()[0].good());
  EXPECT_THAT(Health(), SizeIs(1));
}

TEST_F(ServedCertificateTest, ThePageWarnsAYearBeforeTheOwnAuthorityEnds) {
  fs::create_directory(folder_ / "own");
  const auto own = OwnAuthority::Open(
      {folder_ / "own" / "certificate.pem", folder_ / "own" / "tls.key"},
      "localhost", clock_, random_);
  ASSERT_TRUE(own.ok()) << own.status();
  OwnHealth health(served_, own->get(), clock_, nullptr);
  ASSERT_THAT(health.Look(), SizeIs(2));
  EXPECT_TRUE(health.Look()[1].good());
  clock_.Advance((*own)->ends() - clock_.Now() - 364 * kDay);
  EXPECT_FALSE(health.Look()[1].good());
  EXPECT_THAT(health.Look()[1].next_step(), HasSubstr("console-authority.pem"));
  // What it cannot do now is told before what will be in a year.
  ASSERT_TRUE(
      ReplacePrivateFile(folder_ / "own" / "certificate.pem", "another's")
          .ok());
  (void)(*own)->Renew();
  EXPECT_THAT(health.Look()[1].words(), HasSubstr("cannot renew"));
  EXPECT_THAT(health.Look()[1].next_step(),
              HasSubstr("Take own_authority out"));
}

}  // namespace
}  // namespace kith::console
