// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_TOUCH_WORDS_H_
#define KITH_DEPLOY_KITH_TOUCH_WORDS_H_

#include <google/protobuf/repeated_field.h>

#include <string>

#include "absl/time/time.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::deploy {

// Who asked, when and why, two lines each.
std::string TouchesInWords(
    const google::protobuf::RepeatedPtrField<desk::v1::Touch>& touches,
    absl::TimeZone zone);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_TOUCH_WORDS_H_
