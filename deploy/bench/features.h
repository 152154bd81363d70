// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_FEATURES_H_
#define KITH_DEPLOY_BENCH_FEATURES_H_

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "deploy/bench/linkage_people.h"

namespace kith::deploy {

// The normalised parts of test people as a table, tabs between columns and
// blanks between the parts of a name, for whoever searches for better keys. One
// header line. Not thread-safe.
class FeatureFile {
 public:
  explicit FeatureFile(const std::string& path);

  // `side`: "index" or "query". A refused row has a line with its truth and
  // tags and nothing else. INVALID_ARGUMENT as Normalise().
  absl::Status Write(absl::string_view side, const LinkagePerson& person);

  // UNAVAILABLE if not everything could be written.
  absl::Status Close();

 private:
  const std::string path_;
  std::ofstream out_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_FEATURES_H_
