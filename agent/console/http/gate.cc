// SPDX-License-Identifier: Apache-2.0
#include "agent/console/http/gate.h"

#include <algorithm>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace kith::console {
namespace {

constexpr std::size_t kMaxTargetBytes = 2048;
constexpr absl::string_view kForm = "application/x-www-form-urlencoded";

// What is read of a request. Of these none may come twice; the others are
// dropped here.
constexpr absl::string_view kRead[] = {
    "host",   "cookie",         "content-type",  "content-length", "origin",
    "accept", "sec-fetch-site", "if-none-match", "accept-encoding"};

// Letters, digits, and what our own addresses are made of: no '%', so nothing
// is ever decoded, and no dot but before an asset's ending.
bool IsPlainPath(absl::string_view path) {
  if (path.empty() || path[0] != '/' || absl::StrContains(path, "//") ||
      absl::StrContains(path, "..")) {
    return false;
  }
  return std::all_of(path.begin(), path.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '/' ||
           c == '-' || c == '_' || c == '.';
  });
}

bool IsPlainQuery(absl::string_view query) {
  return std::all_of(query.begin(), query.end(), [](char c) {
    return absl::ascii_isgraph(static_cast<unsigned char>(c)) && c != '<' &&
           c != '>' && c != '"';
  });
}

// Puts the headers that are read into `request`; false if one came twice.
bool TakeHeaders(const RawRequest& raw, HttpRequest& request) {
  for (const auto& [name, value] : raw.headers) {
    std::string lower = absl::AsciiStrToLower(name);
    if (std::find(std::begin(kRead), std::end(kRead), lower) ==
        std::end(kRead)) {
      continue;
    }
    if (!request.headers.emplace(std::move(lower), value).second) return false;
  }
  return true;
}

bool Has(const RawRequest& raw, absl::string_view wanted) {
  return std::any_of(raw.headers.begin(), raw.headers.end(),
                     [&](const auto& header) {
                       return absl::EqualsIgnoreCase(header.first, wanted);
                     });
}

std::string HeaderOf(const HttpRequest& request, const char* name) {
  const auto found = request.headers.find(name);
  return found == request.headers.end() ? "" : found->second;
}

std::optional<HttpResponse> RefusedAsPost(const HttpRequest& request,
                                          const std::string& origin) {
  const std::string from = HeaderOf(request, "origin");
  const std::string site = HeaderOf(request, "sec-fetch-site");
  if (from != origin || (!site.empty() && site != "same-origin")) {
    return PlainRefusal(403,
                        "This form was not sent from one of our own pages. "
                        "Open the page here and send it again.");
  }
  const std::vector<std::string> type =
      absl::StrSplit(HeaderOf(request, "content-type"), ';');
  if (absl::AsciiStrToLower(absl::StripAsciiWhitespace(type[0])) != kForm) {
    return PlainRefusal(415, "Only our own forms can be sent here.");
  }
  return std::nullopt;
}

// Another way of sending than a browser's.
std::optional<HttpResponse> RefusedAsSent(const RawRequest& raw) {
  if (raw.version != 11)
    return PlainRefusal(505, "Please use a newer browser.");
  if (raw.method != "GET" && raw.method != "HEAD" && raw.method != "POST") {
    return PlainRefusal(405, "Only pages and forms are served here.");
  }
  if (Has(raw, "transfer-encoding")) {
    return PlainRefusal(411, "Send the form in one piece.");
  }
  if (Has(raw, "expect")) return PlainRefusal(417, "Send the form at once.");
  return std::nullopt;
}

}  // namespace

HttpResponse PlainRefusal(int status, const std::string& words) {
  HttpResponse response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.body = words + "\n";
  return response;
}

void AddSafetyHeaders(HttpResponse& response) {
  response.headers.insert(
      response.headers.end(),
      {{"Content-Security-Policy",
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src "
        "'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"},
       {"X-Content-Type-Options", "nosniff"},
       {"X-Frame-Options", "DENY"},
       // Not no-referrer: with it a browser sends `Origin: null` with forms.
       {"Referrer-Policy", "same-origin"},
       {"Cross-Origin-Opener-Policy", "same-origin"},
       {"Cross-Origin-Resource-Policy", "same-origin"},
       {"Permissions-Policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
       {"Strict-Transport-Security", "max-age=31536000"}});
  const bool says_how_long =
      std::any_of(response.headers.begin(), response.headers.end(),
                  [](const auto& h) { return h.first == "Cache-Control"; });
  if (!says_how_long) response.headers.push_back({"Cache-Control", "no-store"});
}

absl::StatusOr<Gate> Gate::For(const std::string& origin) {
  absl::string_view host = origin;
  constexpr absl::string_view kScheme = "https://";
  if (!absl::StartsWith(host, kScheme)) {
    return absl::InvalidArgumentError(
        "origin: must begin with https://, as people type it");
  }
  host.remove_prefix(kScheme.size());
  const std::vector<absl::string_view> parts = absl::StrSplit(host, ':');
  int port = 443;
  const bool plain =
      !parts[0].empty() && parts.size() <= 2 &&
      std::all_of(parts[0].begin(), parts[0].end(), [](char c) {
        return absl::ascii_islower(static_cast<unsigned char>(c)) ||
               absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '.' ||
               c == '-';
      });
  if (!plain || (parts.size() == 2 && (!absl::SimpleAtoi(parts[1], &port) ||
                                       port < 1 || port > 65535))) {
    return absl::InvalidArgumentError(
        "origin: must be https:// and a host name in small letters, with a "
        "port unless it is 443, and nothing behind");
  }
  if (parts.size() == 2 && port == 443) {
    return absl::InvalidArgumentError("origin: leave :443 out");
  }
  return Gate(origin, std::string(host));
}

Gate::Outcome Gate::Look(RawRequest raw) const {
  Outcome outcome;
  const auto refuse = [&](int status, const std::string& words) {
    outcome.refusal = PlainRefusal(status, words);
    return outcome;
  };
  if (auto refused = RefusedAsSent(raw)) {
    outcome.refusal = std::move(refused);
    return outcome;
  }
  HttpRequest& request = outcome.request;
  if (!TakeHeaders(raw, request)) {
    return refuse(400, "A header of this request came twice.");
  }
  // A list of lengths, even of the same: others may read it otherwise.
  const std::string length = HeaderOf(request, "content-length");
  if (!std::all_of(length.begin(), length.end(), absl::ascii_isdigit)) {
    return refuse(400, "This form's length is no number.");
  }
  if (HeaderOf(request, "host") != host_) {
    return refuse(421, absl::StrCat("This console is at ", origin_, " only."));
  }
  const std::vector<std::string> target =
      absl::StrSplit(raw.target, absl::MaxSplits('?', 1));
  const std::string query = target.size() > 1 ? target[1] : "";
  if (raw.target.size() > kMaxTargetBytes || !IsPlainPath(target[0]) ||
      !IsPlainQuery(query)) {
    return refuse(400, "There is no such address here.");
  }
  request.method = std::move(raw.method);
  request.path = target[0];
  request.query = query;
  request.body = std::move(raw.body);
  request.peer = std::move(raw.peer);
  if (request.method == "POST") {
    outcome.refusal = RefusedAsPost(request, origin_);
  } else if (!request.body.empty()) {
    return refuse(400, "A page is asked for without a form.");
  }
  return outcome;
}

}  // namespace kith::console
