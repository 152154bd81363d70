// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_SERVED_CERTIFICATE_H_
#define KITH_AGENT_CONSOLE_SERVED_CERTIFICATE_H_

#include <string>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "agent/console/http/server.h"
#include "keys/base/clock.h"
#include "keys/base/executor.h"
#include "keys/tls/credentials.h"
#include "keys/tls/pair_files.h"

namespace kith::console {

// The certificate that browsers are served with: what lies in its files, taken
// up while the console runs. Of a pair that is no use, as while it is being
// copied, nothing is taken.
//
// Thread-safe; ReadFirst() comes before everything else.
class ServedCertificate {
 public:
  // `clock` must outlive this object.
  ServedCertificate(PairPaths paths, const Clock& clock)
      : paths_(std::move(paths)), clock_(clock) {}

  // What lies there now, for the server to start with; it counts as in use. One
  // that has ended starts, too: the Connection page says so. Codes as
  // ReadTlsFilesForBrowsers.
  absl::StatusOr<TlsFiles> ReadFirst();

  // Looks at once and every second, until the executor stops. `server` must
  // outlive that.
  void KeepLooking(HttpServer& server, Executor& executor);
  // Lets `server` use what lies there if it is another certificate, its key is
  // beside it and it is valid now.
  void Look(HttpServer& server);

  // PEM, its chain behind it.
  std::string in_use() const;
  // Why what lies there is not in use, `cause; next step`; OK: it is.
  absl::Status unused() const;

 private:
  absl::Status Take(HttpServer& server);

  const PairPaths paths_;
  const Clock& clock_;
  mutable absl::Mutex mutex_;
  std::string in_use_ ABSL_GUARDED_BY(mutex_);
  absl::Status unused_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_SERVED_CERTIFICATE_H_
