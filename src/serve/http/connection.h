// One connection: reads requests one after the other, pipelined ones included, and writes their answers in order.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "serve/http/lanes.h"
#include "serve/http/request_parser.h"
#include "serve/service.h"

namespace interplay::serve {

namespace asio = boost::asio;

class Connection;

// One thread of the server, with its event loop and its connections.
struct IoThread {
  IoThread(Service& of, Lanes& to);

  // Looks after the clock: connections past their limits, models that are no longer served, the log.
  void tick();
  // From now on connections close with their answers, and those that are idle soon.
  void drain();
  void close_all();

  Service& service;
  Lanes& lanes;
  std::unordered_set<Connection*> connections;  // outlives the context, whose last handlers hold connections
  asio::io_context context{1};
  asio::steady_timer timer{context};
  Worker worker;
  std::string date;  // of this second, as a header

 private:
  void write_date();
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(IoThread& io, asio::ip::tcp::socket socket);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();
  // Answers 503 and closes: there are too many.
  void turn_away();
  void check_time(Clock::time_point now);
  void drain(Clock::time_point until);
  void close();

 private:
  enum class State { idle, reading, answering, writing, lingering };
  // What remains to be done once the answers are written.
  enum class Next { read, linger };

  void read();
  void on_bytes();
  void resume();
  bool dispatch();
  void finish_answer();
  void refuse(const Fault& fault);
  void append_answer(bool keeps);
  void flush(Next next);
  void after_flush(Next next);
  void linger();
  void discard();
  void enter(State state);

  IoThread& io_;
  asio::ip::tcp::socket socket_;
  std::vector<char> in_;
  std::size_t begin_ = 0, end_ = 0;  // of the bytes in it that were not read yet
  std::optional<RequestParser> parser_;
  bool continued_ = false;
  Request request_;
  Response response_;
  std::string out_;
  State state_ = State::idle;
  Clock::time_point limit_;  // when the state ends by force
  std::size_t discarded_ = 0;
};

}  // namespace interplay::serve
