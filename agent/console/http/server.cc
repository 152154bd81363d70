// SPDX-License-Identifier: Apache-2.0
#include "agent/console/http/server.h"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <list>
#include <map>
#include <optional>
#include <thread>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "agent/console/http/tls_context.h"

namespace kith::console {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using beast::error_code;

absl::StatusOr<tcp::endpoint> ParseListen(const std::string& listen) {
  const std::size_t colon = listen.rfind(':');
  std::uint32_t port = 0;
  error_code error;
  const auto address = asio::ip::make_address(
      colon == std::string::npos ? "" : listen.substr(0, colon), error);
  if (error || !absl::SimpleAtoi(listen.substr(colon + 1), &port) ||
      port > 65535) {
    return absl::InvalidArgumentError(absl::StrCat(
        "listen: `", listen, "` is no address and port, such as 0.0.0.0:443"));
  }
  return tcp::endpoint(address, static_cast<std::uint16_t>(port));
}

RawRequest ToRaw(http::request<http::string_body> request,
                 const std::string& peer) {
  RawRequest raw;
  raw.method = std::string(request.method_string());
  raw.target = std::string(request.target());
  raw.version = request.version();
  for (const auto& field : request) {
    raw.headers.emplace_back(std::string(field.name_string()),
                             std::string(field.value()));
  }
  raw.body = std::move(request.body());
  raw.peer = peer;
  return raw;
}

// The peer said something, and it is no HTTP.
bool IsMalformed(error_code error) {
  return error &&
         error.category() ==
             make_error_code(http::error::bad_method).category() &&
         error != http::error::end_of_stream &&
         error != http::error::partial_message;
}

// So much of a response must go within the patience, and the next as much. What
// waits to be sent is little more, so that it is seen what the peer takes.
constexpr std::size_t kPieceBytes = 64 << 10;

}  // namespace

class Connection;

struct HttpServer::Impl : std::enable_shared_from_this<HttpServer::Impl> {
  Impl(ServerOptions given, Gate its_gate, Handler its_handler,
       Workers its_workers)
      : options(std::move(given)),
        gate(std::move(its_gate)),
        handler(std::move(its_handler)),
        workers(std::move(its_workers)),
        acceptor(io) {}

  absl::Status Listen(const tcp::endpoint& at);
  void Accept();
  // Ends one connection that waits for its peer: of the peer that holds most,
  // the one that has waited longest. False if none waits.
  bool MakeRoom();
  void Close();

  const ServerOptions options;
  const Gate gate;
  const Handler handler;
  const Workers workers;
  // One thread does everything that is below, so none of it is locked.
  asio::io_context io{1};
  // For connections to come; each keeps the one it began with.
  std::shared_ptr<asio::ssl::context> tls;
  tcp::acceptor acceptor;
  // Oldest wait first; a connection that waits for a page is in no list.
  std::list<std::weak_ptr<Connection>> waiting;
  std::atomic<std::size_t> open = 0;
  std::atomic<bool> stopped = false;
  std::thread thread;
};

