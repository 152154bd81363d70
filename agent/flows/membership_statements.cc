// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/membership_statements.h"

#include "absl/strings/str_cat.h"
#include "keys/network/standing.h"

namespace kith::agent {
namespace {

std::string Day(absl::Time time) {
  return absl::FormatTime("%H:%M on %d %B %Y", time, absl::LocalTimeZone());
}

}  // namespace

void SayStanding(const Network& network, const std::string& agency,
                 absl::Time now, desk::v1::DoctorReply& reply) {
  const network::v1::Agency* self = network.FindAgency(agency);
  const Standing standing =
      self == nullptr ? Standing{Standing::Kind::kSuspended,
                                 "the network file does not name it", 0}
                      : StandingOf(*self, now);
  auto& said = *reply.add_statements();
  said.set_check("agreement");
  said.set_good(standing.kind == Standing::Kind::kIn);
  if (said.good()) {
    said.set_words("This agency takes part in the network.");
    return;
  }
  said.set_warning(standing.takes_part());
  said.set_words(absl::StrCat(standing.takes_part()
                                  ? "This agency takes part, but "
                                  : "This agency does not take part: ",
                              standing.why, "."));
  said.set_next_step(
      standing.takes_part()
          ? "Sign the paper anew, and send its number and its last day to the "
            "network's administrator."
          : "Ask the network's administrator.");
}

void SayCertificate(const RenewFlow::State& certificate, absl::Time now,
                    desk::v1::DoctorReply& reply) {
  auto& said = *reply.add_statements();
  said.set_check("certificate");
  const bool ended = now >= certificate.ends;
  // It is tried again for a while before anybody has to look.
  const bool due =
      now >= certificate.renewed_from && !certificate.last_failure.empty();
  said.set_good(!ended && !due);
  said.set_warning(!ended && due);
  const std::string end = Day(certificate.ends);
  said.set_words(
      ended ? absl::StrCat("This agency's certificate ended at ", end, ".")
      : due ? absl::StrCat(
                  "This agency's certificate ends at ", end,
                  " and could not be renewed: ", certificate.last_failure, ".")
            : absl::StrCat("This agency's certificate is valid until ", end,
                           "; it is renewed by itself from ",
                           Day(certificate.renewed_from), " on."));
  if (said.good()) return;
  said.set_next_step(
      "The agent tries again by itself. Can this machine reach the broker, and "
      "is its clock right? If it stays so, ask the administrator for a new "
      "code (kith agency keys).");
}

}  // namespace kith::agent
