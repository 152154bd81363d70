// SPDX-License-Identifier: Apache-2.0
#include "agent/console/own_health.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "keys/tls/certificate.h"

namespace kith::console {
namespace {

// So long before it ends somebody should hear of it.
constexpr absl::Duration kWarnBefore = absl::Hours(24 * 30);

desk::v1::Statement Say(bool good, const std::string& words,
                        const std::string& next_step) {
  desk::v1::Statement statement;
  statement.set_good(good);
  statement.set_words(words);
  statement.set_next_step(next_step);
  return statement;
}

}  // namespace

desk::v1::Statement OwnHealth::LookAtCertificate() const {
  const absl::Time end =
      EndOfCertificatePem(certificate_pem_).value_or(absl::InfinitePast());
  const absl::Time now = clock_.Now();
  const std::string day =
      absl::FormatTime("%-d %B %Y", end, absl::UTCTimeZone());
  constexpr char kRenew[] =
      "Put a new one where tls.certificate and tls.private_key of the "
      "console's "
      "configuration point, and restart kith-console.";
  if (end <= now) {
    return Say(false,
               absl::StrCat("The console's certificate ended on ", day, "."),
               kRenew);
  }
  if (end - now < kWarnBefore) {
    return Say(false,
               absl::StrCat("The console's certificate ends on ", day, "."),
               kRenew);
  }
  return Say(true,
             absl::StrCat("The console's certificate lasts until ", day, "."),
             "");
}

std::vector<desk::v1::Statement> OwnHealth::Look() {
  std::vector<desk::v1::Statement> all = {LookAtCertificate()};
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
