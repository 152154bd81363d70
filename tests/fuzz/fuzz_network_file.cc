// SPDX-License-Identifier: Apache-2.0
// A network file: as it comes, and signed by its own administrator.
#include <cstddef>
#include <cstdint>
#include <string>

#include "keys/base/random.h"
#include "keys/network/network.h"
#include "keys/signer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data,
                                      std::size_t size) {
  using namespace kith;
  static SystemRandom random;
  static const Signer administrator = Signer::Generate(random);
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  (void)Network::FromSigned(bytes);

  network::v1::NetworkFile file;
  if (!file.ParseFromString(bytes)) return 0;
  if (file.network_id().size() != kNetworkIdBytes) {
    file.set_network_id(std::string(kNetworkIdBytes, 'n'));
  }
  auto* named = file.add_administrators();
  named->set_name("ada");
  named->set_public_key(administrator.public_key());
  network::v1::SignedFile signed_file;
  signed_file.set_body(file.SerializeAsString());
  auto* signature = signed_file.add_signatures();
  signature->set_signer("ada");
  signature->set_signature(administrator.Sign(
      Label::kNetworkFile, file.network_id(), signed_file.body()));
  (void)Network::FromSigned(signed_file.SerializeAsString());
  return 0;
}
