// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <curl/curl.h>

#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "agent/console/signin/provider_http.h"
#include "keys/base/status_macros.h"

namespace kith::console {
namespace {

constexpr long kSeconds = 5;
constexpr std::size_t kLongestUrl = 2048;
constexpr std::size_t kMostHeaderBytes = 64 * 1024;

struct FreeUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
struct FreeCurl {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;
using Curl = std::unique_ptr<CURL, FreeCurl>;
using Headers = std::unique_ptr<curl_slist, FreeList>;

// Empty if the address has no such part.
std::string PartOf(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  if (curl_url_get(url, part, &text, 0) != CURLUE_OK) return "";
  std::string value = text;
  curl_free(text);
  return value;
}

bool HasPart(CURLU* url, CURLUPart part) {
  char* text = nullptr;
  const bool has = curl_url_get(url, part, &text, 0) == CURLUE_OK;
  curl_free(text);
  return has;
}

bool IsLoopback(const std::string& host) {
  in_addr address;
  return absl::EqualsIgnoreCase(host, "localhost") || host == "[::1]" ||
         (inet_pton(AF_INET, host.c_str(), &address) == 1 &&
          (ntohl(address.s_addr) >> 24) == 127);
}

struct Place {
  std::string host;
  bool loopback = false;
};

absl::StatusOr<Place> PlaceOf(absl::string_view text) {
  const Url url(curl_url());
  if (url == nullptr || text.size() > kLongestUrl ||
      curl_url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) !=
          CURLUE_OK) {
    return absl::InvalidArgumentError("not an address like https://host/path");
  }
  Place place{.host = PartOf(url.get(), CURLUPART_HOST)};
  place.loopback = IsLoopback(place.host);
  const std::string scheme = PartOf(url.get(), CURLUPART_SCHEME);
  if (scheme != "https" && !(scheme == "http" && place.loopback)) {
    return absl::InvalidArgumentError(
        "an address must begin with https:// (http:// for loopback only)");
  }
  if (place.host.empty() || HasPart(url.get(), CURLUPART_USER) ||
      HasPart(url.get(), CURLUPART_PASSWORD) ||
      HasPart(url.get(), CURLUPART_FRAGMENT)) {
    return absl::InvalidArgumentError(
        "an address needs a host, and has no user and no #");
  }
  return place;
}

// Stops the transfer, by taking less than it was given, at what is too much.
std::size_t TakeBody(char* bytes, std::size_t, std::size_t size, void* body) {
  std::string& text = *static_cast<std::string*>(body);
  if (size > kMostReplyBytes - text.size()) return 0;
  text.append(bytes, size);
  return size;
}

std::size_t CountHeader(char*, std::size_t, std::size_t size, void* count) {
  std::size_t& bytes = *static_cast<std::size_t*>(count);
  bytes += size;
  return bytes > kMostHeaderBytes ? 0 : size;
}

class CurlHttp final : public ProviderHttp {
 public:
  explicit CurlHttp(std::string authority) : authority_(std::move(authority)) {
    static const CURLcode ready = curl_global_init(CURL_GLOBAL_DEFAULT);
    (void)ready;  // Without it, curl_easy_init() fails below.
  }

  absl::StatusOr<ProviderReply> Send(const ProviderRequest& request) override {
    KITH_ASSIGN_OR_RETURN(const Place place, PlaceOf(request.url));
    const Curl curl(curl_easy_init());
    if (curl == nullptr) return absl::UnavailableError("libcurl did not start");
    SetLimits(curl.get(), place);
    const Headers headers = SetRequest(curl.get(), request);
    ProviderReply reply;
    std::size_t header_bytes = 0;
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, TakeBody);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &reply.body);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, CountHeader);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &header_bytes);
    if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK) {
      return absl::UnavailableError(absl::StrCat(
          "no answer from ", place.host, ": ", curl_easy_strerror(code)));
    }
    TakeHead(curl.get(), reply);
    return reply;
  }

 private:
  void SetLimits(CURL* curl, const Place& place) const {
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR,
                     place.loopback ? "https,http" : "https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kSeconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, kSeconds);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_NETRC, long{CURL_NETRC_IGNORED});
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
    // An empty proxy is none, whatever the environment says.
    if (place.loopback) curl_easy_setopt(curl, CURLOPT_PROXY, "");
    if (!authority_.empty()) {
      curl_easy_setopt(curl, CURLOPT_CAINFO, authority_.c_str());
      curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);
    }
  }

  // The list must live as long as the transfer.
  static Headers SetRequest(CURL* curl, const ProviderRequest& request) {
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_slist* list = curl_slist_append(nullptr, "Accept: application/json");
    if (!request.authorization.empty()) {
      list = curl_slist_append(
          list, absl::StrCat("Authorization: ", request.authorization).c_str());
    }
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
    if (!request.form.empty()) {
      curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE,
                       static_cast<long>(request.form.size()));
      curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.form.c_str());
    }
    return Headers(list);
  }

  static void TakeHead(CURL* curl, ProviderReply& reply) {
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    reply.status = static_cast<int>(status);
    const char* type = nullptr;
    curl_easy_getinfo(curl, CURLINFO_CONTENT_TYPE, &type);
    const absl::string_view text = type == nullptr ? "" : type;
    reply.content_type = absl::AsciiStrToLower(
        absl::StripAsciiWhitespace(text.substr(0, text.find(';'))));
  }

  const std::string authority_;
};

}  // namespace

absl::Status CheckProviderUrl(absl::string_view url) {
  return PlaceOf(url).status();
}

std::unique_ptr<ProviderHttp> MakeCurlHttp(const std::string& authority) {
  return std::make_unique<CurlHttp>(authority);
}

}  // namespace kith::console
