// SPDX-License-Identifier: Apache-2.0
#include "deploy/bench/bench_member.h"

#include <utility>

#include "deploy/kith/files.h"
#include "keys/base/status_macros.h"
#include "keys/program/load.h"

namespace kith::deploy {

absl::StatusOr<BenchMember> LoadBenchMember(const Network& network,
                                            const std::string& home,
                                            const std::string& agency) {
  KITH_ASSIGN_OR_RETURN(
      TlsFiles tls,
      ReadTlsFiles(network.file().authority_pem(), In(home, "certificate.pem"),
                   In(home, "tls.key")));
  KITH_ASSIGN_OR_RETURN(
      Signer signer,
      LoadSigner(In(home, "signing.key"),
                 network.FindAgency(agency)->signing_key(), "signing_key"));
  return BenchMember{std::move(tls), std::move(signer)};
}

}  // namespace kith::deploy
