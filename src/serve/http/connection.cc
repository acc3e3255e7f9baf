#include "serve/http/connection.h"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <utility>

#include <fmt/format.h>

namespace interplay::serve {
namespace {

constexpr std::size_t first_buffer = 4096, kept_memory = 65536, most_pipelined_bytes = 262144;
constexpr std::size_t beyond_header = 65536;  // of chunk headers and pipelined requests
constexpr auto tick_length = std::chrono::milliseconds(100);
constexpr auto linger_time = std::chrono::seconds(1);
constexpr std::size_t linger_bytes = std::size_t{4} << 20;
constexpr auto drain_grace = std::chrono::milliseconds(150);

Clock::duration seconds(double number) {
  return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(number));
}

Fault fault_of_parser(const beast::error_code& error, const ServeOptions& options) {
  if (error == beast::http::error::header_limit || error == beast::http::error::buffer_overflow)
    return {431, "header_too_large", "",
            fmt::format("the request line and headers have more than {} bytes", options.max_header),
            "send fewer and shorter headers, or start the server with --max-header"};
  if (error == beast::http::error::body_limit)
    return {413, "too_large", "", fmt::format("the body has more than {} bytes", options.max_body),
            "send less at a time, or start the server with --max-body"};
  if (error == beast::http::error::bad_version)
    return {505, "bad_version", "", "the request is of another version of HTTP, expected HTTP/1.1", "speak HTTP/1.1"};
  return {400, "bad_http", "", fmt::format("the request is not HTTP/1.1: {}", error.message()),
          "send it by an HTTP library"};
}

}  // namespace

IoThread::IoThread(Service& of, Lanes& to) : service(of), lanes(to), worker(of) {
  write_date();
  tick();
}

void IoThread::write_date() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  date = fmt::format("Date: {}, {:02} {} {} {:02}:{:02}:{:02} GMT\r\n", days[utc.tm_wday], utc.tm_mday,
                     months[utc.tm_mon], utc.tm_year + 1900, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

void IoThread::tick() {
  timer.expires_after(tick_length);
  timer.async_wait([this](const beast::error_code& error) {
    if (error) return;
    write_date();
    worker.refresh();
    if (Clock::now().time_since_epoch() % std::chrono::seconds(1) < tick_length) worker.log.flush();
    const Clock::time_point now = Clock::now();
    const std::vector<Connection*> all(connections.begin(), connections.end());
    for (Connection* connection : all)
      if (connections.contains(connection)) connection->check_time(now);
    tick();
  });
}

void IoThread::drain() {
  const Clock::time_point until = Clock::now() + drain_grace;
  for (Connection* connection : connections) connection->drain(until);
}

void IoThread::close_all() {
  const std::vector<Connection*> all(connections.begin(), connections.end());
  for (Connection* connection : all) connection->close();
}

Connection::Connection(IoThread& io, asio::ip::tcp::socket socket) : io_(io), socket_(std::move(socket)) {
  io_.connections.insert(this);
  beast::error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  const auto peer = socket_.remote_endpoint(ignored);
  if (!ignored) request_.peer = peer.address().to_string();
}

Connection::~Connection() {
  io_.connections.erase(this);
  --io_.service.metrics.connections;
}

void Connection::enter(State state) {
  state_ = state;
  const ServeOptions& options = io_.service.options;
  const Clock::time_point now = Clock::now();
  switch (state) {
    case State::idle:
      limit_ = now + (io_.service.draining ? Clock::duration(drain_grace) : seconds(options.idle));
      break;
    case State::reading:
    case State::writing:
      limit_ = now + seconds(options.deadline);
      break;
    case State::answering:
      limit_ = Clock::time_point::max();
      break;
    case State::lingering:
      limit_ = now + linger_time;
      break;
  }
}

void Connection::start() {
  in_.resize(first_buffer);
  enter(State::reading);  // whoever connects has something to say
  read();
}

void Connection::turn_away() {
  refuse({503, "overloaded", "", "the server has as many connections as it takes", "try again later"});
}

void Connection::drain(Clock::time_point until) {
  if (state_ == State::idle || (state_ == State::reading && begin_ == end_ && (!parser_ || !parser_->got_some())))
    limit_ = std::min(limit_, until);
}

void Connection::close() {
  beast::error_code ignored;
  socket_.close(ignored);
}

void Connection::check_time(Clock::time_point now) {
  if (now < limit_) return;
  const bool began = state_ == State::reading && (begin_ < end_ || (parser_ && parser_->got_some()));
  if (!began) return close();
  beast::error_code ignored;
  socket_.cancel(ignored);
  refuse({408, "timeout", "", "the request did not arrive within the deadline", "send it at once"});
}

void Connection::read() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (begin_ > 0 && end_ == in_.size()) {
    std::move(in_.begin() + static_cast<std::ptrdiff_t>(begin_), in_.end(), in_.begin());
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == in_.size()) {
    const std::size_t most = static_cast<std::size_t>(io_.service.options.max_header) + beyond_header;
    if (in_.size() >= most) return refuse(fault_of_parser(beast::http::error::header_limit, io_.service.options));
    in_.resize(std::min(most, 2 * in_.size()));
  }
  socket_.async_read_some(asio::buffer(in_.data() + end_, in_.size() - end_),
                          [self = shared_from_this()](const beast::error_code& error, std::size_t count) {
                            if (error || self->state_ == State::lingering) return;  // closed by either side
                            if (self->state_ == State::idle) self->enter(State::reading);
                            self->end_ += count;
                            self->on_bytes();
                          });
}

