// SPDX-License-Identifier: Apache-2.0
#include "keys/signer.h"

#include <sodium.h>

#include <cstdlib>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/hash.h"

namespace kith {
namespace {

static_assert(kPublicKeyBytes == crypto_sign_PUBLICKEYBYTES);
static_assert(kSignatureBytes == crypto_sign_BYTES);

unsigned char* Data(std::string& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}
const unsigned char* Data(absl::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string SignedBytes(Label label, absl::string_view network_id,
                        absl::string_view body) {
  const absl::string_view text = LabelText(label);
  const char length = static_cast<char>(text.size());
  return absl::StrCat("kith/v1/sig", absl::string_view("\0", 1), network_id,
                      absl::string_view(&length, 1), text,
                      BigEndian32(static_cast<std::uint32_t>(body.size())),
                      body);
}

}  // namespace

absl::string_view LabelText(Label label) {
  switch (label) {
    case Label::kNetworkFile:
      return "network-file";
    case Label::kEnquiry:
      return "enquiry";
    case Label::kCapsule:
      return "capsule";
    case Label::kShieldedAsk:
      return "shielded-ask";
    case Label::kAnswer:
      return "answer";
    case Label::kRelease:
      return "release";
    case Label::kWithdrawal:
      return "withdrawal";
    case Label::kGround:
      return "ground";
    case Label::kReceipt:
      return "receipt";
    case Label::kCountersign:
      return "countersign";
    case Label::kEnrolment:
      return "enrolment";
    case Label::kKeyHolderLog:
      return "keyholder-count";
    case Label::kRecall:
      return "recall";
    case Label::kRecallAcknowledged:
      return "recall-acknowledged";
    case Label::kPersonKey:
      return "person-key";
    case Label::kUrgentRequest:
      return "urgent-request";
    case Label::kUrgentAuthorise:
      return "urgent-authorise";
    case Label::kUrgent:
      return "urgent";
    case Label::kHandover:
      return "handover";
    case Label::kUrgentReview:
      return "urgent-review";
    case Label::kEvaluate:
      return "evaluate";
    case Label::kInvitation:
      return "invitation";
  }
  std::abort();  // Not a label: signing under no label would fit every one.
}

Signer::Signer(Secret seed, Secret secret_key, std::string public_key)
    : seed_(std::move(seed)),
      secret_key_(std::move(secret_key)),
      public_key_(std::move(public_key)) {}

Signer Signer::Generate(Random& random) {
  return *FromSeed(Secret::Generate(crypto_sign_SEEDBYTES, random));
}

absl::StatusOr<Signer> Signer::FromSeed(const Secret& seed) {
  if (seed.size() != crypto_sign_SEEDBYTES) {
    return absl::InvalidArgumentError("a signing seed has 32 bytes");
  }
  std::string public_key(kPublicKeyBytes, '\0');
  std::string secret_key(crypto_sign_SECRETKEYBYTES, '\0');
  crypto_sign_seed_keypair(Data(public_key), Data(secret_key),
                           seed.ExposeData());
  Secret locked = Secret::FromBytes(secret_key);
  WipeString(secret_key);
  return Signer(Secret::FromBytes(seed.Expose()), std::move(locked),
                std::move(public_key));
}

std::string Signer::Sign(Label label, absl::string_view network_id,
                         absl::string_view body) const {
  // Another length could make two networks' signed bytes the same.
  if (network_id.size() != kNetworkIdBytes) std::abort();
  return SignNoteText(SignedBytes(label, network_id, body));
}

std::string Signer::SignNoteText(absl::string_view text) const {
  std::string signature(kSignatureBytes, '\0');
  crypto_sign_detached(Data(signature), nullptr, Data(text), text.size(),
                       secret_key_.ExposeData());
  return signature;
}

absl::Status VerifySignature(absl::string_view public_key, Label label,
                             absl::string_view network_id,
                             absl::string_view body,
                             absl::string_view signature) {
  if (network_id.size() != kNetworkIdBytes) {
    return absl::UnauthenticatedError("a network id has 32 bytes");
  }
  return VerifyNoteText(public_key, SignedBytes(label, network_id, body),
                        signature);
}

absl::Status VerifyNoteText(absl::string_view public_key,
                            absl::string_view text,
                            absl::string_view signature) {
  if (public_key.size() != kPublicKeyBytes ||
      signature.size() != kSignatureBytes) {
    return absl::UnauthenticatedError("a key or signature of a wrong length");
  }
  // libsodium refuses small-order keys and non-canonical signatures itself.
  if (crypto_sign_verify_detached(Data(signature), Data(text), text.size(),
                                  Data(public_key)) != 0) {
    return absl::UnauthenticatedError("the signature does not hold");
  }
  return absl::OkStatus();
}

}  // namespace kith
