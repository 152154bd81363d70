// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/authority.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <string>

#include "keys/tls/openssl.h"

namespace kith {
namespace {

using Role = PeerIdentity::Role;

openssl::Certificate Parse(const std::string& pem) {
  const openssl::Bio bio = openssl::ReadFrom(pem);
  return openssl::Certificate(
      PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
}

absl::Time TimeOf(const ASN1_TIME* time) {
  tm fields;
  ASN1_TIME_to_tm(time, &fields);
  return absl::FromTM(fields, absl::UTCTimeZone());
}

// A request by `key`, with a URI of the sender's own choosing in it.
std::string RequestBy(EVP_PKEY* key) {
  const std::unique_ptr<X509_REQ, openssl::Free> request(X509_REQ_new());
  STACK_OF(X509_EXTENSION)* extensions = sk_X509_EXTENSION_new_null();
  sk_X509_EXTENSION_push(
      extensions, X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name,
                                      "URI:kith://net/broker/mine"));
  X509_REQ_add_extensions(request.get(), extensions);
  sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
  X509_REQ_set_pubkey(request.get(), key);
  X509_REQ_sign(request.get(), key, EVP_sha256());
  const openssl::Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_REQ(bio.get(), request.get());
  return openssl::TextOf(bio.get());
}

// The authority of a network, ten years long, and an agency that enrols.
class AuthorityTest : public testing::Test {
 protected:
  absl::StatusOr<std::string> Issue(const std::string& request,
                                    const CertificateTerms& terms) {
    return authority_.IssueFromRequest(request, terms, random_, now_);
  }
  absl::StatusCode Code(const std::string& request,
                        const CertificateTerms& terms) {
    return Issue(request, terms).status().code();
  }

