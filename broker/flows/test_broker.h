// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_BROKER_FLOWS_TEST_BROKER_H_
#define KITH_BROKER_FLOWS_TEST_BROKER_H_

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "broker/flows/accept_enquiry_flow.h"
#include "broker/flows/handover_flow.h"
#include "broker/flows/probe_flow.h"
#include "broker/flows/publish_flow.h"
#include "broker/flows/recall_flow.h"
#include "broker/flows/receive_answer_flow.h"
#include "broker/flows/record_grounds_flow.h"
#include "broker/flows/recover_flow.h"
#include "broker/flows/release_enquiry_flow.h"
#include "broker/flows/route_enquiry_flow.h"
#include "broker/flows/urgent_flow.h"
#include "broker/flows/urgent_review_flow.h"
#include "broker/flows/welcome_flow.h"
#include "broker/flows/withdraw_flow.h"
#include "broker/flows/withdrawal_notice_flow.h"
#include "broker/flows/witness_flow.h"
#include "broker/store/sqlcipher_store.h"
#include "broker/store/test_store.h"
#include "tests/support/fake_relay.h"
#include "tests/support/test_network.h"

namespace kith::broker {

// What outlives a broker's process: its folder and keys. For tests.
class Premises {
 public:
  Premises() {
    std::string folder =
        std::filesystem::temp_directory_path() / "kith-broker-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) std::abort();
    folder_ = folder;
  }
  ~Premises() { std::filesystem::remove_all(folder_); }

  std::unique_ptr<SealedDb> OpenDb() const {
    return *SealedDb::Open(folder_ / "broker.db", key_);
  }

  SystemRandom random;
  const tests::TestNetwork members{random};
  const Secret pepper = Secret::Generate(32, random);

 private:
  std::filesystem::path folder_;
  const Secret key_ = Secret::Generate(SealedDb::kKeyBytes, random);
};

// A broker as server.cc assembles it, over a real store and log, a fake relay,
// and whatever clock and executor the test brings. For tests.
class TestBroker {
 public:
  using MakeTransaction =
      std::function<std::unique_ptr<StoreTransaction>(SealedDb&)>;

  // All references must outlive this object.
  TestBroker(Premises& premises, std::shared_ptr<const Network> network,
             const Clock& clock, Executor& executor,
             MakeTransaction transaction = &Real,
             ReleaseTimer timer = ReleaseTimer::kNetwork)
      : network_(std::move(network)),
        log_(OpenLog(premises, *network_.Get(), clock)),
        reader_(*SqlcipherReader::Create(premises.OpenDb())),
        index_(premises.pepper, premises.random),
        fence_(clock, executor),
        parts_{.network = network_,
               .policies = policies_,
               .reader = reader_,
               .transaction = std::move(transaction),
               .log = *log_,
               .index = index_,
               .relay = relay,
               .coverage = coverage_,
               .witnesses = witnesses_,
               .enquiries = enquiries_,
               .fence = fence_,
               .index_state = index_state_,
               .signer = premises.members.broker(),
               .clock = clock,
               .random = premises.random,
               .executor = executor,
               .release_timer = timer} {}
  // The log's last callbacks use everything else.
  ~TestBroker() { log_.reset(); }

  static std::unique_ptr<StoreTransaction> Real(SealedDb& db) {
    return std::make_unique<SqlcipherTransaction>(db);
  }

  std::shared_ptr<const Network> network() const { return network_.Get(); }
  tlog::AuditLog& log() { return *log_; }
  WatchedReader& reader() { return reader_; }
  const SealedIndex& index() const { return index_; }
  ReleaseFence& fence() { return fence_; }
  Coverage& coverage() { return coverage_; }
  Witnesses& witnesses() { return witnesses_; }
  EnquiryTable& enquiries() { return enquiries_; }
  IndexState& index_state() { return index_state_; }
  const Parts& parts() const { return parts_; }

  // Returns when the log has committed, and told, everything submitted so far.
  void AwaitLog() {
    (void)log_->Run([](SealedDb&) -> absl::StatusOr<std::vector<tlog::Entry>> {
      return absl::CancelledError("only waiting");
    });
  }

  tests::FakeRelay relay;

 private:
  static std::unique_ptr<tlog::AuditLog> OpenLog(Premises& premises,
                                                 const Network& network,
                                                 const Clock& clock) {
    auto db = premises.OpenDb();
    if (!CreateStoreTables(*db).ok()) std::abort();
    auto log = *tlog::AuditLog::Open(
        std::move(db),
        {.origin = network.file().broker().log_origin(),
         .headroom_file = "",
         .headroom_bytes = 0},
        *Signer::FromSeed(premises.members.broker().seed()), clock,
        premises.random);
    log->SetContext({network.hash(), network.policy_hash()});
    return log;
  }

  CurrentNetwork network_;
  policy::PolicyCache policies_;
  std::unique_ptr<tlog::AuditLog> log_;
  WatchedReader reader_;
  const SealedIndex index_;
  Coverage coverage_;
  Witnesses witnesses_;
  EnquiryTable enquiries_;
  IndexState index_state_;
  ReleaseFence fence_;
  const Parts parts_;

 public:
  ReleaseEnquiryFlow release{parts_};
  RouteEnquiryFlow route{parts_, release};
  WitnessFlow witness{parts_};
  AcceptEnquiryFlow accept{parts_, witness, route};
  ProbeFlow probe{parts_};
  ReceiveAnswerFlow answer{parts_, probe, release};
  RecordGroundsFlow record{parts_};
  WithdrawFlow withdraw{parts_};
  RecordGroundsFlow record_grounds{parts_};
  PublishFlow publish{parts_};
  RecallFlow recall{parts_};
  WithdrawalNoticeFlow withdrawal_notices{parts_};
  UrgentFlow urgent{parts_};
  UrgentReviewFlow urgent_reviews{parts_};
  HandoverFlow handover{parts_};
};

}  // namespace kith::broker

#endif  // KITH_BROKER_FLOWS_TEST_BROKER_H_
