// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_STAFF_KEY_FLOW_H_
#define KITH_AGENT_FLOWS_STAFF_KEY_FLOW_H_

#include <string>

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "kith/desk/v1/urgent.pb.h"
#include "kith/urgent/v1/urgent.pb.h"

namespace kith::agent {

// A staff member's own key: made under their passphrase, registered at the
// centre, and opened for one signature at a time.
//
// Thread-safe: holds no state of its own.
class StaffKeyFlow {
 public:
  explicit StaffKeyFlow(const Parts& parts) : parts_(parts) {}

  // Makes the caller's key, or a new one in its place. It signs at once if the
  // old passphrase was given, and else 24 hours later; in a test network a
  // first one signs at once too. INVALID_ARGUMENT for a passphrase that is too
  // short; UNAVAILABLE if the centre cannot be told: the old one stays here,
  // and if its reply alone was lost, make it once more.
  absl::StatusOr<desk::v1::MakeStaffKeyReply> Make(
      const Staff& staff, const desk::v1::MakeStaffKeyRequest& request);

  // `body`, signed by the staff member under `label` and then by the agency.
  // FAILED_PRECONDITION if they have no key; PERMISSION_DENIED for a wrong
  // passphrase; RESOURCE_EXHAUSTED, and no passphrase is tried, for 15 minutes
  // after five wrong ones in a row.
  absl::StatusOr<urgent::v1::SignedByBoth> Sign(const Staff& staff,
                                                const std::string& passphrase,
                                                Label label,
                                                const std::string& body);

 private:
  urgent::v1::SignedByBoth SignBoth(const Signer& person, Label label,
                                    const std::string& body) const;
  absl::StatusOr<absl::Time> UsableFrom(
      const Staff& staff, const desk::v1::MakeStaffKeyRequest& request);
  absl::Status LogWrongPassphrases(const Staff& staff);
  absl::StatusOr<Signer> Open(const Staff& staff,
                              const std::string& passphrase);

  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_STAFF_KEY_FLOW_H_
