// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_HTTP_GATE_H_
#define KITH_AGENT_CONSOLE_HTTP_GATE_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "agent/console/http/message.h"

namespace kith::console {

// A request as it was read, before anybody has looked at it. Header names as
// sent, each as often as it was sent.
struct RawRequest {
  std::string method;
  std::string target;
  unsigned version = 11;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::string peer;
};

// What every request must be, whatever page it is for:
// - GET, HEAD or POST of HTTP/1.1 to a plain path (else 405, 505, 400);
// - for the console's own host and no other (421);
// - without a header twice that is read, or a length that is not digits alone
//   (400), a transfer encoding (411), or an expectation (417);
// - a POST is a form (415) and comes from one of the console's own pages, by
//   Origin and Sec-Fetch-Site (403). Its form token is the page's to check.
class Gate {
 public:
  // "https://kith.hillview.example", with a port unless it is 443.
  // INVALID_ARGUMENT for anything else.
  static absl::StatusOr<Gate> For(const std::string& origin);

  // The request, or why it is refused.
  struct Outcome {
    HttpRequest request;
    std::optional<HttpResponse> refusal;
  };
  Outcome Look(RawRequest raw) const;

  const std::string& origin() const { return origin_; }
  // Without its port.
  std::string host_name() const { return host_.substr(0, host_.find(':')); }

 private:
  Gate(std::string origin, std::string host)
      : origin_(std::move(origin)), host_(std::move(host)) {}

  std::string origin_;
  std::string host_;
};

// A refusal in plain words: the status's name, and what to do. No markup: it
// may be shown before anybody has signed in.
HttpResponse PlainRefusal(int status, const std::string& words);

// What goes with every response: what the browser may load and from where, that
// nothing is kept, that nobody may frame it.
void AddSafetyHeaders(HttpResponse& response);

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_HTTP_GATE_H_
