#include "serve/service.h"

#include <algorithm>
#include <new>

#include <fmt/format.h>

#include "interplay/error.h"
#include "serve/assets.h"

namespace interplay::serve {
namespace {

// Larger batches are for workers: quick requests do not wait for them.
constexpr std::size_t quick_batch = 16;

std::vector<std::string> route_labels() {
  std::vector<std::string> labels;
  for (const Route* route : route_table()) labels.push_back(label("route", route->name));
  labels.push_back(label("route", "none"));
  return labels;
}

// With the version where it was named: one that is a checksum changes with every reload.
std::vector<std::string> model_labels(const std::vector<ServedModel>& sources) {
  std::vector<std::string> labels;
  for (const ServedModel& source : sources)
    labels.push_back(label("model", source.name) + "," + label("version", source.version));
  return labels;
}

[[noreturn]] void no_route(const Match& match, const Request& request, Response& response) {
  if (match.path_exists) {
    response.headers =
        fmt::format("Allow: {}{}\r\n", match.allowed == "GET" ? "GET, HEAD" : match.allowed, ", OPTIONS");
    throw Fault{405, "method_not_allowed", "",
                fmt::format("{} is not what {} takes, expected {}", request.method.substr(0, 20), request.path(),
                            match.allowed),
                fmt::format("send a {} request", match.allowed)};
  }
  std::vector<std::string_view> paths;
  for (const Route* route : route_table()) paths.push_back(route->paths.front());
  const std::string near = nearest(request.path(), paths);
  throw Fault{404, "not_found", "", fmt::format("there is no {}", request.path().substr(0, 200)),
              near.empty() ? "GET /openapi.json lists what there is" : fmt::format("did you mean {}?", near)};
}

std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(0, host.find(']') + 1);
  return host.substr(0, host.find(':'));
}

bool is_loopback_name(std::string_view host) {
  return host == "localhost" || host == "[::1]" || host.starts_with("127.") || host.ends_with(".localhost");
}

}  // namespace

Worker::Worker(Service& service)
    : parser(static_cast<std::size_t>(service.options.max_body)),
      metrics(service.metrics.add_shard()),
      log(service.access_log),
      service_(service) {
  refresh();
}

void Worker::refresh() {
  const std::uint64_t now = service_.registry.generation();
  if (now == generation_) return;
  models_ = service_.registry.current();
  generation_ = now;
  std::erase_if(sessions_,
                [&](const auto& of) { return std::ranges::find(models_->models, of->model) == models_->models.end(); });
}

Sessions& Worker::sessions(const std::shared_ptr<const LoadedModel>& model) {
  model_name = model->name();
  model_version = model->version();
  auto of = std::ranges::find(
      sessions_, model, [](const auto& each) -> const auto& { return each->model; });
  if (of == sessions_.end()) {
    const auto place = std::ranges::find(models_->models, model) - models_->models.begin();
    sessions_.push_back(std::make_unique<Sessions>(model, static_cast<std::size_t>(place)));
    of = sessions_.end() - 1;
  }
  model_number = (*of)->number;
  return **of;
}

Sessions& Call::sessions() {
  std::string_view key;
  if (fields.knows("key")) key = fields.text("key");
  if (key.empty() && fields.knows("user")) key = fields.text("user");
  return worker.sessions(worker.models().find(fields.text("model"), fields.text("version"), key));
}

void Call::check_deadline() const {
  if (Clock::now() <= std::min(request.deadline, service.ends.load())) return;
  ++service.metrics.requests_late;
  throw Fault{503, "deadline", "", "the answer would come after the deadline",
              "ask for less at a time, or again when the server is less busy"};
}

Service::Service(std::vector<ServedModel> models, const ServeOptions& how, Server::Observer observer)
    : observer_(std::move(observer)),
      options(how),
      keys(how.key_file.empty() ? Keys() : Keys::read(how.key_file)),
      rate_limit(how.rate, keys.size()),
      access_log(how.access_log),
      registry(std::move(models), how, [this](const ServerEvent& event) { tell(event.kind, event.text); }),
      metrics(route_labels(), model_labels(registry.sources())) {
  if (how.events.empty()) return;
  events = open_events(how.events, EventUse::keep);
  events->for_each([this](const UserEvent& event) { recent.add(event); });
}

