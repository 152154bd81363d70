// SPDX-License-Identifier: Apache-2.0
#include "agent/service/review_service.h"

namespace kith::agent {

grpc::ServerUnaryReactor* ReviewService::AddCanaries(
    grpc::CallbackServerContext* context,
    const desk::v1::AddCanariesRequest* request,
    desk::v1::AddCanariesReply* reply) {
  return parts_.calls.Serve(context, request->as(), {"manager", "dpo"},
                            [this, request, reply](const Staff& staff) {
                              const absl::Status done = Put(
                                  parts_.canaries.Add(staff, *request), reply);
                              parts_.register_changed();
                              return done;
                            });
}

grpc::ServerUnaryReactor* ReviewService::ListCanaries(
    grpc::CallbackServerContext* context,
    const desk::v1::ListCanariesRequest* request,
    desk::v1::ListCanariesReply* reply) {
  return parts_.calls.Serve(context, request->as(), {"manager", "dpo"},
                            [this, reply](const Staff&) {
                              return Put(parts_.canaries.List(), reply);
                            });
}

grpc::ServerUnaryReactor* ReviewService::RemoveCanaries(
    grpc::CallbackServerContext* context,
    const desk::v1::RemoveCanariesRequest* request,
    desk::v1::RemoveCanariesReply* reply) {
  return parts_.calls.Serve(context, request->as(), {"manager", "dpo"},
                            [this, request, reply](const Staff& staff) {
                              const absl::Status done =
                                  Put(parts_.canaries.Remove(staff, *request),
                                      reply);
                              parts_.register_changed();
                              return done;
                            });
}

grpc::ServerUnaryReactor* ReviewService::GetReviewDigest(
    grpc::CallbackServerContext* context,
    const desk::v1::GetReviewDigestRequest* request,
    desk::v1::GetReviewDigestReply* reply) {
  return parts_.calls.Serve(context, request->as(), {"dpo"},
                            [this, request, reply](const Staff&) {
                              return Put(parts_.digest.Run(*request), reply);
                            });
}

grpc::ServerUnaryReactor* ReviewService::TellApart(
    grpc::CallbackServerContext* context,
    const desk::v1::TellApartRequest* request,
    desk::v1::TellApartReply* reply) {
  return parts_.calls.Serve(context, request->as(), {"manager", "dpo"},
                            [this, request, reply](const Staff&) {
                              const absl::Status done =
                                  Put(parts_.apart.Run(*request), reply);
                              parts_.register_changed();
                              return done;
                            });
}

grpc::ServerUnaryReactor* ReviewService::ConfirmShields(
    grpc::CallbackServerContext* context,
    const desk::v1::ConfirmShieldsRequest* request,
    desk::v1::ConfirmShieldsReply* reply) {
  return parts_.calls.Serve(context, request->as(), {"manager", "dpo"},
                            [this, reply](const Staff& staff) {
                              const absl::Status done =
                                  Put(parts_.confirm_shields.Run(staff), reply);
                              parts_.register_changed();
                              return done;
                            });
}

grpc::ServerUnaryReactor* ReviewService::WhoOfStaff(
    grpc::CallbackServerContext* context,
    const desk::v1::WhoOfStaffRequest* request,
    desk::v1::WhoOfStaffReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"dpo"}, [this, request, reply](const Staff&) {
        return Put(parts_.digest.WhoOfStaff(*request), reply);
      });
}

}  // namespace kith::agent
