// SPDX-License-Identifier: Apache-2.0
#include "agent/console/own_authority.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/private_file.h"
#include "keys/tls/certificate.h"
#include "keys/tls/credentials.h"

namespace kith::console {
namespace {

PairPaths AuthorityBeside(const PairPaths& served) {
  const auto folder = std::filesystem::path(served.certificate).parent_path();
  return {folder / "console-authority.pem", folder / "console-authority.key"};
}

// A link that leads nowhere is something, too.
bool IsThere(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(
      std::filesystem::symlink_status(path, ignored));
}

std::string ReadText(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

// The way to a new authority: browsers must have it before they go on.
std::string MoveAway(const PairPaths& authority, const PairPaths& served) {
  return absl::StrCat("move ", authority.certificate, ", ",
                      authority.private_key, " and ", served.certificate,
                      " away, restart kith-console, and install the new "
                      "console-authority.pem in the browsers");
}

absl::Status SomebodyElses(const PairPaths& served) {
  return absl::FailedPreconditionError(absl::StrCat(
      served.certificate, ": is not by ", AuthorityBeside(served).certificate,
      " and is left alone; take own_authority out of the configuration to use "
      "it, or move it away"));
}

// Readers of the certificate may be anybody; the key's is its owner alone.
absl::Status Write(const PairPaths& paths, absl::string_view certificate_pem,
                   const Secret& private_key_pem) {
  KITH_RETURN_IF_ERROR(ReplacePair(paths.certificate, paths.private_key,
                                   certificate_pem, private_key_pem));
  return LetEverybodyRead(paths.certificate);
}

absl::StatusOr<OneNameAuthority> MakeAuthority(const PairPaths& paths,
                                               const std::string& host,
                                               const Clock& clock,
                                               Random& random) {
  KITH_ASSIGN_OR_RETURN(OneNameAuthority made,
                        OneNameAuthority::Create(host, random, clock.Now()));
  KITH_RETURN_IF_ERROR(
      Write(paths, made.certificate_pem(), made.private_key_pem()));
  LogInfo("console_authority_made", {{"host", host}});
  return made;
}

absl::StatusOr<OneNameAuthority> ReadAuthority(const PairPaths& paths,
                                               const PairPaths& served,
                                               const std::string& host) {
  const absl::StatusOr<TlsFiles> files =
      ReadTlsFilesForBrowsers(paths.certificate, paths.private_key);
  if (absl::IsNotFound(files.status())) {
    return absl::FailedPreconditionError(absl::StrCat(
        files.status().message(), "; put it back beside the other, or ",
        MoveAway(paths, served)));
  }
  if (!files.ok()) return files.status();
  absl::StatusOr<OneNameAuthority> authority = OneNameAuthority::Load(
      host, files->certificate_pem, files->private_key_pem);
  if (authority.ok()) return authority;
  return absl::FailedPreconditionError(
      absl::StrCat(paths.certificate, ": ", authority.status().message(), "; ",
                   MoveAway(paths, served)));
}

}  // namespace

OwnAuthority::OwnAuthority(const PairPaths& served, OneNameAuthority authority,
                           const Clock& clock, Random& random)
    : served_(served),
      authority_(std::move(authority)),
      clock_(clock),
      random_(random) {}

absl::StatusOr<std::unique_ptr<OwnAuthority>> OwnAuthority::Open(
    const PairPaths& served, const std::string& host, const Clock& clock,
    Random& random) {
  const PairPaths paths = AuthorityBeside(served);
  FinishReplacing(paths.certificate, paths.private_key);
  FinishReplacing(served.certificate, served.private_key);
  const bool is_first =
      !IsThere(paths.certificate) && !IsThere(paths.private_key);
  // Whoever wrote own_authority by mistake finds nothing made.
  if (is_first && IsThere(served.certificate)) return SomebodyElses(served);
  KITH_ASSIGN_OR_RETURN(OneNameAuthority authority,
                        is_first ? MakeAuthority(paths, host, clock, random)
                                 : ReadAuthority(paths, served, host));
  std::unique_ptr<OwnAuthority> own(
      new OwnAuthority(served, std::move(authority), clock, random));
  const absl::Status issued = own->Renew();
  if (!issued.ok() && !own->CanBeServed()) return issued;
  return own;
}

// What is there is good for now, though another could not be written.
bool OwnAuthority::CanBeServed() const {
  if (!IsThere(served_.certificate)) return false;
  const std::string present = ReadText(served_.certificate);
  const auto facts = FactsOfCertificatePem(present);
  const absl::Time now = clock_.Now();
  return facts.ok() && authority_.HasIssued(present) &&
         PairFits(served_.certificate, served_.private_key) &&
         facts->begins <= now && now < facts->ends;
}

bool OwnAuthority::IsDue(absl::string_view certificate_pem) const {
  const auto facts = FactsOfCertificatePem(certificate_pem);
  if (!facts.ok()) return true;
  const absl::Time now = clock_.Now();
  // A clock was wrong when it was issued.
  if (now < facts->begins) return true;
  // Another would end no later.
  if (facts->ends >= authority_.ends() && now < facts->ends) return false;
  return now >= facts->begins + (facts->ends - facts->begins) / 2;
}

absl::Status OwnAuthority::IssueIfDue() {
  if (IsThere(served_.certificate)) {
    const std::string present = ReadText(served_.certificate);
    if (!authority_.HasIssued(present)) return SomebodyElses(served_);
    const bool has_key = IsThere(served_.private_key);
    if (has_key && !IsDue(present)) return absl::OkStatus();
    // Somebody is just putting a pair of their own here.
    if (has_key && !PairFits(served_.certificate, served_.private_key)) {
      return absl::FailedPreconditionError(
          absl::StrCat(served_.private_key, ": is not the key of ",
                       served_.certificate, "; move both away"));
    }
  }
  absl::StatusOr<OneNameAuthority::Issued> issued =
      authority_.Issue(random_, clock_.Now());
  if (absl::IsFailedPrecondition(issued.status())) {
    const PairPaths paths = AuthorityBeside(served_);
    return absl::FailedPreconditionError(
        absl::StrCat(paths.certificate, ": ", issued.status().message(), "; ",
                     MoveAway(paths, served_)));
  }
  if (!issued.ok()) return issued.status();
  KITH_RETURN_IF_ERROR(
      Write(served_, issued->certificate_pem, issued->private_key_pem));
  LogInfo("console_certificate_issued");
  return absl::OkStatus();
}

absl::Status OwnAuthority::Renew() {
  const absl::Status now = IssueIfDue();
  absl::Status before;
  {
    absl::MutexLock lock(&mutex_);
    before = std::exchange(renewed_, now);
  }
  if (!now.ok() && now != before) {
    LogWarning("console_certificate_not_renewed", {{"why", now}});
  }
  return now;
}

absl::Status OwnAuthority::renewed() const {
  absl::MutexLock lock(&mutex_);
  return renewed_;
}

}  // namespace kith::console