void Service::tell(ServerEvent::Kind kind, std::string text) {
  if (!observer_) return;
  const std::lock_guard lock(telling_);
  observer_({kind, std::move(text)});
}

// A page of another site cannot speak for the person in front of it: neither by a name that it makes point to this
// machine, nor by sending forms.
void Service::check_sender(const Request& request, const Route& route, Lane lane, Worker& worker) {
  if (keys.empty() && !request.host.empty()) {
    const std::string_view host = without_port(request.host);
    if (!is_loopback_name(host) && host != options.host)
      throw Fault{421, "misdirected", "",
                  fmt::format("the request is for host '{}', which this server is not", host.substr(0, 100)),
                  "give the server keys (--key-file) to serve other names"};
  }
  if (!request.origin.empty() && route.method != "GET") {
    const auto scheme = request.origin.find("://");
    if (scheme == std::string::npos || std::string_view(request.origin).substr(scheme + 3) != request.host)
      throw Fault{403, "foreign_origin", "", "the request comes from a page of another site",
                  "send it from a server of yours"};
  }
  if (route.access == Access::open || keys.empty()) return;
  const auto [access, key] = keys.find(request.authorization);
  if (access == Access::open)
    throw Fault{401, "unauthorized", "Authorization",
                request.authorization.empty() ? "the request carries no key" : "the key is not one of this server's",
                "send the header Authorization: Bearer KEY"};
  if (route.access == Access::admin && access != Access::admin)
    throw Fault{403, "forbidden", "Authorization", "the key may not do this",
                "use a key with the word admin behind it in the key file"};
  worker.key = key;
  if (lane != Lane::quick) return;  // every request begins there
  if (const std::int64_t wait = rate_limit.take(key, request.arrived); wait > 0) {
    ++metrics.requests_limited;
    throw Fault{429,
                "too_many_requests",
                "Authorization",
                fmt::format("the key has sent more than {} requests a second", options.rate),
                fmt::format("send the next one in {} s", wait),
                wait};
  }
}

bool Service::answer_one(Call& call, Lane lane) {
  const Route& route = *call.match.route;
  if (lane == Lane::quick && route.takes_long != nullptr && route.takes_long(call)) return false;
  route.answer_call(call);
  return true;
}

Outcome Service::answer_batch(Call& call, Lane lane) {
  const Route& route = *call.match.route;
  static constexpr FieldSpec batch[] = {{"requests", FieldKind::objects, "Requests to answer in their order", true}};
  Worker& worker = call.worker;
  worker.outer.read(worker.parser.doc.root(), batch, worker.arena);
  const simdjson::dom::array requests = worker.outer.objects("requests");
  if (requests.size() == 0)
    throw Fault{400, "bad_request", "requests", "the batch is empty, expected at least one request", ""};
  if (requests.size() > static_cast<std::size_t>(options.max_batch))
    throw Fault{413, "too_large", "requests",
                fmt::format("the batch has {} requests, expected at most {}", requests.size(), options.max_batch),
                "send it in parts"};
  // Once: a batch that quick threads pass on was seen by them.
  if (lane == Lane::quick || route.lane != Lane::quick)
    rate_limit.owe(worker.key, requests.size() - 1, call.request.arrived);
  if (lane == Lane::quick && requests.size() > quick_batch) return Outcome::takes_long;
  call.out += "{\"results\":[";
  std::size_t number = 0;
  for (const simdjson::dom::element request : requests) {
    if (number > 0) call.out += ',';
    const std::size_t before = call.out.size();
    const auto failed = [&](const Fault& fault) {
      if (fault.code == "deadline") throw fault;
      call.out.resize(before);
      call.out += "{\"error\":";
      append_fault(call.out, fault);
      call.out += '}';
    };
    call.check_deadline();
    try {
      call.fields.read(request, route.request, worker.arena, "requests", number);
      if (!answer_one(call, lane)) return Outcome::takes_long;
    } catch (const Fault& fault) {
      failed(fault);
    } catch (const Error& error) {
      if (error.code() == Code::io) throw;  // of the database: it concerns all of them
      failed(fault_of(error, call.fields.path("")));
    }
    ++number;
  }
  call.out += "]}";
  return Outcome::answered;
}

