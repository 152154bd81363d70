// SPDX-License-Identifier: Apache-2.0
#include "agent/service/desk_service.h"

#include <utility>

#include "keys/program/grpc_status.h"

namespace kith::agent {
namespace {

// Ends a stream at once.
template <typename Reactor>
class Refusal final : public Reactor {
 public:
  explicit Refusal(const absl::Status& why) { this->Finish(ToGrpc(why)); }
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerUnaryReactor* DeskService::Check(
    grpc::CallbackServerContext* context, const desk::v1::CheckRequest* request,
    desk::v1::CheckReply* reply) {
  return parts_.calls.Serve(
      context, request->as(),
      {"practitioner", "front-door", "lead-practitioner"},
      [this, request, reply](const Staff& staff) {
        return Put(parts_.flows.lists.Check(staff, *request), reply);
      });
}

grpc::ServerUnaryReactor* DeskService::RecordNextStep(
    grpc::CallbackServerContext* context,
    const desk::v1::RecordNextStepRequest* request,
    desk::v1::RecordNextStepReply*) {
  return parts_.calls.Serve(context, request->as(),
                            {"practitioner", "front-door", "lead-practitioner"},
                            [this, request](const Staff& staff) {
                              return parts_.flows.touch.RecordNextStep(
                                  staff, *request);
                            });
}

grpc::ServerUnaryReactor* DeskService::ListInvolvements(
    grpc::CallbackServerContext* context,
    const desk::v1::ListInvolvementsRequest* request,
    desk::v1::ListInvolvementsReply* reply) {
  return parts_.calls.Serve(
      context, request->as(),
      {"lead-practitioner", "practitioner", "manager", "dpo"},
      [this, reply](const Staff&) {
        return Put(parts_.flows.touch.ListInvolvements(), reply);
      });
}

grpc::ServerUnaryReactor* DeskService::RecordConsent(
    grpc::CallbackServerContext* context,
    const desk::v1::RecordConsentRequest* request,
    desk::v1::RecordConsentReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"practitioner", "lead-practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        const absl::Status done =
            Put(parts_.flows.consent.Record(staff, *request), reply);
        parts_.register_changed();
        return done;
      });
}

grpc::ServerUnaryReactor* DeskService::WithdrawConsent(
    grpc::CallbackServerContext* context,
    const desk::v1::WithdrawConsentRequest* request,
    desk::v1::WithdrawConsentReply* reply) {
  return parts_.calls.Serve(
      context, request->as(),
      {"practitioner", "lead-practitioner", "manager", "front-door"},
      [this, request, reply](const Staff& staff) {
        const absl::Status done =
            Put(parts_.flows.consent.Withdraw(staff, *request), reply);
        parts_.register_changed();
        return done;
      });
}

grpc::ServerUnaryReactor* DeskService::GetReceipt(
    grpc::CallbackServerContext* context,
    const desk::v1::GetReceiptRequest* request,
    desk::v1::GetReceiptReply* reply) {
  return parts_.calls.Serve(
      context, request->as(),
      {"practitioner", "lead-practitioner", "manager", "front-door", "dpo"},
      [this, request, reply](const Staff&) {
        return Put(parts_.flows.consent.Receipt(request->reference()), reply);
      });
}

grpc::ServerUnaryReactor* DeskService::SendRecall(
    grpc::CallbackServerContext* context,
    const desk::v1::SendRecallRequest* request,
    desk::v1::SendRecallReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"practitioner", "lead-practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        const absl::Status done =
            Put(parts_.flows.recall.Send(staff, *request), reply);
        parts_.register_changed();
        return done;
      });
}

grpc::ServerUnaryReactor* DeskService::ListRecalls(
    grpc::CallbackServerContext* context,
    const desk::v1::ListRecallsRequest* request,
    desk::v1::ListRecallsReply* reply) {
  return parts_.calls.Serve(
      context, request->as(),
      {"practitioner", "front-door", "lead-practitioner", "manager", "dpo"},
      [this, reply](const Staff& staff) {
        return Put(parts_.flows.recall.List(staff), reply);
      });
}

