// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_NETWORK_NETWORK_H_
#define KITH_KEYS_NETWORK_NETWORK_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "keys/hash.h"
#include "keys/network/working_days.h"
#include "kith/network/v1/network.pb.h"

namespace kith {

// A network file whose signature held and whose fields make sense. Immutable,
// so thread-safe; always behind a shared_ptr, because a newer one may arrive
// while an enquiry still works under this one.
class Network {
 public:
  // Verifies, parses and checks a serialised SignedFile. As many administrators
  // as the file itself asks for, of those it names, must have signed it.
  // UNAUTHENTICATED if they did not, INVALID_ARGUMENT, naming the field, if it
  // makes no sense.
  static absl::StatusOr<std::shared_ptr<const Network>> FromSigned(
      absl::string_view signed_bytes);
  // The same from a file; NOT_FOUND names the path and the next step.
  static absl::StatusOr<std::shared_ptr<const Network>> Load(
      const std::string& path);

  const network::v1::NetworkFile& file() const { return file_; }
  const std::string& signed_bytes() const { return signed_bytes_; }
  // SHA-256 of the signed body, and of the policy's text.
  const Hash& hash() const { return hash_; }
  const Hash& policy_hash() const { return policy_hash_; }
  const std::string& id() const { return file_.network_id(); }
  absl::Duration release() const {
    return absl::Milliseconds(file_.times().release_ms());
  }

  // How long a cosignature of the broker's log is fresh enough for a question.
  absl::Duration WitnessedFor(bool urgent) const;

  // By the file's bank holidays.
  const WorkingDays& working_days() const { return working_days_; }

  // nullptr if the file names none. A suspended agency is found.
  const network::v1::Agency* FindAgency(absl::string_view id) const;
  const network::v1::Category* FindCategory(absl::string_view id) const;
  const network::v1::Purpose* FindPurpose(absl::string_view id) const;
  const network::v1::Gateway* FindGateway(absl::string_view id) const;
  const network::v1::KeyHolder* FindKeyHolder(absl::string_view id) const;
  const network::v1::Epoch* FindEpoch(std::uint32_t number) const;

  // People a staff member in this role may ask about in a day; 0: the agency's
  // limit only.
  std::uint32_t SubjectsADay(absl::string_view role) const;

 private:
  Network() = default;
  network::v1::NetworkFile file_;
  std::string signed_bytes_;
  Hash hash_ = {};
  Hash policy_hash_ = {};
  WorkingDays working_days_;
};

// Whether `text` is a code: 1 to 40 of [a-z0-9-]. What a ground says why it is
// asked on goes to the broker, and may be no text about anybody.
bool IsCode(absl::string_view text);

// The network file a process works under. Thread-safe.
class CurrentNetwork {
 public:
  explicit CurrentNetwork(std::shared_ptr<const Network> network);

  std::shared_ptr<const Network> Get() const;

  // Takes a newer file, signed by as many administrators of the present one as
  // that asks for.
  // FAILED_PRECONDITION if it is older, of another network, or does not follow
  // from the present one; UNAUTHENTICATED if badly signed; the present one
  // stays. The same version with the same bytes is OK and changes nothing.
  absl::Status Replace(absl::string_view signed_bytes);

  // Takes the file at `path` if it is another than the present one. True if it
  // replaced it. Codes as Replace(); a file that cannot be read is not an
  // error: it may be being replaced.
  absl::StatusOr<bool> ReplaceFromFile(const std::string& path);

 private:
  mutable absl::Mutex mutex_;
  std::shared_ptr<const Network> network_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith

#endif  // KITH_KEYS_NETWORK_NETWORK_H_
