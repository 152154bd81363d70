// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_CONSOLE_EVIDENCE_ARCHIVE_H_
#define KITH_DEPLOY_CONSOLE_EVIDENCE_ARCHIVE_H_

#include <atomic>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "agent/desk_client/desk_client.h"

namespace kith::deploy {

// Below the machine's place for temporary files, named by this account.
std::string EvidenceFolder();

// The agency's evidence as one file, evidence.tar.gz: the folder that `kith
// audit export` writes. Made in a folder of its own, which goes again.
//
// Thread-safe.
class EvidenceArchives {
 public:
  // Writes the evidence into a folder that does not exist yet.
  using Export =
      std::function<absl::Status(desk::DeskClient&, const std::string& folder)>;

  // Makes them below `parent`, which is made with mode 0700 if it does not
  // exist, and emptied: a console that was killed left its evidence there.
  // Another console of this account that runs keeps what it has.
  explicit EvidenceArchives(const std::string& parent,
                            Export exports = ExportAll);
  ~EvidenceArchives();
  EvidenceArchives(const EvidenceArchives&) = delete;
  EvidenceArchives& operator=(const EvidenceArchives&) = delete;

  // Its failures are the desk's. RESOURCE_EXHAUSTED while one is made for
  // somebody else, and over 512 MiB: then `kith audit export` is the way.
  // FAILED_PRECONDITION if `parent` is anything but a folder of this account
  // that nobody else may use, UNAVAILABLE if it cannot be made.
  absl::StatusOr<std::string> Make(desk::DeskClient& desk);

  static absl::Status ExportAll(desk::DeskClient& desk,
                                const std::string& folder);

 private:
  absl::StatusOr<std::string> MakeAlone(desk::DeskClient& desk) const;

  const std::string parent_;
  const Export export_;
  // The parent, open and locked while this object lasts.
  absl::StatusOr<int> open_;
  std::atomic<bool> making_ = false;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_CONSOLE_EVIDENCE_ARCHIVE_H_
