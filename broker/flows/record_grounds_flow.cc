// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/record_grounds_flow.h"

#include <utility>
#include <vector>

#include "keys/base/status_macros.h"
#include "kith/consent/v1/consent.pb.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

using consent::v1::RecordGroundsBody;

constexpr int kMaxGrounds = 4096;
constexpr std::size_t kRefBytes = 16;

absl::Status CheckBody(const RecordGroundsBody& body) {
  if (body.grounds().empty() || body.grounds_size() > kMaxGrounds) {
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

}  // namespace

absl::Status CheckSignedByMember(const Network& network,
                                 const std::string& caller, Label label,
                                 const std::string& body,
                                 const std::string& signature) {
  const network::v1::Agency* agency = network.FindAgency(caller);
  if (agency == nullptr || agency->suspended()) {
    return absl::UnauthenticatedError("not an agency of this network");
  }
  return VerifySignature(agency->signing_key(), label, network.id(), body,
                         signature);
}

void RecordGroundsFlow::Run(const Request& request, Done done) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  absl::Status status =
      CheckSignedByMember(*network, request.caller, Label::kGround,
                          request.body, request.signature);
  RecordGroundsBody body;
  if (status.ok() && !body.ParseFromString(request.body)) {
    status = absl::InvalidArgumentError("body: cannot be read");
  }
  if (status.ok()) status = CheckBody(body);
  if (!status.ok()) return done(status);

  parts_.log.Submit(
      [this, body, caller = request.caller](
          SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        const auto transaction = parts_.transaction(db);
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
        return std::vector<tlog::Entry>{
            {log::v1::EVENT_CONSENT, caller, detail.SerializeAsString(), ""}};
      },
      [done = std::move(done)](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) return done(committed.status());
        done(committed->entries[0].index);
      });
}

}  // namespace kith::broker
