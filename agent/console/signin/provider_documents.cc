// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/provider_documents.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "agent/console/signin/strict_json.h"
#include "keys/base/status_macros.h"

namespace kith::console {
namespace {

using nlohmann::json;

constexpr absl::Duration kKept = absl::Hours(1);
constexpr absl::Duration kBetweenKeys = absl::Minutes(1);
// A provider that is down is not waited for by everybody who comes.
constexpr absl::Duration kAfterFailure = absl::Seconds(5);

absl::Status Unfit(absl::string_view what) {
  return absl::FailedPreconditionError(absl::StrCat(
      "the provider's discovery document: ", what,
      "; whoever runs the console checks openid.issuer and the provider"));
}

absl::StatusOr<std::string> Address(const json& document, const char* key) {
  const auto url = StringIn(document, key);
  if (!url.ok() || url->empty()) return Unfit(absl::StrCat("no ", key));
  if (!CheckProviderUrl(*url).ok()) {
    return Unfit(absl::StrCat(key, " is not https"));
  }
  return *url;
}

// Whether a list that may be absent has that word.
bool Lists(const json& document, const char* key, const char* word,
           bool if_absent) {
  const auto list = document.find(key);
  if (list == document.end()) return if_absent;
  return list->is_array() &&
         std::find(list->begin(), list->end(), word) != list->end();
}

absl::StatusOr<Endpoints> ReadEndpoints(const json& document,
                                        const std::string& issuer) {
  const auto named = StringIn(document, "issuer");
  if (!named.ok() || *named != issuer) return Unfit("is another issuer's");
  if (!Lists(document, "code_challenge_methods_supported", "S256", true)) {
    return Unfit("no PKCE with S256");
  }
  if (!Lists(document, "response_types_supported", "code", true)) {
    return Unfit("no code flow");
  }
  constexpr char kHow[] = "token_endpoint_auth_methods_supported";
  Endpoints endpoints;
  endpoints.secret_in_form =
      !Lists(document, kHow, "client_secret_basic", true) &&
      Lists(document, kHow, "client_secret_post", false);
  const auto names =
      document.find("authorization_response_iss_parameter_supported");
  endpoints.names_itself = names != document.end() && *names == true;
  KITH_ASSIGN_OR_RETURN(endpoints.authorization,
                        Address(document, "authorization_endpoint"));
  KITH_ASSIGN_OR_RETURN(endpoints.token, Address(document, "token_endpoint"));
  KITH_ASSIGN_OR_RETURN(endpoints.userinfo,
                        Address(document, "userinfo_endpoint"));
  KITH_ASSIGN_OR_RETURN(endpoints.keys, Address(document, "jwks_uri"));
  return endpoints;
}

}  // namespace

ProviderDocuments::ProviderDocuments(std::string issuer, ProviderHttp& http,
                                     const Clock& clock)
    : issuer_(std::move(issuer)), http_(http), clock_(clock) {}

absl::StatusOr<json> ProviderDocuments::Fetch(const std::string& url,
                                              absl::string_view what) {
  KITH_ASSIGN_OR_RETURN(const ProviderReply reply, http_.Send({.url = url}));
  if (reply.status != 200) {
    return absl::UnavailableError(absl::StrCat(
        "the provider did not give its ", what, ": status ", reply.status));
  }
  auto document = ParseObject(reply.body, kMostReplyBytes);
  if (!document.ok()) {
    return absl::UnavailableError(
        absl::StrCat("the provider's ", what, " cannot be read"));
  }
  return document;
}

absl::StatusOr<Endpoints> ProviderDocuments::FetchEndpoints() {
  KITH_ASSIGN_OR_RETURN(const json document,
                        Fetch(absl::StrCat(absl::StripSuffix(issuer_, "/"),
                                           "/.well-known/openid-configuration"),
                              "discovery document"));
  return ReadEndpoints(document, issuer_);
}

absl::StatusOr<Endpoints> ProviderDocuments::Where() {
  {
    absl::MutexLock lock(&mutex_);
    const absl::Duration now = clock_.Monotonic();
    if (endpoints_ && now - endpoints_read_ < kKept) return *endpoints_;
    if (!failure_.ok() && now - failed_ < kAfterFailure) return failure_;
  }
  // Two may fetch at once; both read the same.
  auto fetched = FetchEndpoints();
  absl::MutexLock lock(&mutex_);
  failure_ = fetched.status();
  failed_ = clock_.Monotonic();
  if (fetched.ok()) {
    endpoints_ = *fetched;
    endpoints_read_ = clock_.Monotonic();
  }
  return fetched;
}

absl::StatusOr<ProviderDocuments::Keys> ProviderDocuments::FetchKeys() {
  KITH_ASSIGN_OR_RETURN(const Endpoints where, Where());
  {
    absl::MutexLock lock(&mutex_);
    keys_asked_ = clock_.Monotonic();
  }
  KITH_ASSIGN_OR_RETURN(json keys, Fetch(where.keys, "keys"));
  absl::MutexLock lock(&mutex_);
  keys_ = std::make_shared<const json>(std::move(keys));
  keys_read_ = clock_.Monotonic();
  return keys_;
}

absl::StatusOr<ProviderDocuments::Keys> ProviderDocuments::CurrentKeys() {
  {
    absl::MutexLock lock(&mutex_);
    if (keys_ != nullptr && clock_.Monotonic() - keys_read_ < kKept) {
      return keys_;
    }
  }
  return FetchKeys();
}

absl::StatusOr<ProviderDocuments::Keys> ProviderDocuments::KeysBeyond(
    const Keys& seen) {
  {
    absl::MutexLock lock(&mutex_);
    // Somebody else fetched them meanwhile, or just now.
    if (keys_ != seen && keys_ != nullptr) return keys_;
    if (clock_.Monotonic() - keys_asked_ < kBetweenKeys) return seen;
  }
  return FetchKeys();
}

}  // namespace kith::console
