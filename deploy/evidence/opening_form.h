// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_OPENING_FORM_H_
#define KITH_DEPLOY_EVIDENCE_OPENING_FORM_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "kith/log/v1/log.pb.h"

namespace kith::deploy {

// A serialised Opening, and its detail as its event has it, read strictly: each
// in the one form that its fields serialise to, without a field or an event
// that is not known ("Reading" in docs/spec/evidence.md). INVALID_ARGUMENT
// otherwise, saying what and that a newer verifier may know it.
absl::StatusOr<log::v1::Opening> ReadOpening(const std::string& bytes);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_OPENING_FORM_H_