grpc::ServerUnaryReactor* DeskService::AcknowledgeRecall(
    grpc::CallbackServerContext* context,
    const desk::v1::AcknowledgeRecallRequest* request,
    desk::v1::AcknowledgeRecallReply* reply) {
  return parts_.calls.Serve(
      context, request->as(),
      {"practitioner", "front-door", "lead-practitioner", "manager"},
      [this, request, reply](const Staff& staff) {
        return Put(parts_.flows.recall_notices.Acknowledge(staff, *request),
                   reply);
      });
}

grpc::ServerUnaryReactor* DeskService::SetShield(
    grpc::CallbackServerContext* context,
    const desk::v1::SetShieldRequest* request,
    desk::v1::SetShieldReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"manager", "dpo"},
      [this, request, reply](const Staff& staff) {
        const absl::Status done =
            Put(parts_.flows.touch.SetShield(staff, *request), reply);
        parts_.register_changed();
        return done;
      });
}

grpc::ServerUnaryReactor* DeskService::ListTouches(
    grpc::CallbackServerContext* context,
    const desk::v1::ListTouchesRequest* request,
    desk::v1::ListTouchesReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"manager", "dpo"}, [this, reply](const Staff&) {
        return Put(parts_.flows.touch.ListTouches(), reply);
      });
}

grpc::ServerUnaryReactor* DeskService::WhoAsked(
    grpc::CallbackServerContext* context,
    const desk::v1::WhoAskedRequest* request, desk::v1::WhoAskedReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"dpo"}, [this, request, reply](const Staff&) {
        return Put(parts_.flows.touch.WhoAsked(request->person()), reply);
      });
}

grpc::ServerUnaryReactor* DeskService::ExplainDecision(
    grpc::CallbackServerContext* context,
    const desk::v1::ExplainDecisionRequest* request,
    desk::v1::ExplainDecisionReply* reply) {
  return parts_.calls.Serve(
      context, request->as(), {"dpo", "manager"},
      [this, request, reply](const Staff&) {
        return Put(parts_.flows.explain.Run(request->leaf_index()), reply);
      });
}

grpc::ServerUnaryReactor* DeskService::Doctor(
    grpc::CallbackServerContext* context,
    const desk::v1::DoctorRequest* request, desk::v1::DoctorReply* reply) {
  return parts_.calls.Serve(context, request->as(),
                            {"it", "manager", "dpo", "practitioner",
                             "front-door", "lead-practitioner"},
                            [this, reply](const Staff&) {
                              return Put(parts_.flows.doctor.Run(), reply);
                            });
}

// Gathers the file, then imports it on a worker.
class DeskService::ImportReactor final
    : public grpc::ServerReadReactor<desk::v1::ImportRequest> {
 public:
  ImportReactor(DeskService& service, grpc::CallbackServerContext& context,
                desk::v1::ImportReport* report)
      : service_(service), context_(context), report_(report) {
    StartRead(&part_);
  }

  void OnReadDone(bool ok) override {
    if (!ok) {
      service_.parts_.calls.workers().Post([this] { Import(); });
      return;
    }
    // Who it is comes first: nothing is kept of a stranger's file.
    if (!identified_) {
      options_ = part_.options();
      const auto staff =
          service_.parts_.calls.Identify(context_, options_.as(), {"it"});
      if (!staff.ok()) return Finish(ToGrpc(staff.status()));
      identified_ = true;
    } else if (content_.size() + part_.content().size() > kMaxFileBytes) {
      return Finish({grpc::StatusCode::INVALID_ARGUMENT,
                     "the file is larger than 512 MiB"});
    } else {
      content_ += part_.content();
    }
    StartRead(&part_);
  }

  void OnDone() override { delete this; }

 private:
  static constexpr std::size_t kMaxFileBytes = std::size_t{512} << 20;

  void Import() {
    if (!identified_) {
      return Finish({grpc::StatusCode::INVALID_ARGUMENT,
                     "the first message must be the options"});
    }
    const absl::Status status =
        Put(service_.parts_.flows.import.Run(options_, content_), report_);
    if (status.ok() && report_->accepted()) service_.parts_.register_changed();
    Finish(ToGrpc(status));
  }

  DeskService& service_;
  grpc::CallbackServerContext& context_;
  desk::v1::ImportReport* const report_;
  desk::v1::ImportRequest part_;
  desk::v1::ImportOptions options_;
  bool identified_ = false;
  std::string content_;
};

