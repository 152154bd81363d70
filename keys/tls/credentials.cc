// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/credentials.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/channel_arguments.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/credential.h"

namespace kith {
namespace {

constexpr off_t kMaxFileBytes = 16 * 1024;

// The file's size; the checks of its owner and mode are Secret's.
absl::StatusOr<std::size_t> SizeOf(const std::string& path) {
  KITH_RETURN_IF_ERROR(CheckGiven(path));
  struct stat file;
  if (lstat(path.c_str(), &file) != 0) {
    return absl::NotFoundError(absl::StrCat(path, ": no such file"));
  }
  if (file.st_size <= 0 || file.st_size > kMaxFileBytes) {
    return absl::FailedPreconditionError(
        absl::StrCat(path, ": does not hold one PEM"));
  }
  return static_cast<std::size_t>(file.st_size);
}

std::string KeyText(const TlsFiles& files) {
  return std::string(files.private_key_pem.Expose());
}

// How soon a renewed certificate is used for new connections.
constexpr unsigned kLookForFilesSeconds = 1;

absl::string_view View(grpc::string_ref text) {
  return {text.data(), text.size()};
}

// After the authority: the server's own name, then whatever else is asked.
class ServerCheck final
    : public grpc::experimental::ExternalCertificateVerifier {
 public:
  // Without a name that which the connection asks for; `watch` may be null.
  ServerCheck(std::string name, std::shared_ptr<const TlsWatch> watch)
      : name_(std::move(name)), watch_(std::move(watch)) {}

  bool Verify(grpc::experimental::TlsCustomVerificationCheckRequest* request,
              std::function<void(grpc::Status)>,
              grpc::Status* status) override {
    const absl::Status checked = Check(*request);
    if (!checked.ok()) {
      *status = {grpc::StatusCode::UNAUTHENTICATED,
                 std::string(checked.message())};
    }
    return true;
  }
  void Cancel(grpc::experimental::TlsCustomVerificationCheckRequest*) override {
  }

 private:
  absl::Status Check(
      const grpc::experimental::TlsCustomVerificationCheckRequest& request) {
    const absl::string_view wanted =
        name_.empty() ? View(request.target_name()) : name_;
    for (const grpc::string_ref& name : request.dns_names()) {
      if (View(name) == wanted) {
        return watch_ == nullptr || watch_->check_server == nullptr
                   ? absl::OkStatus()
                   : watch_->check_server(View(request.peer_cert()));
      }
    }
    return absl::UnauthenticatedError("the server is another than was dialled");
  }

  const std::string name_;
  const std::shared_ptr<const TlsWatch> watch_;
};

std::shared_ptr<grpc::ChannelCredentials> WatchedTlsClient(
    const std::shared_ptr<const TlsWatch>& watch) {
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(
      std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
          watch->private_key_path, watch->certificate_path,
          watch->authority_path, kLookForFilesSeconds));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_verify_server_certs(true);
  options.set_check_call_host(false);  // ServerCheck does, at each handshake.
  options.set_certificate_verifier(
      grpc::experimental::ExternalCertificateVerifier::Create<ServerCheck>(
          "", watch));
  return grpc::experimental::TlsCredentials(options);
}

}  // namespace

void RequireTls13() {
  setenv("GRPC_SSL_CIPHER_SUITES", "ECDHE-RSA-AES256-GCM-SHA384", 1);
}

absl::StatusOr<TlsFiles> ReadTlsFiles(absl::string_view authority_pem,
                                      const std::string& certificate_path,
                                      const std::string& private_key_path) {
  KITH_ASSIGN_OR_RETURN(
      TlsFiles files,
      ReadTlsFilesForBrowsers(certificate_path, private_key_path));
  KITH_RETURN_IF_ERROR(
      IdentityFromCertificatePem(files.certificate_pem).status());
  files.authority_pem = std::string(authority_pem);
  return files;
}

absl::StatusOr<TlsFiles> ReadTlsFilesForBrowsers(
    const std::string& certificate_path, const std::string& private_key_path) {
  KITH_RETURN_IF_ERROR(SizeOf(certificate_path).status());
  std::ifstream file(certificate_path, std::ios::binary);
  std::string certificate{std::istreambuf_iterator<char>(file), {}};
  KITH_ASSIGN_OR_RETURN(const std::size_t key_size, SizeOf(private_key_path));
  KITH_ASSIGN_OR_RETURN(Secret key,
                        Secret::FromFile(private_key_path, key_size));
  return TlsFiles{"", std::move(certificate), std::move(key)};
}

