// SPDX-License-Identifier: Apache-2.0
#include "agent/console/served_certificate.h"

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/tls/certificate.h"

namespace kith::console {
namespace {

constexpr absl::Duration kLookEvery = absl::Seconds(1);

std::string Day(absl::Time time) {
  return absl::FormatTime("%-d %B %Y", time, absl::UTCTimeZone());
}

absl::Status CheckIsValid(const std::string& path,
                          const CertificateFacts& certificate, absl::Time now) {
  if (certificate.ends <= now) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": ended on ", Day(certificate.ends),
                     "; put one that is valid in its place"));
  }
  if (certificate.begins > now) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": begins on ", Day(certificate.begins),
                     "; see that this machine's clock is right: it is used "
                     "from then on"));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<TlsFiles> ServedCertificate::ReadFirst() {
  KITH_ASSIGN_OR_RETURN(
      TlsFiles files,
      ReadTlsFilesForBrowsers(paths_.certificate, paths_.private_key));
  absl::MutexLock lock(&mutex_);
  in_use_ = files.certificate_pem;
  return files;
}

void ServedCertificate::KeepLooking(HttpServer& server, Executor& executor) {
  Look(server);
  executor.At(clock_.Monotonic() + kLookEvery,
              [this, &server, &executor] { KeepLooking(server, executor); });
}

void ServedCertificate::Look(HttpServer& server) {
  const absl::Status taken = Take(server);
  absl::Status before;
  {
    absl::MutexLock lock(&mutex_);
    before = unused_;
    unused_ = taken;
  }
  if (!taken.ok() && taken != before) {
    LogWarning("new_certificate_not_used", {{"why", taken}});
  }
}

absl::Status ServedCertificate::Take(HttpServer& server) {
  KITH_ASSIGN_OR_RETURN(
      const TlsFiles files,
      ReadTlsFilesForBrowsers(paths_.certificate, paths_.private_key));
  const bool is_new = files.certificate_pem != in_use();
  const auto facts = FactsOfCertificatePem(files.certificate_pem);
  if (is_new && !facts.ok()) {
    return absl::FailedPreconditionError(
        absl::StrCat(paths_.certificate, ": ", facts.status().message(),
                     "; put a certificate there, then those that signed it"));
  }
  if (!IsKeyOfCertificate(files.certificate_pem, files.private_key_pem)) {
    return absl::FailedPreconditionError(absl::StrCat(
        paths_.private_key, ": is not the key of ", paths_.certificate,
        "; put the two that belong together there"));
  }
  if (!is_new) return absl::OkStatus();
  KITH_RETURN_IF_ERROR(CheckIsValid(paths_.certificate, *facts, clock_.Now()));
  KITH_RETURN_IF_ERROR(
      server.Use(files.certificate_pem, files.private_key_pem));
  {
    absl::MutexLock lock(&mutex_);
    in_use_ = files.certificate_pem;
  }
  LogInfo("new_certificate_used");
  return absl::OkStatus();
}

std::string ServedCertificate::in_use() const {
  absl::MutexLock lock(&mutex_);
  return in_use_;
}

absl::Status ServedCertificate::unused() const {
  absl::MutexLock lock(&mutex_);
  return unused_;
}

}  // namespace kith::console
