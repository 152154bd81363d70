// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLS_AUTHORITY_H_
#define KITH_KEYS_TLS_AUTHORITY_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/base/random.h"
#include "keys/secret.h"
#include "keys/tls/certificate.h"

namespace kith {

// A new P-256 key and a request signed by it, both PEM.
struct KeyAndRequest {
  Secret private_key_pem;
  std::string request_pem;
};
absl::StatusOr<KeyAndRequest> MakeKeyAndRequest();

// What goes into a certificate. All of it is the authority's decision; of the
// request only the public key is used.
struct CertificateTerms {
  PeerIdentity identity;
  // Further names of a server, beside ServerNameOf(identity): "localhost",
  // "127.0.0.1". None for an agency, and none under ".kith".
  std::vector<std::string> host_names;
  std::vector<std::string> addresses;
  absl::Duration validity;
};

// The certificate authority of one network: ECDSA on P-256.
//
// Thread-safe: immutable. OpenSSL draws the signatures' randomness itself.
class Authority {
 public:
  // How long before it is issued a certificate begins.
  static constexpr absl::Duration kBeginsBefore = absl::Minutes(5);

  // Certificates are valid from five minutes before `now`, for clocks that are
  // a little slow, to `now` plus the validity.
  static absl::StatusOr<Authority> Create(const std::string& network,
                                          Random& random, absl::Time now,
                                          absl::Duration validity);
  // The key in PEM, or the address of one in a hardware token
  // (keys/pkcs11/hardware_key.h), which then signs there. INVALID_ARGUMENT if
  // either cannot be read, the certificate is no authority's, or the key is not
  // the certificate's; else as FindHardwareKey.
  static absl::StatusOr<Authority> Load(absl::string_view certificate_pem,
                                        const Secret& private_key_pem);

  // An authority below this one that issues agencies' certificates and no
  // others: no client takes a server that it vouches for, and it makes no
  // further authority. INVALID_ARGUMENT if it would outlive this one.
  absl::StatusOr<Authority> CreateIssuing(Random& random, absl::Time now,
                                          absl::Duration validity) const;

  const std::string& certificate_pem() const { return certificate_pem_; }
  const Secret& private_key_pem() const { return private_key_pem_; }

  // A certificate, PEM, for both ends of a connection. INVALID_ARGUMENT if the
  // request is not signed by its own key or that is not on P-256, if the terms
  // are not well-formed, or if it would outlive the authority.
  absl::StatusOr<std::string> IssueFromRequest(absl::string_view request_pem,
                                               const CertificateTerms& terms,
                                               Random& random,
                                               absl::Time now) const;

 private:
  Authority(std::string certificate_pem, Secret private_key_pem);
  std::string certificate_pem_;
  Secret private_key_pem_;
};

}  // namespace kith

#endif  // KITH_KEYS_TLS_AUTHORITY_H_
