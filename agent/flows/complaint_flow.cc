// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/complaint_flow.h"

#include <algorithm>
#include <functional>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "agent/register/complaints.h"
#include "keys/base/status_macros.h"
#include "kith/log/v1/log.pb.h"

namespace kith::agent {
namespace {

using desk::v1::Complaint;

// Data Protection Act 2018 s164A(3): within 30 days, beginning when it came.
constexpr int kDaysToAcknowledge = 30;
constexpr std::size_t kMostKeptAtBytes = 64;
constexpr absl::string_view kOutcomes[] = {"upheld", "partly-upheld",
                                           "not-upheld", "taken-back"};

absl::CivilDay Today(const Parts& parts) {
  return absl::ToCivilDay(parts.clock.Now(), absl::LocalTimeZone());
}

absl::CivilDay LastDay(const StoredComplaint& stored) {
  return stored.received_on + (kDaysToAcknowledge - 1);
}

Complaint MessageOf(const StoredComplaint& stored, absl::CivilDay today) {
  Complaint complaint;
  complaint.set_number(stored.number);
  complaint.set_received_on(absl::FormatCivilTime(stored.received_on));
  complaint.set_kept_at(stored.kept_at);
  complaint.set_reference(stored.reference);
  complaint.set_recorded_by(stored.recorded_by);
  complaint.set_acknowledge_by(absl::FormatCivilTime(LastDay(stored)));
  if (stored.acknowledged_on.has_value()) {
    complaint.set_acknowledged_on(
        absl::FormatCivilTime(*stored.acknowledged_on));
  }
  if (stored.closed_on.has_value()) {
    complaint.set_closed_on(absl::FormatCivilTime(*stored.closed_on));
  }
  complaint.set_outcome(stored.outcome);
  complaint.set_late(stored.acknowledged_on.value_or(today) > LastDay(stored));
  return complaint;
}

bool IsCheckReference(const std::string& text) {
  return text.size() == 9 && text[0] == 'K';
}

// A step of one complaint, and its entry, or neither.
absl::Status Change(
    const Parts& parts, const Staff& staff,
    const std::function<absl::StatusOr<std::uint32_t>(Complaints&)>& step,
    const std::string& done) {
  return parts.log
      .Run([&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        Complaints complaints(db);
        KITH_ASSIGN_OR_RETURN(const std::uint32_t number, step(complaints));
        log::v1::CountDetail detail;
        detail.set_what(
            absl::StrCat("complaint ", number, " ", done, " by ", staff.name));
        return std::vector<tlog::Entry>{{log::v1::EVENT_COMPLAINT, parts.agency,
                                         detail.SerializeAsString(), ""}};
      })
      .status();
}

absl::StatusOr<Complaint> Read(const Parts& parts, std::uint32_t number) {
  KITH_ASSIGN_OR_RETURN(const StoredComplaint stored,
                        parts.reader.WithDb([&](SealedDb& db) {
                          return Complaints(db).Get(number);
                        }));
  return MessageOf(stored, Today(parts));
}

}  // namespace

absl::StatusOr<Complaint> ComplaintFlow::Record(
    const Staff& staff, const desk::v1::RecordComplaintRequest& request) {
  StoredComplaint stored{.kept_at = request.kept_at(),
                         .reference = request.reference(),
                         .recorded_by = staff.name,
                         .acknowledged_on = {},
                         .closed_on = {},
                         .outcome = {}};
  if (!absl::ParseCivilTime(request.received_on(), &stored.received_on) ||
      stored.received_on > Today(parts_)) {
    return absl::InvalidArgumentError(
        "received_on: the day it came, 2026-11-20, and none ahead");
  }
  if (stored.kept_at.empty() || stored.kept_at.size() > kMostKeptAtBytes) {
    return absl::InvalidArgumentError(
        "kept_at: where it is kept, at most 64 bytes, and nothing of what it "
        "says");
  }
  if (!stored.reference.empty() && !IsCheckReference(stored.reference)) {
    return absl::InvalidArgumentError("reference: like K-4821-7M, or none");
  }
  std::uint32_t number = 0;
  KITH_RETURN_IF_ERROR(Change(
      parts_, staff,
      [&](Complaints& complaints) -> absl::StatusOr<std::uint32_t> {
        KITH_ASSIGN_OR_RETURN(number, complaints.Add(stored));
        return number;
      },
      "recorded"));
  return Read(parts_, number);
}

absl::StatusOr<desk::v1::ListComplaintsReply> ComplaintFlow::List(
    const desk::v1::ListComplaintsRequest& request) {
  KITH_ASSIGN_OR_RETURN(
      const std::vector<StoredComplaint> all,
      parts_.reader.WithDb([](SealedDb& db) { return Complaints(db).All(); }));
  desk::v1::ListComplaintsReply reply;
  for (const StoredComplaint& stored : all) {
    if (stored.closed_on.has_value() && !request.closed_too()) continue;
    *reply.add_complaints() = MessageOf(stored, Today(parts_));
  }
  return reply;
}

absl::StatusOr<Complaint> ComplaintFlow::Acknowledge(
    const Staff& staff, const desk::v1::ComplaintStepRequest& request) {
  KITH_RETURN_IF_ERROR(Change(
      parts_, staff,
      [&](Complaints& complaints) -> absl::StatusOr<std::uint32_t> {
        KITH_ASSIGN_OR_RETURN(const StoredComplaint stored,
                              complaints.Get(request.number()));
        if (stored.acknowledged_on.has_value()) {
          return absl::FailedPreconditionError(absl::StrCat(
              "complaint ", request.number(), " was acknowledged on ",
              absl::FormatCivilTime(*stored.acknowledged_on)));
        }
        KITH_RETURN_IF_ERROR(
            complaints.SetAcknowledged(request.number(), Today(parts_)));
        return request.number();
      },
      "acknowledged"));
  return Read(parts_, request.number());
}

absl::StatusOr<Complaint> ComplaintFlow::Close(
    const Staff& staff, const desk::v1::ComplaintStepRequest& request) {
  if (std::find(std::begin(kOutcomes), std::end(kOutcomes),
                request.outcome()) == std::end(kOutcomes)) {
    return absl::InvalidArgumentError(
        "outcome: upheld, partly-upheld, not-upheld or taken-back");
  }
  KITH_RETURN_IF_ERROR(Change(
      parts_, staff,
      [&](Complaints& complaints) -> absl::StatusOr<std::uint32_t> {
        KITH_ASSIGN_OR_RETURN(const StoredComplaint stored,
                              complaints.Get(request.number()));
        if (stored.closed_on.has_value()) {
          return absl::FailedPreconditionError(
              absl::StrCat("complaint ", request.number(), " was closed on ",
                           absl::FormatCivilTime(*stored.closed_on)));
        }
        if (!stored.acknowledged_on.has_value()) {
          return absl::FailedPreconditionError(
              absl::StrCat("complaint ", request.number(),
                           " has not been acknowledged; do that first"));
        }
        KITH_RETURN_IF_ERROR(complaints.SetClosed(
            request.number(), Today(parts_), request.outcome()));
        return request.number();
      },
      absl::StrCat("closed, ", request.outcome(), ",")));
  return Read(parts_, request.number());
}

}  // namespace kith::agent
