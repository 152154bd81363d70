// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/own_retention.h"

#include "agent/register/register.h"

namespace kith::agent {

tlog::RetentionFlow::Parts OwnRetention(const Parts& parts) {
  return {.log = parts.log,
          .executor = parts.executor,
          .clock = parts.clock,
          .period =
              [&parts] {
                const auto network = parts.network.Get();
                const auto& retention = network->file().retention();
                return tlog::RetentionFlow::Period{
                    .days = retention.agency_details(),
                    .legal_hold = retention.legal_hold(),
                    .agencies = {parts.agency}};
              },
          .remove_beside =
              [](SealedDb& db, absl::Time before) {
                return Register(db).ForgetQuestionsBefore(before);
              }};
}

}  // namespace kith::agent
