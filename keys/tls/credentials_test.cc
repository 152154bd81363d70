// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/credentials.h"

#include <gmock/gmock.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <openssl/pem.h>
#include <sys/stat.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "keys/tls/authority.h"
#include "keys/tls/openssl.h"

namespace kith {
namespace {

using Role = PeerIdentity::Role;

// Answers every call with an error that says who called.
class WhoIsThere final : public grpc::CallbackGenericService {
 public:
  grpc::ServerGenericBidiReactor* CreateReactor(
      grpc::GenericCallbackServerContext* context) override {
    ++calls;
    const auto peer = PeerOf(*context, "net");
    auto* const reactor = new Farewell;
    reactor->Finish(grpc::Status(
        peer.ok() ? grpc::StatusCode::OUT_OF_RANGE
                  : static_cast<grpc::StatusCode>(peer.status().code()),
        peer.ok() ? UriOf(*peer) : std::string(peer.status().message())));
    return reactor;
  }

  std::atomic<int> calls = 0;

 private:
  class Farewell final : public grpc::ServerGenericBidiReactor {
    void OnDone() override { delete this; }
  };
};

// A network with a server on loopback, real on both sides. Whoever passes the
// handshake is told OUT_OF_RANGE; who does not, UNAVAILABLE.
class CredentialsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { RequireTls13(); }
  void SetUp() override { Serve(FilesFor(hub_)); }
  void TearDown() override {
    if (server_ != nullptr) server_->Shutdown();
  }

