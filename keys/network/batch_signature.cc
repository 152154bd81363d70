// SPDX-License-Identifier: Apache-2.0
#include "keys/network/batch_signature.h"

#include "keys/hash.h"

namespace kith {

std::string SignedBytesOf(const BatchToSign& batch) {
  return JoinFields({batch.key_holder, BigEndian32(batch.allowance),
                     BigEndian32(batch.epoch), BigEndian32(batch.with_share),
                     batch.request_id, HashBytes(Sha256(batch.blinded))});
}

}  // namespace kith
