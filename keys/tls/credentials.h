// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_TLS_CREDENTIALS_H_
#define KITH_KEYS_TLS_CREDENTIALS_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "keys/secret.h"
#include "keys/tls/certificate.h"

namespace grpc {
class ChannelArguments;
class ChannelCredentials;
class ServerContextBase;
class ServerCredentials;
}  // namespace grpc

namespace kith {

// Leaves gRPC no TLS older than 1.3. Call it first thing in main(): gRPC reads
// the setting once, at its first use, and start no thread before it.
//
// gRPC 1.51 has no such option. Its TLS 1.2 is given suites for RSA
// certificates alone, and an Authority issues none; suites of TLS 1.3 are set
// apart from these.
void RequireTls13();

// Files that a client's new connections are made with, as they are then: what
// is renewed is used without a restart.
struct TlsWatch {
  std::string authority_path;
  std::string certificate_path;
  std::string private_key_path;
  // Asked at each handshake about the server's certificate, PEM, after its
  // authority and its name have been found right.
  std::function<absl::Status(absl::string_view)> check_server;
};

// The contents, PEM, of what one end of a connection needs.
struct TlsFiles {
  std::string authority_pem;  // From the network file.
  std::string certificate_pem;
  Secret private_key_pem;
  // Of a client that renews its certificate; null: of none.
  std::shared_ptr<const TlsWatch> watch = nullptr;
};

// NOT_FOUND or FAILED_PRECONDITION, naming the file and what to do, if the
// certificate cannot be read or the key is not its owner's alone.
absl::StatusOr<TlsFiles> ReadTlsFiles(absl::string_view authority_pem,
                                      const std::string& certificate_path,
                                      const std::string& private_key_path);

// The same of what browsers are served with, by any authority, its chain behind
// it: no network's names are looked for. authority_pem is empty.
absl::StatusOr<TlsFiles> ReadTlsFilesForBrowsers(
    const std::string& certificate_path, const std::string& private_key_path);

// Lets in only who has a certificate of the authority; PeerOf() says who it is.
std::shared_ptr<grpc::ServerCredentials> MutualTlsServer(const TlsFiles& files);

// Use with ServerNameArgument(): without it any server of the network will do.
std::shared_ptr<grpc::ChannelCredentials> MutualTlsClient(
    const TlsFiles& files);

// For whoever enrols: a server without its clients' certificates, and a client
// without one, who takes `server` alone, whatever name the connection asks for.
std::shared_ptr<grpc::ServerCredentials> TlsServer(const TlsFiles& files);
std::shared_ptr<grpc::ChannelCredentials> TlsClient(
    absl::string_view authority_pem, const PeerIdentity& server);
// Speaks with anybody: only to be told what is checked by other means.
std::shared_ptr<grpc::ChannelCredentials> UnsafeTlsClientOfAnybody();

// Makes the channel accept `server` alone, whatever address it was dialled at.
void ServerNameArgument(const PeerIdentity& server,
                        grpc::ChannelArguments& arguments);

// What whoever enrols asks for at any network's one port, for they know no name
// of that network yet. It finds the way and proves nothing: no certificate has
// it.
inline constexpr char kEnrolServerName[] = "enrol.kith";
void EnrolNameArgument(grpc::ChannelArguments& arguments);

// The caller's certificate, PEM, and behind it what issued it, as far as it was
// shown. UNAUTHENTICATED if there is none.
absl::StatusOr<std::string> CertificateOfPeer(
    const grpc::ServerContextBase& context);

// Who is calling. UNAUTHENTICATED if the connection is not mutual TLS, the
// certificate names nobody, or somebody of another network.
absl::StatusOr<PeerIdentity> PeerOf(const grpc::ServerContextBase& context,
                                    absl::string_view network);

}  // namespace kith

#endif  // KITH_KEYS_TLS_CREDENTIALS_H_
