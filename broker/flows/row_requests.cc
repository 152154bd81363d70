// SPDX-License-Identifier: Apache-2.0
#include "broker/flows/row_requests.h"

#include <string>
#include <utility>

#include "keys/base/status_macros.h"
#include "keys/hash.h"

namespace kith::broker {
namespace {

constexpr int kMaxRows = 4096;
constexpr std::size_t kRefBytes = 16;
// Agents of before there were several say none.
constexpr std::uint32_t kFirstEpoch = 1;
constexpr std::size_t kHandleBytes = 16;
constexpr int kMaxScopeWords = 64;
constexpr std::size_t kMaxWordBytes = 64;  // Words are ids of the network file.

absl::Status Wrong(const char* what) {
  return absl::InvalidArgumentError(what);
}

using Items = google::protobuf::RepeatedPtrField<std::string>;

absl::Status CheckWords(const Items& words, const char* wrong) {
  for (const std::string& word : words) {
    if (word.size() > kMaxWordBytes) return Wrong(wrong);
  }
  return absl::OkStatus();
}

absl::Status CheckScope(const involvement::v1::Scope& scope) {
  if (scope.categories_size() + scope.agencies_size() +
          scope.excluded_agencies_size() + scope.purposes_size() >
      kMaxScopeWords) {
    return Wrong("scope: at most 64 words");
  }
  KITH_RETURN_IF_ERROR(CheckWords(scope.categories(),
                                  "scope.categories: at most 64 bytes each"));
  KITH_RETURN_IF_ERROR(
      CheckWords(scope.agencies(), "scope.agencies: at most 64 bytes each"));
  KITH_RETURN_IF_ERROR(
      CheckWords(scope.excluded_agencies(),
                 "scope.excluded_agencies: at most 64 bytes each"));
  return CheckWords(scope.purposes(), "scope.purposes: at most 64 bytes each");
}

absl::StatusOr<PublishFlow::NewRow> ParseRow(const involvement::v1::Row& row) {
  if (row.handle().size() != kHandleBytes) return Wrong("handle: 16 bytes");
  if (row.ground_ref().size() != kRefBytes)
    return Wrong("ground_ref: 16 bytes");
  if (row.row_id_sha256().size() != kHashBytes) {
    return Wrong("row_id_sha256: 32 bytes");
  }
  KITH_RETURN_IF_ERROR(CheckScope(row.scope()));
  KITH_ASSIGN_OR_RETURN(const Token token, Token::FromBytes(row.token()));
  PublishFlow::NewRow parsed{token, row.row_id_sha256(), {}};
  parsed.row.handle = row.handle();
  parsed.row.strong = row.strong();
  parsed.row.ground_ref = row.ground_ref();
  parsed.row.expiry_quarter = row.expiry_quarter();
  parsed.row.epoch = row.epoch() == 0 ? kFirstEpoch : row.epoch();
  const auto& scope = row.scope();
  parsed.row.scope.everybody = scope.everybody();
  parsed.row.scope.categories = {scope.categories().begin(),
                                 scope.categories().end()};
  parsed.row.scope.agencies = {scope.agencies().begin(),
                               scope.agencies().end()};
  parsed.row.scope.excluded_agencies = {scope.excluded_agencies().begin(),
                                        scope.excluded_agencies().end()};
  parsed.row.scope.purposes = {scope.purposes().begin(),
                               scope.purposes().end()};
  return parsed;
}

// Rows are named by one of `hashes` and their token.
absl::Status CheckSizes(const Items& hashes, const char* field,
                        const Items& tokens) {
  if (hashes.empty() || hashes.size() > kMaxRows) return Wrong(field);
  for (const std::string& hash : hashes) {
    if (hash.size() != kHashBytes) return Wrong(field);
  }
  if (tokens.size() != hashes.size()) {
    return Wrong("tokens: one for each row; update the agent");
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<PublishFlow::NewRow>> ParseNewRows(
    const involvement::v1::PublishRequest& request) {
  if (request.rows().empty() || request.rows_size() > kMaxRows) {
    return Wrong("rows: 1 to 4096");
  }
  std::vector<PublishFlow::NewRow> rows;
  for (const auto& row : request.rows()) {
    KITH_ASSIGN_OR_RETURN(PublishFlow::NewRow parsed, ParseRow(row));
    rows.push_back(std::move(parsed));
  }
  return rows;
}

absl::StatusOr<std::vector<PublishFlow::OwnRow>> ParseOwnRows(
    const involvement::v1::RemoveRequest& request) {
  KITH_RETURN_IF_ERROR(CheckSizes(
      request.row_ids(), "row_ids: 1 to 4096 of 32 bytes", request.tokens()));
  std::vector<PublishFlow::OwnRow> rows;
  for (int i = 0; i < request.row_ids_size(); ++i) {
    KITH_ASSIGN_OR_RETURN(const Token token,
                          Token::FromBytes(request.tokens(i)));
    rows.push_back({token, request.row_ids(i)});
  }
  return rows;
}

absl::StatusOr<std::vector<PublishFlow::KnownRow>> ParseKnownRows(
    const involvement::v1::ReconcileRequest& request) {
  KITH_RETURN_IF_ERROR(CheckSizes(request.row_id_sha256(),
                                  "row_id_sha256: 1 to 4096 of 32 bytes",
                                  request.tokens()));
  std::vector<PublishFlow::KnownRow> rows;
  for (int i = 0; i < request.row_id_sha256_size(); ++i) {
    KITH_ASSIGN_OR_RETURN(const Token token,
                          Token::FromBytes(request.tokens(i)));
    rows.push_back({token, request.row_id_sha256(i)});
  }
  return rows;
}

}  // namespace kith::broker
