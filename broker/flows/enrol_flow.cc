// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/enrol_flow.h"

#include <fstream>
#include <iterator>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "broker/flows/issue_certificate.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/enrolment/invitation.h"
#include "keys/hash.h"
#include "keys/network/check_network_file.h"
#include "keys/private_file.h"

namespace kith::broker {
namespace {

using enrol::v1::CollectReply;
using enrol::v1::EnrolBody;
using enrol::v1::Invitation;
using enrol::v1::SignedCollect;
using enrol::v1::SignedEnrolment;
using network::v1::EnrolmentBody;

constexpr absl::Duration kChallengeValidity = absl::Minutes(2);
constexpr absl::Duration kMostClockSkew = absl::Seconds(120);
constexpr std::size_t kTimeBytes = 8;
constexpr std::size_t kDrawnBytes = 8;
constexpr std::size_t kChallengeBytes = 32;
constexpr std::size_t kMaxBytes = 64 << 10;

absl::Status NoInvitation() {
  return absl::NotFoundError(
      "no code of this agency is open; ask the administrator for one");
}

// One setting for each invitation: how often it was tried, and by what it was
// used.
std::string TriesSetting(const std::string& invitation_bytes) {
  return absl::StrCat("enrol-tries/", absl::BytesToHexString(
                                          HashView(Sha256(invitation_bytes))));
}
std::string UsedSetting(const std::string& invitation_bytes) {
  return absl::StrCat("enrol-used/", absl::BytesToHexString(
                                         HashView(Sha256(invitation_bytes))));
}

std::string LeftInWords(int left) {
  return left == 0   ? "no try is left; ask the administrator for another code"
         : left == 1 ? "one try is left"
                     : absl::StrCat(left, " tries are left");
}

// An invitation: no secret, and readable by all. Empty if there is none.
std::string ReadInvitation(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(stream)),
                    std::istreambuf_iterator<char>());
  return bytes.size() <= kMaxBytes ? bytes : "";
}

absl::StatusOr<SignedEnrolment> ReadHanded(const std::string& path) {
  KITH_ASSIGN_OR_RETURN(const std::string bytes,
                        ReadPrivateFile(path, kMaxBytes));
  SignedEnrolment enrolment;
  if (!enrolment.ParseFromString(bytes)) {
    return absl::InternalError("what was handed in cannot be read");
  }
  return enrolment;
}

}  // namespace

EnrolFlow::EnrolFlow(const Parts& parts,
                     const std::optional<Authority>& issuing,
                     std::string folder)
    : parts_(parts),
      issuing_(issuing),
      folder_(std::move(folder)),
      challenge_key_(parts.random.Bytes(kHashBytes)) {}

enrol::v1::GreetReply EnrolFlow::Greet() const {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const std::string head = absl::StrCat(
      BigEndian64(
          static_cast<std::uint64_t>(absl::ToUnixMillis(parts_.clock.Now()))),
      parts_.random.Bytes(kDrawnBytes));
  enrol::v1::GreetReply reply;
  reply.set_challenge(
      absl::StrCat(head, HmacSha256(challenge_key_, head)
                             .substr(0, kChallengeBytes - head.size())));
  reply.set_authority_pem(network->file().authority_pem());
  for (const auto& administrator : network->file().administrators()) {
    reply.add_administrator_keys(administrator.public_key());
  }
  reply.set_network(network->file().name());
  return reply;
}

absl::Status EnrolFlow::CheckChallenge(absl::string_view challenge) const {
  const absl::string_view head = challenge.substr(0, kTimeBytes + kDrawnBytes);
  std::uint64_t millis = 0;
  for (const char byte : head.substr(0, kTimeBytes)) {
    millis = (millis << 8) | static_cast<unsigned char>(byte);
  }
  const absl::Duration age =
      parts_.clock.Now() -
      absl::FromUnixMillis(static_cast<std::int64_t>(millis));
  if (challenge.size() != kChallengeBytes ||
      !EqualInConstantTime(challenge.substr(head.size()),
                           HmacSha256(challenge_key_, head)
                               .substr(0, kChallengeBytes - head.size())) ||
      age < absl::ZeroDuration() || age > kChallengeValidity) {
    return absl::InvalidArgumentError(
        "challenge: not of this broker, or older than two minutes; try again");
  }
  return absl::OkStatus();
}