std::shared_ptr<grpc::ServerCredentials> MutualTlsServer(
    const TlsFiles& files) {
  grpc::SslServerCredentialsOptions options(
      GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  options.pem_root_certs = files.authority_pem;
  options.pem_key_cert_pairs.push_back({KeyText(files), files.certificate_pem});
  auto credentials = grpc::SslServerCredentials(options);
  WipeString(options.pem_key_cert_pairs[0].private_key);
  return credentials;
}

std::shared_ptr<grpc::ChannelCredentials> MutualTlsClient(
    const TlsFiles& files) {
  if (files.watch != nullptr) return WatchedTlsClient(files.watch);
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = files.authority_pem;
  options.pem_private_key = KeyText(files);
  options.pem_cert_chain = files.certificate_pem;
  auto credentials = grpc::SslCredentials(options);
  WipeString(options.pem_private_key);
  return credentials;
}

std::shared_ptr<grpc::ServerCredentials> TlsServer(const TlsFiles& files) {
  grpc::SslServerCredentialsOptions options(
      GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  options.pem_key_cert_pairs.push_back({KeyText(files), files.certificate_pem});
  auto credentials = grpc::SslServerCredentials(options);
  WipeString(options.pem_key_cert_pairs[0].private_key);
  return credentials;
}

std::shared_ptr<grpc::ChannelCredentials> TlsClient(
    absl::string_view authority_pem, const PeerIdentity& server) {
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(
      std::make_shared<grpc::experimental::StaticDataCertificateProvider>(
          std::string(authority_pem)));
  options.watch_root_certs();
  options.set_verify_server_certs(true);
  options.set_check_call_host(false);  // ServerCheck does, at each handshake.
  options.set_certificate_verifier(
      grpc::experimental::ExternalCertificateVerifier::Create<ServerCheck>(
          ServerNameOf(server), nullptr));
  return grpc::experimental::TlsCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> UnsafeTlsClientOfAnybody() {
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_verify_server_certs(false);
  options.set_check_call_host(false);
  options.set_certificate_verifier(
      std::make_shared<grpc::experimental::NoOpCertificateVerifier>());
  return grpc::experimental::TlsCredentials(options);
}

void ServerNameArgument(const PeerIdentity& server,
                        grpc::ChannelArguments& arguments) {
  arguments.SetSslTargetNameOverride(ServerNameOf(server));
}

void EnrolNameArgument(grpc::ChannelArguments& arguments) {
  arguments.SetSslTargetNameOverride(kEnrolServerName);
}

absl::StatusOr<std::string> CertificateOfPeer(
    const grpc::ServerContextBase& context) {
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  if (auth == nullptr) return absl::UnauthenticatedError("no certificate");
  const std::vector<grpc::string_ref> certificates =
      auth->FindPropertyValues(GRPC_X509_PEM_CERT_PROPERTY_NAME);
  if (certificates.size() != 1) {
    return absl::UnauthenticatedError("no certificate");
  }
  std::string pem(certificates[0].data(), certificates[0].size());
  // At a server what stands behind a client's certificate, without it.
  for (const grpc::string_ref& chain :
       auth->FindPropertyValues(GRPC_X509_PEM_CERT_CHAIN_PROPERTY_NAME)) {
    pem.append(chain.data(), chain.size());
  }
  return pem;
}

absl::StatusOr<PeerIdentity> PeerOf(const grpc::ServerContextBase& context,
                                    absl::string_view network) {
  const std::shared_ptr<const grpc::AuthContext> auth = context.auth_context();
  if (auth == nullptr || !auth->IsPeerAuthenticated()) {
    return absl::UnauthenticatedError("no certificate");
  }
  // gRPC has taken the URIs out at the handshake, with their lengths. Reading
  // the certificate again would cost more than the call.
  const std::vector<grpc::string_ref> uris =
      auth->FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME);
  if (uris.size() != 1) {
    return absl::UnauthenticatedError("certificate: not exactly one URI");
  }
  KITH_ASSIGN_OR_RETURN(
      PeerIdentity peer,
      IdentityFromUri(absl::string_view(uris[0].data(), uris[0].size())));
  if (peer.network != network) {
    return absl::UnauthenticatedError("a certificate of another network");
  }
  return peer;
}

}  // namespace kith
