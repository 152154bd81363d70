// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_ASK_FLOW_H_
#define KITH_AGENT_FLOWS_ASK_FLOW_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "agent/flows/parts.h"
#include "agent/flows/question.h"
#include "agent/flows/verify_release.h"
#include "kith/desk/v1/desk.pb.h"
#include "policy/decision.h"

namespace kith::agent {

// What two people have authorised, or are about to.
struct UrgentAccess {
  std::string enquiry_id;
  bool authorised = false;  // The centre has both signatures.
};

// The flow behind DeskService.Check, top to bottom: what the own agency knows,
// may this be asked, tokens, the sealed question, the broker, the receiver's
// rule, and only then an outcome.
//
// Thread-safe: holds no state of its own. A run blocks its thread until the
// release.
class AskFlow {
 public:
  explicit AskFlow(const Parts& parts) : parts_(parts) {}

  // An outcome, always: a refusal and an outage are outcomes too.
  // INVALID_ARGUMENT, naming the field, for what cannot be asked as given;
  // UNAVAILABLE if the agency's own log cannot be written.
  absl::StatusOr<desk::v1::CheckReply> Run(
      const Staff& staff, const desk::v1::CheckRequest& request,
      const UrgentAccess& urgent = {});

  // The question, understood, if it could be asked with `urgent`.
  // INVALID_ARGUMENT as above; FAILED_PRECONDITION, with the rule, its words
  // and the next step, if policy refuses it: that is logged.
  absl::StatusOr<Question> Prepare(const Staff& staff,
                                   const desk::v1::CheckRequest& request,
                                   const UrgentAccess& urgent);

  // Whether it could be asked as given, without asking. INVALID_ARGUMENT naming
  // the field.
  absl::Status Examine(const Staff& staff,
                       const desk::v1::CheckRequest& request) const;

 private:
  // `is_behind` is set if the broker has another network file.
  absl::StatusOr<desk::v1::CheckReply> RunUnder(
      const std::shared_ptr<const Network>& network, const Staff& staff,
      const desk::v1::CheckRequest& request, const UrgentAccess& urgent,
      bool& is_behind);
  absl::StatusOr<Question> Understand(const Staff& staff,
                                      const desk::v1::CheckRequest& request,
                                      const Network& network) const;
  absl::StatusOr<policy::Decision> Decide(const Question& question,
                                          const Network& network) const;
  absl::StatusOr<std::vector<KnownSubject>> FindKnown(
      const std::vector<Identity>& asked, const Network& network) const;
  absl::Status TellOwn(const Question& question, const Network& network,
                       desk::v1::CheckReply& reply) const;
  absl::StatusOr<std::vector<std::vector<SubjectTokens>>> Tokens(
      const Question& question, const Network& network) const;
  absl::Status LogRefused(const Question& question,
                          const policy::Decision& decision);
  void LogAlarm(const Question& question, const absl::Status& why);
  absl::StatusOr<SentQuestion> SealAndLog(const Question& question,
                                          const Network& network);
  absl::StatusOr<VerifiedRelease> SubmitAndVerify(const SentQuestion& sent,
                                                  const Network& network);
  absl::Status LogShown(const Question& question, const Network& network,
                        const SentQuestion& sent,
                        const VerifiedRelease& release);
  absl::Status Ask(const Question& question, const Network& network,
                   desk::v1::CheckReply& reply);

  const Parts& parts_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_ASK_FLOW_H_
