// SPDX-License-Identifier: Apache-2.0
// Many agencies hold a stream to one broker: what each costs, and how soon they
// are back after the broker was away.
#include <gmock/gmock.h>

#include <fstream>
#include <memory>
#include <vector>

#include "absl/strings/str_cat.h"
#include "keys/base/executor.h"
#include "keys/network/network.h"
#include "keys/tls/credentials.h"
#include "tests/scenarios/bare_stream.h"
#include "tests/scenarios/scenario_test.h"

namespace kith::tests {
namespace {

constexpr absl::Duration kBackWithin = absl::Seconds(30);

class ManyStreamsTest : public ScenarioTest {
 protected:
  static std::string IdOf(int number) {
    return absl::StrCat("agency-", number);
  }

  // Kilobytes of memory that the broker's process holds.
  std::int64_t BrokerKb() {
    std::ifstream status(
        absl::StrCat("/proc/", net_->pid("broker"), "/status"));
    std::string word;
    while (status >> word) {
      std::int64_t kb = 0;
      if (word == "VmRSS:" && status >> kb) return kb;
    }
    return 0;
  }
  int Open() const {
    int open = 0;
    for (const auto& stream : streams_) open += stream->open() ? 1 : 0;
    return open;
  }

  std::unique_ptr<deploy::DemoNetwork> net_;
  ThreadedExecutor executor_{clock_, 2};
  std::vector<std::unique_ptr<BareStream>> streams_;
};

TEST_F(ManyStreamsTest, EachCostsLittleAndTheyAreBackSoon) {
  const int agencies = IsLongRun() ? 1'000 : 60;
  const int back_at_once = IsLongRun() ? 200 : 60;
  deploy::DemoNetwork::Plan plan;
  for (int i = 0; i < agencies; ++i) {
    plan.members.push_back({IdOf(i), absl::StrCat("Service ", i), "education"});
  }
  net_ = Must(deploy::DemoNetwork::Make(NewFolder(), KITH_PROGRAMS, clock_,
                                        random_, plan));
  ASSERT_NE(net_, nullptr);
  Must(net_->StartBroker());
  const auto file =
      Must(Network::Load(net_->folder("network/broker/network.kith")));
  const auto open = [&](int number) {
    const std::string home = net_->folder(IdOf(number));
    const auto tls = ReadTlsFiles(file->file().authority_pem(),
                                  home + "/certificate.pem", home + "/tls.key");
    ASSERT_TRUE(tls.ok()) << tls.status();
    streams_.push_back(
        std::make_unique<BareStream>(*file, *tls, clock_, random_, executor_));
  };
  open(0);
  ASSERT_TRUE(Eventually([&] { return Open() == 1; }));
  const std::int64_t before = BrokerKb();
  for (int i = 1; i < agencies; ++i) open(i);
  ASSERT_TRUE(Eventually([&] { return Open() == agencies; }, absl::Minutes(2)));
  const std::int64_t with_all = BrokerKb();

  // The broker is gone for a moment: all come back at once.
  net_->Kill("broker");
  ASSERT_TRUE(Eventually([&] { return Open() == 0; }));
  Must(net_->StartBroker());
  const absl::Time started = clock_.Now();
  ASSERT_TRUE(Eventually([&] { return Open() >= back_at_once; }, kBackWithin));
  const absl::Duration some = clock_.Now() - started;
  ASSERT_TRUE(Eventually([&] { return Open() == agencies; }, absl::Minutes(2)));
  PrintFigures({{"streams", agencies},
                {"bytes a stream", (with_all - before) * 1024 / (agencies - 1)},
                {"back", back_at_once},
                {"back within seconds", absl::ToDoubleSeconds(some)},
                {"all back within seconds",
                 absl::ToDoubleSeconds(clock_.Now() - started)}});
  streams_.clear();
  executor_.Stop();
}

}  // namespace
}  // namespace kith::tests
