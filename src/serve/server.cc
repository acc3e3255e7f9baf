#include "interplay/serve.h"

#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "interplay/error.h"
#include "serve/http/http_server.h"
#include "serve/models/watcher.h"
#include "serve/service.h"

namespace interplay {

struct Server::State {
  State(std::vector<ServedModel> models, const ServeOptions& options, Observer observer)
      : service(std::move(models), options, std::move(observer)) {}

  serve::Service service;
  std::optional<serve::Watcher> watcher;
  std::optional<serve::HttpServer> http;
};

Server::Server(std::vector<ServedModel> models, const ServeOptions& options, Observer observer) {
  check_options(options);
  serve::check_address(options);
  if (options.rate > 0 && options.key_file.empty())
    throw Error(Code::usage, "--rate limits what each key may send, and the server has no keys", "give --key-file");
  state_ = std::make_unique<State>(std::move(models), options, std::move(observer));
}

Server::~Server() { stop(); }

void Server::start() {
  serve::Service& service = state_->service;
  state_->http.emplace(service);
  if (service.options.watch)
    state_->watcher.emplace(service.registry.paths(), [&service](const std::string& path) {
      service.registry.reload([&](const std::string& each) { return each == path; });
    });
  service.tell(ServerEvent::Kind::listening,
               fmt::format("http://{}:{}",
                           service.options.host.find(':') == std::string::npos ? service.options.host
                                                                               : "[" + service.options.host + "]",
                           port()));
}

std::uint16_t Server::port() const { return state_->http->port(); }

std::size_t Server::reload() {
  state_->service.access_log.reopen();
  return state_->service.registry.reload().size();
}

void Server::stop() {
  if (!state_ || !state_->http) return;
  state_->service.tell(ServerEvent::Kind::draining, "no new connections; requests in progress end");
  state_->watcher.reset();
  state_->http.reset();
  state_->service.tell(ServerEvent::Kind::stopped,
                       fmt::format("{} requests were answered", state_->service.metrics.answered()));
}

}  // namespace interplay
