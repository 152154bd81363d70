// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/recover_flow.h"

#include <vector>

#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
absl::StatusOr<std::string> RecoverFlow::Run() {
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredEnquiry> open,
                        parts_.reader.EnquiriesNotEnded());
  std::string index_id;
  KITH_ASSIGN_OR_RETURN(
      const tlog::Committed committed,
      parts_.log.Run(
          [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
            const auto transaction = parts_.transaction(db);
            KITH_ASSIGN_OR_RETURN(index_id,
                                  transaction->GetSetting(kIndexIdSetting));
            if (index_id.empty()) {
              index_id = parts_.random.Bytes(16);
              KITH_RETURN_IF_ERROR(
                  transaction->PutSetting(kIndexIdSetting, index_id));
            }
            KITH_ASSIGN_OR_RETURN(
                const std::uint32_t purged,
                transaction->PurgeRowsBefore(QuarterOf(parts_.clock.Now())));
            LogInfo(
                "recovered",
                {{"enquiries_aborted", static_cast<std::int64_t>(open.size())},
                 {"rows_purged", static_cast<std::int64_t>(purged)}});
            std::vector<tlog::Entry> entries;
            for (const StoredEnquiry& enquiry : open) {
              KITH_RETURN_IF_ERROR(transaction->EndEnquiry(enquiry.id));
              log::v1::EnquiryDetail detail;
              detail.set_enquiry_id(enquiry.id);
              detail.set_cause("RESTARTED");
              entries.push_back({log::v1::EVENT_ABORTED, enquiry.asker,
                                 detail.SerializeAsString(), ""});
            }
            return entries;
          }));
  return index_id;
}

}  // namespace kith::broker
