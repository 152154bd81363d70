// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_BENCH_FOLDER_H_
#define KITH_DEPLOY_BENCH_BENCH_FOLDER_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace kith::deploy {

// The folder a measurement works in: the one that was named, which stays, or
// one of its own under /tmp, short enough for a socket's path, which goes with
// this object.
class BenchFolder {
 public:
  // UNAVAILABLE if none can be made.
  static absl::StatusOr<BenchFolder> Make(const std::string& named);
  ~BenchFolder();
  BenchFolder(BenchFolder&& other) noexcept;
  BenchFolder& operator=(BenchFolder&&) = delete;

  const std::string& path() const { return path_; }

 private:
  BenchFolder(std::string path, bool own) : path_(std::move(path)), own_(own) {}
  std::string path_;
  bool own_;
};

// Writes the sample network `england` as `<folder>/<name>`, with these
// identifier schemes on for everybody, those it has already left alone, and
// this profile, "standard" or "strict".
absl::Status WriteBenchSample(const std::string& folder,
                              const std::string& name,
                              const std::vector<std::string>& schemes,
                              const std::string& profile);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_BENCH_FOLDER_H_
