// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/one_name_authority.h"

#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>

#include <cstdint>
#include <string>

#include "keys/tls/authority.h"
#include "keys/tls/certificate.h"
#include "keys/tls/new_certificate.h"
#include "keys/tls/openssl.h"

namespace kith {
namespace {

constexpr char kHost[] = "kith.hillview.example";
constexpr char kAddress[] = "10.1.2.3";

openssl::Certificate Parse(const std::string& pem) {
  return *openssl::ReadCertificate(pem);
}

// What a browser does that has installed `authority`.
class Browser {
 public:
  Browser(const OneNameAuthority& authority, absl::Time now)
      : authority_(Parse(authority.certificate_pem())),
        store_(X509_STORE_new()),
        context_(X509_STORE_CTX_new()),
        now_(now) {
    X509_STORE_add_cert(store_, authority_.get());
  }
  ~Browser() {
    X509_STORE_CTX_free(context_);
    X509_STORE_free(store_);
  }

  bool TakesForHost(const std::string& pem, const std::string& host) {
    return Takes(pem, [&host](X509_VERIFY_PARAM* wanted) {
      X509_VERIFY_PARAM_set1_host(wanted, host.data(), host.size());
    });
  }
  bool TakesForAddress(const std::string& pem, const std::string& address) {
    return Takes(pem, [&address](X509_VERIFY_PARAM* wanted) {
      X509_VERIFY_PARAM_set1_ip_asc(wanted, address.c_str());
    });
  }

 private:
  template <typename Want>
  bool Takes(const std::string& pem, const Want& want) {
    const openssl::Certificate certificate = Parse(pem);
    X509_STORE_CTX_init(context_, store_, certificate.get(), nullptr);
    X509_STORE_CTX_set_purpose(context_, X509_PURPOSE_SSL_SERVER);
    X509_STORE_CTX_set_time(context_, 0, absl::ToTimeT(now_));
    want(X509_STORE_CTX_get0_param(context_));
    const bool takes = X509_verify_cert(context_) == 1;
    X509_STORE_CTX_cleanup(context_);
    return takes;
  }

  const openssl::Certificate authority_;
  X509_STORE* const store_;
  X509_STORE_CTX* const context_;
  const absl::Time now_;
};

class OneNameAuthorityTest : public testing::Test {
 protected:
  OneNameAuthority Make(const std::string& host) {
    return *OneNameAuthority::Create(host, random_, now_);
  }
  std::string IssuedBy(const OneNameAuthority& authority, absl::Time at) {
    return authority.Issue(random_, at)->certificate_pem;
  }
  // What a thief of the authority's key signs with it.
  std::string Forged(const OneNameAuthority& authority,
                     const std::string& names) {
    const openssl::Certificate issuer = Parse(authority.certificate_pem());
    const openssl::Key issuer_key =
        *openssl::ReadKey(authority.private_key_pem());
    const openssl::Key key = *openssl::NewKey();
    const openssl::Certificate certificate = *openssl::NewCertificate(
        "forged", key.get(), random_, now_, absl::Hours(24));
    EXPECT_TRUE(openssl::AddExtensions(certificate.get(), issuer.get(),
                                       {{NID_ext_key_usage, "serverAuth"},
                                        {NID_subject_alt_name, names}})
                    .ok());
    return *openssl::SignedPem(certificate.get(), issuer.get(),
                               issuer_key.get());
  }

