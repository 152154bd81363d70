// SPDX-License-Identifier: Apache-2.0
#include "policy/fact_table.h"

namespace kith::policy {

const FactTable<RequestFacts, v1::RequestRule>& RequestTable() {
  using F = RequestFacts;
  using R = v1::RequestRule;
  static const auto& table = *new FactTable<F, R>{
      .words = {{"purpose", &F::purpose, &R::purposes},
                {"asker_category", &F::asker_category, &R::asker_categories},
                {"asker_role", &F::asker_role, &R::asker_roles},
                {"ground", &F::ground, &R::grounds}},
      .tris = {
          {"has_gateway", &F::has_gateway, &R::has_gateway},
          {"has_necessity", &F::has_necessity, &R::has_necessity},
          {"has_told", &F::has_told, &R::has_told},
          {"urgent_authorised", &F::urgent_authorised, &R::urgent_authorised}}};
  return table;
}

const FactTable<RouteFacts, v1::RouteRule>& RouteTable() {
  using F = RouteFacts;
  using R = v1::RouteRule;
  static const auto& table = *new FactTable<F, R>{
      .words = {{"purpose", &F::purpose, &R::purposes},
                {"asker_category", &F::asker_category, &R::asker_categories},
                {"ground", &F::ground, &R::grounds},
                {"holder_category", &F::holder_category,
                 &R::holder_categories}},
      .tris = {{"covered", &F::covered, &R::covered},
               {"active", &F::active, &R::active}}};
  return table;
}

const FactTable<AnswerFacts, v1::AnswerRule>& AnswerTable() {
  using F = AnswerFacts;
  using R = v1::AnswerRule;
  static const auto& table = *new FactTable<F, R>{
      .words = {{"purpose", &F::purpose, &R::purposes},
                {"asker_category", &F::asker_category, &R::asker_categories},
                {"asker_role", &F::asker_role, &R::asker_roles},
                {"ground", &F::ground, &R::grounds},
                {"holder_category", &F::holder_category, &R::holder_categories},
                {"level", &F::level, &R::levels},
                {"age_band", &F::age_band, &R::age_bands}},
      .tris = {
          {"shielded", &F::shielded, &R::shielded},
          {"sensitive_service", &F::sensitive_service, &R::sensitive_service},
          {"consent_covers", &F::consent_covers, &R::consent_covers},
          {"basis_covers", &F::basis_covers, &R::basis_covers},
          {"touch_only", &F::touch_only, &R::touch_only},
          {"asker_shielded", &F::asker_shielded, &R::asker_shielded},
          {"objection", &F::objection, &R::objection},
          {"call_back_only", &F::call_back_only, &R::call_back_only},
          {"excluded", &F::excluded, &R::excluded}}};
  return table;
}

}  // namespace kith::policy
