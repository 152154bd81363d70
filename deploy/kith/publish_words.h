// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_PUBLISH_WORDS_H_
#define KITH_DEPLOY_KITH_PUBLISH_WORDS_H_

#include <string>

#include "absl/time/time.h"
#include "keys/base/progress_line.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

// Publishing as one line: first people whose tokens are made, which is the long
// part, then rows in the index. Not thread-safe.
class PublishWords {
 public:
  // To be called before bar() and words(); `at` never goes back.
  void See(const desk::v1::PublishProgress& now, absl::Duration at);

  std::string bar() const { return ProgressBar(headway_); }
  std::string words() const;

 private:
  desk::v1::PublishProgress now_;
  bool preparing_ = false;
  bool begun_ = false;
  absl::Duration since_;  // When this part was first seen.
  Headway headway_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_PUBLISH_WORDS_H_
