// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_ECHO_SERVER_H_
#define KITH_DEPLOY_BENCH_ECHO_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "keys/tls/credentials.h"
#include "kith/enquiry/v1/enquiry.pb.h"

namespace kith::deploy {

// The yardstick: what a question and its reply cost when nothing is done about
// them. The same service, messages, sizes and TLS as a broker's; every question
// gets the same reply at once.
class EchoServer {
 public:
  // Listens on loopback. UNAVAILABLE if it cannot.
  static absl::StatusOr<std::unique_ptr<EchoServer>> Start(
      const TlsFiles& tls, const enquiry::v1::AskReply& reply);
  ~EchoServer();

  const std::string& address() const { return address_; }

 private:
  struct Impl;
  EchoServer(std::unique_ptr<Impl> impl, std::string address);
  std::unique_ptr<Impl> impl_;
  const std::string address_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_ECHO_SERVER_H_
