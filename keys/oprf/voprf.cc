// SPDX-License-Identifier: Apache-2.0
#include "keys/oprf/voprf.h"

#include <sodium.h>

#include <array>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/oprf/group.h"

// Names of steps are those of RFC 9497.
namespace kith::oprf {
namespace {

constexpr std::size_t kMaxBatch = 65535;
constexpr std::size_t kMaxInputBytes = 65535;

using TwoBytes = std::array<char, 2>;

// I2OSP(value, 2).
TwoBytes BigEndian16(std::size_t value) {
  return {static_cast<char>(value >> 8), static_cast<char>(value & 0xff)};
}
absl::string_view Chars(const TwoBytes& bytes) {
  return {bytes.data(), bytes.size()};
}

// The prefix of everything that is 32 bytes long.
constexpr absl::string_view kLength32("\0\x20", 2);

absl::Status BadElement() {
  return absl::InvalidArgumentError("an element that is not acceptable");
}

absl::Status CheckBatchLength(absl::string_view elements) {
  if (elements.empty() || elements.size() % kElementBytes != 0 ||
      elements.size() / kElementBytes > kMaxBatch) {
    return absl::InvalidArgumentError("a batch is 1 to 65535 whole elements");
  }
  return absl::OkStatus();
}

absl::string_view At(absl::string_view elements, std::size_t index) {
  return elements.substr(index * kElementBytes, kElementBytes);
}

std::string BatchSeed(absl::string_view public_key) {
  const std::string domain = absl::StrCat("Seed-", ContextString());
  const std::string input = absl::StrCat(
      kLength32, public_key, Chars(BigEndian16(domain.size())), domain);
  std::string seed(crypto_hash_sha512_BYTES, '\0');
  crypto_hash_sha512(reinterpret_cast<unsigned char*>(seed.data()),
                     reinterpret_cast<const unsigned char*>(input.data()),
                     input.size());
  return seed;
}

Scalar Weight(absl::string_view seed, std::size_t index,
              absl::string_view blinded, absl::string_view evaluated) {
  const TwoBytes seed_length = BigEndian16(seed.size());
  const TwoBytes number = BigEndian16(index);
  return HashToScalar({Chars(seed_length), seed, Chars(number), kLength32,
                       blinded, kLength32, evaluated, "Composite"});
}

// Adds weight * element to `sum`. False if the element does not decode.
bool Accumulate(const Scalar& weight, absl::string_view bytes,
                std::optional<Element>& sum) {
  const std::optional<Element> element = TakeElement(bytes);
  if (!element.has_value()) return false;
  const std::optional<Element> term = Multiply(weight, *element);
  if (!term.has_value()) return false;
  sum = sum.has_value() ? Add(*sum, *term) : term;
  return sum.has_value();
}

// M, the weighted sum of the blinded elements: ComputeCompositesFast without
// its Z, which the key holder gets as k * M.
std::optional<Element> CompositeOfBlinded(absl::string_view public_key,
                                          absl::string_view blinded,
                                          absl::string_view evaluated) {
  const std::string seed = BatchSeed(public_key);
  std::optional<Element> sum;
  for (std::size_t i = 0; i < blinded.size() / kElementBytes; ++i) {
    const Scalar weight = Weight(seed, i, At(blinded, i), At(evaluated, i));
    if (!Accumulate(weight, At(blinded, i), sum)) return std::nullopt;
  }
  return sum;
}

struct Composites {
  Element m;
  Element z;
};

// ComputeComposites, for whoever has no key.
std::optional<Composites> BothComposites(absl::string_view public_key,
                                         absl::string_view blinded,
                                         absl::string_view evaluated) {
  const std::string seed = BatchSeed(public_key);
  std::optional<Element> m;
  std::optional<Element> z;
  for (std::size_t i = 0; i < blinded.size() / kElementBytes; ++i) {
    const Scalar weight = Weight(seed, i, At(blinded, i), At(evaluated, i));
    if (!Accumulate(weight, At(blinded, i), m)) return std::nullopt;
    if (!Accumulate(weight, At(evaluated, i), z)) return std::nullopt;
  }
  return Composites{*m, *z};
}

Scalar Challenge(absl::string_view public_key, const Composites& composites,
                 const Element& t2, const Element& t3) {
  return HashToScalar({kLength32, public_key, kLength32, View(composites.m),
                       kLength32, View(composites.z), kLength32, View(t2),
                       kLength32, View(t3), "Challenge"});
}

// nullopt if either is, or for the identity.
std::optional<Element> SumOf(const std::optional<Element>& left,
                             const std::optional<Element>& right) {
  if (!left.has_value() || !right.has_value()) return std::nullopt;
  return Add(*left, *right);
}

absl::StatusOr<Blinding> BlindBy(absl::string_view input, const Scalar& blind) {
  if (input.empty() || input.size() > kMaxInputBytes) {
    return absl::InvalidArgumentError("an input has 1 to 65535 bytes");
  }
  const std::optional<Element> element = Multiply(blind, HashToGroup(input));
  if (!element.has_value()) {
    return absl::InvalidArgumentError("the input maps to the identity");
  }
  return Blinding{std::string(View(*element)), blind};
}

absl::StatusOr<std::string> EvaluateEach(const Scalar& key,
                                         absl::string_view blinded) {
  KITH_RETURN_IF_ERROR(CheckBatchLength(blinded));
  std::string evaluated;
  evaluated.reserve(blinded.size());
  for (std::size_t i = 0; i < blinded.size() / kElementBytes; ++i) {
    const std::optional<Element> element = TakeElement(At(blinded, i));
    if (!element.has_value()) return BadElement();
    const std::optional<Element> product = Multiply(key, *element);
    if (!product.has_value()) return BadElement();
    absl::StrAppend(&evaluated, View(*product));
  }
  return evaluated;
}

// GenerateProof with its random scalar `r` given.
absl::StatusOr<std::string> Prove(const Scalar& key,
                                  absl::string_view public_key,
                                  absl::string_view blinded,
                                  absl::string_view evaluated,
                                  const Scalar& r) {
  const std::optional<Element> m =
      CompositeOfBlinded(public_key, blinded, evaluated);
  if (!m.has_value()) return BadElement();
  const std::optional<Element> z = Multiply(key, *m);
  const std::optional<Element> t2 = MultiplyBase(r);
  const std::optional<Element> t3 = Multiply(r, *m);
  if (!z.has_value() || !t2.has_value() || !t3.has_value()) {
    return absl::InternalError("a proof came to the identity");
  }
  const Scalar c = Challenge(public_key, {*m, *z}, *t2, *t3);
  const Scalar s = Subtract(r, Multiply(c, key));
  return absl::StrCat(c.Expose(), s.Expose());
}

absl::StatusOr<Evaluation> EvaluateAndProve(const Secret& secret,
                                            absl::string_view public_key,
                                            absl::string_view blinded,
                                            const Scalar& r) {
  const std::optional<Scalar> key = ParseScalar(secret.Expose());
  if (!key.has_value()) return absl::InternalError("a key that is no scalar");
  Evaluation evaluation;
  KITH_ASSIGN_OR_RETURN(evaluation.elements, EvaluateEach(*key, blinded));
  KITH_ASSIGN_OR_RETURN(evaluation.proof, Prove(*key, public_key, blinded,
                                                evaluation.elements, r));
  return evaluation;
}

// The inverses of all blinds for the price of one (Montgomery).
std::vector<Scalar> InvertAll(absl::Span<const Blinding> blindings) {
  std::vector<Scalar> inverses(blindings.size());
  Scalar product = blindings[0].blind;
  for (std::size_t i = 1; i < blindings.size(); ++i) {
    inverses[i] = product;  // Of all before i, for now.
    product = Multiply(product, blindings[i].blind);
  }
  Scalar rest = Invert(product);
  for (std::size_t i = blindings.size() - 1; i > 0; --i) {
    inverses[i] = Multiply(rest, inverses[i]);
    rest = Multiply(rest, blindings[i].blind);
  }
  inverses[0] = rest;
  return inverses;
}

std::string FinalHash(absl::string_view input, const Element& unblinded) {
  std::string message = absl::StrCat(Chars(BigEndian16(input.size())), input,
                                     kLength32, View(unblinded), "Finalize");
  std::string output(kOutputBytes, '\0');
  crypto_hash_sha512(reinterpret_cast<unsigned char*>(output.data()),
                     reinterpret_cast<const unsigned char*>(message.data()),
                     message.size());
  WipeString(message);
  return output;
}

}  // namespace

bool IsAcceptableElement(absl::string_view element) {
  const std::optional<Element> taken = TakeElement(element);
  return taken.has_value() &&
         crypto_core_ristretto255_is_valid_point(taken->data()) == 1;
}

std::string RandomElement(Random& random) {
  std::array<unsigned char, 64> uniform;
  random.Fill(uniform.data(), uniform.size());
  Element element;
  crypto_core_ristretto255_from_hash(element.data(), uniform.data());
  return std::string(View(element));
}

absl::StatusOr<Blinding> Blind(absl::string_view input, Random& random) {
  return BlindBy(input, RandomScalar(random));
}

absl::StatusOr<Blinding> BlindWithFixedScalarForTest(absl::string_view input,
                                                     absl::string_view blind) {
  const std::optional<Scalar> scalar = ParseScalar(blind);
  if (!scalar.has_value()) return absl::InvalidArgumentError("not a scalar");
  return BlindBy(input, *scalar);
}

EvaluationKey::EvaluationKey(Secret secret, std::string public_key)
    : secret_(std::move(secret)), public_key_(std::move(public_key)) {}

absl::StatusOr<EvaluationKey> EvaluationKey::FromSecret(Secret secret) {
  const std::optional<Scalar> scalar = ParseScalar(secret.Expose());
  if (!scalar.has_value() || IsZero(*scalar)) {
    return absl::InvalidArgumentError(
        "an evaluation key is a scalar, not zero");
  }
  return EvaluationKey(std::move(secret),
                       std::string(View(*MultiplyBase(*scalar))));
}

EvaluationKey EvaluationKey::Generate(Random& random) {
  return *FromSecret(Secret::FromBytes(RandomScalar(random).Expose()));
}

absl::StatusOr<EvaluationKey> EvaluationKey::Derive(absl::string_view seed,
                                                    absl::string_view info) {
  if (seed.size() != kScalarBytes || info.size() > kMaxInputBytes) {
    return absl::InvalidArgumentError("a seed has 32 bytes");
  }
  const std::string domain = absl::StrCat("DeriveKeyPair", ContextString());
  const TwoBytes info_length = BigEndian16(info.size());
  // Zero has a chance of 2^-252: the RFC's further counters are never needed.
  const Scalar scalar = HashToScalarUnder(
      domain, {seed, Chars(info_length), info, absl::string_view("\0", 1)});
  return FromSecret(Secret::FromBytes(scalar.Expose()));
}

absl::StatusOr<Evaluation> EvaluationKey::Evaluate(absl::string_view blinded,
                                                   Random& random) const {
  return EvaluateAndProve(secret_, public_key_, blinded, RandomScalar(random));
}

absl::StatusOr<Evaluation> EvaluationKey::EvaluateWithFixedScalarForTest(
    absl::string_view blinded, absl::string_view proof_scalar) const {
  const std::optional<Scalar> r = ParseScalar(proof_scalar);
  if (!r.has_value()) return absl::InvalidArgumentError("not a scalar");
  return EvaluateAndProve(secret_, public_key_, blinded, *r);
}

absl::Status Verify(absl::string_view public_key, absl::string_view blinded,
                    absl::string_view evaluated, absl::string_view proof) {
  KITH_RETURN_IF_ERROR(CheckBatchLength(blinded));
  if (evaluated.size() != blinded.size() || proof.size() != kProofBytes) {
    return absl::InvalidArgumentError("a proof or batch of a wrong length");
  }
  if (!IsAcceptableElement(public_key)) return BadElement();
  const std::optional<Composites> composites =
      BothComposites(public_key, blinded, evaluated);
  if (!composites.has_value()) return BadElement();

  const absl::Status refused =
      absl::PermissionDeniedError("the key holder's proof does not hold");
  const std::optional<Scalar> c = ParseScalar(proof.substr(0, kScalarBytes));
  const std::optional<Scalar> s = ParseScalar(proof.substr(kScalarBytes));
  if (!c.has_value() || !s.has_value()) return refused;
  const std::optional<Element> t2 =
      SumOf(MultiplyBase(*s), Multiply(*c, *TakeElement(public_key)));
  const std::optional<Element> t3 =
      SumOf(Multiply(*s, composites->m), Multiply(*c, composites->z));
  if (!t2.has_value() || !t3.has_value()) return refused;
  const Scalar expected = Challenge(public_key, *composites, *t2, *t3);
  return EqualInConstantTime(expected.Expose(), c->Expose()) ? absl::OkStatus()
                                                             : refused;
}

absl::StatusOr<std::vector<std::string>> Finalize(
    absl::Span<const std::string> inputs, absl::Span<const Blinding> blindings,
    absl::string_view evaluated) {
  if (inputs.size() != blindings.size() ||
      evaluated.size() != inputs.size() * kElementBytes) {
    return absl::InvalidArgumentError("batches of different sizes");
  }
  std::vector<std::string> outputs;
  if (inputs.empty()) return outputs;
  outputs.reserve(inputs.size());
  const std::vector<Scalar> inverses = InvertAll(blindings);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::optional<Element> element = TakeElement(At(evaluated, i));
    if (!element.has_value()) return BadElement();
    std::optional<Element> unblinded = Multiply(inverses[i], *element);
    if (!unblinded.has_value()) return BadElement();
    outputs.push_back(FinalHash(inputs[i], *unblinded));
    sodium_memzero(unblinded->data(), unblinded->size());
  }
  return outputs;
}

}  // namespace kith::oprf
