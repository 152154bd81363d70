// SPDX-License-Identifier: Apache-2.0
//
// What peers do to a server that waits for them, with limits small enough to
// see. The same server with its own limits, in its own process:
// tests/adversary/console_adversary_test.cc.
#include "agent/console/http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "keys/hash.h"
#include "keys/tls/certificate.h"
#include "keys/tls/one_name_authority.h"
#include "tests/support/tls_client.h"

namespace kith::console {
namespace {

using testing::HasSubstr;
using tests::Reply;
using tests::TlsClient;
using tests::TlsDialing;

constexpr absl::Duration kPatience = absl::Milliseconds(400);
constexpr absl::Duration kPause = absl::Milliseconds(40);
constexpr std::size_t kLongPage = std::size_t{8} << 20;
constexpr std::size_t kFile = std::size_t{2} << 20;

class ServerTest : public testing::Test {
 protected:
  void SetUp() override {
    OneNameAuthority::Issued issued = Issue();
    first_ = issued.certificate_pem;
    ServerOptions options{.listen = "127.0.0.1:0",
                          .certificate_pem = issued.certificate_pem,
                          .private_key_pem = std::move(issued.private_key_pem),
                          .header_bytes = 1024,
                          .body_bytes = 4096,
                          .patience = kPatience,
                          .idle = kPatience,
                          .connections = 8};
    auto server = HttpServer::Start(
        std::move(options), *Gate::For("https://localhost"),
        [](const HttpRequest& request) { return Serve(request); },
        [this](const HttpRequest& request) {
          return request.path == "/busy" ? nullptr : &workers_;
        });
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
  }
  ~ServerTest() override {
    workers_.Stop();
    server_.reset();
  }

  static HttpResponse Serve(const HttpRequest& request) {
    HttpResponse response;
    response.body = absl::StrCat(request.path, request.body);
    if (request.path == "/long") response.body = std::string(kLongPage, 'x');
    if (request.path == "/file") response.body = std::string(kFile, 'x');
    return response;
  }

