// SPDX-License-Identifier: Apache-2.0
#include "keys/tls/served_chain.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <memory>

#include "keys/tls/openssl.h"

namespace kith {
namespace {

using Outcome = ServedChain::Outcome;

struct FreeTls {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
  void operator()(SSL* connection) const { SSL_free(connection); }
};
using Context = std::unique_ptr<SSL_CTX, FreeTls>;
using Connection = std::unique_ptr<SSL, FreeTls>;

// gRPC's.
constexpr unsigned char kProtocol[] = {2, 'h', '2'};

bool ShowOurs(SSL_CTX* context, const ChainToLookAt& look) {
  if (look.certificate_pem.empty() || look.private_key_pem == nullptr) {
    return true;
  }
  const openssl::Bio certificate_text = openssl::ReadFrom(look.certificate_pem);
  const openssl::Bio key_text =
      openssl::ReadFrom(look.private_key_pem->Expose());
  if (certificate_text == nullptr || key_text == nullptr) return false;
  const openssl::Certificate certificate(
      PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr));
  const openssl::Key key(PEM_read_bio_PrivateKey(
      key_text.get(), nullptr, &openssl::NoPassphrase, nullptr));
  if (certificate == nullptr || key == nullptr ||
      SSL_CTX_use_certificate(context, certificate.get()) != 1 ||
      SSL_CTX_use_PrivateKey(context, key.get()) != 1) {
    return false;
  }
  // What issued it stands behind it.
  while (true) {
    const openssl::Certificate next(
        PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr));
    if (next == nullptr) break;
    if (SSL_CTX_add1_chain_cert(context, next.get()) != 1) return false;
  }
  ERR_clear_error();
  return true;
}

void BlockAtMost(int fd, absl::Duration patience) {
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
  const timeval most = absl::ToTimeval(patience);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most);
}

std::vector<std::string> ChainOf(const SSL* connection) {
  std::vector<std::string> chain;
  STACK_OF(X509)* const served = SSL_get_peer_cert_chain(connection);
  for (int i = 0; served != nullptr && i < sk_X509_num(served); ++i) {
    const openssl::Bio text(BIO_new(BIO_s_mem()));
    if (PEM_write_bio_X509(text.get(), sk_X509_value(served, i)) == 1) {
      chain.push_back(openssl::TextOf(text.get()));
    }
  }
  return chain;
}

// Why `result`, at most 0, came back.
void Explain(SSL* connection, int result, ServedChain& served) {
  const int kind = SSL_get_error(connection, result);
  const unsigned long error = ERR_peek_last_error();
  const int reason = ERR_GET_REASON(error);
  if (kind == SSL_ERROR_WANT_READ || kind == SSL_ERROR_WANT_WRITE ||
      (kind == SSL_ERROR_SYSCALL &&
       (errno == EAGAIN || errno == EWOULDBLOCK))) {
    served.outcome = Outcome::kSilent;
  } else if (kind == SSL_ERROR_SSL && reason >= SSL_AD_REASON_OFFSET) {
    served.alert = SSL_alert_desc_string_long(reason - SSL_AD_REASON_OFFSET);
    served.outcome =
        served.chain.empty() ? Outcome::kNoTls : Outcome::kRefusedUs;
  } else {
    // A close behind the handshake is how some refuse a certificate.
    served.outcome =
        served.chain.empty() ? Outcome::kNoTls : Outcome::kRefusedUs;
  }
}

}  // namespace

absl::StatusOr<ServedChain> LookAtServedChain(int fd,
                                              const ChainToLookAt& look) {
  ERR_clear_error();
  const Context context(SSL_CTX_new(TLS_client_method()));
  if (context == nullptr ||
      SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION) != 1 ||
      !ShowOurs(context.get(), look)) {
    return absl::InternalError("TLS cannot be begun with this certificate");
  }
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  const Connection connection(SSL_new(context.get()));
  if (connection == nullptr || SSL_set_fd(connection.get(), fd) != 1 ||
      SSL_set_tlsext_host_name(connection.get(), look.server_name.c_str()) !=
          1 ||
      SSL_set_alpn_protos(connection.get(), kProtocol, sizeof kProtocol) != 0) {
    return absl::InternalError("TLS cannot be begun");
  }
  BlockAtMost(fd, look.patience);
  ServedChain served;
  errno = 0;
  int result = SSL_connect(connection.get());
  served.chain = ChainOf(connection.get());
  // In TLS 1.3 the server's word about our certificate comes afterwards;
  // whoever takes it begins to speak.
  char first = 0;
  if (result == 1) result = SSL_read(connection.get(), &first, 1);
  if (result == 1) {
    served.outcome = Outcome::kAccepted;
  } else {
    Explain(connection.get(), result, served);
  }
  ERR_clear_error();
  return served;
}

}  // namespace kith