void Service::answer(Request& request, Response& response, Worker& worker, Lane lane, const Match& match,
                     Outcome& outcome) {
  if (match.route == nullptr) {
    if (request.method == "GET" || request.method == "HEAD") {
      if (answer_asset(request, response)) return;
    } else if (request.method == "OPTIONS" && match.path_exists) {
      response.status = 204;
      response.headers = fmt::format("Allow: {}, OPTIONS\r\n", match.allowed == "GET" ? "GET, HEAD" : match.allowed);
      return;
    }
    no_route(match, request, response);
  }
  const Route& route = *match.route;
  check_sender(request, route, lane, worker);
  if (!request.content_encoding.empty() && request.content_encoding != "identity")
    throw Fault{415, "unsupported_media_type", "Content-Encoding",
                fmt::format("the body is encoded as '{}'", request.content_encoding.substr(0, 40)), "send it as it is"};
  if (route.lane == Lane::events && events == nullptr)
    throw Fault{409, "no_events", "", "this server keeps no events",
                "start it with --events FILE or --events postgresql://..."};
  if (lane == Lane::quick && route.lane != Lane::quick) {
    outcome = route.lane == Lane::events ? Outcome::writes_events : Outcome::takes_long;
    return;
  }
  response.content_type = route.content_type;
  Call call{*this, worker, request, response, match, worker.fields, response.body};
  call.check_deadline();
  if (route.request.empty() || route.raw_body) {
    if (!answer_one(call, lane)) outcome = Outcome::takes_long;
    return;
  }
  const simdjson::dom::element document = parse_body(worker.parser, request.body);
  simdjson::dom::element unused;
  if (route.batched && document.is_object() && document["requests"].get(unused) == simdjson::SUCCESS) {
    outcome = answer_batch(call, lane);
    return;
  }
  worker.fields.read(document, route.request, worker.arena);
  if (!answer_one(call, lane)) outcome = Outcome::takes_long;
}

Outcome Service::handle(Request& request, Response& response, Worker& worker, Lane lane) {
  worker.refresh();
  worker.arena.clear();
  worker.events.clear();
  worker.model_name = worker.model_version = {};
  worker.model_number = Metrics::no_model;
  response.clear();
  const Match match = match_route(request.method, request.path());
  Outcome outcome = Outcome::answered;
  const auto failed = [&](const Fault& fault) {
    const std::string headers = std::move(response.headers);
    answer_fault(response, fault);
    response.headers += headers;
    worker.events.clear();
    outcome = Outcome::answered;
  };
  try {
    answer(request, response, worker, lane, match, outcome);
  } catch (const Fault& fault) {
    failed(fault);
  } catch (const Error& error) {
    if (lane == Lane::events && error.code() == Code::io) throw;  // the transaction is lost with it
    failed(fault_of(error));
  } catch (const std::bad_alloc&) {
    failed({503, "out_of_memory", "", "there is not enough memory for this request", "ask for less at a time"});
  } catch (const std::exception& error) {
    failed({500, "internal", "", fmt::format("the request failed: {}", error.what()),
            "please report it with the request"});
  }
  worker.route = match.route == nullptr ? route_table().size() : match.number;
  if (outcome == Outcome::answered && lane != Lane::events) count(request, response, worker, worker.route);
  return outcome;
}

void Service::answer_unread(Response& response, Worker& worker, const Fault& fault) {
  answer_fault(response, fault);
  response.closes = true;
  worker.metrics.count(route_table().size(), Metrics::no_model, fault.status, {});
}

void Service::count(const Request& request, const Response& response, Worker& worker, std::size_t route) {
  const Clock::time_point now = Clock::now();
  worker.metrics.count(route, worker.model_number, response.status, now - request.arrived);
  worker.log.add(request, response, route < route_table().size() ? route_table()[route]->name : "none",
                 worker.model_name, worker.model_version, now);
}

}  // namespace interplay::serve
