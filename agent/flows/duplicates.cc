// SPDX-License-Identifier: Apache-2.0
#include "agent/flows/duplicates.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "agent/connectors/rejected_csv.h"
#include "agent/identity/compare.h"
#include "agent/identity/name_frequencies.h"
#include "keys/base/status_macros.h"

namespace kith::agent {
namespace {

constexpr int kEnough = 2;  // One strong key, or two weak ones.
constexpr char kHeader[] =
    "line,person id,other line,other source,other person id,verdict,settled by,"
    "forename,surname,date of birth,sex,identifier,address\r\n";

// A record's key: the first bytes of its hash are enough, since whatever they
// bring together is compared.
struct Entry {
  std::uint64_t key = 0;
  std::uint32_t record = 0;
  bool strong = false;

  friend bool operator<(const Entry& a, const Entry& b) {
    return std::tie(a.key, a.record) < std::tie(b.key, b.record);
  }
};

std::uint64_t KeyOf(absl::string_view hash) {
  std::uint64_t key = 0;
  std::memcpy(&key, hash.data(), std::min(hash.size(), sizeof(key)));
  return key;
}

AddressAgreement AgreementOf(const Identity& a, const Identity& b) {
  AddressAgreement agreement;
  agreement.house = !a.house.empty() && a.house == b.house;
  if (a.outward.empty() || a.outward != b.outward) return agreement;
  agreement.postcode = !a.inward.empty() && a.inward == b.inward;
  agreement.sector = !a.inward.empty() && !b.inward.empty() &&
                     a.inward.front() == b.inward.front();
  return agreement;
}

struct Pair {
  std::uint32_t first = 0;  // In the plan.
  std::uint32_t second = 0;
  Comparison comparison;
};

// One search. Records are those of the plan, then those of other sources. Not
// thread-safe; used once.
class Search {
 public:
  Search(const ImportPlan& plan, const std::string& source, Register& people,
         const DuplicateLimits& limits)
      : plan_(plan), source_(source), people_(people), limits_(limits) {}

  absl::StatusOr<Duplicates> Run() {
    KITH_RETURN_IF_ERROR(CollectKeys());
    KITH_RETURN_IF_ERROR(CountNames());
    for (std::uint32_t i = 0; i < plan_.people.size(); ++i) {
      KITH_RETURN_IF_ERROR(CompareWithThoseBehind(i));
    }
    KITH_RETURN_IF_ERROR(List());
    return std::move(found_);
  }

 private:
  absl::Status CollectKeys() {
    for (std::uint32_t i = 0; i < plan_.people.size(); ++i) {
      for (const RegisterKey& key : plan_.people[i].keys) {
        entries_.push_back({KeyOf(key.hash), i, key.strong});
      }
    }
    absl::flat_hash_map<std::string, std::uint32_t> known;
    KITH_RETURN_IF_ERROR(people_.ForEachKeyOfOtherSources(
        source_, [&](absl::string_view person, const RegisterKey& key) {
          const auto next =
              static_cast<std::uint32_t>(plan_.people.size() + others_.size());
          const auto [at, added] = known.try_emplace(person, next);
          if (added) others_.emplace_back(person);
          entries_.push_back({KeyOf(key.hash), at->second, key.strong});
        }));
    std::sort(entries_.begin(), entries_.end());
    return absl::OkStatus();
  }

  absl::Status CountNames() {
    for (const PlannedPerson& planned : plan_.people) {
      KITH_ASSIGN_OR_RETURN(const Identity identity,
                            ParseFromRegister(planned.person.identity));
      names_.Add(identity);
    }
    return absl::OkStatus();
  }

  // Those with a higher number that share enough keys with it, in order.
  std::vector<std::uint32_t> SharingWith(std::uint32_t record) {
    absl::flat_hash_map<std::uint32_t, int> shared;
    for (const RegisterKey& key : plan_.people[record].keys) {
      const Entry own{KeyOf(key.hash), record, key.strong};
      auto at = std::upper_bound(entries_.begin(), entries_.end(), own);
      for (std::size_t i = 0; at != entries_.end() && at->key == own.key;
           ++i, ++at) {
        if (i == limits_.most_sharing_key) {
          found_.more = true;
          break;
        }
        shared[at->record] += key.strong ? kEnough : 1;
      }
    }
    std::vector<std::uint32_t> sharing;
    for (const auto& [other, weight] : shared) {
      if (weight >= kEnough) sharing.push_back(other);
    }
    std::sort(sharing.begin(), sharing.end());
    return sharing;
  }

