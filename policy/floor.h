// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_POLICY_FLOOR_H_
#define KITH_POLICY_FLOOR_H_

#include "kith/policy/v1/bundle.pb.h"

namespace kith::policy {

// What must hold of every bundle, whatever it states or leaves out: a rule and
// the invariant that would forbid it can be changed in one stroke, these
// cannot. Ids begin with "floor-".
const google::protobuf::RepeatedPtrField<v1::Invariant>& Floor();

}  // namespace kith::policy

#endif  // KITH_POLICY_FLOOR_H_
