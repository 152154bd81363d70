// SPDX-License-Identifier: Apache-2.0
#include "keys/service/metrics_server.h"

#include <curl/curl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <ctime>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace kith {
namespace {

using testing::HasSubstr;

std::size_t Keep(char* bytes, std::size_t, std::size_t count, void* text) {
  static_cast<std::string*>(text)->append(bytes, count);
  return count;
}

struct Got {
  long code = 0;
  std::string body;
};

Got Get(int port, const std::string& path) {
  Got got;
  CURL* const curl = curl_easy_init();
  curl_easy_setopt(curl, CURLOPT_URL,
                   absl::StrCat("http://127.0.0.1:", port, path).c_str());
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, Keep);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &got.body);
  curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &got.code);
  curl_easy_cleanup(curl);
  return got;
}

health::Readings Two() {
  return {{.name = "kith_check",
           .help = "h",
           .value = 0,
           .labels = {{"check", "clock"}}},
          {.name = "kith_log_events_total",
           .help = "h",
           .value = 3,
           .only_grows = true,
           .labels = {{"event", "accepted"}}}};
}

TEST(MetricsServerTest, ServesReadingsAsPrometheusText) {
  const auto server = MetricsServer::Start("127.0.0.1:0", Two);
  ASSERT_TRUE(server.ok()) << server.status();
  const Got got = Get((*server)->port(), "/metrics");
  EXPECT_EQ(got.code, 200);
  EXPECT_THAT(got.body, HasSubstr("kith_check{check=\"clock\"} 0"));
  EXPECT_THAT(got.body, HasSubstr("# TYPE kith_log_events_total counter"));
  EXPECT_THAT(got.body,
              HasSubstr("kith_log_events_total{event=\"accepted\"} 3"));
}

TEST(MetricsServerTest, AnotherPathIsNotFound) {
  const auto server = MetricsServer::Start("127.0.0.1:0", Two);
  ASSERT_TRUE(server.ok()) << server.status();
  EXPECT_EQ(Get((*server)->port(), "/").code, 404);
}

TEST(MetricsServerTest, WithoutADescriptorLeftItWaitsAndThenAnswers) {
  const auto server = MetricsServer::Start("127.0.0.1:0", Two);
  ASSERT_TRUE(server.ok()) << server.status();
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>((*server)->port()));
  const int client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int next = dup(client);  // What accepting would get.
  close(next);
  rlimit before;
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit none{static_cast<rlim_t>(next), before.rlim_max};
  setrlimit(RLIMIT_NOFILE, &none);
  ASSERT_EQ(
      connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address),
      0);
  const std::clock_t began = std::clock();
  absl::SleepFor(absl::Milliseconds(400));
  const double seconds =
      static_cast<double>(std::clock() - began) / CLOCKS_PER_SEC;
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_LT(seconds, 0.1) << "of the processor, while nothing could be done";
  EXPECT_EQ(Get((*server)->port(), "/metrics").code, 200);
  close(client);
}

TEST(MetricsServerTest, AskedAgainAtOnceItDoesNotReadAgain) {
  int reads = 0;
  const auto server = MetricsServer::Start("127.0.0.1:0", [&] {
    ++reads;
    return Two();
  });
  ASSERT_TRUE(server.ok()) << server.status();
  for (int i = 0; i < 20; ++i) Get((*server)->port(), "/metrics");
  EXPECT_GE(reads, 1);
  EXPECT_LT(reads, 20);
}

TEST(MetricsServerTest, AnAddressOthersReachIsRefusedInWords) {
  for (const char* listen : {"0.0.0.0:9463", "192.0.2.1:9463", "localhost:1"}) {
    const auto server = MetricsServer::Start(listen, Two);
    ASSERT_FALSE(server.ok());
    EXPECT_THAT(std::string(server.status().message()),
                HasSubstr("not an address of this machine alone"));
  }
}

TEST(MetricsServerTest, ATakenPortIsSaid) {
  const auto first = MetricsServer::Start("127.0.0.1:0", Two);
  ASSERT_TRUE(first.ok());
  const auto second =
      MetricsServer::Start(absl::StrCat("127.0.0.1:", (*first)->port()), Two);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
}

TEST(MetricsServerTest, NoAddressIsNoMetrics) {
  const auto none = StartMetrics("", Two);
  ASSERT_TRUE(none.ok());
  EXPECT_EQ(*none, nullptr);
}

}  // namespace
}  // namespace kith
