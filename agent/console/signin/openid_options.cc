// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "agent/console/signin/openid.h"
#include "keys/base/logging.h"
#include "keys/base/status_macros.h"
#include "keys/private_file.h"
#include "keys/program/config_file.h"

namespace kith::console {
namespace {

constexpr std::size_t kMostSecretBytes = 4096;
constexpr std::uint32_t kRecheckSeconds = 300;
constexpr std::uint32_t kMostRecheckSeconds = 3600;

absl::Status Wrong(absl::string_view field, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("openid.", field, ": ", why));
}

std::string Or(const std::string& value, const char* fallback) {
  return value.empty() ? fallback : value;
}

// The file's first line.
absl::StatusOr<std::string> ReadClientSecret(const std::string& path) {
  KITH_ASSIGN_OR_RETURN(const std::string text,
                        ReadPrivateFile(path, kMostSecretBytes));
  std::string secret = text.substr(0, text.find_first_of("\r\n"));
  if (secret.empty()) return Wrong("client_secret", "the file is empty");
  return secret;
}

absl::Status CheckIssuer(const std::string& issuer) {
  const absl::Status good = CheckProviderUrl(issuer);
  if (!good.ok()) return Wrong("issuer", good.message());
  return absl::StrContains(issuer, '?') ? Wrong("issuer", "has a ?")
                                        : absl::OkStatus();
}

absl::Status ReadGroups(const config::v1::OpenIdProvider& provider,
                        OpenIdOptions& options) {
  if (provider.group().empty()) {
    return Wrong("group", "needed, so that somebody may sign in");
  }
  for (const config::v1::GroupRole& group : provider.group()) {
    if (group.group().empty()) return Wrong("group.group", "is empty");
    if (!IsRole(group.role())) {
      return Wrong("group.role", absl::StrCat("none of ", RolesInWords()));
    }
    std::vector<std::string>& roles = options.roles_of[group.group()];
    if (std::find(roles.begin(), roles.end(), group.role()) == roles.end()) {
      roles.push_back(group.role());
    }
  }
  return absl::OkStatus();
}

absl::Status ReadScopes(const config::v1::OpenIdProvider& provider,
                        OpenIdOptions& options) {
  options.scopes = {"openid", "profile"};
  for (const std::string& scope : provider.scope()) {
    const bool word =
        !scope.empty() &&
        std::all_of(scope.begin(), scope.end(), [](unsigned char byte) {
          return absl::ascii_isgraph(byte) && byte != '"' && byte != '\\';
        });
    if (!word) return Wrong("scope", "not one word");
    if (std::find(options.scopes.begin(), options.scopes.end(), scope) ==
        options.scopes.end()) {
      options.scopes.push_back(scope);
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<OpenIdOptions> ReadOpenIdOptions(
    const config::v1::OpenIdProvider& provider, const std::string& origin,
    const std::string& config_path) {
  OpenIdOptions options{
      .issuer = provider.issuer(),
      .client_id = provider.client_id(),
      .staff_claim = Or(provider.staff_claim(), "preferred_username"),
      .groups_claim = Or(provider.groups_claim(), "groups"),
      .redirect_uri = absl::StrCat(origin, "/sign-in/done")};
  // Who can take another person's name there is that person here. The default
  // can be changed by oneself, or is given again, at some providers.
  if (provider.staff_claim().empty()) {
    LogWarning("openid.staff_claim is left out",
               {{"next",
                 "make sure that nobody can change their preferred_username "
                 "and that none is given to another person; then set it"}});
  }
  KITH_RETURN_IF_ERROR(CheckIssuer(options.issuer));
  if (options.client_id.empty()) return Wrong("client_id", "is missing");
  if (!CheckProviderUrl(options.redirect_uri).ok()) {
    return absl::InvalidArgumentError("origin: not https://host");
  }
  KITH_RETURN_IF_ERROR(ReadGroups(provider, options));
  KITH_RETURN_IF_ERROR(ReadScopes(provider, options));
  const std::uint32_t seconds = provider.recheck_seconds() == 0
                                    ? kRecheckSeconds
                                    : provider.recheck_seconds();
  if (seconds > kMostRecheckSeconds) {
    return Wrong("recheck_seconds", "at most 3600");
  }
  options.recheck = absl::Seconds(seconds);
  if (!provider.client_secret().empty()) {
    KITH_ASSIGN_OR_RETURN(options.client_secret,
                          ReadClientSecret(ResolvePath(
                              config_path, provider.client_secret(), "")));
  }
  return options;
}

}  // namespace kith::console
