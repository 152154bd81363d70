// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_OWN_AUTHORITY_H_
#define KITH_AGENT_CONSOLE_OWN_AUTHORITY_H_

#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "keys/base/clock.h"
#include "keys/base/random.h"
#include "keys/tls/one_name_authority.h"
#include "keys/tls/pair_files.h"

namespace kith::console {

// An authority of the console's own, for an agency without one that its
// browsers trust: console-authority.pem, which browsers install, and
// console-authority.key, both beside the console's certificate, which it issues
// and renews.
//
// Thread-safe.
class OwnAuthority {
 public:
  // Makes the authority for `host` if there is none yet, and its certificate in
  // the files `served` if it is time; that may fail while the present one is
  // good. FAILED_PRECONDITION, naming the file and
  // what to do, if `served` has a certificate by anybody else, which is left
  // alone, or if the authority is another host's, has ended or lacks one of its
  // files; else as ReplacePrivateFile. `clock` and `random` must outlive it.
  static absl::StatusOr<std::unique_ptr<OwnAuthority>> Open(
      const PairPaths& served, const std::string& host, const Clock& clock,
      Random& random);

  // Issues the certificate anew if it is missing or half of its life has
  // passed. Codes as Open; what went wrong is logged once, and kept.
  absl::Status Renew();

  // Of the last Renew().
  absl::Status renewed() const;
  absl::Time ends() const { return authority_.ends(); }

 private:
  OwnAuthority(const PairPaths& served, OneNameAuthority authority,
               const Clock& clock, Random& random);
  absl::Status IssueIfDue();
  bool CanBeServed() const;
  bool IsDue(absl::string_view certificate_pem) const;

  const PairPaths served_;
  const OneNameAuthority authority_;
  const Clock& clock_;
  Random& random_;
  mutable absl::Mutex mutex_;
  absl::Status renewed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_OWN_AUTHORITY_H_
