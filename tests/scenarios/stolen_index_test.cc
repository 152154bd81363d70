// SPDX-License-Identifier: Apache-2.0
// Somebody has the broker's database, its key and the pepper, and one of three
// shares of the token key: whom do they find, and what belongs together?
#include <gmock/gmock.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "agent/identity/match_keys.h"
#include "agent/identity/normalise.h"
#include "keys/hash.h"
#include "keys/network/network.h"
#include "keys/oprf/shares.h"
#include "keys/oprf/voprf.h"
#include "keys/token.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

constexpr int kPeople = 300;
constexpr std::size_t kPairs = 20'000;
constexpr int kPairsOfOne = 10;

// A row as it lies in the file.
struct StolenRow {
  std::string lookup, row_hash, sealed, agency_tag;
  std::int64_t quarter = 0;
  std::size_t place = 0;  // In the file's order.
};

std::string BytesOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

int BitsApart(absl::string_view a, absl::string_view b) {
  int bits = 0;
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    bits += std::popcount(static_cast<unsigned char>(a[i] ^ b[i]));
  }
  return bits;
}

double Apart(double a, double b) { return a > b ? a - b : b - a; }

// How likely a pair of one person scores lower than another pair; one half: the
// score tells nothing. Whichever way round it tells something.
double Auc(const std::vector<double>& same, const std::vector<double>& other) {
  std::vector<std::pair<double, bool>> all;
  for (const double score : same) all.emplace_back(score, true);
  for (const double score : other) all.emplace_back(score, false);
  std::sort(all.begin(), all.end());
  double rank_sum = 0;
  for (std::size_t i = 0; i < all.size();) {
    std::size_t end = i;
    while (end < all.size() && all[end].first == all[i].first) ++end;
    const double rank =
        (static_cast<double>(i + 1) + static_cast<double>(end)) / 2;
    for (; i < end; ++i) rank_sum += all[i].second ? rank : 0;
  }
  const auto n = static_cast<double>(same.size());
  const double auc =
      (rank_sum - n * (n + 1) / 2) / (n * static_cast<double>(other.size()));
  return std::max(auc, 1 - auc);
}

class StolenIndexTest : public ScenarioTest {
 protected:
  void SetUp() override {
    deploy::DemoNetwork::Plan plan = deploy::DemoNetwork::TheFive();
    plan.members.resize(4);
    plan.key_holders = 3;
    Start(plan);
    if (HasFatalFailure()) return;
    // Half of them share with everybody, half with some.
    const auto all = ManyPeople(kPeople, "all");
    const auto some = ManyPeople(kPeople, "education;health");
    std::vector<Supported> people(all.begin(), all.begin() + kPeople / 2);
    people.insert(people.end(), some.begin() + kPeople / 2, some.end());
    people_ = people;
    Import(kEarlyHelp, people);
    Import(kHealthVisiting, {people.begin(), people.begin() + kPeople / 2});
    pepper_ = BytesOf(network().folder("network/broker/pepper.key"));
  }

  std::vector<StolenRow> Steal() {
    std::vector<StolenRow> rows;
    const auto db = Must(network().OpenDatabase("broker"));
    auto read = *(db->Prepare(
        "SELECT lookup, row_hash, sealed, agency_tag, purge_quarter FROM "
        "index_row"));
    while (Must(read.Step())) {
      rows.push_back({std::string(read.Bytes(0)), std::string(read.Bytes(1)),
                      std::string(read.Bytes(2)), std::string(read.Bytes(3)),
                      read.Int(4), rows.size()});
    }
    return rows;
  }
  std::string LookupOf(absl::string_view token) const {
    return HmacSha256(pepper_, absl::StrCat("kith/v1/lookup", token));
  }
  // What the thief does not have: whose row is at which lookup and hash.
  std::map<std::string, std::string> Truth() {
    std::map<std::string, std::string> whose;
    for (const char* agency : {kEarlyHelp, kHealthVisiting}) {
      const auto db = Must(network().OpenDatabase(agency));
      auto read =
          *(db->Prepare("SELECT token, row_id, person FROM published_row"));
      while (Must(read.Step())) {
        whose[LookupOf(read.Bytes(0)) + HashBytes(Sha256(read.Bytes(1)))] =
            absl::StrCat(agency, read.Bytes(2));
      }
    }
    return whose;
  }

  std::string pepper_;
  std::vector<Supported> people_;
};

