#include "serve/http/http_server.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>

#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "interplay/error.h"
#include "serve/http/connection.h"

namespace interplay::serve {
namespace {

using asio::ip::tcp;

std::size_t thread_count(const ServeOptions& options) {
  if (options.threads > 0) return static_cast<std::size_t>(options.threads);
  return std::max(1u, std::thread::hardware_concurrency());
}

asio::ip::address address_of(asio::io_context& context, const std::string& host) {
  beast::error_code error;
  const asio::ip::address address = asio::ip::make_address(host, error);
  if (!error) return address;
  tcp::resolver resolver(context);
  const auto found = resolver.resolve(host, "", error);
  if (error || found.empty())
    throw Error(Code::usage,
                fmt::format("--host is '{}', which is no address of this machine: {}", host, error.message()),
                "127.0.0.1 is this machine alone, 0.0.0.0 all of its addresses");
  return found.begin()->endpoint().address();
}

}  // namespace

void check_address(const ServeOptions& options) {
  asio::io_context context;
  if (!address_of(context, options.host).is_loopback() && options.key_file.empty())
    throw Error(Code::usage,
                fmt::format("--host is {}, where others can reach the server, and it has no keys", options.host),
                "give --key-file, or listen at 127.0.0.1");
}

struct HttpServer::State {
  explicit State(Service& of) : service(of), lanes(std::make_unique<Lanes>(of)), acceptor_of_first(nullptr) {
    for (std::size_t i = 0; i < thread_count(of.options); ++i)
      threads.push_back(std::make_unique<IoThread>(of, *lanes));
    listen();
    accept();
    for (const auto& io : threads) running.emplace_back([&context = io->context] { context.run(); });
  }

  Service& service;
  std::unique_ptr<Lanes> lanes;
  std::vector<std::unique_ptr<IoThread>> threads;  // the first one accepts
  std::vector<std::thread> running;
  std::unique_ptr<tcp::acceptor> acceptor_of_first;
  std::uint16_t port = 0;
  std::size_t next = 0;

  void listen() {
    const ServeOptions& options = service.options;
    IoThread& first = *threads.front();
    const asio::ip::address address = address_of(first.context, options.host);
    acceptor_of_first = std::make_unique<tcp::acceptor>(first.context);
    const tcp::endpoint endpoint(address, static_cast<std::uint16_t>(options.port));
    beast::error_code error;
    acceptor_of_first->open(endpoint.protocol(), error);
    if (!error) acceptor_of_first->set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_of_first->bind(endpoint, error);
    if (!error) acceptor_of_first->listen(4096, error);
    if (error)
      throw Error(Code::io, fmt::format("cannot listen at {}:{}: {}", options.host, options.port, error.message()),
                  "choose another port by --port, or 0 for any that is free");
    port = acceptor_of_first->local_endpoint().port();
  }

  void accept() {
    IoThread& io = *threads[next++ % threads.size()];
    acceptor_of_first->async_accept(io.context, [this, &io](const beast::error_code& error, tcp::socket socket) {
      if (!acceptor_of_first->is_open()) return;
      if (!error) {
        hand_over(io, std::move(socket));
        return accept();
      }
      // Out of descriptors, say: the others go on, and new ones are taken when some have ended.
      auto pause = std::make_shared<asio::steady_timer>(threads.front()->context, std::chrono::milliseconds(20));
      pause->async_wait([this, pause](const beast::error_code&) {
        if (acceptor_of_first->is_open()) accept();
      });
    });
  }

  void hand_over(IoThread& io, tcp::socket socket) {
    const bool full = ++service.metrics.connections > service.options.connections;
    if (full) ++service.metrics.connections_refused;
    auto shared = std::make_shared<tcp::socket>(std::move(socket));
    asio::post(io.context, [&io, shared, full] {
      const auto connection = std::make_shared<Connection>(io, std::move(*shared));
      full ? connection->turn_away() : connection->start();
    });
  }

  // Those whom the system has accepted for us already are served as well.
  void close_port() {
    beast::error_code error;
    acceptor_of_first->non_blocking(true, error);
    while (true) {
      IoThread& io = *threads[next++ % threads.size()];
      tcp::socket socket(io.context);
      acceptor_of_first->accept(socket, error);
      if (error) break;
      hand_over(io, std::move(socket));
    }
    acceptor_of_first->close(error);
  }

  void drain() {
    const auto until = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                          std::chrono::duration<double>(service.options.drain));
    service.ends = until;
    service.draining = true;
    asio::post(threads.front()->context, [this] { close_port(); });
    for (const auto& io : threads) asio::post(io->context, [&io = *io] { io.drain(); });
    while (service.metrics.connections > 0 && Clock::now() < until)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    lanes.reset();  // with what is queued
    for (const auto& io : threads)
      asio::post(io->context, [&io = *io] {
        io.close_all();
        io.timer.cancel();
      });
    // The handlers of closed sockets let go of their connections.
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    for (const auto& io : threads) io->context.stop();
    for (std::thread& thread : running) thread.join();
    for (const auto& io : threads) io->worker.log.flush();
  }
};

HttpServer::HttpServer(Service& service) : state_(std::make_unique<State>(service)) {}
HttpServer::~HttpServer() { state_->drain(); }
std::uint16_t HttpServer::port() const { return state_->port; }

}  // namespace interplay::serve
