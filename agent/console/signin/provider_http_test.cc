// SPDX-License-Identifier: Apache-2.0
#include "agent/console/signin/provider_http.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "agent/console/signin/url_text.h"

namespace kith::console {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Answers one connection on loopback with the same bytes, whatever it is asked.
class OneAnswer {
 public:
  explicit OneAnswer(std::string answer) {
    listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener_, any, size) != 0 || listen(listener_, 1) != 0 ||
        getsockname(listener_, any, &size) != 0) {
      std::abort();
    }
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, text = std::move(answer)] { Answer(text); });
  }
  ~OneAnswer() {
    shutdown(listener_, SHUT_RDWR);  // Nobody came.
    thread_.join();
    close(listener_);
  }
  std::string url() const {
    return absl::StrCat("http://127.0.0.1:", port_, "/a");
  }
  const std::string& asked() {
    shutdown(listener_, SHUT_RDWR);
    if (thread_.joinable()) thread_.join();
    thread_ = std::thread([] {});
    return asked_;
  }

 private:
  void Answer(const std::string& text) {
    const int peer = accept(listener_, nullptr, nullptr);
    if (peer < 0) return;
    char piece[4096];
    const ssize_t got = read(peer, piece, sizeof piece);
    if (got > 0) asked_.assign(piece, static_cast<std::size_t>(got));
    (void)!send(peer, text.data(), text.size(), MSG_NOSIGNAL);
    close(peer);
  }

  int listener_ = -1;
  int port_ = 0;
  std::string asked_;
  std::thread thread_;
};

std::string Reply(const std::string& head, const std::string& body) {
  return absl::StrCat("HTTP/1.1 ", head, "\r\nContent-Length: ", body.size(),
                      "\r\nConnection: close\r\n\r\n", body);
}

class ProviderHttpTest : public ::testing::Test {
 protected:
  const std::unique_ptr<ProviderHttp> http_ = MakeCurlHttp("");
};

TEST_F(ProviderHttpTest, AReplyComesWhole) {
  OneAnswer server(
      Reply("200 OK\r\nContent-Type: Application/JSON; charset=utf-8", "{}"));
  const auto reply =
      http_->Send({.url = server.url(), .authorization = "Bearer abc"});
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(reply->content_type, "application/json");
  EXPECT_EQ(reply->body, "{}");
  EXPECT_THAT(server.asked(), HasSubstr("GET /a HTTP/1.1\r\n"));
  EXPECT_THAT(server.asked(), HasSubstr("\r\nAuthorization: Bearer abc\r\n"));
}

TEST_F(ProviderHttpTest, AFormIsPosted) {
  OneAnswer server(Reply("400 Bad Request", "no"));
  const auto reply = http_->Send({.url = server.url(), .form = "a=1&b=2"});
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->status, 400);
  EXPECT_THAT(server.asked(), HasSubstr("POST /a HTTP/1.1\r\n"));
  EXPECT_THAT(server.asked(), HasSubstr("\r\n\r\na=1&b=2"));
}

TEST_F(ProviderHttpTest, ARedirectIsNotFollowed) {
  OneAnswer elsewhere(Reply("200 OK", "{}"));
  OneAnswer server(
      Reply(absl::StrCat("302 Found\r\nLocation: ", elsewhere.url()), ""));
  const auto reply = http_->Send({.url = server.url()});
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->status, 302);
  EXPECT_EQ(elsewhere.asked(), "");
}

TEST_F(ProviderHttpTest, AReplyThatIsTooLongIsNone) {
  {
    OneAnswer server(Reply("200 OK", std::string(kMostReplyBytes, ' ')));
    EXPECT_TRUE(http_->Send({.url = server.url()}).ok());
  }
  OneAnswer server(Reply("200 OK", std::string(kMostReplyBytes + 1, ' ')));
  const auto reply = http_->Send({.url = server.url() + "?code=secret"});
  EXPECT_EQ(reply.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(reply.status().message()), Not(HasSubstr("secret")));
}

TEST_F(ProviderHttpTest, HeadersWithoutEndAreNoReply) {
  std::string head = "200 OK";
  for (int i = 0; i < 2000; ++i) head += "\r\nX: " + std::string(50, 'x');
  OneAnswer server(Reply(head, "{}"));
  EXPECT_EQ(http_->Send({.url = server.url()}).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(ProviderHttpTest, AReplyThatIsCutIsNone) {
  OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}");
  EXPECT_EQ(http_->Send({.url = server.url()}).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(ProviderHttpTest, NobodyThereIsUnavailable) {
  EXPECT_EQ(http_->Send({.url = "http://127.0.0.1:1/"}).status().code(),
            absl::StatusCode::kUnavailable);
}

TEST_F(ProviderHttpTest, NoProxyStandsBetweenUsAndLoopback) {
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  setenv("all_proxy", "http://127.0.0.1:1", 1);
  OneAnswer server(Reply("200 OK", "{}"));
  EXPECT_TRUE(http_->Send({.url = server.url()}).ok());
  unsetenv("http_proxy");
  unsetenv("all_proxy");
}

TEST_F(ProviderHttpTest, AnAddressThatIsNotAllowedIsNotAsked) {
  EXPECT_EQ(http_->Send({.url = "http://id.hillview.example/"}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(CheckProviderUrlTest, HttpsOrLoopback) {
  for (const char* url :
       {"https://id.hillview.example", "https://id.hillview.example:8443/a?b=c",
        "http://localhost:3000", "http://127.0.0.1:3000/a", "http://127.9.9.9",
        "http://[::1]:3000/"}) {
    EXPECT_TRUE(CheckProviderUrl(url).ok()) << url;
  }
  for (const char* url :
       {"", "id.hillview.example", "http://id.hillview.example",
        "http://localhost.evil.example/", "http://127.0.0.1.evil.example/",
        "http://127.0.0.1@evil.example/", "https://user@id.hillview.example/",
        "https://a:b@id.hillview.example/", "https://id.hillview.example/#a",
        "ftp://localhost/", "file:///etc/passwd", "javascript:alert(1)",
        "https://", "https://id hillview/", "http://[::2]/"}) {
    EXPECT_FALSE(CheckProviderUrl(url).ok()) << url;
  }
  EXPECT_FALSE(CheckProviderUrl("https://a/" + std::string(2048, 'a')).ok());
}

TEST(UrlTextTest, WhatIsEncodedIsReadAgain) {
  const std::string form = FormOf({{"a b", "1&2=3+%"}, {"c", ""}});
  EXPECT_EQ(form, "a%20b=1%262%3D3%2B%25&c=");
  const auto fields = FieldsOf(form);
  ASSERT_TRUE(fields.ok());
  EXPECT_EQ(fields->at("a b"), "1&2=3+%");
  EXPECT_EQ(fields->at("c"), "");
  EXPECT_EQ(FieldsOf("a=b+c")->at("a"), "b c");
  EXPECT_TRUE(FieldsOf("")->empty());
}

TEST(UrlTextTest, WhatCanBeReadTwoWaysIsRefused) {
  std::string many;
  for (int i = 0; i < 33; ++i) absl::StrAppend(&many, "a", i, "=1&");
  for (const std::string& query :
       {std::string("a=1&a=2"), std::string("a=1&%61=2"), std::string("a=%00"),
        std::string("a=%0d%0a"), std::string("a&a"), many}) {
    EXPECT_FALSE(FieldsOf(query).ok()) << query;
  }
}

}  // namespace
}  // namespace kith::console
