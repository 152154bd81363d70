// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/directory_flow.h"

#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "agent/flows/person_keys.h"
#include "keys/base/status_macros.h"
#include "keys/network/standing.h"
#include "policy/asked_for.h"
#include "policy/in_words.h"
#include "policy/vocabulary.h"

namespace kith::agent {
namespace {

using desk::v1::AgencyCard;
using desk::v1::Choice;
using desk::v1::GetDirectoryReply;

constexpr char kConsentWording[] = "consent-wording";

template <typename Items>
void AddChoices(const Items& items,
                google::protobuf::RepeatedPtrField<Choice>& choices) {
  for (const auto& item : items) {
    Choice& choice = *choices.Add();
    choice.set_id(item.id());
    choice.set_label(item.label());
  }
}

void AddSchemes(const Network& network, const std::string& agency,
                GetDirectoryReply& reply) {
  const std::vector<std::string> allowed = SchemesAllowed(network, agency);
  for (const auto& scheme : network.file().identifier_schemes()) {
    if (std::find(allowed.begin(), allowed.end(), scheme.id()) ==
        allowed.end()) {
      continue;
    }
    Choice& choice = *reply.add_identifier_schemes();
    choice.set_id(scheme.id());
    choice.set_label(scheme.label());
  }
}

void AddWords(const network::v1::NetworkFile& file, GetDirectoryReply& reply) {
  for (const auto& language : file.languages()) {
    Choice& choice = *reply.add_languages();
    choice.set_id(language.tag());
    choice.set_label(language.name());
  }
  for (const auto& label : file.labels()) {
    if (label.key() != kConsentWording) continue;
    auto& wording = *reply.add_consent_wordings();
    wording.set_language(label.language());
    wording.set_text(label.text());
    wording.set_checked_by(label.checked_by());
  }
}

void AddCards(const Network& network, absl::Time now,
              GetDirectoryReply& reply) {
  for (const auto& agency : network.file().agencies()) {
    AgencyCard& card = *reply.add_agencies();
    card.set_id(agency.id());
    card.set_name(agency.name());
    const auto* category = network.FindCategory(agency.category());
    if (category != nullptr) card.set_category(category->label());
    card.set_about(agency.about());
    card.set_ages(agency.ages());
    card.set_area(agency.area());
    card.set_how_to_ask(agency.how_to_ask());
    card.set_hours(agency.hours());
    card.set_last_confirmed(agency.last_confirmed());
    card.set_suspended(!TakesPart(&agency, now));
  }
  std::sort(reply.mutable_agencies()->begin(), reply.mutable_agencies()->end(),
            [](const AgencyCard& a, const AgencyCard& b) {
              return a.name() < b.name();
            });
}

policy::Vocabulary VocabularyOf(const GetDirectoryReply& reply) {
  const auto words = [](const auto& choices) {
    std::vector<policy::Vocabulary::Word> all;
    for (const Choice& choice : choices) {
      all.push_back({choice.id(), choice.label()});
    }
    return all;
  };
  return {words(reply.purposes()), words(reply.categories())};
}

}  // namespace

std::string DirectoryFlow::RulesOf(const policy::SharingPolicy& policy,
                                   const std::string& text,
                                   const GetDirectoryReply& reply) {
  absl::MutexLock lock(&mutex_);
  if (rules_.empty() || text != policy_text_) {
    rules_ = policy::PolicyTable(policy, VocabularyOf(reply));
    policy_text_ = text;
  }
  return rules_;
}

absl::StatusOr<GetDirectoryReply> DirectoryFlow::Get(
    const desk::v1::GetDirectoryRequest& request) {
  const std::shared_ptr<const Network> network = parts_.network.Get();
  const network::v1::NetworkFile& file = network->file();
  GetDirectoryReply reply;
  reply.set_partnership(file.name());
  reply.set_area(file.area());
  reply.set_test_network(file.test_network());
  reply.set_version(file.version());
  reply.set_issued_at_ms(file.issued_at_ms());
  reply.set_agency(parts_.agency);
  reply.set_agency_name(network->FindAgency(parts_.agency)->name());
  reply.mutable_desk()->set_name(file.desk().name());
  reply.mutable_desk()->set_telephone(file.desk().telephone());
  reply.mutable_desk()->set_hours(file.desk().hours());
  reply.mutable_desk()->set_danger_now(file.desk().danger_now());
  AddChoices(file.purposes(), *reply.mutable_purposes());
  AddChoices(file.gateways(), *reply.mutable_gateways());
  AddChoices(file.legal_bases(), *reply.mutable_legal_bases());
  AddChoices(file.categories(), *reply.mutable_categories());
  AddSchemes(*network, parts_.agency, reply);
  AddWords(file, reply);
  AddCards(*network, parts_.clock.Now(), reply);
  KITH_ASSIGN_OR_RETURN(const auto policy,
                        parts_.policies.Get(file.policy_text()));
  reply.set_policy_id(policy->bundle().id());
  reply.set_policy_version(policy->bundle().version());
  const policy::Vocabulary vocabulary = VocabularyOf(reply);
  for (const Choice& purpose : reply.purposes()) {
    if (policy::GroundsOf(*policy, vocabulary, purpose.id()).empty()) {
      reply.add_refused_purposes(purpose.id());
    }
  }
  if (request.with_rules()) {
    reply.set_rules(RulesOf(
        *policy, absl::StrCat(file.version(), " ", file.policy_text()), reply));
  }
  return reply;
}

}  // namespace kith::agent
