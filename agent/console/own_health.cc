// SPDX-License-Identifier: Apache-2.0
#include "agent/console/own_health.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <ctime>
#include <memory>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

namespace kith::console {
namespace {

// So long before it ends somebody should hear of it.
constexpr absl::Duration kWarnBefore = absl::Hours(24 * 30);

absl::Time EndOf(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> memory(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr), X509_free);
  std::tm end = {};
  if (certificate == nullptr ||
      ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1) {
    return absl::InfinitePast();
  }
  return absl::FromTM(end, absl::UTCTimeZone());
}

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
  const absl::Time end = EndOf(certificate_pem_);
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
