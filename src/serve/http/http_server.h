// Sockets: connections that read requests, have them answered and write the answers, on threads with an event loop
// each.
//   in: a service.  out: a port that is listened at.
#pragma once

#include <cstdint>
#include <memory>

#include "serve/service.h"

namespace interplay::serve {

// Throws Error(usage) for a host that is no address of a machine, and for a foreign one without keys: before anything
// is loaded.
void check_address(const ServeOptions& options);

class HttpServer {
 public:
  // Binds and serves. Throws Error(io).
  explicit HttpServer(Service& service);
  // Drains: see Server::stop.
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace interplay::serve
