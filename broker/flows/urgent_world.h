// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_URGENT_WORLD_H_
#define KITH_BROKER_FLOWS_URGENT_WORLD_H_

#include <map>
#include <memory>
#include <string>

#include "broker/flows/broker_world.h"
#include "kith/log/v1/log.pb.h"
#include "kith/urgent/v1/urgent.pb.h"

namespace kith::broker {

// BrokerWorld, and people with keys of their own: Ann and Bel of the school,
// Dee at the desk, which the clinic operates. For tests.
class UrgentWorld : public BrokerWorld {
 protected:
  struct Person {
    std::string agency;
    std::string role;
    std::string pseudonym;
    std::shared_ptr<Signer> key;
  };

  Person MakePerson(const std::string& agency, const std::string& role,
                    char name) {
    return {agency, role, std::string(16, name),
            std::make_shared<Signer>(Signer::Generate(premises_.random))};
  }

  // As the person's agency sends it.
  urgent::v1::SignedByBoth SignedBy(const Person& person, Label label,
                                    const std::string& body) {
    urgent::v1::SignedByBoth request;
    request.set_body(body);
    request.set_person_signature(
        person.key->Sign(label, premises_.members.id(), body));
    request.set_agency_signature(
        SignerOf(premises_.members, person.agency)
            .Sign(Label::kUrgent, premises_.members.id(),
                  JoinFields({body, request.person_signature()})));
    return request;
  }

  absl::Status Register(const Person& person) {
    urgent::v1::PersonKeyBody body;
    body.set_agency(person.agency);
    body.set_practitioner(person.pseudonym);
    body.set_public_key(person.key->public_key());
    return Call(&UrgentFlow::RegisterKey, person.agency,
                SignedBy(person, Label::kPersonKey, body.SerializeAsString()));
  }

  urgent::v1::RequestBody RequestOf(const Person& first) {
    urgent::v1::RequestBody body;
    body.set_enquiry_id(Random16());
    body.set_asker(first.agency);
    body.set_practitioner(first.pseudonym);
    body.set_role(first.role);
    body.set_purpose("considering-referral");
    body.mutable_ground()->set_kind(enquiry::v1::AskGround::KIND_URGENT_ACCESS);
    body.mutable_ground()->set_necessity("immediate-risk");
    body.set_shape(1);
    body.set_people_commitment(std::string(32, 'c'));
    body.set_made_at_ms(Now());
    return body;
  }
  absl::Status Request(const Person& first,
                       const urgent::v1::RequestBody& body) {
    auto heard = std::make_shared<Heard<urgent::v1::RequestReply>>();
    broker_->urgent.Request(
        first.agency,
        SignedBy(first, Label::kUrgentRequest, body.SerializeAsString()),
        [heard](auto reply) { heard->Tell(std::move(reply)); });
    Settle();
    desk_only_because_ = heard->value().desk_only_because();
    return heard->status();
  }

  urgent::v1::AuthoriseBody Agreeing(const Person& second,
                                     const urgent::v1::RequestBody& request) {
    urgent::v1::AuthoriseBody body;
    body.set_enquiry_id(request.enquiry_id());
    body.set_request_sha256(HashBytes(Sha256(request.SerializeAsString())));
    body.set_agency(second.agency);
    body.set_practitioner(second.pseudonym);
    body.set_role(second.role);
    body.set_made_at_ms(Now());
    return body;
  }
  absl::Status Authorise(const Person& second,
                         const urgent::v1::AuthoriseBody& body) {
    return Call(
        &UrgentFlow::Authorise, second.agency,
        SignedBy(second, Label::kUrgentAuthorise, body.SerializeAsString()));
  }
  absl::Status Authorise(const Person& second,
                         const urgent::v1::RequestBody& request) {
    return Authorise(second, Agreeing(second, request));
  }

  // The question that was requested, as the first person's agent asks it.
  Question QuestionOf(const urgent::v1::RequestBody& request) {
    return {.asker = request.asker(),
            .id = request.enquiry_id(),
            .before_headers = [request](enquiry::v1::AskBody& ask) {
              *ask.mutable_ground() = request.ground();
              ask.set_practitioner(request.practitioner());
              ask.set_role(request.role());
            }};
  }
  absl::Status AskOnce(const urgent::v1::RequestBody& request) {
    const Asked asked = Ask(QuestionOf(request));
    PassToRelease();
    return asked.heard->status();
  }

  // The newest of what the agency's chain says of urgent access.
  log::v1::UrgentDetail NewestOf(const std::string& agency) {
    log::v1::UrgentDetail detail;
    for (const auto& opening : Openings(agency)) {
      log::v1::UrgentDetail one;
      const bool urgent = opening.event() == log::v1::EVENT_URGENT ||
                          opening.event() == log::v1::EVENT_KEY ||
                          opening.event() == log::v1::EVENT_REVIEW ||
                          opening.event() == log::v1::EVENT_ALARM;
      if (urgent && one.ParseFromString(opening.detail())) detail = one;
    }
    return detail;
  }

  std::uint64_t Now() {
    return static_cast<std::uint64_t>(absl::ToUnixMillis(clock_.Now()));
  }

  const Person ann_ = MakePerson("school", "practitioner", 'a');
  const Person bel_ = MakePerson("school", "manager", 'b');
  const Person dee_ = MakePerson("clinic", "front-door", 'd');
  std::string desk_only_because_;

 private:
  template <typename Method>
  absl::Status Call(Method method, const std::string& agency,
                    const urgent::v1::SignedByBoth& request) {
    auto heard = std::make_shared<Heard<std::uint64_t>>();
    (broker_->urgent.*method)(agency, request,
                              [heard](auto index) { heard->Tell(index); });
    Settle();
    return heard->status();
  }
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_URGENT_WORLD_H_
