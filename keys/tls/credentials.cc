// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/credentials.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/security/auth_context.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>
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

namespace kith {
namespace {

constexpr off_t kMaxFileBytes = 16 * 1024;

// The file's size; the checks of its owner and mode are Secret's.
absl::StatusOr<std::size_t> SizeOf(const std::string& path) {
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
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = files.authority_pem;
  options.pem_private_key = KeyText(files);
  options.pem_cert_chain = files.certificate_pem;
  auto credentials = grpc::SslCredentials(options);
  WipeString(options.pem_private_key);
  return credentials;
}

void ServerNameArgument(const PeerIdentity& server,
                        grpc::ChannelArguments& arguments) {
  arguments.SetSslTargetNameOverride(ServerNameOf(server));
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
