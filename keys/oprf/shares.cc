// SPDX-License-Identifier: Apache-2.0
#include "keys/oprf/shares.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "keys/base/status_macros.h"
#include "keys/oprf/group.h"

namespace kith::oprf {
namespace {

absl::Status CheckPair(std::uint32_t index, std::uint32_t with) {
  const auto is_index = [](std::uint32_t value) {
    return value >= 1 && value <= kMostShares;
  };
  return is_index(index) && is_index(with) && index != with
             ? absl::OkStatus()
             : absl::InvalidArgumentError("no pair of shares");
}

// The weight of `index` in a pair with `with`, at zero: with / (with - index).
Scalar LagrangeWeight(std::uint32_t index, std::uint32_t with) {
  const Scalar other = ScalarOf(with);
  return Multiply(other, Invert(Subtract(other, ScalarOf(index))));
}

}  // namespace

absl::StatusOr<Dealt> Deal(std::uint32_t holders, Random& random) {
  if (holders < 2 || holders > kMostShares) {
    return absl::InvalidArgumentError(
        absl::StrCat("a key is split among 2 to ", kMostShares));
  }
  const Scalar key = RandomScalar(random);
  const Scalar slope = RandomScalar(random);
  Dealt dealt{.public_key = std::string(View(*MultiplyBase(key))),
              .shares = {}};
  for (std::uint32_t index = 1; index <= holders; ++index) {
    const Scalar share = Add(key, Multiply(slope, ScalarOf(index)));
    // A share of zero has a chance of 2^-252; it is refused all the same.
    KITH_ASSIGN_OR_RETURN(
        EvaluationKey made,
        EvaluationKey::FromSecret(Secret::FromBytes(share.Expose())));
    dealt.shares.push_back(std::move(made));
  }
  return dealt;
}

absl::StatusOr<EvaluationKey> WeighedShare(const EvaluationKey& share,
                                           std::uint32_t index,
                                           std::uint32_t with) {
  KITH_RETURN_IF_ERROR(CheckPair(index, with));
  const std::optional<Scalar> scalar = ParseScalar(share.secret().Expose());
  if (!scalar.has_value())
    return absl::InternalError("a key that is no scalar");
  const Scalar weighed = Multiply(LagrangeWeight(index, with), *scalar);
  return EvaluationKey::FromSecret(Secret::FromBytes(weighed.Expose()));
}

absl::StatusOr<std::string> WeighedPublicKey(absl::string_view public_key,
                                             std::uint32_t index,
                                             std::uint32_t with) {
  KITH_RETURN_IF_ERROR(CheckPair(index, with));
  const std::optional<Element> element = TakeElement(public_key);
  const std::optional<Element> weighed =
      element.has_value() ? Multiply(LagrangeWeight(index, with), *element)
                          : std::nullopt;
  if (!weighed.has_value()) {
    return absl::InvalidArgumentError("a public key that is none");
  }
  return std::string(View(*weighed));
}

absl::StatusOr<std::string> SumOfPair(absl::string_view first,
                                      absl::string_view second) {
  if (first.size() != second.size() || first.size() % kElementBytes != 0) {
    return absl::InvalidArgumentError("batches of different sizes");
  }
  std::string sums;
  sums.reserve(first.size());
  for (std::size_t at = 0; at < first.size(); at += kElementBytes) {
    const auto left = TakeElement(first.substr(at, kElementBytes));
    const auto right = TakeElement(second.substr(at, kElementBytes));
    if (!left.has_value() || !right.has_value()) {
      return absl::InvalidArgumentError("an element that is not acceptable");
    }
    const std::optional<Element> sum = Add(*left, *right);
    if (!sum.has_value()) {
      return absl::PermissionDeniedError("two elements of a pair cancel");
    }
    absl::StrAppend(&sums, View(*sum));
  }
  return sums;
}

}  // namespace kith::oprf
