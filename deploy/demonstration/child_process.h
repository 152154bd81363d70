// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_DEMONSTRATION_CHILD_PROCESS_H_
#define KITH_DEPLOY_DEMONSTRATION_CHILD_PROCESS_H_

#include <sys/types.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace kith::deploy {

// A program started by the demonstration; ended, by its process id, when this
// object goes. Not thread-safe.
class ChildProcess {
 public:
  // Starts `arguments` (the program's path first) with both outputs appended to
  // the file `log`. UNAVAILABLE if it cannot be started.
  static absl::StatusOr<ChildProcess> Start(
      const std::vector<std::string>& arguments, const std::string& log);
  ~ChildProcess();
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;

  // Asks it to end and waits; kills it after five seconds.
  void Stop();
  // Ends it at once, as a power cut would.
  void Kill();
  // Stands still, its files and connections open; and goes on.
  void Pause();
  void Resume();
  // Waits for it to end by itself: its exit code, or -1 if it was killed.
  int Wait();
  // Leaves it running.
  pid_t Release();
  pid_t pid() const { return pid_; }

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}
  pid_t pid_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_CHILD_PROCESS_H_
