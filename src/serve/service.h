// What the threads of a server share, and how a request becomes an answer; it knows nothing of sockets.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interplay/serve.h"
#include "read/events/event.h"
#include "serve/events/recent.h"
#include "serve/fault.h"
#include "serve/message.h"
#include "serve/models/registry.h"
#include "serve/operate/access_log.h"
#include "serve/operate/keys.h"
#include "serve/operate/metrics.h"
#include "serve/operate/rate_limit.h"
#include "serve/route.h"

namespace interplay::serve {

class Service;

// The working memory of one thread that answers requests.
class Worker {
 public:
  explicit Worker(Service& service);

  // Lets go of models that are no longer served. Called before every request, and now and then by threads without any.
  void refresh();
  const ModelSet& models() const { return *models_; }
  Sessions& sessions(const std::shared_ptr<const LoadedModel>& model);

  simdjson::dom::parser parser;
  Fields fields, outer;
  TextArena arena;
  std::vector<std::pair<std::string_view, std::string_view>> values;  // of a row
  std::vector<std::string_view> texts;
  std::string text;
  std::vector<UserEvent> events;  // of the request, to be told when they are kept
  Metrics::Shard& metrics;
  AccessLog::Lines log;
  std::string_view model_name, model_version;    // that answered, for the log
  std::size_t model_number = Metrics::no_model;  // among those that are served
  std::size_t route = 0;                         // of the last request
  std::size_t key = 0;                           // that the request carries, where there are keys

 private:
  Service& service_;
  std::uint64_t generation_ = 0;
  std::shared_ptr<const ModelSet> models_;
  std::vector<std::unique_ptr<Sessions>> sessions_;
};

// One request, or one of a batch.
struct Call {
  Service& service;
  Worker& worker;
  Request& request;
  Response& response;
  const Match& match;
  Fields& fields;
  std::string& out;

  // The sessions of the model that the request names by `model` and `version` or, for A/B, by `key` and `user`.
  Sessions& sessions();
  // Throws Fault(503) past the deadline. To be called now and then by what takes long.
  void check_deadline() const;
};

enum class Outcome { answered, takes_long, writes_events };

class Service {
  // First, as those that are made after it tell it of themselves.
  Server::Observer observer_;
  std::mutex telling_;

 public:
  Service(std::vector<ServedModel> models, const ServeOptions& options, Server::Observer observer);

  // The answer, or the lane that has to give it (then `response` is not written). `lane`: the one that is asked.
  // Answers of Lane::events are not counted yet, as they hold only once the events are kept.
  Outcome handle(Request& request, Response& response, Worker& worker, Lane lane);
  // The same for requests that could not even be read.
  void answer_unread(Response& response, Worker& worker, const Fault& fault);
  // After the answer was made: metrics and log.
  void count(const Request& request, const Response& response, Worker& worker, std::size_t route);

  const ServeOptions options;
  Keys keys;
  RateLimit rate_limit;
  AccessLog access_log;
  Registry registry;
  Metrics metrics;
  std::unique_ptr<EventStore> events;  // null: none are kept. For the thread of Lane::events
  Recent recent;
  std::atomic<bool> draining = false;
  std::atomic<Clock::time_point> ends = Clock::time_point::max();  // while it drains: when all has to be answered
  const Clock::time_point started = Clock::now();

  void tell(ServerEvent::Kind kind, std::string text);

 private:
  void answer(Request& request, Response& response, Worker& worker, Lane lane, const Match& match, Outcome& outcome);
  bool answer_one(Call& call, Lane lane);
  Outcome answer_batch(Call& call, Lane lane);
  void check_sender(const Request& request, const Route& route, Lane lane, Worker& worker);
};

}  // namespace interplay::serve
