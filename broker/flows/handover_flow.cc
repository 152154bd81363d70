// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/handover_flow.h"

#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "broker/flows/record_grounds_flow.h"
#include "keys/base/status_macros.h"
#include "keys/hash.h"
#include "keys/network/standing.h"
#include "kith/log/v1/log.pb.h"

namespace kith::broker {
namespace {

using handover::v1::ListReply;
using handover::v1::SignedStep;
using handover::v1::StepBody;

constexpr std::size_t kIdBytes = 16;
constexpr int kMarks = 16;
constexpr std::size_t kMaxBodyBytes = 2048;
// Proposals of one agency to another that are not answered yet.
constexpr std::uint32_t kMostOpen = 50;
constexpr absl::Duration kListed = absl::Hours(24 * 90);

absl::Status Wrong(absl::string_view field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": ", what));
}

const char* StepWord(int step) {
  switch (step) {
    case StepBody::STEP_PROPOSE:
      return "proposed";
    case StepBody::STEP_ACCEPT:
      return "accepted";
    case StepBody::STEP_DECLINE:
      return "declined";
    case StepBody::STEP_TAKE_BACK:
      return "taken back";
    case StepBody::STEP_CLOSE:
      return "closed";
    default:
      return "";
  }
}

bool IsReceivers(StepBody::Step step) {
  return step == StepBody::STEP_ACCEPT || step == StepBody::STEP_DECLINE;
}

bool IsAtAnEnd(int step) {
  return step != StepBody::STEP_PROPOSE && step != StepBody::STEP_ACCEPT;
}

// The step that must have been the newest.
int Before(StepBody::Step step) {
  return step == StepBody::STEP_CLOSE ? StepBody::STEP_ACCEPT
                                      : StepBody::STEP_PROPOSE;
}

absl::Status CheckBody(const StepBody& body, const std::string& caller,
                       const Network& network, absl::Time now) {
  if (body.handover_id().size() != kIdBytes) {
    return Wrong("handover_id", "16 bytes");
  }
  if (*StepWord(body.step()) == '\0') return Wrong("step", "missing");
  if (caller != (IsReceivers(body.step()) ? body.to() : body.from())) {
    return Wrong("from, to", "not the calling agency's step");
  }
  const bool proposes = body.step() == StepBody::STEP_PROPOSE;
  if (body.marks_size() != (proposes ? kMarks : 0)) {
    return Wrong("marks", proposes ? "exactly 16" : "of a proposal only");
  }
  for (const std::string& mark : body.marks()) {
    if (mark.size() != kHashBytes) return Wrong("marks", "32 bytes each");
  }
  const network::v1::Agency* to = network.FindAgency(body.to());
  if (body.from() == body.to() || to == nullptr ||
      (proposes && !TakesPart(to, now))) {
    return Wrong("to", "not another agency of this network");
  }
  return absl::OkStatus();
}

// What becomes of the handover by this step.
absl::StatusOr<StoredHandover> Next(const std::optional<StoredHandover>& before,
                                    const StepBody& body,
                                    const SignedStep& request, absl::Time now) {
  if (body.step() == StepBody::STEP_PROPOSE) {
    if (before.has_value() && before->proposal != request.body()) {
      return absl::AlreadyExistsError(
          "handover_id: it came before with another body");
    }
    return before.value_or(
        StoredHandover{.id = body.handover_id(),
                       .from = body.from(),
                       .to = body.to(),
                       .proposal = request.body(),
                       .signature = request.signature(),
                       .step = body.step(),
                       .newest = request.body(),
                       .newest_signature = request.signature(),
                       .proposed_at = now,
                       .stepped_at = now});
  }
  if (!before.has_value() || before->from != body.from() ||
      before->to != body.to()) {
    return absl::NotFoundError("no such handover");
  }
  StoredHandover next = *before;
  if (next.step == body.step()) return next;
  // INVARIANT (no gap): nobody closes what the other has not accepted.
  if (next.step != Before(body.step())) {
    return absl::FailedPreconditionError(
        absl::StrCat("it is ", StepWord(next.step), " already"));
  }
  next.step = body.step();
  next.newest = request.body();
  next.newest_signature = request.signature();
  next.stepped_at = now;
  return next;
}

}  // namespace