// One browser's connection: handshake, then request, page, response, again.
class Connection final : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<HttpServer::Impl> server, tcp::socket socket)
      : server_(std::move(server)),
        tls_(server_->tls),
        stream_(std::move(socket), *tls_),
        place_(server_->waiting.end()) {
    error_code error;
    const auto peer =
        beast::get_lowest_layer(stream_).socket().remote_endpoint(error);
    if (!error) peer_ = peer.address().to_string();
    ++server_->open;
  }
  ~Connection() {
    LeaveQueue();
    --server_->open;
  }

  void Begin() {
    WaitFor(server_->options.patience);
    stream_.async_handshake(asio::ssl::stream_base::server,
                            [self = shared_from_this()](error_code error) {
                              if (!error)
                                self->Read(self->server_->options.patience);
                            });
  }

  const std::string& peer() const { return peer_; }

  void Drop() {
    LeaveQueue();
    beast::get_lowest_layer(stream_).close();
  }

 private:
  // From now on the peer is waited for.
  void WaitFor(absl::Duration patience) {
    LeaveQueue();
    place_ = server_->waiting.insert(server_->waiting.end(), weak_from_this());
    queued_ = true;
    beast::get_lowest_layer(stream_).expires_after(
        absl::ToChronoNanoseconds(patience));
  }
  void LeaveQueue() {
    if (queued_) server_->waiting.erase(place_);
    queued_ = false;
  }

  // The deadline is that of the whole request, so that a byte now and then
  // holds nothing open.
  void Read(absl::Duration patience) {
    WaitFor(patience);
    parser_.emplace();
    parser_->header_limit(
        static_cast<std::uint32_t>(server_->options.header_bytes));
    parser_->body_limit(server_->options.body_bytes);
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](error_code error, std::size_t) {
          self->OnRead(error);
        });
  }

  void OnRead(error_code error) {
    if (error == http::error::header_limit) {
      return Refuse(431, "This request's headers are too long.");
    }
    if (error == http::error::body_limit) {
      return Refuse(413, "This form is too long.");
    }
    if (IsMalformed(error)) {
      return Refuse(400, "This is no request that is understood here.");
    }
    if (error) return;
    keep_ = parser_->keep_alive();
    Gate::Outcome looked = server_->gate.Look(ToRaw(parser_->release(), peer_));
    if (looked.refusal) {
      keep_ = false;
      return Write(*std::move(looked.refusal), false);
    }
    Executor* const workers = server_->workers(looked.request);
    if (workers == nullptr) {
      return Refuse(503,
                    "Too many people are doing this just now. Go back, and try "
                    "again in a minute.");
    }
    LeaveQueue();
    beast::get_lowest_layer(stream_).expires_never();
    RunPage(*workers, std::move(looked.request));
  }

  void Refuse(int status, const char* words) {
    keep_ = false;
    Write(PlainRefusal(status, words), false);
  }

  // The connection goes back whole: it may end on the server's thread alone.
  void RunPage(Executor& workers, HttpRequest request) {
    workers.Post([self = shared_from_this(),
                  request = std::move(request)]() mutable {
      const std::shared_ptr<HttpServer::Impl> server = self->server_;
      auto response = std::make_shared<HttpResponse>(server->handler(request));
      const bool head = request.method == "HEAD";
      if (server->stopped) return;
      asio::post(server->io, [self = std::move(self), response, head] {
        self->Write(std::move(*response), head);
      });
    });
  }

  void Write(HttpResponse response, bool head) {
    WaitFor(server_->options.patience);
    AddSafetyHeaders(response);
    response_ = {};
    response_.version(11);
    response_.result(static_cast<unsigned>(response.status));
    response_.set(http::field::content_type, response.content_type);
    for (const auto& [name, value] : response.headers) {
      response_.insert(name, value);
    }
    response_.keep_alive(keep_);
    const std::size_t size = response.body.size();
    if (!head) response_.body() = std::move(response.body);
    response_.content_length(size);
    serializer_.emplace(response_);
    piece_ = 0;
    WriteOn(0);
  }

  // Each piece has a deadline of its own: a long file goes at the pace of who
  // takes it, and one that takes nothing is cut off.
  void WriteOn(std::size_t written) {
    piece_ += written;
    if (piece_ >= kPieceBytes) {
      piece_ = 0;
      WaitFor(server_->options.patience);
    }
    http::async_write_some(
        stream_, *serializer_,
        [self = shared_from_this()](error_code error, std::size_t bytes) {
          const bool ends = error || self->serializer_->is_done();
          ends ? self->OnWritten(error) : self->WriteOn(bytes);
        });
  }

  void OnWritten(error_code error) {
    if (error) return;
    if (keep_) return Read(server_->options.idle);
    WaitFor(server_->options.patience);
    stream_.async_shutdown([self = shared_from_this()](error_code) {});
  }

  const std::shared_ptr<HttpServer::Impl> server_;
  const std::shared_ptr<asio::ssl::context> tls_;
  beast::ssl_stream<beast::tcp_stream> stream_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  http::response<http::string_body> response_;
  std::optional<http::response_serializer<http::string_body>> serializer_;
  std::size_t piece_ = 0;  // Bytes of it that went.
  std::list<std::weak_ptr<Connection>>::iterator place_;
  std::string peer_;
  bool queued_ = false;
  bool keep_ = false;
};