// INVARIANT (five tries): a try is on disk before its outcome is told.
absl::Status EnrolFlow::CountTry(const std::string& invitation_bytes,
                                 const Invitation& invitation,
                                 const SignedEnrolment& enrolment) const {
  EnrolBody body;
  (void)body.ParseFromString(enrolment.body());
  const std::string request = HashBytes(Sha256(body.request()));
  const bool ended =
      absl::ToUnixMillis(parts_.clock.Now()) >= invitation.expires_at_ms();
  absl::Status outcome;
  const auto committed = parts_.log.Run(
      [&](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        const auto transaction = parts_.transaction(db);
        KITH_ASSIGN_OR_RETURN(
            const std::string used,
            transaction->GetSetting(UsedSetting(invitation_bytes)));
        KITH_ASSIGN_OR_RETURN(
            const std::string counted,
            transaction->GetSetting(TriesSetting(invitation_bytes)));
        int tries = 0;
        (void)absl::SimpleAtoi(counted, &tries);
        outcome = OpenEnrolment(enrolment, invitation).status();
        if (tries >= kInvitationTries) {
          outcome = absl::FailedPreconditionError(
              "this code was tried five times; ask the administrator for "
              "another");
        } else if (!used.empty() && used != request) {
          outcome = absl::FailedPreconditionError(
              "this code was used; if it was not by you, ring the "
              "administrator. For another machine ask for another code");
        } else if (ended && used.empty()) {
          outcome = absl::FailedPreconditionError(
              "this code has ended: it was good for 48 hours; ask the "
              "administrator for another");
        } else if (!outcome.ok()) {
          KITH_RETURN_IF_ERROR(transaction->PutSetting(
              TriesSetting(invitation_bytes), absl::StrCat(tries + 1)));
          outcome = absl::UnauthenticatedError(
              absl::StrCat(outcome.message(), "; ",
                           LeftInWords(kInvitationTries - tries - 1)));
        } else if (used.empty()) {
          KITH_RETURN_IF_ERROR(
              transaction->PutSetting(UsedSetting(invitation_bytes), request));
        }
        return std::vector<tlog::Entry>();
      });
  if (!committed.ok()) {
    return absl::UnavailableError(
        "the broker cannot count this try; try later");
  }
  return outcome;
}

absl::Status EnrolFlow::Enrol(const SignedEnrolment& enrolment) const {
  EnrolBody body;
  if (!body.ParseFromString(enrolment.body())) {
    return absl::InvalidArgumentError("body: cannot be read");
  }
  KITH_RETURN_IF_ERROR(CheckChallenge(body.challenge()));
  network::v1::EnrolmentRequest request;
  EnrolmentBody wanted;
  if (!request.ParseFromString(body.request()) ||
      !wanted.ParseFromString(request.body()) ||
      !IsNetworkId(wanted.agency())) {
    return absl::InvalidArgumentError("request: cannot be read");
  }
  const std::string path = absl::StrCat(folder_, "/", wanted.agency());
  const std::string invitation_bytes = ReadInvitation(path + kInvitationEnding);
  if (invitation_bytes.empty()) return NoInvitation();
  const auto invitation =
      OpenInvitation(invitation_bytes, *parts_.network.Get());
  if (!invitation.ok() || invitation->agency().id() != wanted.agency()) {
    LogWarning("invitation_refused", {{"why", invitation.status()}});
    return NoInvitation();
  }
  const absl::Status outcome =
      CountTry(invitation_bytes, *invitation, enrolment);
  LogInfo("enrolment_tried",
          {{"agency", wanted.agency()}, {"outcome", outcome}});
  KITH_RETURN_IF_ERROR(outcome);
  const absl::Status kept =
      ReplacePrivateFile(path + kRequestEnding, enrolment.SerializeAsString());
  return kept.ok() ? kept
                   : absl::UnavailableError(
                         "the broker cannot keep the request; try later");
}

absl::StatusOr<CollectReply> EnrolFlow::Collect(
    const SignedCollect& collect) const {
  enrol::v1::CollectBody asked;
  if (!asked.ParseFromString(collect.body()) || !IsNetworkId(asked.agency())) {
    return absl::InvalidArgumentError("body: cannot be read");
  }
  KITH_RETURN_IF_ERROR(CheckChallenge(asked.challenge()));
  const auto handed =
      ReadHanded(absl::StrCat(folder_, "/", asked.agency(), kRequestEnding));
  if (!handed.ok()) return NoInvitation();
  EnrolBody body;
  (void)body.ParseFromString(handed->body());
  KITH_ASSIGN_OR_RETURN(const EnrolmentBody request,
                        OpenRequest(body.request()));
  KITH_RETURN_IF_ERROR(OpenCollect(collect, request.signing_key()).status());
  const std::shared_ptr<const Network> network = parts_.network.Get();
  CollectReply reply;
  const network::v1::Agency* agency = network->FindAgency(asked.agency());
  if (agency == nullptr || agency->signing_key() != request.signing_key()) {
    return reply;
  }
  KITH_ASSIGN_OR_RETURN(*reply.mutable_certificate_pem(),
                        IssueCertificate(issuing_, *network, request,
                                         parts_.random, parts_.clock.Now()));
  reply.set_admitted(true);
  reply.set_signed_network_file(network->signed_bytes());
  return reply;
}

absl::StatusOr<std::string> RenewFlow::Run(
    const std::string& caller,
    const network::v1::EnrolmentRequest& request) const {
  KITH_ASSIGN_OR_RETURN(const EnrolmentBody body,
                        OpenRequest(request.SerializeAsString()));
  if (body.agency() != caller) {
    return absl::InvalidArgumentError("request: of another agency");
  }
  return Issue(body);
}

absl::StatusOr<std::string> RenewFlow::Reissue(
    const network::v1::EnrolmentRequest& request) const {
  KITH_ASSIGN_OR_RETURN(const EnrolmentBody body,
                        OpenRequest(request.SerializeAsString()));
  return Issue(body);
}

absl::StatusOr<std::string> RenewFlow::Issue(const EnrolmentBody& body) const {
  const absl::Time now = parts_.clock.Now();
  const absl::Duration age = now - absl::FromUnixMillis(body.made_at_ms());
  if (age > kMostClockSkew || age < -kMostClockSkew) {
    return absl::FailedPreconditionError(
        "request: made more than 120 s ago or ahead; are both clocks right?");
  }
  return IssueCertificate(issuing_, *parts_.network.Get(), body, parts_.random,
                          now);
}

}  // namespace kith::broker
