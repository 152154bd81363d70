// SPDX-License-Identifier: Apache-2.0
#include "policy/coverage_proof.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "policy/facts.h"

namespace kith::policy {
namespace {

using Words = std::vector<std::string>;

// Every set of two words.
std::vector<Words> SetsOf(const std::string& one, const std::string& other) {
  return {{}, {one}, {other}, {one, other}};
}

bool Within(const Words& less, const Words& more) {
  return std::all_of(less.begin(), less.end(), [&](const std::string& word) {
    return std::find(more.begin(), more.end(), word) != more.end();
  });
}

std::vector<Scope> AllScopes() {
  std::vector<Scope> scopes;
  for (const bool everybody : {false, true}) {
    for (const Words& categories : SetsOf("category-1", "category-2")) {
      for (const Words& agencies : SetsOf("agency-1", "agency-2")) {
        for (const Words& excluded : SetsOf("agency-1", "agency-2")) {
          for (const Words& purposes : SetsOf("purpose-1", "purpose-2")) {
            scopes.push_back(
                {everybody, categories, agencies, excluded, purposes});
          }
        }
      }
    }
  }
  return scopes;
}

// In every part, read for itself.
bool IsWider(const Scope& wider, const Scope& narrower) {
  const bool purposes =
      wider.purposes.empty() ||
      (!narrower.purposes.empty() && Within(narrower.purposes, wider.purposes));
  return (wider.everybody || (!narrower.everybody &&
                              Within(narrower.categories, wider.categories) &&
                              Within(narrower.agencies, wider.agencies))) &&
         Within(wider.excluded_agencies, narrower.excluded_agencies) &&
         purposes;
}

std::string InWords(const Scope& scope) {
  return absl::StrCat(scope.everybody ? "everybody " : "", "categories [",
                      absl::StrJoin(scope.categories, " "), "] agencies [",
                      absl::StrJoin(scope.agencies, " "), "] not [",
                      absl::StrJoin(scope.excluded_agencies, " "),
                      "] purposes [", absl::StrJoin(scope.purposes, " "), "]");
}

}  // namespace

InvariantResult ProveCoverage() {
  InvariantResult result{
      .id = "coverage",
      .words = "what a narrower agreement covers, a wider one covers"};
  const std::vector<Scope> scopes = AllScopes();
  for (const Scope& narrower : scopes) {
    for (const Scope& wider : scopes) {
      if (!IsWider(wider, narrower)) continue;
      for (const char* asker : {"", "agency-1", "agency-2", "agency-3"}) {
        for (const char* category : {"category-1", "category-2", "other"}) {
          for (const char* purpose : {"purpose-1", "purpose-2", "other"}) {
            ++result.cases;
            if (!Covers(narrower, asker, category, purpose) ||
                Covers(wider, asker, category, purpose)) {
              continue;
            }
            result.counterexample = {
                absl::StrCat("asker: ", asker, ", ", category, ", ", purpose),
                absl::StrCat("covered by: ", InWords(narrower)),
                absl::StrCat("and not by: ", InWords(wider))};
            return result;
          }
        }
      }
    }
  }
  result.holds = true;
  return result;
}

}  // namespace kith::policy
