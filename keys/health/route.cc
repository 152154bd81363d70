// SPDX-License-Identifier: Apache-2.0
#include "keys/health/route.h"

#include <curl/curl.h>

#include <cerrno>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "keys/health/time_words.h"
#include "keys/private_file.h"
#include "keys/tls/certificate.h"
#include "keys/tls/issuer.h"

namespace kith::health {
namespace {

constexpr std::size_t kMostPassword = 1024;
constexpr long kSignIn = 407;

// "broker.kith.example", of "broker.kith.example:443".
std::string HostOf(const std::string& address) {
  return address.substr(0, address.rfind(':'));
}

Reach ReachOf(CURLcode code, long os_error, bool by_proxy, long proxy_code) {
  if (by_proxy && proxy_code == kSignIn) return Reach::kProxySignIn;
  if (by_proxy && proxy_code >= 400) return Reach::kProxyForbids;
  switch (code) {
    case CURLE_OK:
      return Reach::kThere;
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Reach::kProxyNoName;
    case CURLE_COULDNT_RESOLVE_HOST:
      return by_proxy ? Reach::kProxyNoName : Reach::kNoName;
    case CURLE_OPERATION_TIMEDOUT:
      return by_proxy ? Reach::kProxyAway : Reach::kTimedOut;
    default:
      break;
  }
  if (by_proxy) return Reach::kProxyAway;
  return os_error == ECONNREFUSED ? Reach::kRefused : Reach::kNoRoute;
}

Finding ProxyFinding(const Destination& to, Reach reach, long code) {
  if (reach == Reach::kProxyNoName) {
    return Fault("proxy",
                 absl::StrCat("The name of the proxy, ", HostOf(to.proxy),
                              ", does not resolve."),
                 "Correct `proxy { address }`; the agency's IT knows it.");
  }
  if (reach == Reach::kProxySignIn) {
    return Fault(
        "proxy",
        absl::StrCat("The proxy ", to.proxy, " refuses the sign-in (407)."),
        "Set `proxy { user password_file }`, or ask the agency's IT "
        "to let this machine through without.");
  }
  if (reach == Reach::kProxyForbids) {
    return Fault("proxy",
                 absl::StrCat("The proxy ", to.proxy,
                              " does not let through "
                              "to ",
                              to.address, " (", code, ")."),
                 absl::StrCat("Ask the agency's IT to allow CONNECT to ",
                              to.address, "."));
  }
  return Fault("proxy",
               absl::StrCat("The proxy ", to.proxy, " is not reached."),
               "Correct `proxy { address }`, or ask the agency's IT whether "
               "it runs.");
}

std::string ChainStart(const ServedChain& served) {
  return served.chain.empty() ? std::string() : served.chain.front();
}

Finding Intercepted(const Destination& to, const std::string& issuer) {
  return Fault("interception",
               absl::StrCat("Something between you and ", to.whom,
                            " replaces its certificate (issuer ", issuer, ")."),
               absl::StrCat("Ask the agency's IT for an exception from TLS "
                            "inspection for ",
                            to.address, "."));
}

Finding RefusedUs(const Destination& to, const std::string& alert) {
  const std::string next =
      "Look at this program's own certificate above; if it is good, ask the "
      "network's administrator whether it was revoked.";
  if (absl::StrContains(alert, "expired")) {
    return Fault("accepted",
                 absl::StrCat(absl::string_view("To "), to.whom,
                              " this program's certificate has ended."),
                 "Renew the certificate; is the clock right at both ends?");
  }
  if (absl::StrContains(alert, "revoked")) {
    return Fault("accepted",
                 absl::StrCat("This program's certificate was revoked, and ",
                              to.whom, " refuses it."),
                 "Ask the network's administrator why; a new one takes kith "
                 "enrol CODE.");
  }
  return Fault(
      "accepted",
      absl::StrCat("Of ", to.whom,
                   " this program's certificate is not accepted",
                   alert.empty() ? "." : absl::StrCat(" (", alert, ").")),
      next);
}

}  // namespace

struct Connection::Handle {
  CURL* curl = curl_easy_init();
  ~Handle() { curl_easy_cleanup(curl); }
};

Connection::Connection(const Destination& to)
    : handle_(std::make_unique<Handle>()) {
  CURL* const curl = handle_->curl;
  if (curl == nullptr) return;
  const bool by_proxy = !to.proxy.empty();
  // Never sent: only the connection is made.
  curl_easy_setopt(curl, CURLOPT_URL,
                   absl::StrCat("http://", to.address, "/").c_str());
  curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "");
  // An empty one keeps what the environment names out of it.
  curl_easy_setopt(curl, CURLOPT_PROXY, to.proxy.c_str());
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
                   static_cast<long>(absl::ToInt64Milliseconds(to.patience)));
  std::string password;
  if (by_proxy) {
    curl_easy_setopt(curl, CURLOPT_HTTPPROXYTUNNEL, 1L);
    curl_easy_setopt(curl, CURLOPT_PROXYAUTH, CURLAUTH_BASIC);
  }
  if (by_proxy && !to.proxy_user.empty()) {
    auto read = ReadPrivateFile(to.proxy_password_file, kMostPassword);
    if (read.ok()) password = std::move(*read);
    absl::StripTrailingAsciiWhitespace(&password);
    curl_easy_setopt(curl, CURLOPT_PROXYUSERNAME, to.proxy_user.c_str());
    curl_easy_setopt(curl, CURLOPT_PROXYPASSWORD, password.c_str());
    WipeString(password);
  }
  const CURLcode code = curl_easy_perform(curl);
  long os_error = 0;
  curl_easy_getinfo(curl, CURLINFO_OS_ERRNO, &os_error);
  curl_easy_getinfo(curl, CURLINFO_HTTP_CONNECTCODE, &proxy_code_);
  reach_ = ReachOf(code, os_error, by_proxy, proxy_code_);
  curl_socket_t socket = CURL_SOCKET_BAD;
  if (reach_ == Reach::kThere &&
      curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK) {
    fd_ = socket;
  }
}

