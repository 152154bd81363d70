// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_DEMONSTRATION_DEMO_REPORT_H_
#define KITH_DEPLOY_DEMONSTRATION_DEMO_REPORT_H_

#include <nlohmann/json.hpp>
#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace kith::deploy {

// Tells the story as it happens and stops at the first difference. Not
// thread-safe.
class DemoReport {
 public:
  DemoReport(std::ostream& out, bool json) : out_(out), json_(json) {}

  // The next chapter, "Check 3" say; the one before is then as the story says.
  void Chapter(const std::string& name, const std::string& title) {
    EndChapter();
    ++chapters_;
    name_ = name;
    chapter_ = {{"chapter", name}, {"title", title}};
    if (!json_) out_ << "\n== " << name << ": " << title << "\n";
  }
  // What a person sees.
  void Show(const std::string& text) {
    if (!json_) out_ << text << (text.ends_with('\n') ? "" : "\n");
  }
  // FAILED_PRECONDITION, with both, if they differ.
  absl::Status Expect(const std::string& what, const std::string& expected,
                      const std::string& actual) {
    chapter_["found"].push_back({{"what", what}, {"value", actual}});
    if (expected == actual) {
      if (!json_) out_ << "  -- " << what << ": " << actual << "\n";
      return absl::OkStatus();
    }
    return absl::FailedPreconditionError(
        absl::StrCat(name_, ": ", what, "\n  expected: ", expected,
                     "\n  actual:   ", actual));
  }
  void EndChapter() {
    if (json_ && !chapter_.is_null()) out_ << chapter_.dump() << "\n";
    chapter_ = nullptr;
  }
  int chapters() const { return chapters_; }
  bool json() const { return json_; }

 private:
  std::ostream& out_;
  const bool json_;
  int chapters_ = 0;
  std::string name_;
  nlohmann::ordered_json chapter_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_DEMO_REPORT_H_