TEST_F(StolenIndexTest, RowsOfOnePersonAreNotTold) {
  const std::vector<StolenRow> rows = Steal();
  const auto whose = Truth();
  ASSERT_GT(rows.size(), std::size_t{kPeople});
  using Score = double (*)(const StolenRow&, const StolenRow&);
  const std::map<std::string, Score> scores = {
      {"length",
       [](const StolenRow& a, const StolenRow& b) {
         return Apart(static_cast<double>(a.sealed.size()),
                      static_cast<double>(b.sealed.size()));
       }},
      {"place in the file",
       [](const StolenRow& a, const StolenRow& b) {
         return Apart(static_cast<double>(a.place),
                      static_cast<double>(b.place));
       }},
      {"agency tag",
       [](const StolenRow& a, const StolenRow& b) {
         return double{1} * BitsApart(a.agency_tag, b.agency_tag);
       }},
      {"hash of the row's secret",
       [](const StolenRow& a, const StolenRow& b) {
         return double{1} * BitsApart(a.row_hash, b.row_hash);
       }},
      {"lookup",
       [](const StolenRow& a, const StolenRow& b) {
         return double{1} * BitsApart(a.lookup, b.lookup);
       }},
      {"sealed", [](const StolenRow& a, const StolenRow& b) {
         return double{1} * BitsApart(a.sealed, b.sealed);
       }}};
  std::map<std::string, std::vector<const StolenRow*>> by_person;
  for (const StolenRow& row : rows) {
    const auto person = whose.find(row.lookup + row.row_hash);
    ASSERT_NE(person, whose.end());
    by_person[person->second].push_back(&row);
  }
  std::map<std::string, std::vector<double>> same;
  std::map<std::string, std::vector<double>> other;
  const auto add = [&](const StolenRow& a, const StolenRow& b, auto& to) {
    for (const auto& [name, score] : scores) to[name].push_back(score(a, b));
  };
  for (const auto& [person, theirs] : by_person) {
    for (int pair = 0; pair < kPairsOfOne && theirs.size() > 1; ++pair) {
      const std::size_t i = random_.Below(theirs.size());
      const std::size_t j = random_.Below(theirs.size());
      if (i == j || theirs[i]->quarter != theirs[j]->quarter) continue;
      add(*theirs[i], *theirs[j], same);
    }
  }
  for (std::size_t i = 0; i < kPairs; ++i) {
    const StolenRow& a = rows[random_.Below(rows.size())];
    const StolenRow& b = rows[random_.Below(rows.size())];
    if (a.quarter != b.quarter ||
        whose.at(a.lookup + a.row_hash) == whose.at(b.lookup + b.row_hash)) {
      continue;
    }
    add(a, b, other);
  }
  nlohmann::ordered_json figures = {{"rows", rows.size()},
                                    {"people", by_person.size()}};
  for (const auto& [name, score] : scores) {
    const double auc = Auc(same[name], other[name]);
    figures["auc by " + name] = auc;
    // Three standard errors of a score that tells nothing, or 0.52.
    EXPECT_LE(auc,
              0.52 + 0.87 / std::sqrt(static_cast<double>(same[name].size())))
        << name;
  }
  PrintFigures(figures);
}

// They know everybody's name and date of birth; they have one share. The
// control: with two shares the same search finds everybody.
TEST_F(StolenIndexTest, WithOneShareNobodyIsFound) {
  std::set<std::string> lookups;
  for (const StolenRow& row : Steal()) lookups.insert(row.lookup);
  const auto network_file =
      Must(Network::Load(network().folder("network/broker/network.kith")));
  const auto share = [&](int number) {
    return *(oprf::EvaluationKey::FromSecret(
        Secret::FromBytes(BytesOf(network().folder(
            absl::StrCat("network/keyholder-", number, "/epoch-2.key"))))));
  };
  const auto second = share(2);
  const auto third = share(3);
  const auto second_weighed = *(oprf::WeighedShare(second, 2, 3));
  const auto third_weighed = *(oprf::WeighedShare(third, 3, 2));
  const auto is_found = [&](const std::string& input,
                            const oprf::Blinding& blinding,
                            const std::string& elements) {
    const std::string output =
        Must(oprf::Finalize({input}, {blinding}, elements))[0];
    return lookups.contains(LookupOf(DeriveTokenPair(output, 2).token.bytes()));
  };
  int people = 0;
  int by_one = 0;
  int by_two = 0;
  for (const Supported& supported : people_) {
    const auto identity =
        Must(agent::Normalise({.forenames = supported.person.forename,
                               .surname = supported.person.surname,
                               .date_of_birth = supported.person.date_of_birth},
                              {.test_network = true}));
    const std::string input = Must(agent::OprfInput(
        network_file->id(), agent::AskedKeys(identity, {}).front()));
    const auto blinding = Must(oprf::Blind(input, random_));
    const auto of = [&](const oprf::EvaluationKey& key) {
      return Must(key.Evaluate(blinding.element, random_)).elements;
    };
    ++people;
    by_one += is_found(input, blinding, of(second)) ||
                      is_found(input, blinding, of(second_weighed))
                  ? 1
                  : 0;
    by_two +=
        is_found(input, blinding,
                 Must(oprf::SumOfPair(of(second_weighed), of(third_weighed))))
            ? 1
            : 0;
  }
  PrintFigures({{"people tried", people},
                {"found with one share", by_one},
                {"found with two shares", by_two}});
  EXPECT_EQ(by_one, 0);
  EXPECT_GT(by_two, people / 2);
}

}  // namespace
}  // namespace kith::tests