void HandoverFlow::TakeStep(
    const std::string& caller, const SignedStep& request,
    std::function<void(absl::StatusOr<std::uint64_t>)> done) {
  if (request.body().size() > kMaxBodyBytes) {
    return done(Wrong("body", "larger than 2 KiB"));
  }
  const std::shared_ptr<const Network> network = parts_.network.Get();
  absl::Status status = CheckSignedByMember(
      *network, parts_.clock.Now(), caller, Label::kHandover, request.body(),
      request.signature());
  StepBody body;
  if (status.ok() && !body.ParseFromString(request.body())) {
    status = Wrong("body", "cannot be read");
  }
  if (status.ok())
    status = CheckBody(body, caller, *network, parts_.clock.Now());
  if (!status.ok()) return done(status);
  parts_.log.Submit(
      [this, body, request,
       caller](SealedDb& db) -> absl::StatusOr<std::vector<tlog::Entry>> {
        const auto transaction = parts_.transaction(db);
        KITH_ASSIGN_OR_RETURN(const std::optional<StoredHandover> before,
                              transaction->FindHandover(body.handover_id()));
        KITH_ASSIGN_OR_RETURN(const StoredHandover next,
                              Next(before, body, request, parts_.clock.Now()));
        // Taken before: said once.
        if (before == next) return std::vector<tlog::Entry>();
        if (!before.has_value()) {
          KITH_ASSIGN_OR_RETURN(
              const std::uint32_t open,
              transaction->CountHandovers(next.from, next.to, next.step));
          if (open >= kMostOpen) {
            return absl::ResourceExhaustedError(
                "50 proposals to this agency are open; wait for answers, or "
                "take some back");
          }
        }
        KITH_RETURN_IF_ERROR(transaction->PutHandover(next));
        log::v1::HandoverDetail detail;
        detail.set_handover_id(next.id);
        detail.set_step(StepWord(body.step()));
        detail.set_agency(caller);
        detail.set_sha256(HashBytes(Sha256(request.body())));
        const std::string bytes = detail.SerializeAsString();
        return std::vector<tlog::Entry>{
            {log::v1::EVENT_HANDOVER, next.from, bytes, ""},
            {log::v1::EVENT_HANDOVER, next.to, bytes, ""}};
      },
      [done = std::move(done)](absl::StatusOr<tlog::Committed> committed) {
        if (!committed.ok()) return done(committed.status());
        done(committed->entries.empty() ? 0 : committed->entries[0].index);
      });
}

absl::StatusOr<ListReply> HandoverFlow::List(const std::string& caller) const {
  const absl::Time now = parts_.clock.Now();
  KITH_ASSIGN_OR_RETURN(const std::vector<StoredHandover> all,
                        parts_.reader.HandoversOf(caller));
  ListReply reply;
  for (const StoredHandover& one : all) {
    if (IsAtAnEnd(one.step) && one.stepped_at < now - kListed) continue;
    auto* handover = reply.add_handovers();
    handover->mutable_proposal()->set_body(one.proposal);
    handover->mutable_proposal()->set_signature(one.signature);
    handover->mutable_newest()->set_body(one.newest);
    handover->mutable_newest()->set_signature(one.newest_signature);
    handover->set_step(static_cast<StepBody::Step>(one.step));
    handover->set_proposed_at_ms(
        static_cast<std::uint64_t>(absl::ToUnixMillis(one.proposed_at)));
    handover->set_stepped_at_ms(
        static_cast<std::uint64_t>(absl::ToUnixMillis(one.stepped_at)));
  }
  return reply;
}

}  // namespace kith::broker
