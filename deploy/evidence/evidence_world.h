// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_EVIDENCE_EVIDENCE_WORLD_H_
#define KITH_DEPLOY_EVIDENCE_EVIDENCE_WORLD_H_

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "deploy/evidence/evidence.h"
#include "deploy/evidence/verify_evidence.h"
#include "keys/tlog/leaf.h"
#include "kith/log/v1/log.pb.h"
#include "tests/support/log_builder.h"
#include "tests/support/test_network.h"

namespace kith::deploy {

inline constexpr char kOrigin[] = "kith.example/northshire";
inline const std::string kFirstBatch(16, '1');

inline log::v1::EnquiryDetail Of(const std::string& enquiry) {
  log::v1::EnquiryDetail detail;
  detail.set_enquiry_id(enquiry);
  return detail;
}

// Logs of a school, its broker and key holder, and the evidence of them in a
// folder that goes with the test.
class EvidenceWorld : public testing::Test {
 protected:
  // The school asks twice; the second is given up. The clinic asks between.
  // Each has a batch evaluated.
  void SetUp() override {
    Ask("first");
    broker_.Append(log::v1::EVENT_ACCEPTED, "clinic", Of("theirs"));
    const auto at =
        broker_.Append(log::v1::EVENT_RELEASED, "school", Of("first"));
    Show("first", at);
    broker_.Append(log::v1::EVENT_RELEASED, "clinic", Of("theirs"));
    Ask("second");
    broker_.Append(log::v1::EVENT_ABORTED, "school", Of("second"));
    agent_.Append(log::v1::EVENT_REFUSED, "school", Of(""));
    agent_.Append(log::v1::EVENT_ASKED, "school", Of("never arrived"));
    agent_.Wait(absl::ZeroDuration());
    WriteDown(kFirstBatch);
    Evaluate(kFirstBatch);
    Evaluate(std::string(16, 'c'), 16, "clinic");
  }
  void Ask(const std::string& id) {
    agent_.Append(log::v1::EVENT_ASKED, "school", Of(id));
    broker_.Append(log::v1::EVENT_ACCEPTED, "school", Of(id));
  }
  void Show(const std::string& id, std::uint64_t broker_index) {
    log::v1::EnquiryDetail detail = Of(id);
    detail.set_broker_index(broker_index);
    agent_.Append(log::v1::EVENT_SHOWN, "school", detail);
  }
  Evidence Export() {
    return {world_.Get(),
            "school",
            broker_.For("school", kOrigin, world_.broker()),
            agent_.For("school", absl::StrCat(kOrigin, "/agency/school"),
                       world_.school()),
            {{"kh1",
              key_holder_.For("school", absl::StrCat(kOrigin, "/keyholder/kh1"),
                              world_.key_holder())}}};
  }
  static std::string BatchOf(const std::string& id, std::uint64_t count) {
    log::v1::EvaluationDetail detail;
    detail.set_what("ask");
    detail.set_count(count);
    detail.set_request_id(id);
    return detail.SerializeAsString();
  }
  void WriteDown(const std::string& id, std::uint64_t count = 16) {
    agent_.AppendDetail(log::v1::EVENT_EVALUATED, "school", BatchOf(id, count),
                        tlog::NoPublicPart());
  }
  std::uint64_t Evaluate(const std::string& id, std::uint64_t count = 16,
                         const std::string& agency = "school") {
    return key_holder_.AppendDetail(log::v1::EVENT_EVALUATED, agency,
                                    BatchOf(id, count), tlog::NoPublicPart());
  }
  void TearDown() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  EvidenceReport Verify(const Evidence& evidence) {
    std::filesystem::remove_all(folder_);
    EXPECT_TRUE(WriteEvidence(evidence, folder_).ok());
    auto report = VerifyEvidence(folder_);
    EXPECT_TRUE(report.ok()) << report.status();
    return report.ok() ? *std::move(report) : EvidenceReport();
  }
  std::vector<std::string> Findings(const Evidence& evidence) {
    return Verify(evidence).findings;
  }

  SystemRandom random_;
  const tests::TestNetwork world_{random_};
  const std::string folder_ =
      std::filesystem::temp_directory_path() /
      absl::StrCat("kith-evidence-", getpid(), "-", random_.Below(1u << 30));
  tests::LogBuilder broker_{random_, absl::FromUnixSeconds(1'795'000'000)};
  tests::LogBuilder agent_{random_, absl::FromUnixSeconds(1'795'000'000)};
  tests::LogBuilder key_holder_{random_, absl::FromUnixSeconds(1'795'000'000)};
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_EVIDENCE_EVIDENCE_WORLD_H_
