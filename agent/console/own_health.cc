// SPDX-License-Identifier: Apache-2.0
#include "agent/console/own_health.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "keys/tls/certificate.h"

namespace kith::console {
namespace {

// So long before it ends somebody should hear of it.
constexpr absl::Duration kWarnBefore = absl::Hours(24 * 30);
// Every browser must be given the next authority by then.
constexpr absl::Duration kWarnOfAuthorityBefore = absl::Hours(24 * 365);

constexpr char kPutANewOne[] =
    "Put a new one where tls.certificate and tls.private_key of the console's "
    "configuration point; it is used within two seconds, without a restart.";
constexpr char kRenewsItself[] =
    "The console renews it by itself at half of its life, and has not: what is "
    "said here of its own authority says why.";

desk::v1::Statement Say(bool good, const std::string& words,
                        const std::string& next_step) {
  desk::v1::Statement statement;
  statement.set_good(good);
  statement.set_words(words);
  statement.set_next_step(next_step);
  return statement;
}

// Of a status whose message is `cause; next step`, or else `otherwise`.
desk::v1::Statement SayFault(absl::string_view what, const absl::Status& why,
                             const char* otherwise) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(why.message(), absl::MaxSplits("; ", 1));
  if (parts.second.empty()) {
    return Say(false, absl::StrCat(what, ": ", parts.first, "."), otherwise);
  }
  std::string next = absl::StrCat(parts.second, ".");
  next[0] = absl::ascii_toupper(static_cast<unsigned char>(next[0]));
  return Say(false, absl::StrCat(what, ": ", parts.first, "."), next);
}

std::string Day(absl::Time time) {
  return absl::FormatTime("%-d %B %Y", time, absl::UTCTimeZone());
}

}  // namespace

desk::v1::Statement OwnHealth::LookAtCertificate() const {
  const absl::Time end =
      EndOfCertificatePem(served_.in_use()).value_or(absl::InfinitePast());
  const absl::Time now = clock_.Now();
  const char* const renew = authority_ == nullptr ? kPutANewOne : kRenewsItself;
  if (end <= now) {
    return Say(
        false,
        absl::StrCat("The console's certificate ended on ", Day(end), "."),
        renew);
  }
  if (end - now < kWarnBefore) {
    return Say(
        false,
        absl::StrCat("The console's certificate ends on ", Day(end), "."),
        renew);
  }
  return Say(
      true,
      absl::StrCat("The console's certificate lasts until ", Day(end), "."),
      "");
}

desk::v1::Statement OwnHealth::LookAtAuthority() const {
  const absl::Status renewed = authority_->renewed();
  if (!renewed.ok()) {
    return SayFault("The console cannot renew its certificate", renewed,
                    "See that the console's account may write there, and that "
                    "the disk is not full.");
  }
  const std::string day = Day(authority_->ends());
  if (authority_->ends() - clock_.Now() < kWarnOfAuthorityBefore) {
    return Say(
        false,
        absl::StrCat("The console's own authority ends on ", day,
                     "; no browser believes its certificate after that."),
        "Before that day move console-authority.pem, "
        "console-authority.key and the console's certificate away, "
        "restart kith-console, and install the new "
        "console-authority.pem in the browsers.");
  }
  return Say(true,
             absl::StrCat("The console's own authority lasts until ", day, "."),
             "");
}

std::vector<desk::v1::Statement> OwnHealth::Look() {
  std::vector<desk::v1::Statement> all = {LookAtCertificate()};
  const absl::Status unused = served_.unused();
  if (!unused.ok()) {
    all.push_back(SayFault("A new certificate lies there and is not used",
                           unused, kPutANewOne));
  }
  if (authority_ != nullptr) all.push_back(LookAtAuthority());
  if (provider_ == nullptr) return all;
  const absl::Status answers = provider_->CheckProvider();
  all.push_back(
      answers.ok()
          ? Say(true, "The agency's sign-in service answers.", "")
          : Say(false,
                absl::StrCat("Nobody can sign in: ", answers.message(), "."),
                "Look at the sign-in service and at openid in the console's "
                "configuration; until then use `kith` on the agent's "
                "machine."));
  return all;
}

}  // namespace kith::console
