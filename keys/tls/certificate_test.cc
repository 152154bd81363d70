// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/certificate.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>

#include <string>
#include <vector>

#include "keys/tls/openssl.h"

namespace kith {
namespace {

using Role = PeerIdentity::Role;

void AddName(GENERAL_NAMES* names, int type, const std::string& text) {
  ASN1_IA5STRING* const value = ASN1_IA5STRING_new();
  ASN1_STRING_set(value, text.data(), static_cast<int>(text.size()));
  GENERAL_NAME* const name = GENERAL_NAME_new();
  GENERAL_NAME_set0_value(name, type, value);
  sk_GENERAL_NAME_push(names, name);
}

// A certificate with these URIs, byte for byte, as a careless or bribed
// authority might sign it, and a host name that must not matter.
std::string CertificateWith(const std::vector<std::string>& uris) {
  const openssl::Key key(EVP_EC_gen("P-256"));
  const openssl::Certificate certificate(X509_new());
  const std::unique_ptr<GENERAL_NAMES, openssl::Free> names(
      sk_GENERAL_NAME_new_null());
  AddName(names.get(), GEN_DNS, "localhost");
  for (const std::string& uri : uris) AddName(names.get(), GEN_URI, uri);
  X509_add1_ext_i2d(certificate.get(), NID_subject_alt_name, names.get(), 0,
                    X509V3_ADD_DEFAULT);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), 0);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key.get());
  X509_sign(certificate.get(), key.get(), EVP_sha256());
  const openssl::Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(bio.get(), certificate.get());
  return openssl::TextOf(bio.get());
}

// The reason is compared too: a certificate may be refused for another.
std::string Refusal(const std::vector<std::string>& uris) {
  const absl::Status status =
      IdentityFromCertificatePem(CertificateWith(uris)).status();
  return status.code() == absl::StatusCode::kUnauthenticated
             ? std::string(status.message())
             : status.ToString();
}

constexpr char kUriCount[] = "certificate: not exactly one URI";
constexpr char kScheme[] = "certificate: another scheme";
constexpr char kRole[] = "certificate: an unknown role";
constexpr char kParts[] = "certificate: its URI has not three parts";
constexpr char kName[] = "certificate: a name not well-formed";

TEST(CertificateTest, UriNamesTheNetworkTheRoleAndTheId) {
  const auto identity = IdentityFromCertificatePem(
      CertificateWith({"kith://england-1/keyholder/health-trust"}));
  ASSERT_TRUE(identity.ok()) << identity.status();
  EXPECT_EQ(*identity,
            (PeerIdentity{"england-1", Role::kKeyHolder, "health-trust"}));
}

TEST(CertificateTest, EveryRoleComesBackFromItsUri) {
  for (const Role role : {Role::kAgency, Role::kBroker, Role::kKeyHolder}) {
    const PeerIdentity put{"jersey", role, "x"};
    const auto got = IdentityFromCertificatePem(CertificateWith({UriOf(put)}));
    ASSERT_TRUE(got.ok()) << got.status();
    EXPECT_EQ(*got, put);
  }
}

// E-04, and its neighbours.
TEST(CertificateTest, NoUriIsRefused) { EXPECT_EQ(Refusal({}), kUriCount); }

TEST(CertificateTest, TwoUrisAreRefused) {
  EXPECT_EQ(Refusal({"kith://net/agency/a", "kith://net/agency/b"}), kUriCount);
  EXPECT_EQ(Refusal({"kith://net/agency/a", "https://example.org"}), kUriCount);
}

TEST(CertificateTest, EmbeddedZeroByteIsRefused) {
  EXPECT_EQ(Refusal({std::string("kith://net/agency/a\0.evil", 25)}), kName);
  EXPECT_EQ(Refusal({std::string("kith://net/agency/a\0", 20)}), kName);
}

TEST(CertificateTest, PercentEncodingIsRefused) {
  EXPECT_EQ(Refusal({"kith://net/agency/%61"}), kName);
}

TEST(CertificateTest, TrailingDotIsRefused) {
  EXPECT_EQ(Refusal({"kith://net/agency/a."}), kName);
  EXPECT_EQ(Refusal({"kith://net./agency/a"}), kName);
}

TEST(CertificateTest, AnotherSchemeIsRefused) {
  EXPECT_EQ(Refusal({"https://net/agency/a"}), kScheme);
  EXPECT_EQ(Refusal({"KITH://net/agency/a"}), kScheme);
  EXPECT_EQ(Refusal({"kith:/net/agency/a"}), kScheme);
}

TEST(CertificateTest, UnknownRoleIsRefused) {
  EXPECT_EQ(Refusal({"kith://net/operator/a"}), kRole);
  EXPECT_EQ(Refusal({"kith://net/Agency/a"}), kRole);
  EXPECT_EQ(Refusal({"kith://net//a"}), kRole);
}

TEST(CertificateTest, MorePartsFewerPartsOrEmptyOnesAreRefused) {
  EXPECT_EQ(Refusal({"kith://net/agency/a/b"}), kParts);
  EXPECT_EQ(Refusal({"kith://net/agency/a/"}), kParts);
  EXPECT_EQ(Refusal({"kith://net/agency"}), kParts);
  EXPECT_EQ(Refusal({"kith:///agency/a"}), kName);
  EXPECT_EQ(Refusal({"kith://net/agency/"}), kName);
  EXPECT_EQ(Refusal({"kith://net/agency/a?x=1"}), kName);
}

TEST(CertificateTest, IdsOfOneTo64BytesAreAccepted) {
  EXPECT_EQ(Refusal({"kith://net/agency/" + std::string(64, 'a')}), "OK");
  EXPECT_EQ(Refusal({"kith://net/agency/" + std::string(65, 'a')}), kName);
  EXPECT_EQ(Refusal({"kith://net/agency/A"}), kName);
}

TEST(CertificateTest, WhatIsNotACertificateIsRefused) {
  constexpr auto kRefused = absl::StatusCode::kUnauthenticated;
  EXPECT_EQ(IdentityFromCertificatePem("").status().code(), kRefused);
  EXPECT_EQ(IdentityFromCertificatePem("hello").status().code(), kRefused);
  EXPECT_EQ(
      IdentityFromCertificatePem(std::string(1 << 20, 'x')).status().code(),
      kRefused);
}

TEST(CertificateTest, ServerNamesOfTwoRolesDiffer) {
  EXPECT_EQ(ServerNameOf({"net", Role::kBroker, "a"}), "a.broker.net.kith");
  EXPECT_NE(ServerNameOf({"net", Role::kBroker, "a"}),
            ServerNameOf({"net", Role::kKeyHolder, "a"}));
}

}  // namespace
}  // namespace kith