absl::Status HttpServer::Impl::Listen(const tcp::endpoint& at) {
  error_code error;
  acceptor.open(at.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(at, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) {
    return absl::UnavailableError(
        absl::StrCat("cannot listen on ", options.listen, ": ", error.message(),
                     "; stop what listens there"));
  }
  return absl::OkStatus();
}

bool HttpServer::Impl::MakeRoom() {
  std::map<std::string, int> held;
  int most = 0;
  for (const auto& one : waiting) {
    if (const auto connection = one.lock()) {
      most = std::max(most, ++held[connection->peer()]);
    }
  }
  for (const auto& one : waiting) {
    const auto connection = one.lock();
    if (connection == nullptr || held[connection->peer()] < most) continue;
    connection->Drop();
    return true;
  }
  return false;
}

void HttpServer::Impl::Accept() {
  acceptor.async_accept([this, self = shared_from_this()](error_code error,
                                                          tcp::socket socket) {
    // One that came just before the end finds no acceptor any more.
    if (stopped || error == asio::error::operation_aborted) return;
    if (!error && (open < options.connections || MakeRoom())) {
      // The end of a page does not wait for what came before it.
      error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      socket.set_option(
          asio::socket_base::send_buffer_size(int{2 * kPieceBytes}), ignored);
      std::make_shared<Connection>(self, std::move(socket))->Begin();
    }
    Accept();
  });
}

// What waits holds its connection, and each connection this: all of it ends
// here, so that nothing holds anything.
void HttpServer::Impl::Close() {
  stopped = true;
  io.stop();
  thread.join();
  acceptor.close();
  while (MakeRoom()) {
  }
  io.restart();
  io.poll();
}

HttpServer::HttpServer(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}

absl::StatusOr<std::unique_ptr<HttpServer>> HttpServer::Start(
    ServerOptions options, Gate gate, Handler handler, Workers workers) {
  const auto endpoint = ParseListen(options.listen);
  if (!endpoint.ok()) return endpoint.status();
  auto tls = MakeTlsContext(options.certificate_pem, options.private_key_pem);
  if (!tls.ok()) return tls.status();
  // From here on OpenSSL alone has it.
  options.private_key_pem = Secret::FromBytes("");
  auto impl = std::make_shared<Impl>(std::move(options), std::move(gate),
                                     std::move(handler), std::move(workers));
  impl->tls = *std::move(tls);
  if (const auto listens = impl->Listen(*endpoint); !listens.ok()) {
    return listens;
  }
  impl->Accept();
  impl->thread = std::thread([impl = impl.get()] { impl->io.run(); });
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(impl)));
}

HttpServer::~HttpServer() { impl_->Close(); }

absl::Status HttpServer::Use(const std::string& certificate_pem,
                             const Secret& private_key_pem) {
  auto tls = MakeTlsContext(certificate_pem, private_key_pem);
  if (!tls.ok()) return tls.status();
  asio::post(impl_->io, [impl = impl_.get(), next = *std::move(tls)]() mutable {
    impl->tls = std::move(next);
  });
  return absl::OkStatus();
}

std::uint16_t HttpServer::port() const {
  error_code error;
  return impl_->acceptor.local_endpoint(error).port();
}

}  // namespace kith::console
