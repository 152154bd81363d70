// SPDX-License-Identifier: Apache-2.0
// A year of a partnership's log: how long it takes, and how much memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "deploy/evidence/evidence.h"
#include "deploy/evidence/log_folder.h"
#include "deploy/evidence/verify_evidence.h"
#include "deploy/kith/files.h"
#include "keys/base/clock.h"
#include "keys/tlog/leaf.h"
#include "keys/tlog/merkle.h"
#include "keys/tlog/note.h"
#include "tests/support/test_network.h"

namespace kith::deploy {
namespace {

namespace fs = std::filesystem;
using log::v1::EnquiryDetail;
using log::v1::Event;

constexpr char kOrigin[] = "kith.example/northshire";
constexpr std::uint64_t kOneInTenIsTheSchools = 10;

// Writes a log as it grows, keeping nothing of it.
class GrowingLog {
 public:
  GrowingLog(const std::string& folder, Random& random)
      : writer_(*LogFolderWriter::Make(folder)), random_(random) {}

  std::uint64_t Append(Event event, const std::string& enquiry,
                       std::uint64_t broker_index = 0) {
    EnquiryDetail detail;
    detail.set_enquiry_id(enquiry);
    detail.set_broker_index(broker_index);
    std::string public_part = tlog::NoPublicPart();
    if (event == log::v1::EVENT_RELEASED) {
      const Hash root = Sha256(enquiry);
      detail.set_slots_root(HashBytes(root));
      detail.set_holders_root(HashBytes(root));
      public_part = tlog::ReleasePublicPart(root, root);
    }
    return AppendDetail(event, detail.SerializeAsString(), public_part);
  }
  void AppendBatch(const std::string& id) {
    log::v1::EvaluationDetail detail;
    detail.set_count(16);
    detail.set_request_id(id);
    AppendDetail(log::v1::EVENT_EVALUATED, detail.SerializeAsString(),
                 tlog::NoPublicPart());
  }
  std::uint64_t AppendDetail(log::v1::Event event, const std::string& detail,
                             const std::string& public_part) {
    log::v1::Opening opening;
    opening.set_event(event);
    opening.set_agency("school");
    opening.set_agency_sequence(++sequence_);
    opening.set_agency_previous(previous_);
    opening.set_detail(detail);
    log::v1::LeafOpening whole;
    whole.set_index(writer_.size());
    whole.set_salt(random_.Bytes(32));
    whole.set_opening(opening.SerializeAsString());
    whole.set_public_part(public_part);
    whole.set_leaf(Leaf(tlog::Commitment(
        tlog::SealOpening(whole.salt(), whole.opening()), public_part)));
    previous_ = HashBytes(tlog::LeafHash(whole.leaf()));
    EXPECT_TRUE(writer_.AddLeaves(whole.leaf()).ok());
    EXPECT_TRUE(writer_.AddOpenings(PackOpening(whole)).ok());
    return whole.index();
  }
  void AppendAnothers() {
    EXPECT_TRUE(
        writer_.AddLeaves(Leaf(HashFromBytes(random_.Bytes(kHashBytes)))).ok());
  }
  std::uint64_t size() const { return writer_.size(); }
  void Finish(const std::string& origin, const Signer& signer) {
    EXPECT_TRUE(
        writer_
            .Finish(tlog::SignNote(
                tlog::CheckpointText({origin, writer_.size(), writer_.Root()}),
                origin, signer))
            .ok());
  }

 private:
  std::string Leaf(const Hash& commitment) {
    now_ += absl::Seconds(20);
    return tlog::LeafBytes(
        {.index = writer_.size(), .time = now_, .commitment = commitment});
  }

  LogFolderWriter writer_;
  Random& random_;
  absl::Time now_ = absl::FromUnixSeconds(1'795'000'000);
  std::uint64_t sequence_ = 0;
  std::string previous_ = std::string(kHashBytes, '\0');
};

double PeakMib() {
  rusage used = {};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

TEST(LargeEvidenceTest, ALogOfAYearHoldsInLittleMemory) {
  const std::uint64_t wanted =
      std::getenv("KITH_LONG") == nullptr ? 20'000 : 1'300'000;
  SystemRandom random;
  const SystemClock clock;
  const tests::TestNetwork world(random);
  const std::string folder = fs::temp_directory_path() /
                             absl::StrCat("kith-large-evidence-", getpid());
  fs::create_directories(folder);
  ASSERT_TRUE(
      ReplaceFile(In(folder, "agency.txt"), "school\n", Readers::kOwner).ok());
  ASSERT_TRUE(ReplaceFile(In(folder, "network.kith"),
                          world.Get()->signed_bytes(), Readers::kOwner)
                  .ok());
  {
    GrowingLog broker(In(folder, "broker"), random);
    GrowingLog agent(In(folder, "agent"), random);
    GrowingLog key_holder(KeyHolderFolder(folder, "kh1"), random);
    while (broker.size() < wanted) {
      const std::string enquiry = random.Bytes(16);
      agent.AppendBatch(enquiry);
      key_holder.AppendBatch(enquiry);
      agent.Append(log::v1::EVENT_ASKED, enquiry);
      broker.Append(log::v1::EVENT_ACCEPTED, enquiry);
      for (std::uint64_t i = 0; i < 2 * kOneInTenIsTheSchools - 2; ++i) {
        broker.AppendAnothers();
      }
      agent.Append(log::v1::EVENT_SHOWN, enquiry,
                   broker.Append(log::v1::EVENT_RELEASED, enquiry));
    }
    broker.Finish(kOrigin, world.broker());
    agent.Finish(absl::StrCat(kOrigin, "/agency/school"), world.school());
    key_holder.Finish(absl::StrCat(kOrigin, "/keyholder/kh1"),
                      world.key_holder());
  }
  const double before = PeakMib();
  const absl::Duration started = clock.Monotonic();
  const auto report = VerifyEvidence(folder);
  const absl::Duration took = clock.Monotonic() - started;
  const double grown = PeakMib() - before;
  fs::remove_all(folder);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_THAT(report->findings, testing::IsEmpty());
  EXPECT_GE(report->broker_entries, wanted);
  EXPECT_EQ(report->asked, report->shown);
  std::cout << "{\"broker entries\": " << report->broker_entries
            << ", \"own\": " << report->broker_own
            << ", \"agent entries\": " << report->agent_entries
            << ", \"seconds\": " << absl::ToDoubleSeconds(took)
            << ", \"peak memory grew by MiB\": " << grown << "}" << std::endl;
}

}  // namespace
}  // namespace kith::deploy
