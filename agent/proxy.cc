// SPDX-License-Identifier: Apache-2.0
#include "agent/proxy.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "keys/base/status_macros.h"
#include "keys/private_file.h"
#include "keys/program/config_file.h"
#include "keys/secret.h"

namespace kith::agent {
namespace {

constexpr std::size_t kMaxPasswordBytes = 1024;

// gRPC 1.51 takes the escapes away before it looks for the '@' behind the
// password: with another in it, it would go out past the proxy.
absl::Status NoAt(absl::string_view which, absl::string_view text) {
  if (!absl::StrContains(text, '@')) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("proxy: its ", which,
                   " holds an @, which does not work; have the proxy's "
                   "administrator give another"));
}

// RFC 3986, section 2.3: everything else is escaped.
std::string Escaped(absl::string_view text) {
  std::string escaped;
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (absl::ascii_isalnum(byte) || absl::StrContains("-._~", letter)) {
      escaped += letter;
    } else {
      absl::StrAppendFormat(&escaped, "%%%02X", byte);
    }
  }
  return escaped;
}

}  // namespace

absl::StatusOr<std::string> ProxyUri(const config::v1::AgentConfig& config,
                                     const std::string& config_path) {
  const auto& proxy = config.proxy();
  if (proxy.address().empty()) return std::string();
  if (!absl::StrContains(proxy.address(), ':') ||
      absl::StrContains(proxy.address(), '/')) {
    return absl::InvalidArgumentError(
        "proxy: its address is host:port, without http://");
  }
  if (proxy.user().empty()) return absl::StrCat("http://", proxy.address());
  KITH_RETURN_IF_ERROR(NoAt("user", proxy.user()));
  std::string password;
  if (!proxy.password_file().empty()) {
    KITH_ASSIGN_OR_RETURN(
        std::string text,
        ReadPrivateFile(ResolvePath(config_path, proxy.password_file(), ""),
                        kMaxPasswordBytes));
    const absl::Status works = NoAt("password", text);
    password = Escaped(absl::StripAsciiWhitespace(text));
    WipeString(text);
    KITH_RETURN_IF_ERROR(works);
  }
  return absl::StrCat("http://", Escaped(proxy.user()), ":", password, "@",
                      proxy.address());
}

}  // namespace kith::agent
