// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_AGENT_CONSOLE_HTTP_MESSAGE_H_
#define KITH_AGENT_CONSOLE_HTTP_MESSAGE_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

// What the server gives a page, and gets from it: nothing of how it travels.
namespace kith::console {

struct HttpRequest {
  std::string method;  // "GET", "HEAD" or "POST": the server refuses others.
  std::string path;    // As sent: "/check". Never decoded.
  std::string query;   // Behind the '?', as sent.
  std::map<std::string, std::string>
      headers;  // Names in lower case, each once.
  std::string body;
  std::string peer;  // The address that connected, without its port.
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body;
  // Beside those that the server adds to every response.
  std::vector<std::pair<std::string, std::string>> headers;
};

}  // namespace kith::console

#endif  // KITH_AGENT_CONSOLE_HTTP_MESSAGE_H_
