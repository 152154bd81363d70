// SPDX-License-Identifier: Apache-2.0
#include "agent/console/http/tls_context.h"

#include <boost/asio/buffer.hpp>
#include <boost/system/error_code.hpp>

namespace kith::console {

namespace asio = boost::asio;

absl::StatusOr<std::shared_ptr<asio::ssl::context>> MakeTlsContext(
    const std::string& certificate_pem, const Secret& private_key_pem) {
  auto tls =
      std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  tls->set_options(asio::ssl::context::default_workarounds |
                   asio::ssl::context::no_sslv2 | asio::ssl::context::no_sslv3 |
                   asio::ssl::context::no_tlsv1 |
                   asio::ssl::context::no_tlsv1_1);
  SSL_CTX_set_options(tls->native_handle(),
                      SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                          SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Of TLS 1.2 what every browser has: a key of each connection's own, and
  // encryption that authenticates.
  SSL_CTX_set_cipher_list(tls->native_handle(), "ECDHE+AESGCM:ECDHE+CHACHA20");
  SSL_CTX_set_mode(tls->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  // Nothing of a session is kept, here or in a ticket at the browser: a laptop
  // that was taken resumes none.
  SSL_CTX_set_session_cache_mode(tls->native_handle(), SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(tls->native_handle(), SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(tls->native_handle(), 0);
  // Else OpenSSL asks for one at the terminal, and waits.
  tls->set_password_callback(
      [](std::size_t, asio::ssl::context::password_purpose) {
        return std::string();
      });
  boost::system::error_code error;
  tls->use_certificate_chain(asio::buffer(certificate_pem), error);
  if (error) {
    return absl::InvalidArgumentError(
        "tls.certificate: is no PEM certificate; put the console's certificate "
        "there, then those that signed it");
  }
  tls->use_private_key(
      asio::buffer(private_key_pem.Expose().data(), private_key_pem.size()),
      asio::ssl::context::pem, error);
  if (error || SSL_CTX_check_private_key(tls->native_handle()) != 1) {
    return absl::InvalidArgumentError(
        "tls.private_key: is not the key of tls.certificate; put the two that "
        "belong together there");
  }
  return tls;
}

}  // namespace kith::console