Connection::~Connection() = default;

Finding RouteFinding(const Destination& to, Reach reach, long proxy_code) {
  switch (reach) {
    case Reach::kThere:
      return Good("route", absl::StrCat("This machine reaches ", to.whom,
                                        " at ", to.address, "."));
    case Reach::kNoName:
      return Fault("name",
                   absl::StrCat("The name of ", to.whom, ", ",
                                HostOf(to.address), ", does not resolve."),
                   "Is DNS right on this machine? Try: getent hosts NAME.");
    case Reach::kRefused:
      return Fault("route",
                   absl::StrCat("At ", to.address, " nobody listens: ", to.whom,
                                " is down, or a firewall refuses."),
                   absl::StrCat("Ask its operator whether it runs; if it does, "
                                "ask for outbound TCP to ",
                                to.address, "."));
    case Reach::kNoRoute:
      return Fault("route",
                   absl::StrCat("There is no way from this machine to ",
                                to.address, "."),
                   "Is the network up, and the gateway set? Try: ip route.");
    case Reach::kTimedOut:
      return Fault("route",
                   absl::StrCat("Nothing comes back from ", to.address,
                                ": a firewall drops it."),
                   absl::StrCat("Ask the agency's IT for outbound TCP to ",
                                to.address, "."));
    case Reach::kProxyNoName:
    case Reach::kProxyAway:
    case Reach::kProxySignIn:
    case Reach::kProxyForbids:
      break;
  }
  return ProxyFinding(to, reach, proxy_code);
}

Finding ServedFinding(const Destination& to, const Peer& peer,
                      const ServedChain& served, absl::Time now) {
  const std::string first = ChainStart(served);
  if (first.empty() && served.outcome == ServedChain::Outcome::kSilent) {
    return Fault("interception",
                 absl::StrCat("At ", to.address,
                              " somebody takes the connection and says "
                              "nothing."),
                 absl::StrCat("Is ", to.whom,
                              " overloaded? Else ask the "
                              "agency's IT what stands "
                              "between."));
  }
  const absl::StatusOr<CertificateFacts> facts = FactsOfCertificatePem(first);
  if (!facts.ok()) {
    return Fault("interception",
                 absl::StrCat("At ", to.address,
                              " no Kith program answers: "
                              "it does not speak TLS 1.3."),
                 "Is the address right? kith network print shows it; else ask "
                 "the agency's IT what stands between.");
  }
  if (!IsSignedBy(first, peer.authority_pem)) {
    return Intercepted(to, IssuerNamed(first));
  }
  if (facts->ends <= now || facts->begins > now) {
    return Fault(
        "server-certificate",
        absl::StrCat(
            "The certificate of ", to.whom,
            facts->ends <= now ? " ended on " : " is not valid before ",
            DayInWords(facts->ends <= now ? facts->ends : facts->begins), "."),
        "Is this machine's clock right? If so, tell its operator.");
  }
  if (served.outcome != ServedChain::Outcome::kAccepted) {
    return RefusedUs(to, served.alert);
  }
  return Good("accepted", absl::StrCat("This program and ", to.whom,
                                       " accept each other's certificates."));
}

Findings LookAtRoute(const Destination& to, const Peer& peer, absl::Time now) {
  const Connection connection(to);
  Findings findings = {
      RouteFinding(to, connection.reach(), connection.proxy_code())};
  if (connection.fd() < 0) return findings;
  const absl::StatusOr<ServedChain> served = LookAtServedChain(
      connection.fd(), {.server_name = peer.server_name,
                        .certificate_pem = peer.certificate_pem,
                        .private_key_pem = peer.private_key_pem,
                        .patience = to.patience});
  if (served.ok()) {
    findings.push_back(ServedFinding(to, peer, *served, now));
  }
  return findings;
}

}  // namespace kith::health
