// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/one_name_authority.h"

#include <arpa/inet.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/tls/certificate.h"
#include "keys/tls/issuer.h"
#include "keys/tls/new_certificate.h"
#include "keys/tls/openssl.h"

namespace kith {
namespace {

using openssl::Certificate;
using openssl::Failed;
using openssl::Key;
using openssl::Refused;

constexpr std::size_t kMostCommonNameBytes = 64;
// With a space: whoever takes a common name for a host's takes none of these.
constexpr char kName[] = "Kith console";
// So OpenSSL writes all addresses.
constexpr char kEveryIpv4[] = "IP:0.0.0.0/0.0.0.0";
constexpr char kEveryIpv6[] = "IP:0:0:0:0:0:0:0:0/0:0:0:0:0:0:0:0";

struct FreeConstraints {
  void operator()(NAME_CONSTRAINTS* constraints) const {
    NAME_CONSTRAINTS_free(constraints);
  }
  void operator()(GENERAL_SUBTREE* names) const { GENERAL_SUBTREE_free(names); }
  void operator()(ASN1_IA5STRING* text) const { ASN1_IA5STRING_free(text); }
};
using Constraints = std::unique_ptr<NAME_CONSTRAINTS, FreeConstraints>;
using Extension = std::unique_ptr<X509_EXTENSION, openssl::Free>;

bool IsIpv4(const std::string& host) {
  in_addr address;
  return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

// No empty label: an empty name would stand for all of them.
bool IsOneName(const std::string& host) {
  return openssl::IsHostName(host) && host.front() != '.' &&
         host.back() != '.' && !absl::StrContains(host, "..");
}

std::string AlternativeName(const std::string& host) {
  return absl::StrCat(IsIpv4(host) ? "IP:" : "DNS:", host);
}

// Constraints hold for names of their own kind alone: what permits an address
// must exclude every host name, which is the empty one. OpenSSL's way to write
// extensions has no words for it.
absl::StatusOr<Extension> WithoutHostNames(const Extension& permits_address) {
  const Constraints constraints(
      static_cast<NAME_CONSTRAINTS*>(X509V3_EXT_d2i(permits_address.get())));
  std::unique_ptr<GENERAL_SUBTREE, FreeConstraints> names(
      GENERAL_SUBTREE_new());
  std::unique_ptr<ASN1_IA5STRING, FreeConstraints> empty(ASN1_IA5STRING_new());
  if (constraints == nullptr || names == nullptr || empty == nullptr ||
      ASN1_STRING_set(empty.get(), "", 0) != 1) {
    return Failed("exclude host names");
  }
  GENERAL_NAME_set0_value(names->base, GEN_DNS, empty.release());
  if (sk_GENERAL_SUBTREE_push(constraints->excludedSubtrees, names.get()) ==
      0) {
    return Failed("exclude host names");
  }
  (void)names.release();
  Extension all(
      X509V3_EXT_i2d(NID_name_constraints, /*crit=*/1, constraints.get()));
  if (all == nullptr) return Failed("write name constraints");
  return all;
}

// What permits `host` and nothing else.
absl::StatusOr<Extension> ConstraintsTo(const std::string& host) {
  const bool address = IsIpv4(host);
  const std::string words =
      address ? absl::StrCat("critical,permitted;IP:", host,
                             "/255.255.255.255,excluded;", kEveryIpv6)
              : absl::StrCat("critical,permitted;DNS:", host, ",excluded;",
                             kEveryIpv4, ",excluded;", kEveryIpv6);
  X509V3_CTX context;
  X509V3_set_ctx(&context, nullptr, nullptr, nullptr, nullptr, 0);
  Extension extension(X509V3_EXT_conf_nid(nullptr, &context,
                                          NID_name_constraints, words.c_str()));
  if (extension == nullptr) return Failed("write name constraints");
  if (address) return WithoutHostNames(extension);
  return extension;
}

absl::Status CheckIsFor(const std::string& host, const X509* authority) {
  KITH_ASSIGN_OR_RETURN(const Extension wanted, ConstraintsTo(host));
  const int at = X509_get_ext_by_NID(authority, NID_name_constraints, -1);
  X509_EXTENSION* const has = at < 0 ? nullptr : X509_get_ext(authority, at);
  if (has != nullptr && X509_EXTENSION_get_critical(has) == 1 &&
      ASN1_OCTET_STRING_cmp(X509_EXTENSION_get_data(has),
                            X509_EXTENSION_get_data(wanted.get())) == 0) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(
      absl::StrCat("is no authority for ", host, " alone"));
}

std::string CommonNameOf(const std::string& host) {
  std::string name = absl::StrCat(kName, " at ", host);
  return name.size() <= kMostCommonNameBytes ? name : kName;
}

}  // namespace

OneNameAuthority::OneNameAuthority(std::string host,
                                   std::string certificate_pem,
                                   Secret private_key_pem, absl::Time ends)
    : host_(std::move(host)),
      certificate_pem_(std::move(certificate_pem)),
      private_key_pem_(std::move(private_key_pem)),
      ends_(ends) {}

absl::StatusOr<OneNameAuthority> OneNameAuthority::Create(
    const std::string& host, Random& random, absl::Time now) {
  if (!IsOneName(host)) return Refused("a host name not well-formed");
  KITH_ASSIGN_OR_RETURN(const Extension constraints, ConstraintsTo(host));
  KITH_ASSIGN_OR_RETURN(const Key key, openssl::NewKey());
  KITH_ASSIGN_OR_RETURN(const Certificate certificate,
                        openssl::NewCertificate(CommonNameOf(host), key.get(),
                                                random, now, kValidity));
  X509* const raw = certificate.get();
  KITH_RETURN_IF_ERROR(openssl::AddExtensions(
      raw, raw,
      {{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
       {NID_key_usage, "critical,keyCertSign"},
       {NID_ext_key_usage, "serverAuth"},
       {NID_subject_key_identifier, "hash"}}));
  if (X509_add_ext(raw, constraints.get(), -1) != 1) {
    return Failed("add name constraints");
  }
  KITH_ASSIGN_OR_RETURN(const std::string pem,
                        openssl::SignedPem(raw, raw, key.get()));
  KITH_ASSIGN_OR_RETURN(const Secret key_pem, openssl::SecretPemOf(key.get()));
  return Load(host, pem, key_pem);
}

absl::StatusOr<OneNameAuthority> OneNameAuthority::Load(
    const std::string& host, absl::string_view certificate_pem,
    const Secret& private_key_pem) {
  if (!IsOneName(host)) return Refused("a host name not well-formed");
  KITH_RETURN_IF_ERROR(
      openssl::CheckAuthority(certificate_pem, private_key_pem));
  KITH_ASSIGN_OR_RETURN(const Certificate certificate,
                        openssl::ReadCertificate(certificate_pem));
  KITH_RETURN_IF_ERROR(CheckIsFor(host, certificate.get()));
  KITH_ASSIGN_OR_RETURN(const absl::Time ends,
                        EndOfCertificatePem(certificate_pem));
  return OneNameAuthority(host, std::string(certificate_pem),
                          Secret::FromBytes(private_key_pem.Expose()), ends);
}

absl::StatusOr<OneNameAuthority::Issued> OneNameAuthority::Issue(
    Random& random, absl::Time now) const {
  if (now >= ends_) {
    return absl::FailedPreconditionError("the authority has ended");
  }
  KITH_ASSIGN_OR_RETURN(const Certificate issuer,
                        openssl::ReadCertificate(certificate_pem_));
  KITH_ASSIGN_OR_RETURN(const Key issuer_key,
                        openssl::ReadKey(private_key_pem_));
  KITH_ASSIGN_OR_RETURN(const Key key, openssl::NewKey());
  KITH_ASSIGN_OR_RETURN(
      const Certificate certificate,
      openssl::NewCertificate(kName, key.get(), random, now,
                              std::min(kIssuedFor, ends_ - now)));
  KITH_RETURN_IF_ERROR(
      openssl::CheckEndsBefore(certificate.get(), issuer.get()));
  KITH_RETURN_IF_ERROR(
      openssl::AddExtensions(certificate.get(), issuer.get(),
                             {{NID_basic_constraints, "critical,CA:FALSE"},
                              {NID_key_usage, "critical,digitalSignature"},
                              {NID_ext_key_usage, "serverAuth"},
                              {NID_subject_key_identifier, "hash"},
                              {NID_authority_key_identifier, "keyid:always"},
                              {NID_subject_alt_name, AlternativeName(host_)}}));
  KITH_ASSIGN_OR_RETURN(
      std::string pem,
      openssl::SignedPem(certificate.get(), issuer.get(), issuer_key.get()));
  KITH_ASSIGN_OR_RETURN(Secret key_pem, openssl::SecretPemOf(key.get()));
  return Issued{std::move(pem), std::move(key_pem)};
}

bool OneNameAuthority::HasIssued(absl::string_view pem) const {
  const absl::StatusOr<Certificate> certificate = openssl::ReadCertificate(pem);
  if (!certificate.ok() || !IsSignedBy(pem, certificate_pem_)) return false;
  return IsIpv4(host_)
             ? X509_check_ip_asc(certificate->get(), host_.c_str(), 0) == 1
             : X509_check_host(certificate->get(), host_.data(), host_.size(),
                               X509_CHECK_FLAG_NEVER_CHECK_SUBJECT,
                               nullptr) == 1;
}

}  // namespace kith
