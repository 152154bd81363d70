// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/record_grounds_flow.h"

#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "broker/flows/allowances.h"
#include "broker/flows/told_again.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/network/standing.h"
#include "kith/consent/v1/consent.pb.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

using consent::v1::RecordGroundsBody;

constexpr int kMaxGrounds = 4096;
constexpr std::size_t kRefBytes = 16;
constexpr char kGrounds[] = "grounds";
constexpr char kGroundsAlarm[] = "grounds alarm";
constexpr char kOverAllowance[] = "over the daily allowance of ";

absl::Status CheckBody(const RecordGroundsBody& body) {
  const std::size_t told = body.told_again_index_id().size();
  if (told != 0 && told != kRefBytes) {
    return absl::InvalidArgumentError("told_again_index_id: 16 bytes");
  }
  if ((body.grounds().empty() && told == 0) ||
      body.grounds_size() > kMaxGrounds) {
    return absl::InvalidArgumentError("grounds: 1 to 4096");
  }
  for (const auto& ground : body.grounds()) {
    if (ground.ref().size() != kRefBytes ||
        ground.rests_on().size() != kRefBytes) {
      return absl::InvalidArgumentError("grounds: references of 16 bytes");
    }
  }
  return absl::OkStatus();
}

// E-52. What is recorded already costs nothing: agents say it again.
absl::Status CountNewGrounds(StoreTransaction& transaction,
                             const std::string& agency,
                             const RecordGroundsBody& body, absl::Time now,
                             std::uint64_t limit) {
  std::vector<std::string> refs;
  for (const auto& ground : body.grounds()) refs.push_back(ground.ref());
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredGround> known,
                        transaction.FindGrounds(refs));
  // What it has to tell again was counted when it was told first.
  KITH_ASSIGN_OR_RETURN(const bool again, IsToTellAgain(transaction, agency));
  const std::uint64_t units = again ? 0 : refs.size() - known.size();
  KITH_ASSIGN_OR_RETURN(
      const bool within,
      transaction.CountOfDay({agency, "", kGrounds}, now, units, limit));
  if (within) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat(kOverAllowance, limit,
                   " new grounds; it starts anew at midnight UTC. For a large "
                   "import ask the network's administrator to raise "
                   "grounds_a_day"));
}

bool IsOverGroundsADay(const absl::Status& status) {
  return absl::IsResourceExhausted(status) &&
         absl::StartsWith(status.message(), kOverAllowance);
}

}  // namespace

absl::Status CheckSignedByMember(const Network& network, absl::Time now,
                                 const std::string& caller, Label label,
                                 const std::string& body,
                                 const std::string& signature) {
  const network::v1::Agency* agency = network.FindAgency(caller);
  if (!TakesPart(agency, now)) {
    return absl::UnauthenticatedError("not an agency of this network");
  }
  return VerifySignature(agency->signing_key(), label, network.id(), body,
                         signature);
}

void RecordGroundsFlow::Run(const Request& request, Done done) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  absl::Status status =
      CheckSignedByMember(*network, parts_.clock.Now(), request.caller,
                          Label::kGround, request.body, request.signature);
  RecordGroundsBody body;
  if (status.ok() && !body.ParseFromString(request.body)) {
    status = absl::InvalidArgumentError("body: cannot be read");
  }
  if (status.ok()) status = CheckBody(body);
  if (!status.ok()) return done(status);

  parts_.log.Submit(
      [this, body, caller = request.caller, now = parts_.clock.Now(),
       limit = GroundsADay(*network, request.caller)](
          SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        const auto transaction = parts_.transaction(db);
        KITH_RETURN_IF_ERROR(
            CountNewGrounds(*transaction, caller, body, now, limit));
        log::v1::GroundDetail detail;
        for (const auto& ground : body.grounds()) {
          KITH_RETURN_IF_ERROR(transaction->RecordGround(
              {.ref = ground.ref(),
               .root = parts_.index.RootTag(ground.rests_on()),
               .owner_tag = parts_.index.OwnerTag(caller, ground.ref()),
               .expires_at = absl::FromUnixMillis(
                   static_cast<std::int64_t>(ground.expires_at_ms()))}));
          detail.add_refs(ground.ref());
        }
        KITH_RETURN_IF_ERROR(
            HasToldAgain(*transaction, caller, body.told_again_index_id()));
        if (body.grounds().empty()) return std::vector<tlog::Entry>();
        return std::vector<tlog::Entry>{
            {log::v1::EVENT_CONSENT, caller, detail.SerializeAsString(), ""}};
      },
      [this, caller = request.caller,
       done = std::move(done)](absl::StatusOr<tlog::Committed> committed) {
        if (IsOverGroundsADay(committed.status())) AlarmOver(caller);
        if (!committed.ok()) return done(committed.status());
        done(committed->entries.empty() ? 0 : committed->entries[0].index);
      });
}

// Once a day and agency: an agent tries again by itself.
void RecordGroundsFlow::AlarmOver(const std::string& agency) {
  LogWarning("grounds_over_allowance", {{"agency", agency}});
  log::v1::EnquiryDetail detail;
  detail.set_cause("over the daily allowance of grounds");
  parts_.log.Submit(
      [this, agency, now = parts_.clock.Now(),
       bytes = detail.SerializeAsString()](
          SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        KITH_ASSIGN_OR_RETURN(const bool first,
                              parts_.transaction(db)->CountOfDay(
                                  {agency, "", kGroundsAlarm}, now, 1, 1));
        if (!first) return std::vector<tlog::Entry>();
        return std::vector<tlog::Entry>{
            {log::v1::EVENT_ALARM, agency, bytes, ""}};
      },
      [](absl::StatusOr<tlog::Committed>) {});
}

}  // namespace kith::broker
