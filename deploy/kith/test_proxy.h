// SPDX-License-Identifier: Apache-2.0
#ifndef KITH_DEPLOY_KITH_TEST_PROXY_H_
#define KITH_DEPLOY_KITH_TEST_PROXY_H_

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"

namespace kith::deploy {

// A listening socket on loopback that nobody accepts at; goes with this object.
class TestListener {
 public:
  explicit TestListener(int backlog = 8) {
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    bind(fd_, reinterpret_cast<sockaddr*>(&address), size);
    getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    if (backlog >= 0) listen(fd_, backlog);
  }
  ~TestListener() {
    for (const int fd : waiting_) close(fd);
    close(fd_);
  }
  TestListener(const TestListener&) = delete;
  TestListener& operator=(const TestListener&) = delete;

  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }
  int fd() const { return fd_; }

  // From here on nothing comes back to whoever dials: the queue is full.
  void Fill() {
    for (int i = 0; i < 4; ++i) {
      const int fd =
          socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
      sockaddr_in address = {};
      address.sin_family = AF_INET;
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      address.sin_port = htons(port_);
      connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
      waiting_.push_back(fd);
    }
  }

 private:
  int fd_ = -1;
  std::uint16_t port_ = 0;
  std::vector<int> waiting_;
};

// An HTTP proxy that answers every CONNECT with `answer`, and with 200 passes
// on what comes to `target_port` on loopback.
class TestProxy {
 public:
  TestProxy(std::string answer, int target_port)
      : answer_(std::move(answer)),
        target_port_(target_port),
        thread_([this] { Serve(); }) {}
  ~TestProxy() {
    shutdown(listener_.fd(), SHUT_RDWR);
    thread_.join();
  }

  std::string address() const { return listener_.address(); }
  // What was asked, of all connections.
  const std::string& asked() const { return asked_; }

 private:
  void Serve() {
    for (;;) {
      const int client = accept(listener_.fd(), nullptr, nullptr);
      if (client < 0) return;
      Answer(client);
      close(client);
    }
  }
  void Answer(int client) {
    std::string request;
    char byte = 0;
    while (request.find("\r\n\r\n") == std::string::npos &&
           read(client, &byte, 1) == 1) {
      request += byte;
    }
    asked_ += request;
    const std::string reply = absl::StrCat(
        "HTTP/1.1 ", answer_, "\r\n",
        answer_.substr(0, 3) == "407"
            ? "Proxy-Authenticate: Basic realm=\"school\"\r\n"
            : "",
        answer_.substr(0, 3) == "200" ? "" : "Content-Length: 0\r\n", "\r\n");
    if (write(client, reply.data(), reply.size()) < 0) return;
    if (answer_.substr(0, 3) == "200") PassOn(client);
  }
  void PassOn(int client) const {
    const int target = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(target_port_));
    if (connect(target, reinterpret_cast<sockaddr*>(&address),
                sizeof address) == 0) {
      while (PassOnce(client, target)) {
      }
    }
    close(target);
  }
  static bool PassOnce(int a, int b) {
    pollfd both[2] = {{a, POLLIN, 0}, {b, POLLIN, 0}};
    if (poll(both, 2, 5000) <= 0) return false;
    for (int i = 0; i < 2; ++i) {
      if (both[i].revents == 0) continue;
      char piece[4096];
      const ssize_t got = read(both[i].fd, piece, sizeof piece);
      if (got <= 0) return false;
      if (write(both[1 - i].fd, piece, static_cast<std::size_t>(got)) != got) {
        return false;
      }
    }
    return true;
  }

  TestListener listener_;
  std::string asked_;
  const std::string answer_;
  const int target_port_;
  std::thread thread_;
};

}  // namespace kith::deploy

#endif  // KITH_DEPLOY_KITH_TEST_PROXY_H_
