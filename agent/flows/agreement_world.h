// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_AGREEMENT_WORLD_H_
#define KITH_AGENT_FLOWS_AGREEMENT_WORLD_H_

#include <set>
#include <string>
#include <vector>

#include "agent/flows/agent_world.h"
#include "agent/flows/agreement_rules.h"
#include "agent/flows/answer_facts.h"
#include "agent/flows/basis_flow.h"
#include "agent/flows/consent_flow.h"
#include "agent/flows/due.h"
#include "agent/flows/objection_flow.h"

namespace kith::agent {

inline const Staff kNurse{
    .name = "nurse", .shown_as = "A. Nurse", .role = "practitioner"};
inline const Staff kManager{
    .name = "manager", .shown_as = "M. Anager", .role = "manager"};

// The clinic, and what its desk can say of a family.
class AgreementFlowsTest : public AgentWorld {
 protected:
  AgreementFlowsTest()
      : AgentWorld("clinic", "strict"),
        consent_(*parts_, *countersign_),
        objections_(*parts_),
        bases_(*parts_) {}

  std::string RefOf(const Row& row) {
    return *reader_->With(
        [&](Register& people) { return people.FindRecord("cases", row.id); });
  }
  // What the clinic's own copy of its grounds says to this asker.
  policy::AnswerFacts FactsFor(const Row& row,
                               const std::string& asker = "school",
                               const std::string& category = "education") {
    HeldQuestion question;
    question.content.set_asker(asker);
    question.content.set_purpose("considering-referral");
    question.content.set_ground(enquiry::v1::AskGround::KIND_FAMILY_AGREED);
    question.category = category;
    question.person = RefOf(row);
    return reader_
        ->With([&](Register& people) {
          return FactsOf(people, question, *network_->Get(), agency_,
                         clock_.Now());
        })
        ->facts;
  }
  desk::v1::RecordConsentRequest Agreement(const Row& row,
                                           const std::string& said_by) {
    desk::v1::RecordConsentRequest request;
    *request.add_people() = Described(row);
    request.set_said_by(said_by);
    request.set_evidence_reference("form 12");
    request.set_capacity("parent");
    request.set_everybody(true);
    request.set_until_ms(
        absl::ToUnixMillis(clock_.Now() + absl::Hours(24 * 300)));
    return request;
  }
  desk::v1::RecordConsentReply Record(
      const desk::v1::RecordConsentRequest& request) {
    const auto reply = consent_.Record(kNurse, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply.value_or(desk::v1::RecordConsentReply());
  }
  std::string Object(const Row& row) {
    desk::v1::RecordObjectionRequest request;
    *request.add_people() = Described(row);
    request.set_said_by("father");
    request.set_capacity("parent");
    const auto reply = objections_.Record(kNurse, request);
    EXPECT_TRUE(reply.ok()) << reply.status();
    return reply->references(0);
  }
  absl::Status Decide(const std::string& reference,
                      const std::string& decision) {
    desk::v1::DecideObjectionRequest request;
    request.set_reference(reference);
    request.set_decision(decision);
    request.set_reason("spoke with both parents");
    return objections_.Decide(kManager, request).status();
  }
  std::vector<std::string> WordsDue() {
    std::vector<std::string> words;
    const auto reply = ListDue(*parts_);
    EXPECT_TRUE(reply.ok()) << reply.status();
    for (const auto& due : reply->due()) words.push_back(due.words());
    return words;
  }
  std::size_t ListedPeople() {
    std::set<std::string> handles;
    for (const auto& [id, row] : broker_.rows) handles.insert(row.handle());
    return handles.size();
  }

  ConsentFlow consent_;
  ObjectionFlow objections_;
  BasisFlow bases_;
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_AGREEMENT_WORLD_H_
