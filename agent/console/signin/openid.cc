// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/openid.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "agent/console/signin/id_token.h"
#include "agent/console/signin/provider_calls.h"
#include "agent/console/signin/provider_documents.h"
#include "agent/console/signin/signin_begun.h"
#include "agent/console/signin/strict_json.h"
#include "agent/console/signin/url_text.h"
#include "keys/base/status_macros.h"

namespace kith::console {
namespace {

using nlohmann::json;
using Fields = std::map<std::string, std::string>;
using Groups = std::vector<std::string>;

constexpr std::size_t kLongestCode = 4096;

// What the provider called the sign-in's failure (RFC 6749, 4.1.2.1), in words
// of ours: its own could be anybody's.
absl::Status Failure(const std::string& error) {
  if (error == "access_denied") {
    return absl::PermissionDeniedError(
        "the provider did not let you sign in; ask who looks after your "
        "account");
  }
  if (error == "temporarily_unavailable" || error == "server_error") {
    return absl::UnavailableError("the provider could not answer; try again");
  }
  return absl::UnauthenticatedError(
      "the provider did not finish the sign-in; begin again");
}

std::string FieldOf(const Fields& fields, const char* name) {
  const auto found = fields.find(name);
  return found == fields.end() ? "" : found->second;
}

// The groups, or none if the provider says nothing of them. Some say a string
// where there is one.
std::optional<Groups> GroupsIn(const json& claims, const std::string& claim) {
  const auto found = claims.find(claim);
  if (found == claims.end()) return std::nullopt;
  if (found->is_string()) return Groups{found->get<std::string>()};
  Groups groups;
  for (const json& group : found->is_array() ? *found : json::array()) {
    if (group.is_string()) groups.push_back(group.get<std::string>());
  }
  return groups;
}

}  // namespace

class OpenId::Impl {
 public:
  Impl(OpenIdOptions options, ProviderHttp& http, const Clock& clock,
       Random& random)
      : options_(std::move(options)),
        clock_(clock),
        documents_(options_.issuer, http, clock),
        calls_(options_, http),
        begun_(clock, random) {}

  absl::StatusOr<Begun> Begin() {
    KITH_ASSIGN_OR_RETURN(const Endpoints where, documents_.Where());
    const SigninBegun begun = begun_.Begin();
    const std::string asked =
        FormOf({{"response_type", "code"},
                {"client_id", options_.client_id},
                {"redirect_uri", options_.redirect_uri},
                {"scope", absl::StrJoin(options_.scopes, " ")},
                {"state", begun.state},
                {"nonce", begun.nonce},
                {"code_challenge", begun.Challenge()},
                {"code_challenge_method", "S256"}});
    const char* const joint =
        absl::StrContains(where.authorization, '?') ? "&" : "?";
    return Begun{.url = absl::StrCat(where.authorization, joint, asked),
                 .cookie = begun.cookie};
  }

  absl::StatusOr<SignedIn> Finish(absl::string_view query,
                                  absl::string_view cookie) {
    KITH_ASSIGN_OR_RETURN(const Fields fields, FieldsOf(query));
    KITH_ASSIGN_OR_RETURN(const SigninBegun begun,
                          begun_.Take(cookie, FieldOf(fields, "state")));
    KITH_ASSIGN_OR_RETURN(const Endpoints where, documents_.Where());
    KITH_ASSIGN_OR_RETURN(const std::string code, CodeIn(fields, where));
    KITH_ASSIGN_OR_RETURN(
        const Granted granted,
        calls_.AskForTokens(where, {{"grant_type", "authorization_code"},
                                    {"code", code},
                                    {"redirect_uri", options_.redirect_uri},
                                    {"code_verifier", begun.verifier}}));
    KITH_ASSIGN_OR_RETURN(const json claims,
                          ClaimsOf(granted, begun.nonce, ""));
    KITH_ASSIGN_OR_RETURN(const json info,
                          calls_.AskWhoItIs(where, granted.access));
    SignedIn person{.tokens = {.subject = claims["sub"].get<std::string>(),
                               .access = granted.access,
                               .refresh = granted.refresh}};
    KITH_RETURN_IF_ERROR(CheckSubject(info, person.tokens.subject));
    KITH_ASSIGN_OR_RETURN(person.tokens.staff, StaffIn(claims, info));
    KITH_ASSIGN_OR_RETURN(const Groups groups,
                          FirstGroups(claims, info, granted));
    return WithRoles(std::move(person), groups);
  }

