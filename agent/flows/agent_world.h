// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_FLOWS_AGENT_WORLD_H_
#define KITH_AGENT_FLOWS_AGENT_WORLD_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "agent/flows/countersign_flow.h"
#include "agent/flows/fake_centre.h"
#include "agent/flows/import_flow.h"
#include "agent/flows/parts.h"
#include "agent/flows/publish_flow.h"
#include "agent/register/held.h"
#include "keys/base/fake_clock.h"
#include "keys/base/fake_executor.h"
#include "keys/base/random.h"
#include "kith/log/v1/log.pb.h"
#include "tests/support/test_network.h"

namespace kith::agent {

// One row of the export below.
struct Row {
  std::string id;
  std::string forename;
  std::string surname;
  std::string born = "2015-06-17";
  std::string supported = "yes";
  std::string agreed = "yes";
  std::string level = "additional";
  std::string nhs;
  std::string expected;  // Then all the rest is the mother's.
};

// The clinic's agent with a real database and log, a key holder that evaluates
// for real, and a broker in memory. Time stands still until it is let pass.
class AgentWorld : public testing::Test {
 protected:
  explicit AgentWorld(std::string agency = "clinic",
                      const std::string& profile = "strict")
      : agency_(std::move(agency)) {
    folder_ = std::filesystem::path(testing::TempDir()) /
              absl::StrCat("agent-", random_.Below(1'000'000'000));
    std::filesystem::create_directories(folder_);
    network_ = std::make_unique<CurrentNetwork>(
        members_.With([&](network::v1::NetworkFile& file) {
          file.set_profile(profile);
          file.mutable_epochs(0)->set_public_key(key_holder_.public_key());
          file.mutable_broker()->set_log_key(
              Signer::FromSeed(centre_log_seed_)->public_key());
          auto* scheme = file.add_identifier_schemes();
          scheme->set_id("nhs-number");
          scheme->set_legal_reference("Health and Social Care Act 2012 s251B");
          scheme->add_categories("health");
        }));
    Start();
  }
  ~AgentWorld() override {
    Stop();
    std::filesystem::remove_all(folder_);
  }

  void Stop() {
    import_.reset();
    publish_.reset();
    countersign_.reset();
    parts_.reset();
    log_.reset();
    reader_.reset();
  }
  // Under a network file changed by `change`; the process starts again.
  void ChangeNetwork(
      const std::function<void(network::v1::NetworkFile&)>& change) {
    const auto before = network_->Get();
    network_ = std::make_unique<CurrentNetwork>(
        members_.With([&](network::v1::NetworkFile& file) {
          file = before->file();
          change(file);
        }));
    Start();
  }
  // The agency's own log, oldest first.
  std::vector<log::v1::Opening> OwnLog() {
    const auto openings = reader_->WithDb([&](SealedDb& db) {
      return tlog::AuditLog::ReadOpenings(db, agency_, 0, log_->size());
    });
    EXPECT_TRUE(openings.ok()) << openings.status();
    std::vector<log::v1::Opening> log;
    for (const auto& one : *openings) {
      EXPECT_TRUE(log.emplace_back().ParseFromString(one.opening()));
    }
    return log;
  }
  std::vector<log::v1::EnquiryDetail> Alarms() {
    std::vector<log::v1::EnquiryDetail> alarms;
    for (const log::v1::Opening& opening : OwnLog()) {
      if (opening.event() != log::v1::EVENT_ALARM) continue;
      EXPECT_TRUE(alarms.emplace_back().ParseFromString(opening.detail()));
    }
    return alarms;
  }
  // What the key holder was or would have been asked for.
  std::vector<log::v1::EvaluationDetail> Evaluations() {
    std::vector<log::v1::EvaluationDetail> all;
    for (const log::v1::Opening& opening : OwnLog()) {
      if (opening.event() != log::v1::EVENT_EVALUATED) continue;
      EXPECT_TRUE(all.emplace_back().ParseFromString(opening.detail()));
    }
    return all;
  }
  // The agent's process starts (again), over what is on disk.
  void Start() {
    Stop();
    auto db = *SealedDb::Open(folder_ / "agent.db", db_key_);
    ASSERT_TRUE(Register::CreateTables(*db).ok());
    {
      // The broker was reached before.
      Register people(*db);
      ASSERT_TRUE(people.PutSetting(kIndexId, std::string(16, 'i')).ok());
    }
    log_ = *tlog::AuditLog::Open(std::move(db), {.origin = "kith.example/own"},
                                 *Signer::FromSeed(log_seed_), clock_, random_);
    reader_ = std::make_unique<RegisterReader>(
        *SealedDb::Open(folder_ / "agent.db", db_key_));
    key_holders_ = std::make_unique<KeyHolders>(
        *network_, clock_, [this](const network::v1::KeyHolder&) {
          return std::shared_ptr<KeyHolder>(std::shared_ptr<void>(),
                                            &key_holder_);
        });
    parts_ = std::make_unique<Parts>(Parts{
        .agency = agency_,
        .network = *network_,
        .policies = policies_,
        .reader = *reader_,
        .log = *log_,
        .signer = agency_ == "refuge" ? members_.refuge() : members_.clinic(),
        .pseudonym_key = pseudonym_key_,
        .key_holders = *key_holders_,
        .broker = broker_,
        .clock = clock_,
        .random = random_,
        .executor = executor_});
    countersign_ = std::make_unique<CountersignFlow>(*parts_);
    publish_ = std::make_unique<PublishFlow>(*parts_, *countersign_);
    import_ = std::make_unique<ImportFlow>(*parts_);
  }

  static std::string Csv(const std::vector<Row>& rows) {
    std::string csv =
        "id,forename,surname,born,supported,agreed,level,nhs,expected\n";
    for (const Row& row : rows) {
      absl::StrAppend(&csv, row.id, ",", row.forename, ",", row.surname, ",",
                      row.born, ",", row.supported, ",", row.agreed, ",",
                      row.level, ",", row.nhs, ",", row.expected, "\n");
    }
    return csv;
  }
  static std::string Map() {
    return R"(
      source: "cases" date_order: DATE_ORDER_YEAR_FIRST
      person_id { column: "id" }
      forenames { column: "forename" } surname { column: "surname" }
      date_of_birth { column: "born" }
      unborn { expected_date { column: "expected" } }
      identifier { scheme: "nhs-number" value { column: "nhs" } }
      involvement {
        exists { column: "supported" } service { constant: "Health visiting" }
        worker { constant: "P. Example" } contact { constant: "01632 960 114" }
        level { column: "level" } since { constant: "2029-01" }
      }
      ground {
        agreed { column: "agreed" } agreed_by { constant: "mother" }
        capacity { constant: "parent" } agreed_on { constant: "2029-12-01" }
        recipients { constant: "all" } until { constant: "2030-12-01" }
        purposes { constant: "considering-referral" }
        evidence { constant: "form 7" } language { constant: "en" }
      }
    )";
  }
  absl::StatusOr<desk::v1::ImportReport> DryRun(const std::vector<Row>& rows) {
    desk::v1::ImportOptions options;
    options.set_map_text(Map());
    return import_->Run(options, Csv(rows));
  }
  // Dry run, then the same accepted.
  absl::StatusOr<desk::v1::ImportReport> Import(const std::vector<Row>& rows) {
    auto report = DryRun(rows);
    if (!report.ok() || !report->file_fault().empty()) return report;
    desk::v1::ImportOptions options;
    options.set_map_text(Map());
    options.set_accept_digest(report->digest());
    return import_->Run(options, Csv(rows));
  }
  // Publishes until nothing is left to do, at most a few passes.
  void Publish() {
    for (int pass = 0; pass < 5; ++pass) {
      const auto done = publish_->Run();
      ASSERT_TRUE(done.ok()) << done.status();
      if (*done) return;
    }
    FAIL() << "publishing does not come to an end";
  }
  static desk::v1::Person Described(const Row& row) {
    desk::v1::Person person;
    person.set_forename(row.forename);
    person.set_surname(row.surname);
    person.set_date_of_birth(row.born);
    person.set_expected_date(row.expected);
    return person;
  }
  std::vector<Ground> GroundsInRegister() {
    return reader_->With([](Register& people) {
      std::vector<Ground> all;
      const auto everybody = people.PeopleOfSource("cases");
      EXPECT_TRUE(everybody.ok()) << everybody.status();
      for (const RegisteredPerson& person : *everybody) {
        const auto grounds = people.GroundsOf(person.ref);
        EXPECT_TRUE(grounds.ok()) << grounds.status();
        all.insert(all.end(), grounds->begin(), grounds->end());
      }
      return all;
    });
  }

  const std::string agency_;
  SystemRandom random_;
  FakeClock clock_;
  FakeExecutor executor_{clock_};
  const tests::TestNetwork members_{random_};
  FakeKeyHolder key_holder_{random_};
  std::unique_ptr<KeyHolders> key_holders_;
  FakeBroker broker_{members_};
  FakeUplink uplink_;
  policy::PolicyCache policies_;
  const Secret db_key_ = Secret::Generate(SealedDb::kKeyBytes, random_);
  const Secret log_seed_ = Secret::Generate(32, random_);
  const Secret centre_log_seed_ = Secret::Generate(32, random_);
  const Secret pseudonym_key_ = Secret::Generate(32, random_);
  std::filesystem::path folder_;
  std::unique_ptr<CurrentNetwork> network_;
  std::unique_ptr<RegisterReader> reader_;
  std::unique_ptr<tlog::AuditLog> log_;
  std::unique_ptr<Parts> parts_;
  std::unique_ptr<CountersignFlow> countersign_;
  std::unique_ptr<PublishFlow> publish_;
  std::unique_ptr<ImportFlow> import_;
  const Row sami_{.id = "1", .forename = "Sami", .surname = "Amara"};
  const Row dina_{
      .id = "2", .forename = "Dina", .surname = "Amara", .born = "1990-11-23"};
};

}  // namespace kith::agent

#endif  // KITH_AGENT_FLOWS_AGENT_WORLD_H_