// Reads requests until their bytes end, one of them goes to another lane, or there is much to write.
void Connection::on_bytes() {
  const ServeOptions& options = io_.service.options;
  while (begin_ < end_) {
    if (!parser_) {
      parser_.emplace(request_);
      parser_->eager(true);
      parser_->header_limit(static_cast<std::uint32_t>(options.max_header));
      parser_->body_limit(static_cast<std::uint64_t>(options.max_body));
      continued_ = false;
    }
    beast::error_code error;
    const std::size_t used = parser_->put(asio::buffer(in_.data() + begin_, end_ - begin_), error);
    begin_ += used;
    if (error && error != beast::http::error::need_more) return refuse(fault_of_parser(error, options));
    if (!parser_->is_done()) {
      if (parser_->is_header_done() && parser_->expects_continue() && !continued_) {
        continued_ = true;
        out_ += "HTTP/1.1 100 Continue\r\n\r\n";
      }
      if (used == 0 || error) break;
      continue;
    }
    if (!dispatch()) return;
    if (out_.size() > most_pipelined_bytes) break;
  }
  if (!out_.empty()) return flush(Next::read);
  read();
}

// False if the connection goes on by itself: later, or to its end.
bool Connection::dispatch() {
  Service& service = io_.service;
  request_.arrived = Clock::now();
  request_.deadline = request_.arrived + seconds(service.options.deadline);
  const Outcome outcome = service.handle(request_, response_, io_.worker, Lane::quick);
  if (outcome != Outcome::answered) {
    const Lane lane = outcome == Outcome::writes_events ? Lane::events : Lane::worker;
    enter(State::answering);
    const bool taken = io_.lanes.submit(lane, {&request_, &response_, [self = shared_from_this()] {
                                                 asio::post(self->socket_.get_executor(), [self] { self->resume(); });
                                               }});
    if (taken) return false;
    enter(State::reading);
    answer_fault(response_, {503, "overloaded", "", "too many requests wait for a worker", "try again later"});
    service.count(request_, response_, io_.worker, io_.worker.route);
  }
  const bool keeps = parser_->keep_alive() && !response_.closes && !service.draining;
  append_answer(keeps);
  parser_.reset();
  if (keeps) return true;
  flush(Next::linger);
  return false;
}

// After another lane has answered.
void Connection::resume() {
  if (!socket_.is_open()) return;
  enter(State::reading);
  const bool keeps = parser_->keep_alive() && !response_.closes && !io_.service.draining;
  append_answer(keeps);
  parser_.reset();
  if (!keeps) return flush(Next::linger);
  on_bytes();
}

void Connection::refuse(const Fault& fault) {
  io_.service.answer_unread(response_, io_.worker, fault);
  append_answer(false);
  parser_.reset();
  flush(Next::linger);
}

void Connection::append_answer(bool keeps) {
  const bool bodiless = response_.status == 204 || response_.status == 304;
  const std::string_view body = response_.file.empty() ? std::string_view(response_.body) : response_.file;
  const auto out = std::back_inserter(out_);
  out_ += "HTTP/1.1 ";
  fmt::format_to(out, "{} ", response_.status);
  out_ += reason_phrase(response_.status);
  out_ += "\r\n";
  out_ += io_.date;
  if (!bodiless) {
    out_ += "Content-Type: ";
    out_ += response_.content_type;
    fmt::format_to(out, "\r\nContent-Length: {}\r\n", body.size());
  }
  out_ += "X-Content-Type-Options: nosniff\r\n";
  if (response_.headers.find("Cache-Control") == std::string::npos) out_ += "Cache-Control: no-store\r\n";
  out_ += response_.headers;
  if (!keeps)
    out_ += "Connection: close\r\n";
  else if (parser_ && parser_->old_version())
    out_ += "Connection: keep-alive\r\n";
  out_ += "\r\n";
  if (!bodiless && request_.method != "HEAD") out_ += body;
}

void Connection::flush(Next next) {
  // Most answers fit into the socket at once, and need no round through the event loop.
  const ssize_t sent = ::send(socket_.native_handle(), out_.data(), out_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent >= 0) out_.erase(0, static_cast<std::size_t>(sent));
  if (out_.empty()) return after_flush(next);
  if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return close();
  enter(State::writing);
  asio::async_write(socket_, asio::buffer(out_),
                    [self = shared_from_this(), next](const beast::error_code& error, std::size_t) {
                      if (error) return self->close();
                      self->out_.clear();
                      self->after_flush(next);
                    });
}

void Connection::after_flush(Next next) {
  if (out_.capacity() > kept_memory) std::string().swap(out_);
  if (next == Next::linger) return linger();
  if (request_.body.capacity() > kept_memory) std::string().swap(request_.body);
  if (response_.body.capacity() > kept_memory) std::string().swap(response_.body);
  if (begin_ < end_ && !parser_)
    return asio::post(socket_.get_executor(), [self = shared_from_this()] { self->on_bytes(); });
  if (!parser_ && begin_ == end_)
    enter(State::idle);
  else if (state_ == State::writing)
    enter(State::reading);
  read();
}

// What the other side still sends is read for a while: a socket that is closed over unread bytes takes the answer back.
void Connection::linger() {
  beast::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  enter(State::lingering);
  if (in_.empty()) in_.resize(first_buffer);
  discard();
}

void Connection::discard() {
  socket_.async_read_some(asio::buffer(in_),
                          [self = shared_from_this()](const beast::error_code& error, std::size_t count) {
                            self->discarded_ += count;
                            if (error || self->discarded_ > linger_bytes) return self->close();
                            self->discard();
                          });
}

}  // namespace interplay::serve
