// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/membership_statements.h"

#include "absl/strings/str_cat.h"

namespace kith::agent {
namespace {

std::string Day(absl::Time time) {
  return absl::FormatTime("%H:%M on %d %B %Y", time, absl::LocalTimeZone());
}

}  // namespace

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