  OneNameAuthority::Issued Issue() {
    return *authority_.Issue(random_, clock_.Now());
  }
  // Whether it is `certificate_pem` that this connection began with.
  static bool Shows(TlsClient& client, const std::string& certificate_pem) {
    return HashBytes(Sha256(client.CertificateDer())) ==
           FactsOfCertificatePem(certificate_pem)->sha256;
  }
  std::unique_ptr<TlsClient> Dial(const TlsDialing& dialing = {}) {
    return TlsClient::Dial(server_->port(), dialing);
  }
  static std::string Get(const std::string& path) {
    return absl::StrCat("GET ", path, " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }
  static std::string PostHead(std::size_t length) {
    return absl::StrCat(
        "POST /form HTTP/1.1\r\nHost: localhost\r\nOrigin: https://localhost"
        "\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Content-Length: ",
        length, "\r\n\r\n");
  }
  void ExpectServed() {
    const auto client = Dial();
    ASSERT_NE(client, nullptr);
    ASSERT_TRUE(client->Send(Get("/page")));
    EXPECT_EQ(client->Read().body, "/page");
  }
  // A byte now and then; how long the server took them.
  absl::Duration Trickle(TlsClient& client, const std::string& bytes) {
    const absl::Duration begun = clock_.Monotonic();
    for (const char byte : bytes) {
      if (!client.Send(std::string(1, byte))) break;
      absl::SleepFor(kPause);
    }
    EXPECT_TRUE(client.IsEnded());
    return clock_.Monotonic() - begun;
  }

  SystemClock clock_;
  SystemRandom random_;
  const OneNameAuthority authority_ =
      *OneNameAuthority::Create("localhost", random_, clock_.Now());
  std::string first_;
  ThreadedExecutor workers_{clock_, 2};
  std::unique_ptr<HttpServer> server_;
};

TEST_F(ServerTest, AHeaderThatTricklesInIsCutOff) {
  const auto client = Dial();
  ASSERT_NE(client, nullptr);
  const absl::Duration took = Trickle(*client, std::string(60, 'G'));
  EXPECT_GE(took, kPatience - kPause);
  EXPECT_LT(took, 4 * kPatience);
  ExpectServed();
}

TEST_F(ServerTest, ABodyThatTricklesInIsCutOff) {
  const auto client = Dial();
  ASSERT_NE(client, nullptr);
  ASSERT_TRUE(client->Send(PostHead(60)));
  EXPECT_LT(Trickle(*client, std::string(60, 'a')), 4 * kPatience);
  ExpectServed();
}

TEST_F(ServerTest, AHandshakeThatNeverComesIsCutOff) {
  const auto client = Dial({.tls = false});
  ASSERT_NE(client, nullptr);
  const absl::Duration begun = clock_.Monotonic();
  EXPECT_TRUE(client->IsEnded());
  EXPECT_LT(clock_.Monotonic() - begun, 4 * kPatience);
}

TEST_F(ServerTest, APageThatNobodyReadsIsCutOff) {
  const auto client = Dial();
  ASSERT_NE(client, nullptr);
  ASSERT_TRUE(client->Send(Get("/long")));
  absl::SleepFor(3 * kPatience);
  // What was on its way comes; the rest does not.
  EXPECT_EQ(client->Read().status, 0);
  EXPECT_TRUE(client->IsEnded());
  ExpectServed();
}

// Takes a file with a pause after every 32 KiB, as over a slow line, until
// `most` bytes came; what came.
std::string TakeSlowly(TlsClient& client, std::size_t most) {
  const int bytes = 128 << 10;
  setsockopt(SSL_get_fd(client.ssl()), SOL_SOCKET, SO_RCVBUF, &bytes,
             sizeof bytes);
  client.Send("GET /file HTTP/1.1\r\nHost: localhost\r\n\r\n");
  std::string came;
  std::string some(16 << 10, ' ');
  for (int i = 1; came.size() < most; ++i) {
    const int size = SSL_read(client.ssl(), some.data(), 16 << 10);
    if (size <= 0) break;
    came.append(some, 0, static_cast<std::size_t>(size));
    if (i % 2 == 0) absl::SleepFor(kPause);
  }
  return came;
}

TEST_F(ServerTest, WhoTakesALongFileSlowlyGetsAllOfIt) {
  const auto client = Dial();
  ASSERT_NE(client, nullptr);
  const absl::Duration begun = clock_.Monotonic();
  std::string came = TakeSlowly(*client, kFile);
  EXPECT_GT(clock_.Monotonic() - begun, 3 * kPatience);
  const std::size_t body = came.find("\r\n\r\n");
  ASSERT_NE(body, std::string::npos);
  came.erase(0, body + 4);
  std::string rest(kFile - came.size(), ' ');
  for (std::size_t at = 0; at < rest.size();) {
    const int size =
        SSL_read(client->ssl(), &rest[at], static_cast<int>(rest.size() - at));
    ASSERT_GT(size, 0);
    at += static_cast<std::size_t>(size);
  }
  EXPECT_TRUE(came + rest == std::string(kFile, 'x'));
}

TEST_F(ServerTest, WhoStopsTakingALongFileIsCutOff) {
  const auto client = Dial();
  ASSERT_NE(client, nullptr);
  const std::string first = TakeSlowly(*client, kFile / 4);
  EXPECT_GE(first.size(), kFile / 4);
  absl::SleepFor(3 * kPatience);
  EXPECT_LT(first.size() + TakeSlowly(*client, kFile).size(), kFile);
  ExpectServed();
}

TEST_F(ServerTest, BetweenRequestsItWaitsSoLong) {
  const auto client = Dial();
  ASSERT_NE(client, nullptr);
  ASSERT_TRUE(client->Send(Get("/one")));
  EXPECT_EQ(client->Read().body, "/one");
  EXPECT_TRUE(client->IsEnded());
}

TEST_F(ServerTest, HeldConnectionsKeepNobodyOut) {
  std::vector<std::unique_ptr<TlsClient>> held;
  for (int i = 0; i < 30; ++i) {
    held.push_back(Dial({.tls = i % 2 == 0}));
    if (i % 10 == 9) ExpectServed();
  }
}

TEST_F(ServerTest, WhoHoldsMostMakesRoomForOthers) {
  const auto other = Dial({.from = "127.0.0.2"});
  ASSERT_NE(other, nullptr);
  std::vector<std::unique_ptr<TlsClient>> held;
  for (int i = 0; i < 12; ++i) held.push_back(Dial({.tls = false}));
  // The first of all, and yet it is not the one that is ended.
  ASSERT_TRUE(other->Send(Get("/other")));
  EXPECT_EQ(other->Read().body, "/other");
}

TEST_F(ServerTest, WhatIsTooLongIsRefusedInWords) {
  const auto headers = Dial();
  ASSERT_NE(headers, nullptr);
  headers->Send(absl::StrCat("GET /", std::string(2048, 'a')));
  EXPECT_EQ(headers->Read().status, 431);
  EXPECT_TRUE(headers->IsEnded());
  const auto body = Dial();
  ASSERT_NE(body, nullptr);
  body->Send(absl::StrCat(PostHead(4097), std::string(4097, 'a')));
  EXPECT_EQ(body->Read().status, 413);
  const auto fits = Dial();
  ASSERT_NE(fits, nullptr);
  fits->Send(absl::StrCat(PostHead(4096), std::string(4096, 'a')));
  EXPECT_EQ(fits->Read().status, 200);
}

TEST_F(ServerTest, WhatNobodyHasTimeForIsSentAway) {
  const auto client = Dial();
  ASSERT_NE(client, nullptr);
  ASSERT_TRUE(client->Send(Get("/busy")));
  const Reply reply = client->Read();
  EXPECT_EQ(reply.status, 503);
  EXPECT_THAT(reply.body, HasSubstr("Too many people"));
  ExpectServed();
}

TEST_F(ServerTest, RequestsInOnePieceAreAnsweredInOrder) {
  const auto client = Dial();
  ASSERT_NE(client, nullptr);
  std::string all;
  for (int i = 0; i < 20; ++i) absl::StrAppend(&all, Get(absl::StrCat("/", i)));
  ASSERT_TRUE(client->Send(all));
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(client->Read().body, absl::StrCat("/", i));
  }
}

// A laptop that was taken has nothing that resumes a connection.
TEST_F(ServerTest, NoConnectionIsResumed) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const auto first = Dial({.version = version});
    ASSERT_NE(first, nullptr);
    ASSERT_TRUE(first->Send(Get("/one")));
    EXPECT_EQ(first->Read().body, "/one");
    SSL_SESSION* session = SSL_get1_session(first->ssl());
    const auto second = Dial({.version = version, .resume = session});
    ASSERT_NE(second, nullptr);
    EXPECT_FALSE(SSL_session_reused(second->ssl())) << version;
    EXPECT_FALSE(SSL_SESSION_has_ticket(session)) << version;
    SSL_SESSION_free(session);
  }
}

TEST_F(ServerTest, OldTlsIsRefused) {
  for (const int version : {TLS1_VERSION, TLS1_1_VERSION}) {
    EXPECT_EQ(Dial({.version = version}), nullptr) << version;
  }
  ExpectServed();
}

TEST_F(ServerTest, OldCiphersAreRefused) {
  for (const char* old : {"ECDHE-ECDSA-AES256-SHA", "ECDHE-ECDSA-AES128-SHA256",
                          "ECDHE-ECDSA-AES256-CCM8"}) {
    EXPECT_EQ(Dial({.version = TLS1_2_VERSION, .ciphers = old}), nullptr)
        << old;
  }
  EXPECT_NE(Dial({.version = TLS1_2_VERSION,
                  .ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256"}),
            nullptr);
}

TEST_F(ServerTest, ANewCertificateIsForNewConnectionsAndOldOnesGoOn) {
  const auto before = Dial();
  ASSERT_NE(before, nullptr);
  EXPECT_TRUE(Shows(*before, first_));
  const OneNameAuthority::Issued next = Issue();
  const auto used = server_->Use(next.certificate_pem, next.private_key_pem);
  ASSERT_TRUE(used.ok()) << used;
  const auto after = Dial();
  ASSERT_NE(after, nullptr);
  EXPECT_TRUE(Shows(*after, next.certificate_pem));
  ASSERT_TRUE(before->Send(Get("/before")) && after->Send(Get("/after")));
  EXPECT_EQ(before->Read().body, "/before");
  EXPECT_EQ(after->Read().body, "/after");
}

TEST_F(ServerTest, APairThatDoesNotFitIsNotUsed) {
  const OneNameAuthority::Issued one = Issue();
  const OneNameAuthority::Issued other = Issue();
  EXPECT_THAT(
      server_->Use(one.certificate_pem, other.private_key_pem).message(),
      HasSubstr("is not the key of"));
  EXPECT_TRUE(absl::IsInvalidArgument(
      server_->Use("no certificate", one.private_key_pem)));
  const auto client = Dial();
  ASSERT_NE(client, nullptr);
  EXPECT_TRUE(Shows(*client, first_));
}

TEST_F(ServerTest, EndsWhileConnectionsAreOpen) {
  const auto idle = Dial();
  const auto reads = Dial();
  ASSERT_TRUE(idle != nullptr && reads != nullptr);
  reads->Send(Get("/long"));
  workers_.Stop();
  server_.reset();
  EXPECT_TRUE(idle->IsEnded());
}

TEST_F(ServerTest, SaysWhatIsWrongWithItsOptions) {
  const auto start = [&](ServerOptions options) {
    return HttpServer::Start(std::move(options),
                             *Gate::For("https://localhost"), Serve,
                             [this](const HttpRequest&) { return &workers_; })
        .status();
  };
  EXPECT_THAT(start({.listen = "nowhere"}).message(), HasSubstr("listen"));
  EXPECT_THAT(
      start({.listen = "127.0.0.1:0", .certificate_pem = "none"}).message(),
      HasSubstr("tls.certificate"));
}

}  // namespace
}  // namespace kith::console
