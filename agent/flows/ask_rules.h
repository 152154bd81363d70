// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_ASK_RULES_H_
#define KITH_AGENT_FLOWS_ASK_RULES_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "agent/identity/identity.h"
#include "keys/network/network.h"
#include "kith/desk/v1/desk.pb.h"
#include "kith/enquiry/v1/enquiry.pb.h"

// What may be asked as it was typed, before any rule of the policy is looked
// at.
namespace kith::agent {

// The ground a request names. INVALID_ARGUMENT, naming the field, for a word
// that is none, a gateway that the network file does not have, or text where a
// code belongs.
absl::StatusOr<enquiry::v1::AskGround> ParseGround(
    const desk::v1::CheckRequest& request, const Network& network);

// Whether somebody could be found by what is known of `person`, who is not one
// of `before`. INVALID_ARGUMENT naming what is wrong.
absl::Status CheckUsable(const Identity& person,
                         const std::vector<Identity>& before,
                         const Network& network, const std::string& agency);

// Whether any word of the asker's working name is part of the surname of one of
// them, but for initials and names that strangers share. Nobody asks about
// their own: that it may be so is for the data protection officer to see.
bool HasAskersSurname(const std::vector<Identity>& people,
                      absl::string_view working_name);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_ASK_RULES_H_
