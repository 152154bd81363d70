// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_CHECK_SCREEN_H_
#define KITH_DEPLOY_KITH_CHECK_SCREEN_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

// An answer as a practitioner reads it, at 80 columns. `people` are those asked
// about, in the order asked; their names appear, since it is the asker who
// gave them.
std::string CheckScreen(const desk::v1::CheckReply& reply,
                        const std::vector<desk::v1::Person>& people,
                        absl::TimeZone zone);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_CHECK_SCREEN_H_
