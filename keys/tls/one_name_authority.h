// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLS_ONE_NAME_AUTHORITY_H_
#define KITH_KEYS_TLS_ONE_NAME_AUTHORITY_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/base/random.h"
#include "keys/secret.h"

namespace kith {

// A certificate authority for the servers of one host name: ECDSA on P-256. Its
// own certificate permits that name alone (RFC 5280, section 4.2.1.10), so that
// whoever installs it in a browser trusts it for nothing else, whoever has its
// key. Names under that name are permitted by it too; there is no way to write
// them out, and they are the name's owner's.
//
// Thread-safe: immutable. OpenSSL draws keys and signatures itself.
class OneNameAuthority {
 public:
  static constexpr absl::Duration kValidity = absl::Hours(24 * 3652);
  // Of what it issues; the last ones end with it.
  static constexpr absl::Duration kIssuedFor = absl::Hours(24 * 90);

  // `host`: a name in small letters, or an IPv4 address. INVALID_ARGUMENT for
  // anything else.
  static absl::StatusOr<OneNameAuthority> Create(const std::string& host,
                                                 Random& random,
                                                 absl::Time now);
  // INVALID_ARGUMENT if either cannot be read, the certificate is no
  // authority's, or the key is not the certificate's; FAILED_PRECONDITION
  // unless it is an authority for exactly `host`.
  static absl::StatusOr<OneNameAuthority> Load(
      const std::string& host, absl::string_view certificate_pem,
      const Secret& private_key_pem);

  const std::string& certificate_pem() const { return certificate_pem_; }
  const Secret& private_key_pem() const { return private_key_pem_; }
  absl::Time ends() const { return ends_; }

  // A server's certificate for the name, with a new key; both PEM.
  struct Issued {
    std::string certificate_pem;
    Secret private_key_pem;
  };
  // FAILED_PRECONDITION once the authority has ended.
  absl::StatusOr<Issued> Issue(Random& random, absl::Time now) const;

  // Whether the first certificate of `pem` is by this authority and for its
  // name. Dates are not looked at.
  bool HasIssued(absl::string_view pem) const;

 private:
  OneNameAuthority(std::string host, std::string certificate_pem,
                   Secret private_key_pem, absl::Time ends);
  std::string host_;
  std::string certificate_pem_;
  Secret private_key_pem_;
  absl::Time ends_;
};

}  // namespace kith

#endif  // KITH_KEYS_TLS_ONE_NAME_AUTHORITY_H_
