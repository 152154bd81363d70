// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_POLICY_CASE_SPACE_H_
#define KITH_POLICY_CASE_SPACE_H_

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "kith/policy/v1/bundle.pb.h"
#include "policy/fact_table.h"
#include "policy/vocabulary.h"

namespace kith::policy {

// One fact, and its values in classes: what no rule and no invariant tells
// apart is one class.
struct Dimension {
  std::string fact;
  std::vector<std::string> values;
  std::vector<std::vector<std::string>> classes;

  std::size_t ClassOf(const std::string& value) const;
};

// True if the condition speaks of this value.
bool Speaks(const v1::FactCondition& condition, const std::string& value);

// Every combination of facts of one decision: a case is one class of each
// dimension, numbered from 0.
template <typename Facts, typename Rule>
class CaseSpace {
 public:
  using Rules = google::protobuf::RepeatedPtrField<Rule>;

  CaseSpace(const FactTable<Facts, Rule>& table, const Rules& rules,
            const std::vector<const v1::Invariant*>& invariants,
            const Vocabulary& vocabulary)
      : table_(table) {
    for (const auto& fact : table.words) {
      std::vector<std::string> values;
      for (const auto& word : vocabulary.WordsOf(fact.name)) {
        values.push_back(word.id);
      }
      values.push_back(kUnknown);
      Add(fact.name, std::move(values), invariants,
          [&](const std::string& value) {
            std::string told_apart;
            for (const Rule& rule : rules) {
              bool named = false;
              for (const std::string& word : (rule.*fact.condition)()) {
                named = named || word == value;
              }
              told_apart += named ? '1' : '0';
            }
            return told_apart;
          });
    }
    for (const auto& fact : table.tris) {
      Add(fact.name, {"true", "false", kUnknown}, invariants,
          [&](const std::string& value) {
            std::string told_apart;
            for (const Rule& rule : rules) {
              const v1::Tri condition = (rule.*fact.condition)();
              const bool holds =
                  condition == v1::TRI_UNSPECIFIED ||
                  (condition == v1::TRI_TRUE && value == "true") ||
                  (condition == v1::TRI_FALSE && value == "false");
              told_apart += holds ? '1' : '0';
            }
            return told_apart;
          });
    }
  }

  const std::vector<Dimension>& dimensions() const { return dimensions_; }
  std::uint64_t size() const { return size_; }
  // Combinations before any were taken together.
  double raw_size() const { return raw_size_; }

  // Which class of dimension `d` a case has.
  std::size_t ClassIn(std::uint64_t number, std::size_t d) const {
    return number / strides_[d] % dimensions_[d].classes.size();
  }
  // The case with another class there.
  std::uint64_t With(std::uint64_t number, std::size_t d,
                     std::size_t other) const {
    return number - ClassIn(number, d) * strides_[d] + other * strides_[d];
  }

  Facts FactsOf(std::uint64_t number) const {
    Facts facts;
    std::size_t d = 0;
    for (const auto& fact : table_.words) {
      const std::string& value = ValueOf(number, d++);
      facts.*fact.value = value == kUnknown ? "" : value;
    }
    for (const auto& fact : table_.tris) {
      const std::string& value = ValueOf(number, d++);
      if (value != kUnknown) facts.*fact.value = value == "true";
    }
    return facts;
  }

  // Whether an invariant speaks of this case. One that compares speaks of none
  // where the fact is true already: there a case would be its own measure.
  bool IsSpokenOf(std::uint64_t number, const v1::Invariant& invariant) const {
    for (std::size_t d = 0; d < dimensions_.size(); ++d) {
      if (dimensions_[d].fact == invariant.never_less_if_true() &&
          ValueOf(number, d) == "true") {
        return false;
      }
    }
    for (const v1::FactCondition& condition : invariant.where()) {
      for (std::size_t d = 0; d < dimensions_.size(); ++d) {
        if (dimensions_[d].fact == condition.fact() &&
            !Speaks(condition, ValueOf(number, d))) {
          return false;
        }
      }
    }
    return true;
  }

 private:
  template <typename ToldApart>
  void Add(const char* name, std::vector<std::string> values,
           const std::vector<const v1::Invariant*>& invariants,
           ToldApart told_apart) {
    Dimension dimension{.fact = name, .values = std::move(values)};
    std::map<std::string, std::size_t> class_of;
    for (const std::string& value : dimension.values) {
      std::string key = told_apart(value);
      for (const v1::Invariant* invariant : invariants) {
        for (const v1::FactCondition& condition : invariant->where()) {
          if (condition.fact() != name) continue;
          key += Speaks(condition, value) ? '1' : '0';
        }
        if (invariant->never_less_if_true() == name) key += value;
      }
      const auto [entry, is_new] =
          class_of.try_emplace(key, dimension.classes.size());
      if (is_new) dimension.classes.emplace_back();
      dimension.classes[entry->second].push_back(value);
    }
    strides_.push_back(size_);
    size_ *= dimension.classes.size();
    raw_size_ *= static_cast<double>(dimension.values.size());
    dimensions_.push_back(std::move(dimension));
  }

  // The first of its class stands for the others.
  const std::string& ValueOf(std::uint64_t number, std::size_t d) const {
    return dimensions_[d].classes[ClassIn(number, d)].front();
  }

  const FactTable<Facts, Rule>& table_;
  std::vector<Dimension> dimensions_;
  std::vector<std::uint64_t> strides_;
  std::uint64_t size_ = 1;
  double raw_size_ = 1;
};

}  // namespace kith::policy

#endif  // KITH_POLICY_CASE_SPACE_H_