grpc::ServerReadReactor<desk::v1::ImportRequest>* DeskService::Import(
    grpc::CallbackServerContext* context, desk::v1::ImportReport* report) {
  return new ImportReactor(*this, *context, report);
}

// Says how far publishing has come, four times a second, until it is done.
class DeskService::WatchReactor final
    : public grpc::ServerWriteReactor<desk::v1::PublishProgress> {
 public:
  explicit WatchReactor(DeskService& service) : service_(service) { Write(); }

  void OnWriteDone(bool ok) override {
    if (!ok || progress_.done()) return Finish(grpc::Status::OK);
    service_.parts_.calls.workers().At(
        service_.parts_.clock.Monotonic() + absl::Milliseconds(250),
        [this] { Write(); });
  }
  void OnDone() override { delete this; }

 private:
  void Write() {
    const PublishFlow::Progress now = service_.parts_.flows.publish.progress();
    progress_.set_wanted(now.wanted);
    progress_.set_present(now.present);
    progress_.set_people_waiting(now.people_waiting);
    progress_.set_people_total(now.people_total);
    progress_.set_done(now.done);
    progress_.set_waiting_for(now.waiting_for);
    StartWrite(&progress_);
  }

  DeskService& service_;
  desk::v1::PublishProgress progress_;
};

grpc::ServerWriteReactor<desk::v1::PublishProgress>*
DeskService::WatchPublishing(grpc::CallbackServerContext* context,
                             const desk::v1::WatchPublishingRequest* request) {
  const auto staff = parts_.calls.Identify(*context, request->as(), {"it"});
  if (!staff.ok()) {
    return new Refusal<grpc::ServerWriteReactor<desk::v1::PublishProgress>>(
        staff.status());
  }
  return new WatchReactor(*this);
}

// Sends the evidence a part at a time; each is made when the last has gone.
class DeskService::EvidenceReactor final
    : public grpc::ServerWriteReactor<desk::v1::EvidencePart> {
 public:
  EvidenceReactor(DeskService& service, EvidenceFlow::Parts parts)
      : service_(service), parts_(std::move(parts)) {
    service_.parts_.calls.workers().Post([this] { WriteNext(); });
  }

  void OnWriteDone(bool ok) override {
    if (!ok) return Finish(grpc::Status::OK);
    service_.parts_.calls.workers().Post([this] { WriteNext(); });
  }
  void OnDone() override { delete this; }

 private:
  void WriteNext() {
    absl::StatusOr<bool> more = parts_.Next(part_);
    if (!more.ok() || !*more) return Finish(ToGrpc(more.status()));
    StartWrite(&part_);
  }

  DeskService& service_;
  EvidenceFlow::Parts parts_;
  desk::v1::EvidencePart part_;
};

grpc::ServerWriteReactor<desk::v1::EvidencePart>* DeskService::ExportEvidence(
    grpc::CallbackServerContext* context,
    const desk::v1::ExportEvidenceRequest* request) {
  const auto staff = parts_.calls.Identify(*context, request->as(), {"dpo"});
  if (!staff.ok()) {
    return new Refusal<grpc::ServerWriteReactor<desk::v1::EvidencePart>>(
        staff.status());
  }
  return new EvidenceReactor(*this, parts_.flows.evidence.Begin(*staff));
}

}  // namespace kith::agent
