// SPDX-License-Identifier: Apache-2.0
#include "keys/base/logging.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "keys/secret.h"
#include "keys/token.h"

namespace kith {
namespace {

template <typename T>
constexpr bool kCanBeLogged = std::is_constructible_v<LogValue, T>;

static_assert(kCanBeLogged<int> && kCanBeLogged<std::string> &&
              kCanBeLogged<absl::Status> && kCanBeLogged<const char (&)[5]>);
// INVARIANT (nothing secret or personal in a log): the types say so.
static_assert(!kCanBeLogged<Secret> && !kCanBeLogged<const Secret&>);
static_assert(!kCanBeLogged<Token> && !kCanBeLogged<const Token&>);
static_assert(!kCanBeLogged<CapsuleKey> && !kCanBeLogged<const CapsuleKey&>);
static_assert(!kCanBeLogged<absl::string_view>, "Secret::Expose() gives one");
static_assert(!kCanBeLogged<const char*> &&
              !kCanBeLogged<const unsigned char*>);
static_assert(!kCanBeLogged<std::vector<std::string>> &&
              !kCanBeLogged<std::optional<std::string>>);

// What one call wrote, as text and parsed.
template <typename Call>
std::string TextOf(Call call) {
  testing::internal::CaptureStderr();
  call();
  return testing::internal::GetCapturedStderr();
}
template <typename Call>
nlohmann::json LineOf(Call call) {
  return nlohmann::json::parse(TextOf(call), nullptr, false);
}

TEST(LoggingTest, LineIsOneJsonObjectWithTimeLevelAndEvent) {
  const auto line = LineOf([] { LogInfo("started"); });
  EXPECT_EQ(line["level"], "info");
  EXPECT_EQ(line["event"], "started");
  EXPECT_THAT(line["time"].get<std::string>(),
              testing::MatchesRegex(
                  "[0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+.[0-9]+Z"));
}

TEST(LoggingTest, LevelsAreToldApart) {
  EXPECT_EQ(LineOf([] { LogWarning("w"); })["level"], "warning");
  EXPECT_EQ(LineOf([] { LogError("e"); })["level"], "error");
}

TEST(LoggingTest, EachKindOfFieldIsKept) {
  const std::string agency = "north-school";
  const auto line = LineOf([&] {
    LogInfo("probe", {{"agency", agency},
                      {"late_ms", -40},
                      {"size", std::numeric_limits<std::uint64_t>::max()},
                      {"served", true},
                      {"why", "no answer {} in time"}});
  });
  EXPECT_EQ(line["agency"], "north-school");
  EXPECT_EQ(line["late_ms"], -40);
  EXPECT_EQ(line["size"], std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(line["served"], true);
  EXPECT_EQ(line["why"], "no answer {} in time");
}

TEST(LoggingTest, StatusIsItsCodeAndMessage) {
  const auto line = LineOf([] {
    LogError("failed", {{"status", absl::UnavailableError("database: busy")},
                        {"before", absl::OkStatus()}});
  });
  EXPECT_EQ(line["status"], "UNAVAILABLE: database: busy");
  EXPECT_EQ(line["before"], "OK");
}

TEST(LoggingTest, TextThatIsNoIdIsReplaced) {
  const std::string name = "Rowan Ash";
  const std::string bytes = "\xff\xfe";
  const auto line = LineOf([&] {
    LogInfo("x", {{"name", name}, {"bytes", bytes}});
  });
  EXPECT_EQ(line["name"], "(not an id)");
  EXPECT_EQ(line["bytes"], "(not an id)");
}

TEST(LoggingTest, NothingBreaksOutOfItsLine) {
  const std::string text = TextOf([] {
    LogError("x", {{"status", absl::InternalError("a\"}\n{\"level\":\"\xff")}});
  });
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  EXPECT_FALSE(nlohmann::json::parse(text, nullptr, false).is_discarded());
}

}  // namespace
}  // namespace kith