  absl::StatusOr<SignedIn> Recheck(const Tokens& tokens, const Keep& keep) {
    if (tokens.access.empty() || tokens.subject.empty()) {
      return absl::UnauthenticatedError("sign in again");
    }
    KITH_ASSIGN_OR_RETURN(const Endpoints where, documents_.Where());
    SignedIn person{.tokens = tokens};
    json claims;  // Of a refreshed token.
    auto info = calls_.AskWhoItIs(where, tokens.access);
    if (absl::IsUnauthenticated(info.status()) && !tokens.refresh.empty()) {
      KITH_ASSIGN_OR_RETURN(claims, Refresh(where, person.tokens, keep));
      info = calls_.AskWhoItIs(where, person.tokens.access);
    }
    if (!info.ok()) return info.status();
    KITH_RETURN_IF_ERROR(CheckSubject(*info, tokens.subject));
    std::optional<Groups> groups = GroupsIn(*info, options_.groups_claim);
    // Some tell the groups in the signed token only.
    if (!groups && claims.is_null() && !tokens.refresh.empty()) {
      KITH_ASSIGN_OR_RETURN(claims, Refresh(where, person.tokens, keep));
    }
    if (!groups) groups = GroupsIn(claims, options_.groups_claim);
    KITH_RETURN_IF_ERROR(CheckStaff(claims, tokens.staff));
    KITH_RETURN_IF_ERROR(CheckStaff(*info, tokens.staff));
    return WithRoles(std::move(person), groups.value_or(Groups{}));
  }

  absl::Status CheckProvider() {
    KITH_RETURN_IF_ERROR(documents_.Where().status());
    return documents_.CurrentKeys().status();
  }

 private:
  // The code in an answer that is the configured provider's (RFC 9207).
  absl::StatusOr<std::string> CodeIn(const Fields& fields,
                                     const Endpoints& where) const {
    const bool named = fields.count("iss") != 0;
    if (named ? FieldOf(fields, "iss") != options_.issuer
              : where.names_itself) {
      return absl::UnauthenticatedError(
          "this is another provider's answer; begin again");
    }
    if (fields.count("error") != 0) return Failure(FieldOf(fields, "error"));
    std::string code = FieldOf(fields, "code");
    if (code.empty() || code.size() > kLongestCode) return Failure("");
    return code;
  }

  absl::StatusOr<json> ClaimsOf(const Granted& granted,
                                const std::string& nonce,
                                const std::string& subject) {
    const TokenExpected expected{.issuer = options_.issuer,
                                 .client_id = options_.client_id,
                                 .nonce = nonce,
                                 .subject = subject,
                                 .access_token = granted.access,
                                 .now = clock_.Now()};
    KITH_ASSIGN_OR_RETURN(auto keys, documents_.CurrentKeys());
    auto claims = CheckIdToken(granted.id_token, *keys, expected);
    if (absl::IsNotFound(claims.status())) {
      KITH_ASSIGN_OR_RETURN(keys, documents_.KeysBeyond(keys));
      claims = CheckIdToken(granted.id_token, *keys, expected);
    }
    if (absl::IsNotFound(claims.status())) {
      return absl::UnauthenticatedError(
          "the token is signed with a key that the provider does not publish");
    }
    return claims;
  }

  // New tokens for old ones; the claims of the new signed one, an empty object
  // if there was none.
  absl::StatusOr<json> Refresh(const Endpoints& where, Tokens& tokens,
                               const Keep& keep) {
    KITH_ASSIGN_OR_RETURN(
        const Granted granted,
        calls_.AskForTokens(where, {{"grant_type", "refresh_token"},
                                    {"refresh_token", tokens.refresh}}));
    tokens.access = granted.access;
    if (!granted.refresh.empty()) tokens.refresh = granted.refresh;
    if (keep) keep(tokens);
    if (granted.id_token.empty()) return json::object();
    return ClaimsOf(granted, "", tokens.subject);
  }

