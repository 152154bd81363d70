// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/ground_messages.h"

#include "keys/hash.h"

namespace kith::agent {
namespace {

consent::v1::RecordGroundsRequest Signed(
    const Parts& parts, const consent::v1::RecordGroundsBody& body) {
  consent::v1::RecordGroundsRequest request;
  request.set_body(body.SerializeAsString());
  request.set_signature(parts.signer.Sign(
      Label::kGround, parts.network.Get()->id(), request.body()));
  return request;
}

}  // namespace

consent::v1::RecordGroundsRequest MakeRecordRequest(
    const Parts& parts, const std::vector<Ground>& grounds) {
  consent::v1::RecordGroundsBody body;
  body.set_issued_at_ms(
      static_cast<std::uint64_t>(absl::ToUnixMillis(parts.clock.Now())));
  for (const Ground& ground : grounds) {
    auto* added = body.add_grounds();
    added->set_ref(ground.ref);
    added->set_rests_on(ground.rests_on);
    added->set_expires_at_ms(
        static_cast<std::uint64_t>(absl::ToUnixMillis(ground.until)));
  }
  return Signed(parts, body);
}

absl::StatusOr<std::vector<Ground>> RecordEach(
    const Parts& parts, const std::vector<Ground>& grounds) {
  const absl::Status all =
      parts.broker.RecordGrounds(MakeRecordRequest(parts, grounds)).status();
  if (all.ok()) return grounds;
  if (!absl::IsFailedPrecondition(all)) return all;
  std::vector<Ground> recorded;
  for (const Ground& ground : grounds) {
    const absl::Status one =
        parts.broker.RecordGrounds(MakeRecordRequest(parts, {ground})).status();
    if (one.ok()) {
      recorded.push_back(ground);
    } else if (!absl::IsFailedPrecondition(one)) {
      return one;
    }
  }
  return recorded;
}

consent::v1::RecordGroundsRequest MakeToldAgainRequest(
    const Parts& parts, const std::string& index_id) {
  consent::v1::RecordGroundsBody body;
  body.set_issued_at_ms(
      static_cast<std::uint64_t>(absl::ToUnixMillis(parts.clock.Now())));
  body.set_told_again_index_id(index_id);
  return Signed(parts, body);
}

consent::v1::WithdrawRequest MakeWithdrawRequest(
    const Parts& parts, const std::vector<std::string>& refs,
    OnlyHere only_here, const std::string& receipt_sha256) {
  consent::v1::WithdrawBody body;
  body.set_issued_at_ms(
      static_cast<std::uint64_t>(absl::ToUnixMillis(parts.clock.Now())));
  for (const std::string& ref : refs) body.add_refs(ref);
  body.set_only_here(only_here == OnlyHere::kYes);
  body.set_receipt_sha256(receipt_sha256);
  consent::v1::WithdrawRequest request;
  request.set_body(body.SerializeAsString());
  request.set_signature(parts.signer.Sign(
      Label::kWithdrawal, parts.network.Get()->id(), request.body()));
  return request;
}

std::string NoPublicReceipt() { return std::string(kHashBytes, '\0'); }

}  // namespace kith::agent
