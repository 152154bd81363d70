// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/provider_calls.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "agent/console/signin/strict_json.h"
#include "agent/console/signin/url_text.h"
#include "keys/base/status_macros.h"

namespace kith::console {
namespace {

using nlohmann::json;

constexpr std::size_t kLongestToken = 64 * 1024;

absl::Status Unreadable() {
  return absl::UnavailableError(
      "the provider's answer cannot be read; try again, and tell who runs the "
      "console if it stays so");
}

absl::Status Failing(int status) {
  return absl::UnavailableError(absl::StrCat(
      "the provider could not answer (status ", status, "); try again"));
}

// It goes into a header as it is: one word, or nothing.
absl::StatusOr<std::string> TokenIn(const json& reply, const char* key) {
  auto token = StringIn(reply, key);
  const bool word =
      token.ok() && token->size() <= kLongestToken &&
      std::all_of(token->begin(), token->end(),
                  [](unsigned char byte) { return absl::ascii_isgraph(byte); });
  if (!word) return Unreadable();
  return token;
}

// RFC 6749, 5.2. Only what the provider calls it is looked at.
absl::Status Refusal(const ProviderReply& reply) {
  const auto body = ParseObject(reply.body, kMostReplyBytes);
  const auto error =
      body.ok() ? StringIn(*body, "error") : absl::StatusOr<std::string>("");
  if (reply.status == 401 ||
      (error.ok() &&
       (*error == "invalid_client" || *error == "unauthorized_client"))) {
    return absl::FailedPreconditionError(
        "the provider does not accept this console; whoever runs it checks "
        "openid.client_id and openid.client_secret");
  }
  return absl::UnauthenticatedError(
      "the provider did not accept this sign-in; sign in again");
}

}  // namespace

ProviderCalls::ProviderCalls(const OpenIdOptions& options, ProviderHttp& http)
    : options_(options), http_(http) {}

absl::StatusOr<Granted> ProviderCalls::AskForTokens(const Endpoints& where,
                                                    Form form) const {
  ProviderRequest request{.url = where.token};
  const bool basic = !options_.client_secret.empty() && !where.secret_in_form;
  if (basic) {
    // RFC 6749, 2.3.1: each encoded as in a form first.
    request.authorization = absl::StrCat(
        "Basic ",
        absl::Base64Escape(absl::StrCat(UrlEncoded(options_.client_id), ":",
                                        UrlEncoded(options_.client_secret))));
  } else {
    form.emplace_back("client_id", options_.client_id);
    if (!options_.client_secret.empty()) {
      form.emplace_back("client_secret", options_.client_secret);
    }
  }
  request.form = FormOf(form);
  KITH_ASSIGN_OR_RETURN(const ProviderReply reply, http_.Send(request));
  if (reply.status == 400 || reply.status == 401) return Refusal(reply);
  if (reply.status != 200) return Failing(reply.status);
  const auto body = ParseObject(reply.body, kMostReplyBytes);
  if (!body.ok()) return Unreadable();
  const auto type = StringIn(*body, "token_type");
  if (!type.ok() || !absl::EqualsIgnoreCase(*type, "bearer")) {
    return Unreadable();
  }
  Granted granted;
  KITH_ASSIGN_OR_RETURN(granted.access, TokenIn(*body, "access_token"));
  KITH_ASSIGN_OR_RETURN(granted.refresh, TokenIn(*body, "refresh_token"));
  KITH_ASSIGN_OR_RETURN(granted.id_token, TokenIn(*body, "id_token"));
  if (granted.access.empty()) return Unreadable();
  return granted;
}

absl::StatusOr<json> ProviderCalls::AskWhoItIs(
    const Endpoints& where, const std::string& access) const {
  KITH_ASSIGN_OR_RETURN(
      const ProviderReply reply,
      http_.Send({.url = where.userinfo,
                  .authorization = absl::StrCat("Bearer ", access)}));
  if (reply.status >= 400 && reply.status < 404) {
    return absl::UnauthenticatedError(
        "the provider ended your sign-in; sign in again");
  }
  if (reply.status != 200) return Failing(reply.status);
  if (reply.content_type == "application/jwt") {
    return absl::FailedPreconditionError(
        "the provider signs what it says of a person; whoever runs it makes "
        "this client's userinfo plain JSON");
  }
  auto body = ParseObject(reply.body, kMostReplyBytes);
  if (!body.ok()) return Unreadable();
  return body;
}

}  // namespace kith::console
