// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_SERVICE_GROUND_SERVICE_H_
#define KITH_BROKER_SERVICE_GROUND_SERVICE_H_

#include "broker/flows/parts.h"
#include "broker/flows/record_grounds_flow.h"
#include "broker/flows/withdraw_flow.h"
#include "broker/flows/withdrawal_notice_flow.h"
#include "kith/consent/v1/consent.grpc.pb.h"

namespace kith::broker {

// GroundService over the flows of grounds.
class GroundService final : public consent::v1::GroundService::CallbackService {
 public:
  GroundService(const Parts& parts, RecordGroundsFlow& record,
                WithdrawFlow& withdraw, WithdrawalNoticeFlow& notices)
      : parts_(parts),
        record_(record),
        withdraw_(withdraw),
        notices_(notices) {}

  grpc::ServerUnaryReactor* RecordGrounds(
      grpc::CallbackServerContext* context,
      const consent::v1::RecordGroundsRequest* request,
      consent::v1::RecordGroundsReply* reply) override;
  grpc::ServerUnaryReactor* Withdraw(
      grpc::CallbackServerContext* context,
      const consent::v1::WithdrawRequest* request,
      consent::v1::WithdrawReply* reply) override;
  grpc::ServerUnaryReactor* GetWithdrawal(
      grpc::CallbackServerContext* context,
      const consent::v1::GetWithdrawalRequest* request,
      consent::v1::GetWithdrawalReply* reply) override;
  grpc::ServerUnaryReactor* Countersign(
      grpc::CallbackServerContext* context,
      const consent::v1::CountersignRequest* request,
      consent::v1::CountersignReply* reply) override;

 private:
  const Parts& parts_;
  RecordGroundsFlow& record_;
  WithdrawFlow& withdraw_;
  WithdrawalNoticeFlow& notices_;
};

}  // namespace kith::broker

#endif  // KITH_BROKER_SERVICE_GROUND_SERVICE_H_
