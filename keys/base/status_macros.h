// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_KEYS_BASE_STATUS_MACROS_H_
#define KITH_KEYS_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Abseil ships no such pair; these two are the only macros of ours.

// Returns from the enclosing function if `expr`, an absl::Status, is not OK.
#define KITH_RETURN_IF_ERROR(expr)                              \
  do {                                                          \
    if (absl::Status kith_status_ = (expr); !kith_status_.ok()) \
      return kith_status_;                                      \
  } while (false)

// Evaluates `expr`, an absl::StatusOr, and moves its value into `lhs`, or
// returns its status. `lhs` may declare a variable.
#define KITH_ASSIGN_OR_RETURN(lhs, expr) \
  KITH_ASSIGN_OR_RETURN_(KITH_CONCAT_(kith_statusor_, __LINE__), lhs, expr)

#define KITH_CONCAT_INNER_(a, b) a##b
#define KITH_CONCAT_(a, b) KITH_CONCAT_INNER_(a, b)
#define KITH_ASSIGN_OR_RETURN_(tmp, lhs, expr)   \
  auto tmp = (expr);                             \
  if (!tmp.ok()) return std::move(tmp).status(); \
  lhs = std::move(tmp).value()

#endif  // KITH_KEYS_BASE_STATUS_MACROS_H_
