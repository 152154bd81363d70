// SPDX-License-Identifier: Apache-2.0
#include "agent/network_files.h"

#include <filesystem>

#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/enrolment/certificate_in_force.h"
#include "keys/network/history.h"
#include "keys/private_file.h"
#include "keys/tls/certificate.h"
#include "keys/tls/credentials.h"

namespace kith::agent {
namespace {

std::string AuthorityPath(const std::string& network_path) {
  return (std::filesystem::path(network_path).parent_path() / "authority.pem")
      .string();
}

}  // namespace

absl::Status ServerGate::Check(absl::string_view certificate_pem) const {
  KITH_ASSIGN_OR_RETURN(const CertificateFacts certificate,
                        FactsOfCertificatePem(certificate_pem));
  absl::MutexLock lock(&mutex_);
  if (network_ == nullptr) return absl::UnavailableError("stopping");
  return CheckCertificate(certificate, *network_->Get(), clock_->Now());
}

void ServerGate::Close() {
  absl::MutexLock lock(&mutex_);
  network_ = nullptr;
}

bool WatchTls(const std::shared_ptr<ServerGate>& gate, Loaded& loaded) {
  const std::string authority = AuthorityPath(loaded.network_path);
  const absl::Status written =
      ReplacePrivateFile(authority, loaded.tls.authority_pem);
  if (!written.ok()) {
    LogError("authority_not_written", {{"why", written}});
    return false;
  }
  loaded.tls.watch = std::make_shared<const TlsWatch>(
      TlsWatch{authority, loaded.certificate_path, loaded.private_key_path,
               [gate](absl::string_view pem) { return gate->Check(pem); }});
  return true;
}

// The history first: a start goes on from the newest of it.
absl::Status KeepNetworkFile(const std::string& path,
                             const std::vector<std::string>& between,
                             const Network& newest) {
  const NetworkHistory history(path);
  for (const std::string& bytes : between) {
    KITH_ASSIGN_OR_RETURN(const auto network, Network::FromSigned(bytes));
    KITH_RETURN_IF_ERROR(history.Keep(*network));
  }
  KITH_RETURN_IF_ERROR(history.Keep(newest));
  KITH_RETURN_IF_ERROR(
      ReplacePrivateFile(AuthorityPath(path), newest.file().authority_pem()));
  return ReplacePrivateFile(path, newest.signed_bytes());
}

}  // namespace kith::agent
