// SPDX-License-Identifier: Apache-2.0
#include "keys/enrolment/certificate_in_force.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/pem.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "keys/tls/authority.h"
#include "keys/tls/issuer.h"
#include "keys/tls/openssl.h"
#include "tests/support/test_network.h"

namespace kith {
namespace {

using testing::HasSubstr;

constexpr absl::Duration kValidity = absl::Hours(24 * 7);

struct FreeSignature {
  void operator()(ECDSA_SIG* signature) const { ECDSA_SIG_free(signature); }
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(EC_GROUP* group) const { EC_GROUP_free(group); }
};

// The same certificate under the other signature that holds: (r, n - s), which
// anybody can write down. Only for these tests.
std::string SignedTheOtherWay(const std::string& pem) {
  const openssl::Bio in = openssl::ReadFrom(pem);
  const openssl::Certificate certificate(
      PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  const ASN1_BIT_STRING* bits = nullptr;
  X509_get0_signature(&bits, nullptr, certificate.get());
  const unsigned char* bytes = bits->data;
  const std::unique_ptr<ECDSA_SIG, FreeSignature> signature(
      d2i_ECDSA_SIG(nullptr, &bytes, bits->length));
  const std::unique_ptr<EC_GROUP, FreeSignature> group(
      EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
  BIGNUM* const s = BN_new();
  BN_sub(s, EC_GROUP_get0_order(group.get()),
         ECDSA_SIG_get0_s(signature.get()));
  ECDSA_SIG_set0(signature.get(), BN_dup(ECDSA_SIG_get0_r(signature.get())), s);
  unsigned char* written = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &written);
  ASN1_STRING_set(const_cast<ASN1_BIT_STRING*>(bits), written, size);
  OPENSSL_free(written);
  const openssl::Bio out(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(out.get(), certificate.get());
  return openssl::TextOf(out.get());
}

class CertificateInForceTest : public testing::Test {
 protected:
  std::string IssuedBy(const Authority& authority) {
    return *authority.IssueFromRequest(
        MakeKeyAndRequest()->request_pem,
        {.identity = {"net", PeerIdentity::Role::kAgency, "school"},
         .validity = kValidity},
        random_, now_);
  }
  const std::string& Root() const { return authority_.certificate_pem(); }
  const std::string& Issuing() const { return issuing_.certificate_pem(); }

  absl::Status Check(const std::string& shown, const std::string& revoked = "",
                     absl::Duration later = absl::ZeroDuration()) {
    const auto network = members_.With([&](network::v1::NetworkFile& file) {
      if (revoked.empty()) return;
      file.add_revoked_certificates(FactsOfCertificatePem(revoked)->tbs_sha256);
    });
    const auto facts = FactsOfShown(shown, Root());
    return facts.ok() ? CheckCertificate(*facts, *network, now_ + later)
                      : facts.status();
  }
  std::string Refusal(const std::string& shown,
                      const std::string& revoked = "") {
    const absl::Status checked = Check(shown, revoked);
    return absl::IsUnauthenticated(checked) ? std::string(checked.message())
                                            : checked.ToString();
  }

  SystemRandom random_;
  const absl::Time now_ = absl::FromUnixSeconds(1'800'000'000);
  const Authority authority_ = *Authority::Create(
      "net", random_, now_ - absl::Hours(24), absl::Hours(24 * 365));
  const Authority issuing_ =
      *authority_.CreateIssuing(random_, now_, absl::Hours(24 * 300));
  const tests::TestNetwork members_{random_};
};

TEST_F(CertificateInForceTest, ByTheAuthorityOrByWhatItLetsIssue) {
  EXPECT_EQ(Check(IssuedBy(authority_)), absl::OkStatus());
  EXPECT_EQ(Check(IssuedBy(issuing_) + Issuing()), absl::OkStatus());
  // Some show the authority too.
  EXPECT_EQ(Check(IssuedBy(issuing_) + Issuing() + Root()), absl::OkStatus());
}

TEST_F(CertificateInForceTest, NotBeforeItBeginsAndNotAfterItsEnd) {
  const std::string shown = IssuedBy(authority_);
  EXPECT_EQ(Check(shown, "", kValidity - absl::Seconds(1)), absl::OkStatus());
  EXPECT_TRUE(absl::IsUnauthenticated(Check(shown, "", kValidity)));
  EXPECT_TRUE(absl::IsUnauthenticated(
      Check(shown, "", -Authority::kBeginsBefore - absl::Seconds(1))));
}

TEST_F(CertificateInForceTest, WhatWasRevokedIsRefusedAndNothingElse) {
  const std::string shown = IssuedBy(authority_);
  EXPECT_EQ(Refusal(shown, shown), "the certificate was revoked");
  EXPECT_EQ(Check(IssuedBy(authority_), shown), absl::OkStatus());
  const std::string behind = IssuedBy(issuing_) + Issuing();
  EXPECT_EQ(Refusal(behind, Issuing()),
            "what issued the certificate was revoked");
  EXPECT_EQ(Check(shown, Issuing()), absl::OkStatus());
}

TEST_F(CertificateInForceTest, AnotherSignatureThatHoldsDoesNotBringItBack) {
  const std::string shown = IssuedBy(authority_);
  const std::string other = SignedTheOtherWay(shown);
  ASSERT_TRUE(IsSignedBy(other, Root()));
  ASSERT_NE(FactsOfCertificatePem(other)->sha256,
            FactsOfCertificatePem(shown)->sha256);
  EXPECT_EQ(Refusal(other, shown), "the certificate was revoked");
  const std::string leaf = IssuedBy(issuing_);
  ASSERT_TRUE(IsSignedBy(leaf + SignedTheOtherWay(Issuing()), Root()));
  EXPECT_EQ(Refusal(leaf + SignedTheOtherWay(Issuing()), Issuing()),
            "what issued the certificate was revoked");
}

TEST_F(CertificateInForceTest, AnIssuerThatIsNotShownOrIsHiddenBehindOthers) {
  const std::string leaf = IssuedBy(issuing_);
  EXPECT_THAT(Refusal(leaf), HasSubstr("was not shown with it"));
  EXPECT_THAT(Refusal(leaf + Root()), HasSubstr("was not shown with it"));
  const std::string another = IssuedBy(authority_);
  EXPECT_THAT(Refusal(leaf + another + Issuing()),
              HasSubstr("was not shown with it"));
  std::string hidden = leaf;
  for (int i = 0; i < 4; ++i) hidden += another;
  EXPECT_THAT(Refusal(hidden + Issuing()), HasSubstr("more than 5"));
}

TEST_F(CertificateInForceTest, OfAnotherAuthorityOrNoneAtAll) {
  const Authority other =
      *Authority::Create("net", random_, now_, absl::Hours(24 * 365));
  EXPECT_THAT(Refusal(IssuedBy(other)), HasSubstr("was not shown with it"));
  EXPECT_THAT(Refusal("no certificate"), HasSubstr("no certificate in PEM"));
}

}  // namespace
}  // namespace kith