  static absl::Status CheckSubject(const json& info, const std::string& sub) {
    const auto said = StringIn(info, "sub");
    return said.ok() && *said == sub
               ? absl::OkStatus()
               : absl::UnauthenticatedError(
                     "the provider speaks of somebody else; sign in again");
  }

  // Nothing said is nothing changed.
  absl::Status CheckStaff(const json& claims, const std::string& staff) const {
    const auto said = claims.find(options_.staff_claim);
    return said == claims.end() || *said == staff
               ? absl::OkStatus()
               : absl::UnauthenticatedError(
                     "your name at the provider changed; sign in again");
  }

  absl::StatusOr<std::string> StaffIn(const json& claims,
                                      const json& info) const {
    const json& from = claims.contains(options_.staff_claim) ? claims : info;
    auto staff = StringIn(from, options_.staff_claim.c_str());
    if (!staff.ok() || !IsStaffName(*staff)) {
      return absl::FailedPreconditionError(
          absl::StrCat("the provider's claim ", options_.staff_claim,
                       " is no name at the desk (1 to 64 of letters, digits "
                       "and . _ @ -); whoever runs the console checks "
                       "openid.staff_claim"));
    }
    KITH_RETURN_IF_ERROR(CheckStaff(info, *staff));
    return staff;
  }

  // From where Recheck() will find them too: a person whose groups cannot be
  // asked for again would be thrown out within minutes.
  absl::StatusOr<Groups> FirstGroups(const json& claims, const json& info,
                                     const Granted& granted) const {
    if (const auto groups = GroupsIn(info, options_.groups_claim)) {
      return *groups;
    }
    const auto signed_groups = GroupsIn(claims, options_.groups_claim);
    if (signed_groups && granted.refresh.empty()) {
      return absl::FailedPreconditionError(absl::StrCat(
          "the provider tells ", options_.groups_claim,
          " when you sign in and not when it is asked again; whoever runs it "
          "adds the claim to userinfo, or gives refresh tokens "
          "(openid.scope)"));
    }
    return signed_groups.value_or(Groups{});
  }

  absl::StatusOr<SignedIn> WithRoles(SignedIn person,
                                     const Groups& groups) const {
    person.who.staff = person.tokens.staff;
    std::vector<std::string>& roles = person.who.roles;
    for (const auto& [group, given] : options_.roles_of) {
      if (std::find(groups.begin(), groups.end(), group) == groups.end()) {
        continue;
      }
      for (const std::string& role : given) {
        if (std::find(roles.begin(), roles.end(), role) == roles.end()) {
          roles.push_back(role);
        }
      }
    }
    if (roles.empty()) {
      return absl::PermissionDeniedError(
          "you are in no group that may use Kith here; ask your manager, who "
          "asks whoever looks after accounts");
    }
    return person;
  }

  const OpenIdOptions options_;
  const Clock& clock_;
  ProviderDocuments documents_;
  const ProviderCalls calls_;
  SigninsBegun begun_;
};

OpenId::OpenId(OpenIdOptions options, ProviderHttp& http, const Clock& clock,
               Random& random)
    : impl_(std::make_unique<Impl>(std::move(options), http, clock, random)) {}

OpenId::~OpenId() = default;

absl::StatusOr<OpenId::Begun> OpenId::Begin() { return impl_->Begin(); }

absl::StatusOr<OpenId::SignedIn> OpenId::Finish(absl::string_view query,
                                                absl::string_view cookie) {
  return impl_->Finish(query, cookie);
}

absl::StatusOr<OpenId::SignedIn> OpenId::Recheck(const Tokens& tokens,
                                                 const Keep& keep) {
  return impl_->Recheck(tokens, keep);
}

absl::Status OpenId::CheckProvider() { return impl_->CheckProvider(); }

}  // namespace kith::console
