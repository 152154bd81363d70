// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_TESTS_SUPPORT_TLS_CLIENT_H_
#define KITH_TESTS_SUPPORT_TLS_CLIENT_H_

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

// A client of HTTPS that sends any bytes it is told to: for tests, on loopback.
namespace kith::tests {

// A response as it came.
struct Reply {
  int status = 0;  // 0: there was none.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;

  std::vector<std::string> All(absl::string_view name) const {
    std::vector<std::string> values;
    for (const auto& [its_name, value] : headers) {
      if (absl::EqualsIgnoreCase(its_name, name)) values.push_back(value);
    }
    return values;
  }
  // The first of them; empty if there is none.
  std::string One(absl::string_view name) const {
    const auto values = All(name);
    return values.empty() ? "" : values.front();
  }
};

struct TlsDialing {
  std::string from = "127.0.0.1";  // Any of 127.0.0.0/8.
  int version = 0;                 // TLS1_1_VERSION: that one alone.
  std::string ciphers;  // Of TLS 1.2, as OpenSSL names them; empty: its own.
  SSL_SESSION* resume = nullptr;
  bool tls = true;  // False: the bytes go as they are.
  absl::Duration patience = absl::Seconds(10);  // For each send and read.
};

// Not thread-safe. The server's certificate is not checked.
class TlsClient {
 public:
  // Nothing if nobody listens or there is no handshake.
  static std::unique_ptr<TlsClient> Dial(int port,
                                         const TlsDialing& dialing = {}) {
    std::unique_ptr<TlsClient> client(new TlsClient);
    if (!client->Connect(port, dialing)) return nullptr;
    if (dialing.tls && !client->Handshake(dialing)) return nullptr;
    return client;
  }
  ~TlsClient() {
    if (ssl_ != nullptr) SSL_free(ssl_);
    if (context_ != nullptr) SSL_CTX_free(context_);
    if (fd_ >= 0) close(fd_);
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  // False once the server takes no more.
  bool Send(absl::string_view bytes) {
    while (!bytes.empty()) {
      const int length =
          static_cast<int>(std::min<std::size_t>(bytes.size(), 1 << 16));
      const auto sent =
          ssl_ != nullptr
              ? SSL_write(ssl_, bytes.data(), length)
              : static_cast<int>(send(fd_, bytes.data(),
                                      static_cast<std::size_t>(length), 0));
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // The next response; status 0 if it does not come whole. Of a HEAD: no body.
  Reply Read(bool head = false) {
    Reply reply;
    std::size_t end = 0;
    while ((end = got_.find("\r\n\r\n")) == std::string::npos) {
      if (!More()) return {};
    }
    const std::vector<std::string> lines =
        absl::StrSplit(got_.substr(0, end), "\r\n");
    got_.erase(0, end + 4);
    const std::vector<std::string> first = absl::StrSplit(lines[0], ' ');
    int status = 0;
    if (first.size() < 2 || !absl::SimpleAtoi(first[1], &status)) return {};
    for (std::size_t i = 1; i < lines.size(); ++i) {
      reply.headers.push_back(
          absl::StrSplit(lines[i], absl::MaxSplits(": ", 1)));
    }
    std::size_t length = 0;
    if (!head && !absl::SimpleAtoi(reply.One("Content-Length"), &length)) {
      return {};
    }
    while (got_.size() < length) {
      if (!More()) return {};
    }
    reply.body = got_.substr(0, length);
    got_.erase(0, length);
    reply.status = status;
    return reply;
  }

  // True once the server has ended the connection; false if it goes on for
  // `patience` of Dial().
  bool IsEnded() {
    while (More()) {
    }
    return ended_;
  }

  // The server's certificate, DER.
  std::string CertificateDer() {
    X509* const certificate = SSL_get1_peer_certificate(ssl_);
    unsigned char* bytes = nullptr;
    const int size = i2d_X509(certificate, &bytes);
    std::string der(reinterpret_cast<const char*>(bytes),
                    static_cast<std::size_t>(std::max(size, 0)));
    OPENSSL_free(bytes);
    X509_free(certificate);
    return der;
  }

  SSL* ssl() { return ssl_; }

 private:
  TlsClient() { std::signal(SIGPIPE, SIG_IGN); }

  bool Connect(int port, const TlsDialing& dialing) {
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const timeval patience = absl::ToTimeval(dialing.patience);
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    const int at_once = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    sockaddr_in from = {};
    from.sin_family = AF_INET;
    inet_pton(AF_INET, dialing.from.c_str(), &from.sin_addr);
    sockaddr_in to = {};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(static_cast<std::uint16_t>(port));
    return bind(fd_, reinterpret_cast<sockaddr*>(&from), sizeof from) == 0 &&
           connect(fd_, reinterpret_cast<sockaddr*>(&to), sizeof to) == 0;
  }

  bool Handshake(const TlsDialing& dialing) {
    context_ = SSL_CTX_new(TLS_client_method());
    if (dialing.version != 0) {
      // Old versions need more than their number to be offered.
      SSL_CTX_set_security_level(context_, 0);
      SSL_CTX_set_min_proto_version(context_, dialing.version);
      SSL_CTX_set_max_proto_version(context_, dialing.version);
    }
    if (!dialing.ciphers.empty()) {
      SSL_CTX_set_cipher_list(context_, dialing.ciphers.c_str());
    }
    ssl_ = SSL_new(context_);
    SSL_set_fd(ssl_, fd_);
    SSL_set_tlsext_host_name(ssl_, "localhost");
    if (dialing.resume != nullptr) SSL_set_session(ssl_, dialing.resume);
    return SSL_connect(ssl_) == 1;
  }

  // Waits for more bytes. False if there are none in time, or ever.
  bool More() {
    if (ended_) return false;
    char some[1 << 14];
    int count = 0;
    if (ssl_ != nullptr) {
      count = SSL_read(ssl_, some, sizeof some);
      if (count <= 0) {
        ended_ = SSL_get_error(ssl_, count) != SSL_ERROR_WANT_READ;
      }
    } else {
      count = static_cast<int>(recv(fd_, some, sizeof some, 0));
      if (count <= 0) ended_ = count == 0 || errno != EAGAIN;
    }
    if (count <= 0) return false;
    got_.append(some, static_cast<std::size_t>(count));
    return true;
  }

  int fd_ = -1;
  SSL_CTX* context_ = nullptr;
  SSL* ssl_ = nullptr;
  std::string got_;
  bool ended_ = false;
};

}  // namespace kith::tests

#endif  // KITH_TESTS_SUPPORT_TLS_CLIENT_H_
