// SPDX-License-Identifier: Apache-2.0
#include "policy/floor.h"

#include <initializer_list>
#include <string>

namespace kith::policy {
namespace {

using Invariants = google::protobuf::RepeatedPtrField<v1::Invariant>;

v1::Invariant& Add(Invariants& floor, const char* id, const char* words) {
  v1::Invariant& invariant = *floor.Add();
  invariant.set_id(id);
  invariant.set_words(words);
  invariant.set_decision(v1::DECISION_KIND_ANSWER);
  return invariant;
}

void WhereNot(v1::Invariant& invariant, const char* fact, const char* value) {
  v1::FactCondition& condition = *invariant.add_where();
  condition.set_fact(fact);
  condition.add_is_not(value);
}

Invariants* MakeFloor() {
  auto* floor = new Invariants();
  auto* shield = &Add(*floor, "floor-shield",
                      "nothing is said where a shield is not ruled out");
  shield->set_never(true);
  WhereNot(*shield, "shielded", "false");

  auto* touch_only = &Add(*floor, "floor-touch-only",
                          "nothing is said where the ground may be touch-only");
  touch_only->set_never(true);
  WhereNot(*touch_only, "touch_only", "false");

  auto* sensitive = &Add(*floor, "floor-sensitive",
                         "nothing is said of what may be a sensitive service "
                         "without consent that covers");
  sensitive->set_never(true);
  WhereNot(*sensitive, "sensitive_service", "false");
  WhereNot(*sensitive, "consent_covers", "true");

  auto* objection = &Add(*floor, "floor-objection",
                         "nothing is said where an objection may be open");
  objection->set_never(true);
  WhereNot(*objection, "objection", "false");

  auto* excluded = &Add(*floor, "floor-excluded",
                        "nothing is said to whom the family may have left out "
                        "by name, without consent or a basis that covers");
  excluded->set_never(true);
  WhereNot(*excluded, "excluded", "false");
  WhereNot(*excluded, "consent_covers", "true");
  WhereNot(*excluded, "basis_covers", "true");

  auto* call_back =
      &Add(*floor, "floor-call-back",
           "who agreed to a call and no more is never named, on any ground");
  call_back->set_call_back_at_most(true);
  auto* where = call_back->add_where();
  where->set_fact("call_back_only");
  where->add_is("true");
  return floor;
}

}  // namespace

const Invariants& Floor() {
  static const auto& floor = *MakeFloor();
  return floor;
}

}  // namespace kith::policy
