// SPDX-License-Identifier: Apache-2.0
#include "deploy/evidence/opening_form.h"

#include <google/protobuf/stubs/logging.h>

#include "absl/strings/str_cat.h"

namespace kith::deploy {
namespace {

using log::v1::Opening;

template <typename Message>
bool Reads(const std::string& bytes, Message& message) {
  if (!message.ParseFromString(bytes)) return false;
  message.DiscardUnknownFields();
  return message.SerializeAsString() == bytes;
}

template <typename... Messages>
bool IsOneOf(const std::string& bytes) {
  // What is one message's hash is another's text, and no error.
  const google::protobuf::LogSilencer silence;
  const auto is = [&](auto message) { return Reads(bytes, message); };
  return (is(Messages()) || ...);
}

bool IsDetailOf(log::v1::Event event, const std::string& detail) {
  switch (event) {
    case log::v1::EVENT_ACCEPTED:
    case log::v1::EVENT_REFUSED:
    case log::v1::EVENT_RELEASED:
    case log::v1::EVENT_ABORTED:
    case log::v1::EVENT_ASKED:
    case log::v1::EVENT_SHOWN:
      return IsOneOf<log::v1::EnquiryDetail>(detail);
    case log::v1::EVENT_WITHDRAWN:
      return IsOneOf<log::v1::GroundDetail>(detail);
    case log::v1::EVENT_MEMBERSHIP:
      return IsOneOf<log::v1::CountDetail>(detail);
    case log::v1::EVENT_ERASED:
      return IsOneOf<log::v1::ErasedDetail>(detail);
    case log::v1::EVENT_RESTORE:
      return IsOneOf<log::v1::RestoreDetail>(detail);
    case log::v1::EVENT_ANSWERED:
    case log::v1::EVENT_TOUCH:
      return IsOneOf<log::v1::AnswerDetail>(detail);
    case log::v1::EVENT_PROVED:
      return IsOneOf<log::v1::ProvedDetail>(detail);
    case log::v1::EVENT_EVALUATED:
      return IsOneOf<log::v1::EvaluationDetail>(detail);
    default:
      // No check rests on it.
      return IsOneOf<
          log::v1::EnquiryDetail, log::v1::GroundDetail, log::v1::RecallDetail,
          log::v1::UrgentDetail, log::v1::HandoverDetail, log::v1::CountDetail,
          log::v1::ErasedDetail, log::v1::AnswerDetail, log::v1::SignOffDetail,
          log::v1::ProvedDetail, log::v1::ExportDetail, log::v1::KeyDetail>(
          detail);
  }
}

absl::Status NotOfTheForm(absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("cannot be verified: ", what,
                   "; the log was written by a newer version of Kith, or "
                   "holds what no version writes; get a newer verifier"));
}

}  // namespace

absl::StatusOr<Opening> ReadOpening(const std::string& bytes) {
  Opening opening;
  if (!Reads(bytes, opening)) {
    return NotOfTheForm("what is recorded is not well formed");
  }
  if (opening.event() == log::v1::EVENT_UNSPECIFIED ||
      !log::v1::Event_IsValid(opening.event())) {
    return NotOfTheForm("its event is not known");
  }
  if (!IsDetailOf(opening.event(), opening.detail())) {
    return NotOfTheForm("its detail is not well formed");
  }
  return opening;
}

}  // namespace kith::deploy
