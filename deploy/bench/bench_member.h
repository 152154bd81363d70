// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_BENCH_BENCH_MEMBER_H_
#define KITH_DEPLOY_BENCH_BENCH_MEMBER_H_

#include <string>

#include "absl/status/statusor.h"
#include "keys/network/network.h"
#include "keys/signer.h"
#include "keys/tls/credentials.h"

namespace kith::deploy {

// What proves to the broker that one speaks for an agency of a network made for
// measuring.
struct BenchMember {
  TlsFiles tls;
  Signer signer;
};

// From the agency's folder `home`. Codes as ReadTlsFiles and LoadSigner.
absl::StatusOr<BenchMember> LoadBenchMember(const Network& network,
                                            const std::string& home,
                                            const std::string& agency);

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_BENCH_BENCH_MEMBER_H_
