// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_ASK_CLIENT_H_
#define KITH_DEPLOY_BENCH_ASK_CLIENT_H_

#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "keys/network/network.h"
#include "keys/tls/credentials.h"
#include "kith/enquiry/v1/enquiry.pb.h"

namespace kith::deploy {

// Asks over one connection, without a thread a call. Whoever is at the other
// end, a broker or an echo, it is called in the same way. Thread-safe.
class AskClient {
 public:
  using Done = std::function<void(absl::StatusOr<enquiry::v1::AskReply>)>;

  // Dials `address`, where somebody has the broker's certificate.
  AskClient(const std::string& address, const Network& network,
            const TlsFiles& tls);
  ~AskClient();

  // `request` must live until `done` is called, from a thread of gRPC's.
  void Ask(const enquiry::v1::AskRequest& request, Done done);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_ASK_CLIENT_H_
