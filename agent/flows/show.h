// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_SHOW_H_
#define KITH_AGENT_FLOWS_SHOW_H_

#include <string>
#include <vector>

#include "agent/flows/verify_release.h"
#include "agent/register/register.h"
#include "keys/network/network.h"
#include "kith/desk/v1/desk.pb.h"

namespace kith::agent {

// The words of a reply that do not depend on any answer.
void ShowFrame(const Network& network, const std::string& agency,
               const desk::v1::CheckRequest& request, const Staff& staff,
               absl::Time now, desk::v1::CheckReply& reply);

// The outcomes of a verified release, a subject each: the people asked about,
// padding left out.
void ShowRelease(const Network& network, const VerifiedRelease& release,
                 std::size_t people, desk::v1::CheckReply& reply);

// One involvement of the own agency.
desk::v1::SupportAnswer OwnAnswer(const Network& network,
                                  const std::string& agency,
                                  const Involvement& involvement,
                                  std::uint32_t subject);

// "K-4821-7M": short enough to write down. From the enquiry's id.
std::string CheckReference(const std::string& enquiry_id);

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_SHOW_H_
