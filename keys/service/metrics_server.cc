// SPDX-License-Identifier: Apache-2.0
#include "keys/service/metrics_server.h"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <map>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "keys/base/clock.h"
#include "keys/health/loopback.h"

namespace kith {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using beast::error_code;
using health::Reading;
using health::Readings;

constexpr std::chrono::seconds kPatience(5);
constexpr std::chrono::milliseconds kPause(250);
constexpr std::uint32_t kMostHeaderBytes = 8 * 1024;
constexpr int kMostAtOnce = 16;
constexpr absl::Duration kKept = absl::Seconds(1);

prometheus::ClientMetric MetricOf(const Reading& reading) {
  prometheus::ClientMetric metric;
  for (const auto& [name, value] : reading.labels) {
    metric.label.push_back({name, value});
  }
  if (reading.only_grows) {
    metric.counter.value = reading.value;
  } else {
    metric.gauge.value = reading.value;
  }
  return metric;
}

absl::StatusOr<tcp::endpoint> ParseLoopback(const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  std::uint32_t port = 0;
  error_code error;
  if (!health::IsLoopback(listen)) {
    return absl::FailedPreconditionError(
        absl::StrCat("metrics_listen: `", listen,
                     "` is not an address of this machine alone; metrics have "
                     "no TLS and no password: use 127.0.0.1 and a port"));
  }
  std::string host = listen.substr(0, colon);
  if (host.front() == '[') host = host.substr(1, host.size() - 2);
  const auto address = asio::ip::make_address(host, error);
  if (error || colon == std::string::npos ||
      !absl::SimpleAtoi(listen.substr(colon + 1), &port) || port > 65535) {
    return absl::InvalidArgumentError(
        absl::StrCat("metrics_listen: `", listen,
                     "` is no address and port, such as 127.0.0.1:9463"));
  }
  return tcp::endpoint(address, static_cast<std::uint16_t>(port));
}

using Text = std::function<std::string()>;

// One connection: one request, one answer, closed.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Text text, int& open)
      : stream_(std::move(socket)), text_(std::move(text)), open_(open) {
    ++open_;
    parser_.header_limit(kMostHeaderBytes);
    parser_.body_limit(0);
  }
  ~Session() { --open_; }

  void Run() {
    stream_.expires_after(kPatience);
    http::async_read(
        stream_, buffer_, parser_,
        [self = shared_from_this()](error_code error, std::size_t) {
          if (!error) self->Answer();
        });
  }

 private:
  void Answer() {
    const auto& request = parser_.get();
    const bool wanted =
        request.method() == http::verb::get && request.target() == "/metrics";
    reply_.result(wanted ? http::status::ok : http::status::not_found);
    reply_.version(11);
    reply_.keep_alive(false);
    reply_.set(
        http::field::content_type,
        wanted ? "text/plain; version=0.0.4; charset=utf-8" : "text/plain");
    reply_.body() = wanted ? text_() : "next: GET /metrics\n";
    reply_.prepare_payload();
    stream_.expires_after(kPatience);
    http::async_write(
        stream_, reply_, [self = shared_from_this()](error_code, std::size_t) {
          error_code ignored;
          self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        });
  }

  beast::tcp_stream stream_;
  const Text text_;
  int& open_;
  beast::flat_buffer buffer_;
  http::request_parser<http::empty_body> parser_;
  http::response<http::string_body> reply_;
};

}  // namespace

std::string PrometheusText(const Readings& readings) {
  std::map<std::string, prometheus::MetricFamily> families;
  for (const Reading& reading : readings) {
    prometheus::MetricFamily& family = families[reading.name];
    family.name = reading.name;
    family.help = reading.help;
    family.type = reading.only_grows ? prometheus::MetricType::Counter
                                     : prometheus::MetricType::Gauge;
    family.metric.push_back(MetricOf(reading));
  }
  std::vector<prometheus::MetricFamily> list;
  for (auto& [name, family] : families) list.push_back(std::move(family));
  return prometheus::TextSerializer().Serialize(list);
}

struct MetricsServer::Impl {
  explicit Impl(Read from) : read(std::move(from)) {}

  void Accept() {
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (error) return AcceptLater();
      if (open < kMostAtOnce) {
        std::make_shared<Session>(
            std::move(socket), [this] { return CurrentText(); }, open)
            ->Run();
      }
      Accept();
    });
  }
  // No descriptor is left, perhaps: at once it would fail again.
  void AcceptLater() {
    pause.expires_after(kPause);
    pause.async_wait([this](error_code error) {
      if (!error) Accept();
    });
  }
  std::string CurrentText() {
    const absl::Duration now = clock.Monotonic();
    if (text.empty() || now - read_at >= kKept) {
      text = PrometheusText(read());
      read_at = now;
    }
    return text;
  }

  const Read read;
  SystemClock clock;
  std::string text;
  absl::Duration read_at;
  int open = 0;
  asio::io_context context{1};
  tcp::acceptor acceptor{context};
  asio::steady_timer pause{context};
  std::thread thread;
};

MetricsServer::MetricsServer(std::unique_ptr<Impl> impl)
    : impl_(std::move(impl)) {}

MetricsServer::~MetricsServer() {
  impl_->context.stop();
  impl_->thread.join();
}

int MetricsServer::port() const {
  error_code ignored;
  return impl_->acceptor.local_endpoint(ignored).port();
}

absl::StatusOr<std::unique_ptr<MetricsServer>> MetricsServer::Start(
    const std::string& listen, Read read) {
  const absl::StatusOr<tcp::endpoint> at = ParseLoopback(listen);
  if (!at.ok()) return at.status();
  auto impl = std::make_unique<Impl>(std::move(read));
  error_code error;
  impl->acceptor.open(at->protocol(), error);
  if (!error) {
    impl->acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  }
  if (!error) impl->acceptor.bind(*at, error);
  if (!error) impl->acceptor.listen(kMostAtOnce, error);
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", listen,
                     " (metrics_listen); is another program using it?"));
  }
  impl->Accept();
  impl->thread = std::thread([context = &impl->context] { context->run(); });
  return std::unique_ptr<MetricsServer>(new MetricsServer(std::move(impl)));
}

absl::StatusOr<std::unique_ptr<MetricsServer>> StartMetrics(
    const std::string& listen, MetricsServer::Read read) {
  if (listen.empty()) return nullptr;
  return MetricsServer::Start(listen, std::move(read));
}

}  // namespace kith