  TlsFiles FilesFor(const PeerIdentity& who) {
    return FilesFor(authority_, who, absl::Now());
  }
  TlsFiles FilesFor(const Authority& by, const PeerIdentity& who,
                    absl::Time when) {
    KeyAndRequest made = *MakeKeyAndRequest();
    const auto certificate = by.IssueFromRequest(
        made.request_pem, {who, {}, {}, absl::Hours(24)}, random_, when);
    EXPECT_TRUE(certificate.ok()) << certificate.status();
    return {authority_.certificate_pem(), *certificate,
            std::move(made.private_key_pem)};
  }
  // A certificate with any URIs, signed by the network's own authority.
  TlsFiles FilesWithUris(const std::vector<std::string>& uris) {
    TlsFiles files = FilesFor(school_);
    const auto certificate = Parse(files.certificate_pem);
    const int at =
        X509_get_ext_by_NID(certificate.get(), NID_subject_alt_name, -1);
    X509_EXTENSION_free(X509_delete_ext(certificate.get(), at));
    const std::unique_ptr<GENERAL_NAMES, openssl::Free> names(
        sk_GENERAL_NAME_new_null());
    for (const std::string& uri : uris) {
      ASN1_IA5STRING* const value = ASN1_IA5STRING_new();
      ASN1_STRING_set(value, uri.data(), static_cast<int>(uri.size()));
      GENERAL_NAME* const name = GENERAL_NAME_new();
      GENERAL_NAME_set0_value(name, GEN_URI, value);
      sk_GENERAL_NAME_push(names.get(), name);
    }
    if (!uris.empty()) {
      X509_add1_ext_i2d(certificate.get(), NID_subject_alt_name, names.get(), 0,
                        X509V3_ADD_DEFAULT);
    }
    files.certificate_pem = SignedAgain(certificate.get());
    return files;
  }
  static openssl::Certificate Parse(const std::string& pem) {
    const openssl::Bio bio = openssl::ReadFrom(pem);
    return openssl::Certificate(
        PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
  }
  std::string SignedAgain(X509* certificate) {
    const openssl::Bio in =
        openssl::ReadFrom(authority_.private_key_pem().Expose());
    const openssl::Key key(
        PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr));
    X509_sign(certificate, key.get(), EVP_sha256());
    const openssl::Bio out(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(out.get(), certificate);
    return openssl::TextOf(out.get());
  }
  // Where agencies enrol: without their certificates.
  void ServeAnybody(const TlsFiles& files) { Serve(TlsServer(files)); }
  void Serve(const TlsFiles& files) { Serve(MutualTlsServer(files)); }
  void Serve(const std::shared_ptr<grpc::ServerCredentials>& credentials) {
    if (server_ != nullptr) server_->Shutdown();
    server_.reset();
    service_ = std::make_unique<WhoIsThere>();
    grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", credentials, &port_);
    builder.RegisterCallbackGenericService(service_.get());
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
  }
  std::string Address() const { return absl::StrCat("127.0.0.1:", port_); }

  grpc::Status Call(const TlsFiles& files) {
    return Call(MutualTlsClient(files));
  }
  grpc::Status Call(
      const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
    grpc::ChannelArguments arguments;
    ServerNameArgument(hub_, arguments);
    return Call(credentials, arguments);
  }
  // As whoever enrols with this network.
  grpc::Status CallToEnrol() {
    grpc::ChannelArguments arguments;
    EnrolNameArgument(arguments);
    return Call(TlsClient(authority_.certificate_pem(), hub_), arguments);
  }
  grpc::Status Call(
      const std::shared_ptr<grpc::ChannelCredentials>& credentials,
      grpc::ChannelArguments& arguments) {
    // A channel of its own, not another test's.
    arguments.SetInt("grpc.use_local_subchannel_pool", 1);
    grpc::GenericStub stub(
        grpc::CreateCustomChannel(Address(), credentials, arguments));
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() +
                         std::chrono::seconds(10));
    grpc::CompletionQueue queue;
    grpc::ByteBuffer reply;
    grpc::Status status;
    const auto call =
        stub.PrepareUnaryCall(&context, "/kith.Test/Who", {}, &queue);
    call->StartCall();
    call->Finish(&reply, &status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    return status;
  }

  SystemRandom random_;
  const PeerIdentity hub_{"net", Role::kBroker, "hub"};
  const PeerIdentity school_{"net", Role::kAgency, "school"};
  const absl::Time founded_ = absl::Now() - absl::Hours(24 * 30);
  const Authority authority_ =
      *Authority::Create("net", random_, founded_, absl::Hours(24 * 365));
  std::unique_ptr<WhoIsThere> service_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

TEST_F(CredentialsTest, ServerLearnsWhoCallsFromTheCertificate) {
  const grpc::Status status = Call(FilesFor(school_));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(status.error_message(), "kith://net/agency/school");
}

TEST_F(CredentialsTest, WhoEnrolsSpeaksWithTheBrokerUnderAnotherName) {
  ServeAnybody(FilesFor(hub_));
  // It passes the handshake, and has no certificate.
  EXPECT_EQ(CallToEnrol().error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(service_->calls, 1);
}

TEST_F(CredentialsTest, WhoEnrolsSpeaksWithNobodyElse) {
  const Authority other =
      *Authority::Create("net", random_, founded_, absl::Hours(24 * 365));
  const PeerIdentity holder{"net", Role::kKeyHolder, "hub"};
  const PeerIdentity elsewhere{"other", Role::kBroker, "hub"};
  const TlsFiles wrong[] = {
      // Of the network, and no broker: a key holder, an agency.
      FilesFor(holder), FilesFor(school_),
      // The right name, by another authority; and by one that has ended.
      FilesFor(other, hub_, absl::Now()),
      FilesFor(authority_, hub_, absl::Now() - absl::Hours(25)),
      // Another network's.
      FilesFor(elsewhere)};
  for (const TlsFiles& files : wrong) {
    ServeAnybody(files);
    EXPECT_EQ(CallToEnrol().error_code(), grpc::StatusCode::UNAVAILABLE);
    EXPECT_EQ(service_->calls, 0);
  }
}

// E-01.
TEST_F(CredentialsTest, ClientWithoutACertificateNeverReachesTheService) {
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = authority_.certificate_pem();
  const grpc::Status status = Call(grpc::SslCredentials(options));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(service_->calls, 0);
}

TEST_F(CredentialsTest, ClientWithoutTlsNeverReachesTheService) {
  const grpc::Status status = Call(grpc::InsecureChannelCredentials());
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(service_->calls, 0);
}

// E-02.
TEST_F(CredentialsTest, ClientOfAnotherAuthorityNeverReachesTheService) {
  const Authority other =
      *Authority::Create("net", random_, founded_, absl::Hours(24 * 365));
  const grpc::Status status = Call(FilesFor(other, school_, absl::Now()));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(service_->calls, 0);
}

TEST_F(CredentialsTest, ExpiredClientNeverReachesTheService) {
  const grpc::Status status =
      Call(FilesFor(authority_, school_, absl::Now() - absl::Hours(25)));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(service_->calls, 0);
}

TEST_F(CredentialsTest, ClientNotYetValidNeverReachesTheService) {
  const grpc::Status status =
      Call(FilesFor(authority_, school_, absl::Now() + absl::Hours(1)));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(service_->calls, 0);
}

// E-03.
TEST_F(CredentialsTest, ClientOfAnotherNetworkIsUnauthenticated) {
  const grpc::Status status =
      Call(FilesFor(PeerIdentity{"net-2", Role::kAgency, "school"}));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
}

// E-04, through a real handshake.
TEST_F(CredentialsTest, ClientWithTwoUrisIsUnauthenticated) {
  const grpc::Status status = Call(
      FilesWithUris({"kith://net/agency/school", "kith://net/broker/hub"}));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(status.error_message(), "certificate: not exactly one URI");
}

TEST_F(CredentialsTest, ClientWithoutAUriIsUnauthenticated) {
  EXPECT_EQ(Call(FilesWithUris({})).error_message(),
            "certificate: not exactly one URI");
}

TEST_F(CredentialsTest, ClientWithAZeroByteInItsUriIsUnauthenticated) {
  const grpc::Status status =
      Call(FilesWithUris({std::string("kith://net/agency/school\0x", 26)}));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAUTHENTICATED);
  EXPECT_EQ(status.error_message(), "certificate: a name not well-formed");
}

TEST_F(CredentialsTest, AgencyCannotPoseAsTheBroker) {
  Serve(FilesFor(PeerIdentity{"net", Role::kAgency, "hub"}));
  EXPECT_EQ(Call(FilesFor(school_)).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(service_->calls, 0);
}

TEST_F(CredentialsTest, KeyHolderOfTheSameIdCannotPoseAsTheBroker) {
  Serve(FilesFor(PeerIdentity{"net", Role::kKeyHolder, "hub"}));
  EXPECT_EQ(Call(FilesFor(school_)).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(service_->calls, 0);
}

TEST_F(CredentialsTest, ExpiredServerIsNotCalled) {
  Serve(FilesFor(authority_, hub_, absl::Now() - absl::Hours(25)));
  EXPECT_EQ(Call(FilesFor(school_)).error_code(),
            grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(service_->calls, 0);
}

// E-05, seen from outside by OpenSSL's own client with a good certificate.
class TlsVersionTest : public CredentialsTest {
 protected:
  void SetUp() override {
    CredentialsTest::SetUp();
    std::string pattern = testing::TempDir() + "tlsXXXXXX";
    folder_ = mkdtemp(pattern.data());
    const TlsFiles files = FilesFor(school_);
    std::ofstream(folder_ + "/ca.pem") << files.authority_pem;
    std::ofstream(folder_ + "/school.pem") << files.certificate_pem;
    ASSERT_TRUE(files.private_key_pem.ToNewFile(folder_ + "/school.key").ok());
  }

  // What `openssl s_client` says, and whether it ended well.
  struct Said {
    bool connected;
    std::string text;
  };
  Said Connect(const std::string& options) {
    const std::string command = absl::StrCat(
        "cd ", folder_, " && timeout 20 openssl s_client -connect ", Address(),
        " -CAfile ca.pem -cert school.pem -key school.key -alpn h2 "
        "-verify_return_error ",
        options, " </dev/null 2>&1");
    FILE* const pipe = popen(command.c_str(), "r");
    Said said;
    char buffer[4096];
    while (const std::size_t got = fread(buffer, 1, sizeof buffer, pipe)) {
      said.text.append(buffer, got);
    }
    said.connected = pclose(pipe) == 0;
    return said;
  }

  std::string folder_;
};

TEST_F(TlsVersionTest, Tls13Connects) {
  const Said said = Connect("-tls1_3");
  EXPECT_TRUE(said.connected) << said.text;
  EXPECT_THAT(said.text, testing::HasSubstr("New, TLSv1.3, Cipher is TLS_"));
}

TEST_F(TlsVersionTest, Tls12FailsInTheHandshake) {
  const Said said = Connect("-tls1_2");
  EXPECT_FALSE(said.connected) << said.text;
  EXPECT_THAT(said.text, testing::HasSubstr("Cipher is (NONE)"));
}

TEST_F(TlsVersionTest, Tls12FailsEvenWithTheOneSuiteLeftToIt) {
  const Said said =
      Connect("-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384:@SECLEVEL=0");
  EXPECT_FALSE(said.connected) << said.text;
  EXPECT_THAT(said.text, testing::HasSubstr("Cipher is (NONE)"));
}

TEST_F(TlsVersionTest, FilesOnDiskAreRead) {
  const auto files =
      ReadTlsFiles(authority_.certificate_pem(), folder_ + "/school.pem",
                   folder_ + "/school.key");
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ(Call(*files).error_message(), "kith://net/agency/school");
}

TEST_F(TlsVersionTest, WhatBrowsersAreServedWithNeedsNoNameOfANetwork) {
  const TlsFiles files = FilesWithUris({});
  std::ofstream(folder_ + "/web.pem") << files.certificate_pem;
  ASSERT_TRUE(files.private_key_pem.ToNewFile(folder_ + "/web.key").ok());
  const auto read =
      ReadTlsFilesForBrowsers(folder_ + "/web.pem", folder_ + "/web.key");
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->certificate_pem, files.certificate_pem);
  EXPECT_EQ(read->authority_pem, "");
  EXPECT_EQ(ReadTlsFiles("", folder_ + "/web.pem", folder_ + "/web.key")
                .status()
                .code(),
            absl::StatusCode::kUnauthenticated);
  ASSERT_EQ(chmod((folder_ + "/web.key").c_str(), 0640), 0);
  EXPECT_EQ(ReadTlsFilesForBrowsers(folder_ + "/web.pem", folder_ + "/web.key")
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(TlsVersionTest, KeyFileThatOthersMayReadIsRefused) {
  ASSERT_EQ(chmod((folder_ + "/school.key").c_str(), 0644), 0);
  const absl::Status status =
      ReadTlsFiles(authority_.certificate_pem(), folder_ + "/school.pem",
                   folder_ + "/school.key")
          .status();
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("chmod 600"));
}

TEST_F(TlsVersionTest, MissingFilesAreNamed) {
  const absl::Status status =
      ReadTlsFiles("", folder_ + "/none.pem", folder_ + "/school.key").status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), testing::HasSubstr("none.pem"));
}

}  // namespace
}  // namespace kith