  SystemRandom random_;
  const absl::Time now_ = absl::FromUnixSeconds(1893456000);
  const OneNameAuthority authority_ = Make(kHost);
  Browser browser_{authority_, now_};
};

TEST_F(OneNameAuthorityTest, ItsCertificateIsTakenForItsHostAndNoOther) {
  const std::string pem = IssuedBy(authority_, now_);
  EXPECT_TRUE(browser_.TakesForHost(pem, kHost));
  EXPECT_FALSE(browser_.TakesForHost(pem, "bank.example"));
  EXPECT_FALSE(browser_.TakesForAddress(pem, kAddress));
}

TEST_F(OneNameAuthorityTest, WithItsKeyNobodyPassesForAnotherSite) {
  EXPECT_TRUE(browser_.TakesForHost(
      Forged(authority_, "DNS:kith.hillview.example"), kHost))
      << "or the following prove nothing";
  EXPECT_FALSE(browser_.TakesForHost(Forged(authority_, "DNS:bank.example"),
                                     "bank.example"));
  EXPECT_FALSE(browser_.TakesForHost(
      Forged(authority_, "DNS:kith.hillview.example,DNS:bank.example"),
      "bank.example"));
  EXPECT_FALSE(browser_.TakesForHost(Forged(authority_, "DNS:hillview.example"),
                                     "hillview.example"));
  EXPECT_FALSE(
      browser_.TakesForAddress(Forged(authority_, "IP:10.1.2.3"), kAddress));
  EXPECT_FALSE(browser_.TakesForAddress(Forged(authority_, "IP:::1"), "::1"));
}

TEST_F(OneNameAuthorityTest, OfAnAddressItVouchesForNoHostName) {
  const OneNameAuthority authority = Make(kAddress);
  Browser browser(authority, now_);
  const std::string pem = IssuedBy(authority, now_);
  EXPECT_TRUE(browser.TakesForAddress(pem, kAddress));
  EXPECT_FALSE(browser.TakesForAddress(pem, "10.1.2.4"));
  EXPECT_FALSE(
      browser.TakesForAddress(Forged(authority, "IP:10.1.2.4"), "10.1.2.4"));
  EXPECT_FALSE(browser.TakesForAddress(Forged(authority, "IP:::1"), "::1"));
  EXPECT_FALSE(browser.TakesForHost(Forged(authority, "DNS:bank.example"),
                                    "bank.example"));
  EXPECT_TRUE(authority.HasIssued(pem));
}

TEST_F(OneNameAuthorityTest, ItMakesNoFurtherAuthority) {
  const openssl::Certificate certificate = Parse(authority_.certificate_pem());
  EXPECT_EQ(X509_check_ca(certificate.get()), 1);
  EXPECT_EQ(X509_get_pathlen(certificate.get()), 0);
  EXPECT_EQ(X509_get_key_usage(certificate.get()),
            static_cast<std::uint32_t>(KU_KEY_CERT_SIGN));
  EXPECT_EQ(X509_get_extended_key_usage(certificate.get()),
            static_cast<std::uint32_t>(XKU_SSL_SERVER));
  const int at =
      X509_get_ext_by_NID(certificate.get(), NID_name_constraints, -1);
  ASSERT_GE(at, 0);
  EXPECT_EQ(X509_EXTENSION_get_critical(X509_get_ext(certificate.get(), at)),
            1);
}

TEST_F(OneNameAuthorityTest, WhatItIssuesLastsNinetyDaysAndNoLongerThanItself) {
  EXPECT_EQ(*EndOfCertificatePem(IssuedBy(authority_, now_)),
            now_ + absl::Hours(24 * 90));
  const absl::Time last = authority_.ends() - absl::Hours(24);
  EXPECT_EQ(*EndOfCertificatePem(IssuedBy(authority_, last)),
            authority_.ends());
  EXPECT_TRUE(absl::IsFailedPrecondition(
      authority_.Issue(random_, authority_.ends()).status()));
}

TEST_F(OneNameAuthorityTest, EachCertificateHasAKeyOfItsOwn) {
  const auto one = authority_.Issue(random_, now_);
  const auto other = authority_.Issue(random_, now_);
  ASSERT_TRUE(one.ok() && other.ok());
  EXPECT_TRUE(IsKeyOfCertificate(one->certificate_pem, one->private_key_pem));
  EXPECT_FALSE(
      IsKeyOfCertificate(one->certificate_pem, other->private_key_pem));
}

TEST_F(OneNameAuthorityTest, LoadedForItsHostItIssuesAgain) {
  const auto loaded = OneNameAuthority::Load(
      kHost, authority_.certificate_pem(), authority_.private_key_pem());
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_TRUE(browser_.TakesForHost(IssuedBy(*loaded, now_), kHost));
}

TEST_F(OneNameAuthorityTest, LoadedForAnotherHostItIsRefused) {
  for (const char* other : {"bank.example", "a.kith.hillview.example",
                            "hillview.example", kAddress}) {
    EXPECT_TRUE(absl::IsFailedPrecondition(
        OneNameAuthority::Load(other, authority_.certificate_pem(),
                               authority_.private_key_pem())
            .status()))
        << other;
  }
}

TEST_F(OneNameAuthorityTest, AnAuthorityForEveryNameIsRefused) {
  const Authority wide =
      *Authority::Create("net", random_, now_, absl::Hours(24));
  EXPECT_TRUE(absl::IsFailedPrecondition(
      OneNameAuthority::Load(kHost, wide.certificate_pem(),
                             wide.private_key_pem())
          .status()));
}

TEST_F(OneNameAuthorityTest, PartsThatDoNotBelongTogetherAreRefused) {
  const OneNameAuthority other = Make(kHost);
  EXPECT_TRUE(absl::IsInvalidArgument(
      OneNameAuthority::Load(kHost, authority_.certificate_pem(),
                             other.private_key_pem())
          .status()));
  EXPECT_TRUE(absl::IsInvalidArgument(
      OneNameAuthority::Load(kHost, "x", other.private_key_pem()).status()));
}

TEST_F(OneNameAuthorityTest, ItKnowsWhatItHasIssued) {
  EXPECT_TRUE(authority_.HasIssued(IssuedBy(authority_, now_)));
  EXPECT_FALSE(authority_.HasIssued(IssuedBy(Make(kHost), now_)));
  EXPECT_FALSE(authority_.HasIssued(Forged(authority_, "DNS:bank.example")));
  EXPECT_FALSE(authority_.HasIssued(""));
}

TEST_F(OneNameAuthorityTest, WhatIsNoHostIsRefused) {
  for (const char* host :
       {"", ".", ".example", "kith.example.", "a..example", "Kith.example",
        "a.example,excluded;DNS:b", "kith.example:8443", "::1"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(
        OneNameAuthority::Create(host, random_, now_).status()))
        << host;
  }
}

TEST_F(OneNameAuthorityTest, AHostLongerThanACommonNameHasOneToo) {
  const std::string host = std::string(60, 'a') + ".hillview.example";
  const OneNameAuthority authority = Make(host);
  Browser browser(authority, now_);
  EXPECT_TRUE(browser.TakesForHost(IssuedBy(authority, now_), host));
}

}  // namespace
}  // namespace kith
