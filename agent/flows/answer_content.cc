// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/answer_content.h"

#include "keys/slot.h"

namespace kith::agent {
namespace {

using enquiry::v1::AnswerContent;
using enquiry::v1::InvolvementContent;

constexpr int kMostInvolvements = 3;

}  // namespace

AnswerContent InvolvedContent(const Network& network, const std::string& agency,
                              const std::vector<Involvement>& involvements,
                              bool may_name_place) {
  const network::v1::Agency* self = network.FindAgency(agency);
  const network::v1::Category* category =
      network.FindCategory(self->category());
  const bool say_words = !may_name_place && !category->place_words().empty();
  AnswerContent content;
  content.set_kind(AnswerContent::KIND_INVOLVED);
  content.set_agency(agency);
  for (const Involvement& involvement : involvements) {
    if (involvement.ended) continue;
    if (content.involvements_size() == kMostInvolvements) {
      content.set_more(true);
      break;
    }
    InvolvementContent& added = *content.add_involvements();
    added.set_service(say_words ? category->place_words()
                                : involvement.service);
    added.set_leads_for_family(involvement.leads_for_family);
    added.set_worker(say_words ? "" : involvement.worker);
    added.set_contact(say_words ? network.file().desk().telephone()
                                : involvement.contact);
    added.set_since(involvement.since);
    added.set_status(involvement.status);
    added.set_assessment(involvement.assessment);
  }
  // Contact routes are never cut: rather one involvement fewer.
  while (content.ByteSizeLong() > kMaxAnswerBytes) {
    content.mutable_involvements()->RemoveLast();
    content.set_more(true);
  }
  return content;
}

AnswerContent PossibleContent(const std::string& agency,
                              const std::string& settle) {
  AnswerContent content;
  content.set_kind(AnswerContent::KIND_POSSIBLE);
  content.set_agency(agency);
  content.set_settle(settle);
  return content;
}

AnswerContent CallBackContent(const Network& network, const std::string& agency,
                              const std::vector<Involvement>& involvements) {
  AnswerContent content;
  content.set_kind(AnswerContent::KIND_CALL_BACK);
  content.set_agency(agency);
  std::string contact = network.file().desk().telephone();
  for (const Involvement& involvement : involvements) {
    if (involvement.ended || involvement.contact.empty()) continue;
    contact = involvement.contact;
    break;
  }
  content.add_involvements()->set_contact(contact);
  return content;
}

}  // namespace kith::agent
