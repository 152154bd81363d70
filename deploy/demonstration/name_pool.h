// SPDX-License-Identifier: Apache-2.0
//
// Names that invented people are given.
#ifndef KITH_DEPLOY_DEMONSTRATION_NAME_POOL_H_
#define KITH_DEPLOY_DEMONSTRATION_NAME_POOL_H_

#include "absl/strings/string_view.h"
#include "absl/types/span.h"

namespace kith::deploy {

absl::Span<const absl::string_view> GirlsNames();
absl::Span<const absl::string_view> BoysNames();
absl::Span<const absl::string_view> Surnames();
absl::Span<const absl::string_view> Streets();
absl::Span<const absl::string_view> Workers();

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_DEMONSTRATION_NAME_POOL_H_