  absl::Status CompareWithThoseBehind(std::uint32_t record) {
    const std::vector<std::uint32_t> sharing = SharingWith(record);
    if (sharing.empty()) return absl::OkStatus();
    KITH_ASSIGN_OR_RETURN(const Identity one, IdentityOf(record));
    for (const std::uint32_t other : sharing) {
      if (compared_ == limits_.most_compared) {
        found_.more = true;
        return absl::OkStatus();
      }
      ++compared_;
      KITH_ASSIGN_OR_RETURN(const Identity two, IdentityOf(other));
      Add({record, other,
           Compare(
               one, two,
               {.address = AgreementOf(one, two), .frequencies = &names_})});
    }
    return absl::OkStatus();
  }

  void Add(Pair pair) {
    if (pair.comparison.verdict == Verdict::kNo) return;
    const bool certain = pair.comparison.verdict == Verdict::kMatch;
    ++(certain ? found_.certain : found_.possible);
    std::vector<Pair>& list = certain ? certain_ : possible_;
    if (list.size() < limits_.most_listed) list.push_back(std::move(pair));
  }

  absl::StatusOr<Identity> IdentityOf(std::uint32_t record) {
    if (record < plan_.people.size()) {
      return ParseFromRegister(plan_.people[record].person.identity);
    }
    KITH_ASSIGN_OR_RETURN(
        const RegisteredPerson person,
        people_.GetPerson(others_[record - plan_.people.size()]));
    return ParseFromRegister(person.identity);
  }

  absl::Status List() {
    if (certain_.empty() && possible_.empty()) return absl::OkStatus();
    found_.csv = kHeader;
    std::size_t listed = 0;
    for (const std::vector<Pair>* list : {&certain_, &possible_}) {
      for (const Pair& pair : *list) {
        if (listed++ == limits_.most_listed) return absl::OkStatus();
        KITH_RETURN_IF_ERROR(ListPair(pair));
      }
    }
    return absl::OkStatus();
  }

  absl::Status ListPair(const Pair& pair) {
    const PlannedPerson& first = plan_.people[pair.first];
    RegisteredPerson other;
    std::string other_line;
    if (pair.second < plan_.people.size()) {
      other = plan_.people[pair.second].person;
      other_line = absl::StrCat(plan_.people[pair.second].line);
    } else {
      KITH_ASSIGN_OR_RETURN(
          other, people_.GetPerson(others_[pair.second - plan_.people.size()]));
    }
    const Comparison& comparison = pair.comparison;
    const bool certain = comparison.verdict == Verdict::kMatch;
    absl::StrAppend(&found_.csv, first.line, ",",
                    CsvField(first.person.source_id), ",", other_line, ",",
                    CsvField(other.source), ",", CsvField(other.source_id), ",",
                    certain ? "match" : "possible", ",", comparison.settle);
    for (const FieldReason& reason : comparison.reasons) {
      absl::StrAppend(&found_.csv, ",", CsvField(reason.level));
    }
    absl::StrAppend(&found_.csv, "\r\n");
    return absl::OkStatus();
  }

  const ImportPlan& plan_;
  const std::string& source_;
  Register& people_;
  const DuplicateLimits& limits_;
  std::vector<Entry> entries_;
  std::vector<std::string> others_;  // References.
  NameFrequencies names_;
  std::size_t compared_ = 0;
  std::vector<Pair> certain_;
  std::vector<Pair> possible_;
  Duplicates found_;
};

}  // namespace

absl::StatusOr<Duplicates> FindDuplicates(const ImportPlan& plan,
                                          const std::string& source,
                                          Register& people,
                                          const DuplicateLimits& limits) {
  return Search(plan, source, people, limits).Run();
}

}  // namespace kith::agent