  static constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;
  SystemRandom random_;
  const absl::Time now_ = absl::FromUnixSeconds(1893456000);
  const Authority authority_ =
      *Authority::Create("net", random_, now_, absl::Hours(24 * 3650));
  const std::string request_ = MakeKeyAndRequest()->request_pem;
  const CertificateTerms agency_{
      {"net", Role::kAgency, "school"}, {}, {}, absl::Hours(24 * 7)};
  const CertificateTerms broker_{{"net", Role::kBroker, "hub"},
                                 {"localhost"},
                                 {"127.0.0.1", "::1"},
                                 absl::Hours(24 * 7)};
};

TEST_F(AuthorityTest, CertificateNamesWhomTheAuthoritySays) {
  const auto pem = Issue(request_, agency_);
  ASSERT_TRUE(pem.ok()) << pem.status();
  const auto identity = IdentityFromCertificatePem(*pem);
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(*identity, agency_.identity);
}

TEST_F(AuthorityTest, NamesThatTheRequestAsksForAreLeftOut) {
  const openssl::Key key(EVP_EC_gen("P-256"));
  const auto pem = Issue(RequestBy(key.get()), agency_);
  ASSERT_TRUE(pem.ok()) << pem.status();
  EXPECT_EQ(IdentityFromCertificatePem(*pem)->id, "school");
}

TEST_F(AuthorityTest, CertificateIsSignedByTheAuthority) {
  const openssl::Certificate certificate = Parse(*Issue(request_, agency_));
  const openssl::Certificate issuer = Parse(authority_.certificate_pem());
  EXPECT_EQ(X509_verify(certificate.get(), X509_get0_pubkey(issuer.get())), 1);
  EXPECT_EQ(X509_check_ca(certificate.get()), 0);
  EXPECT_EQ(X509_check_ca(issuer.get()), 1);
}

TEST_F(AuthorityTest, ServerCarriesItsServerNameAndAnAgencyNone) {
  const openssl::Certificate hub = Parse(*Issue(request_, broker_));
  const openssl::Certificate school = Parse(*Issue(request_, agency_));
  const auto carries = [](const openssl::Certificate& certificate,
                          const std::string& name) {
    return X509_check_host(certificate.get(), name.data(), name.size(),
                           X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) == 1;
  };
  EXPECT_TRUE(carries(hub, "hub.broker.net.kith"));
  EXPECT_TRUE(carries(hub, "localhost"));
  EXPECT_FALSE(carries(hub, "hub.keyholder.net.kith"));
  EXPECT_FALSE(carries(school, "school.agency.net.kith"));
  EXPECT_EQ(X509_check_ip_asc(hub.get(), "127.0.0.1", 0), 1);
  EXPECT_EQ(X509_check_ip_asc(hub.get(), "::1", 0), 1);
}

TEST_F(AuthorityTest, IsValidFromFiveMinutesBackForTheTimeGiven) {
  const openssl::Certificate certificate = Parse(*Issue(request_, agency_));
  EXPECT_EQ(TimeOf(X509_get0_notBefore(certificate.get())),
            now_ - absl::Minutes(5));
  EXPECT_EQ(TimeOf(X509_get0_notAfter(certificate.get())),
            now_ + absl::Hours(24 * 7));
}

TEST_F(AuthorityTest, NoTwoCertificatesShareASerialNumber) {
  const openssl::Certificate one = Parse(*Issue(request_, agency_));
  const openssl::Certificate two = Parse(*Issue(request_, agency_));
  EXPECT_NE(ASN1_INTEGER_cmp(X509_get0_serialNumber(one.get()),
                             X509_get0_serialNumber(two.get())),
            0);
  EXPECT_EQ(ASN1_STRING_length(X509_get0_serialNumber(one.get())), 16);
}

TEST_F(AuthorityTest, RequestNotSignedByItsOwnKeyIsRefused) {
  const openssl::Key mine(EVP_EC_gen("P-256"));
  const openssl::Key theirs(EVP_EC_gen("P-256"));
  const std::unique_ptr<X509_REQ, openssl::Free> request(X509_REQ_new());
  X509_REQ_set_pubkey(request.get(), theirs.get());
  X509_REQ_sign(request.get(), mine.get(), EVP_sha256());
  const openssl::Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509_REQ(bio.get(), request.get());
  EXPECT_EQ(Code(openssl::TextOf(bio.get()), agency_), kInvalid);
}

TEST_F(AuthorityTest, KeysOtherThanP256AreRefused) {
  const openssl::Key larger(EVP_EC_gen("P-384"));
  const openssl::Key rsa(EVP_RSA_gen(2048));
  EXPECT_EQ(Code(RequestBy(larger.get()), agency_), kInvalid);
  EXPECT_EQ(Code(RequestBy(rsa.get()), agency_), kInvalid);
}

TEST_F(AuthorityTest, WhatIsNoRequestIsRefused) {
  EXPECT_EQ(Code("", agency_), kInvalid);
  EXPECT_EQ(Code(authority_.certificate_pem(), agency_), kInvalid);
}

TEST_F(AuthorityTest, TermsNotWellFormedAreRefused) {
  CertificateTerms terms = agency_;
  terms.identity.id = "school,DNS:hub.broker.net.kith";
  EXPECT_EQ(Code(request_, terms), kInvalid);
  terms = agency_;
  terms.host_names = {"localhost"};
  EXPECT_EQ(Code(request_, terms), kInvalid);
  terms = broker_;
  terms.host_names = {"other.broker.net.kith"};
  EXPECT_EQ(Code(request_, terms), kInvalid);
  terms.host_names = {"a,URI:kith://net/agency/x"};
  EXPECT_EQ(Code(request_, terms), kInvalid);
  terms = broker_;
  terms.addresses = {"127.0.0.1,DNS:x"};
  EXPECT_EQ(Code(request_, terms), kInvalid);
  terms = agency_;
  terms.validity = absl::ZeroDuration();
  EXPECT_EQ(Code(request_, terms), kInvalid);
}

TEST_F(AuthorityTest, CertificateNeverOutlivesTheAuthority) {
  CertificateTerms terms = agency_;
  terms.validity = absl::Hours(24 * 3651);
  EXPECT_EQ(Code(request_, terms), kInvalid);
}

TEST_F(AuthorityTest, LoadedFromItsPartsItIssuesAgain) {
  const auto loaded = Authority::Load(authority_.certificate_pem(),
                                      authority_.private_key_pem());
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_TRUE(loaded->IssueFromRequest(request_, agency_, random_, now_).ok());
}

TEST_F(AuthorityTest, PartsThatDoNotBelongTogetherAreRefused) {
  const auto made = *MakeKeyAndRequest();
  EXPECT_EQ(Authority::Load(authority_.certificate_pem(), made.private_key_pem)
                .status()
                .code(),
            kInvalid);
  EXPECT_EQ(
      Authority::Load(*Issue(made.request_pem, agency_), made.private_key_pem)
          .status()
          .code(),
      kInvalid);
  EXPECT_EQ(Authority::Load("x", made.private_key_pem).status().code(),
            kInvalid);
}

// Whether OpenSSL takes `certificate` as a `purpose`, below `issuing` and the
// authority.
class IssuingAuthorityTest : public AuthorityTest {
 protected:
  bool Verifies(const std::string& certificate_pem, int purpose) {
    const openssl::Certificate certificate = Parse(certificate_pem);
    const openssl::Certificate between = Parse(issuing_.certificate_pem());
    const openssl::Certificate root = Parse(authority_.certificate_pem());
    X509_STORE* store = X509_STORE_new();
    X509_STORE_add_cert(store, root.get());
    STACK_OF(X509)* chain = sk_X509_new_null();
    sk_X509_push(chain, between.get());
    X509_STORE_CTX* context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, certificate.get(), chain);
    X509_STORE_CTX_set_purpose(context, purpose);
    X509_STORE_CTX_set_time(context, 0, absl::ToTimeT(now_));
    const bool holds = X509_verify_cert(context) == 1;
    X509_STORE_CTX_free(context);
    sk_X509_free(chain);
    X509_STORE_free(store);
    return holds;
  }
  std::string IssuedBelow(const CertificateTerms& terms) {
    return *issuing_.IssueFromRequest(request_, terms, random_, now_);
  }

  const Authority issuing_ =
      *authority_.CreateIssuing(random_, now_, absl::Hours(24 * 730));
};

TEST_F(IssuingAuthorityTest, AnIssuingAuthorityVouchesForAgencies) {
  EXPECT_TRUE(Verifies(IssuedBelow(agency_), X509_PURPOSE_SSL_CLIENT));
}

TEST_F(IssuingAuthorityTest, AnIssuingAuthorityVouchesForNoServer) {
  EXPECT_FALSE(Verifies(IssuedBelow(broker_), X509_PURPOSE_SSL_SERVER));
  EXPECT_TRUE(Verifies(*Issue(request_, broker_), X509_PURPOSE_SSL_SERVER))
      << "the authority itself does";
}

TEST_F(IssuingAuthorityTest, ItDoesNotOutliveTheAuthority) {
  EXPECT_EQ(authority_.CreateIssuing(random_, now_, absl::Hours(24 * 4000))
                .status()
                .code(),
            kInvalid);
}

TEST_F(IssuingAuthorityTest, ItMakesNoFurtherAuthority) {
  const auto further =
      issuing_.CreateIssuing(random_, now_, absl::Hours(24 * 365));
  ASSERT_TRUE(further.ok());
  const std::string leaf =
      *further->IssueFromRequest(request_, agency_, random_, now_);
  EXPECT_FALSE(Verifies(leaf, X509_PURPOSE_SSL_CLIENT));
}

}  // namespace
}  // namespace kith
