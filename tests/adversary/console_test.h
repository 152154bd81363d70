// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_ADVERSARY_CONSOLE_TEST_H_
#define KITH_TESTS_ADVERSARY_CONSOLE_TEST_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "tests/adversary/console_stage.h"

namespace kith::tests {

// A test against the console that all tests of this program share. Whatever was
// done to it, it runs on and shows a page to whoever is signed in.
class ConsoleTest : public testing::Test {
 protected:
  void SetUp() override {
    stage_ = ConsoleStage::Get();
    ASSERT_NE(stage_, nullptr);
    ASSERT_FALSE(Brook().form_token.empty());
  }
  void TearDown() override {
    if (stage_ == nullptr) return;
    EXPECT_TRUE(stage_->IsRunning());
    EXPECT_TRUE(Brook().IsSignedIn());
  }

  ConsoleStage& stage() { return *stage_; }
  // Who is in every role; signed in once.
  Browser& Brook() {
    static auto* brook = [this] {
      auto* made = new Browser(*stage_, "127.0.0.9");
      EXPECT_TRUE(made->SignIn(*stage_, "brook"));
      return made;
    }();
    return *brook;
  }
  std::unique_ptr<TlsClient> Dial(const TlsDialing& dialing = {}) {
    return TlsClient::Dial(stage_->port(), dialing);
  }
  // The bytes of a request; $HOST and $ORIGIN are the console's.
  std::string Bytes(const std::string& text) {
    return absl::StrReplaceAll(
        text, {{"$HOST", absl::StrCat("localhost:", stage_->port())},
               {"$ORIGIN", stage_->origin()}});
  }

 private:
  ConsoleStage* stage_ = nullptr;
};

}  // namespace kith::tests

#endif  // KITH_TESTS_ADVERSARY_CONSOLE_TEST_H_
