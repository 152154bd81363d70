// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_HTTP_TLS_CONTEXT_H_
#define KITH_AGENT_CONSOLE_HTTP_TLS_CONTEXT_H_

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "keys/secret.h"

namespace kith::console {

// How browsers are spoken with, TLS 1.2 and 1.3, by this certificate (PEM, its
// chain behind it) and its key. INVALID_ARGUMENT if either cannot be used. Only
// the server includes this: Boost's headers take long to compile.
absl::StatusOr<std::shared_ptr<boost::asio::ssl::context>> MakeTlsContext(
    const std::string& certificate_pem, const Secret& private_key_pem);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_HTTP_TLS_CONTEXT_H_
