// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_ENROLMENT_CODE_H_
#define KITH_KEYS_ENROLMENT_CODE_H_

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/secret.h"
#include "keys/signer.h"
#include "kith/network/v1/network.pb.h"

namespace kith {

inline constexpr std::size_t kCodeSecretBytes = 16;
inline constexpr std::size_t kNetworkMarkBytes = 16;

// What an administrator gives an agency so that its machine can enrol by
// itself: one line, by which the machine finds the broker, knows that it is the
// right one, and shows that it was invited (docs/spec/enrolment.md).
//
// It is a secret until it was used.
class EnrolmentCode {
 public:
  struct Parts {
    std::string address;  // host:port, at most 128 bytes.
    std::string agency;   // Its id.
    std::string mark;     // MarkOfNetwork().
  };

  static EnrolmentCode Generate(Parts parts, Random& random);
  // Spaces, line breaks, dashes and capitals make no difference.
  // INVALID_ARGUMENT, saying whether it was mistyped or cut off; nothing was
  // sent then.
  static absl::StatusOr<EnrolmentCode> Parse(absl::string_view text);

  // The line: letters and digits only, behind "kith-".
  std::string UnsafeText() const;
  const Parts& parts() const { return parts_; }
  // The key that the secret stands for.
  Signer Key() const;

 private:
  EnrolmentCode(Parts parts, Secret secret)
      : parts_(std::move(parts)), secret_(std::move(secret)) {}
  Parts parts_;
  Secret secret_;
};

// What a network is known by before anything of it is: 16 bytes of a hash of
// its authority's certificate and of its administrators' keys, in whatever
// order. INVALID_ARGUMENT unless there is exactly one certificate: a second one
// would be believed without being in the mark.
absl::StatusOr<std::string> MarkOfNetwork(
    absl::string_view authority_pem,
    std::vector<std::string> administrator_keys);
absl::StatusOr<std::string> MarkOfNetwork(const network::v1::NetworkFile& file);

}  // namespace kith

#endif  // KITH_KEYS_ENROLMENT_CODE_H_
