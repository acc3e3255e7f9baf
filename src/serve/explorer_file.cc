// The explorer as one page: what its views ask for is asked here of the very handlers of the routes, and stands in the
// page as chunks, each compressed by itself so that the page unpacks only what it shows. web/src/lib/offline.ts reads
// it.
#include <zlib.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/base64.h"
#include "interplay/error.h"
#include "serve/assets.h"
#include "serve/explorer/explored.h"
#include "serve/service.h"

namespace interplay::serve {
namespace {

using Json = nlohmann::json;  // whose keys are sorted, as those of a request in the page

constexpr std::size_t list_length = 20, similar_items = 20, similar_users = 12;
constexpr std::string_view measures[] = {"cosine", "dot", "euclid"};

std::string packed(std::string_view bytes) {
  z_stream stream{};
  constexpr int gzip = 16;  // added to the size of the window
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, MAX_WBITS + gzip, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
  std::string result(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return base64(result);
}

std::string megabytes(std::size_t bytes) { return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6); }

ServeOptions options_of(const ExplorerFileOptions& options) {
  ServeOptions result;
  result.seen = options.seen;
  result.held_out = options.held_out;
  result.watch = false;
  return result;
}

class Page {
 public:
  Page(const std::string& model, const ExplorerFileOptions& options)
      : options_(options),
        service_({{.path = model}}, options_of(options), nullptr),
        worker_(service_),
        size_(offline_page().size()) {}

  ExplorerFile made() {
    add_model();
    ExplorerFile result;
    if (served().lists()) {
      const std::size_t shared = size_;
      add_items(shared);
      add_users(result);
    }
    // Characters that could end the element are escaped.
    std::string answers =
        Json{{"users", users_}, {"chunks", std::move(chunks_)}}.dump(-1, ' ', false, Json::error_handler_t::replace);
    for (std::size_t at = 0; (at = answers.find('<', at)) != std::string::npos;) answers.replace(at, 1, "\\u003c");
    result.html = offline_page();
    result.html.replace(result.html.find(offline_mark), offline_mark.size(), answers);
    return result;
  }

 private:
  // Answers by their requests: {"PATH BODY": answer}, a refusal being {"error": ...}.
  using Answers = std::string;

  const LoadedModel& served() { return *worker_.models().models.front(); }

  std::string ask(const std::string& method, const std::string& path, const std::string& body) {
    Request request;
    request.method = method;
    request.target = path;
    request.body = body;
    request.arrived = Clock::now();
    request.deadline = request.arrived + std::chrono::hours(24);
    Response response;
    if (service_.handle(request, response, worker_, Lane::quick) != Outcome::answered)
      service_.handle(request, response, worker_, Lane::worker);
    return std::move(response.body);
  }

  // `left_out`: of the body in the page's requests for it, as numbers of items are: the page cuts lists shorter.
  Json add(Answers& answers, const std::string& path, Json body, const std::string& left_out = "") {
    const std::string answer = ask("POST", path, body.dump());
    if (!left_out.empty()) body.erase(left_out);
    answers += fmt::format("{}{}:{}", answers.empty() ? "{" : ",", Json(path + " " + body.dump()).dump(), answer);
    return Json::parse(answer, nullptr, false);
  }

  bool fits(const std::string& name, const std::string& text) const {
    return size_ + name.size() + text.size() + 6 <= options_.bytes;
  }
  void keep(const std::string& name, std::string text) {
    size_ += name.size() + text.size() + 6;
    chunks_[name] = std::move(text);
  }

  void add_model() {
    Answers answers;
    const Json overview = add(answers, "/v1/explore/model", Json::object());
    add(answers, "/v1/explore/parameters", Json::object());
    add(answers, "/v1/explore/segments", Json::object());
    answers += ",\"/v1/models {}\":" + ask("GET", "/v1/models", "");
    keep("/v1/explore/diagram", packed(ask("POST", "/v1/explore/diagram", "{}")));
    for (const auto& [side, facts] : overview.at("sides").items()) {
      const Json labels = add(answers, "/v1/explore/labels", {{"side", side}});
      ids_[side] = labels.at("ids").get<std::vector<std::string>>();
      for (const Json& example : facts.at("examples")) examples_[side].push_back(example.at("id"));
      if (!facts.at("vectors").get<bool>()) continue;
      for (const std::string path : {"/v1/explore/map", "/v1/explore/vectors"})
        keep(path + " " + side, packed(ask("POST", path, Json{{"side", side}}.dump())));
    }
    keep("model", packed(answers + "}"));
    if (size_ > options_.bytes) refuse("model and maps", size_, "");
  }

  [[noreturn]] void refuse(std::string_view what, std::size_t shared, const std::string& items) const {
    throw Error(
        Code::unsupported,
        fmt::format("the explorer of this model does not fit into a page: pages, {} take {}{}, expected at most {}",
                    what, megabytes(shared), items, megabytes(options_.bytes)),
        "show it by interplay serve, which has no such limit");
  }

  // Of every item: its attributes and the items most similar to it.
  void add_items(std::size_t shared) {
    const std::vector<std::string>& items = ids_["item"];
    for (std::size_t i = 0; i < items.size(); ++i) {
      Answers answers;
      add(answers, "/v1/explore/card", {{"side", "item"}, {"id", items[i]}});
      for (const std::string_view measure : measures) {
        Json body = {{"item", items[i]}, {"n", similar_items}};
        if (measure != measures[0]) body["metric"] = measure;
        add(answers, "/v1/similar", body, "n");
      }
      const std::string name = "item " + items[i], text = packed(answers + "}");
      if (!fits(name, text))
        refuse("model and maps", shared,
               fmt::format(", and {} of {} items another {}", i, items.size(), megabytes(size_ - shared)));
      keep(name, text);
    }
  }

  void add_users(ExplorerFile& result) {
    const std::vector<std::string> order = most_active();
    result.of_users = order.size();
    for (const std::string& user : order) {
      if (result.users == options_.users) break;
      Answers answers;
      add(answers, "/v1/explore/card", {{"side", "user"}, {"id", user}});
      add(answers, "/v1/similar", {{"user", user}, {"n", similar_users}}, "n");
      const Json list = add(answers, "/v1/recommend", {{"user", user}, {"n", list_length}}, "n");
      for (const Json& one : list.value("items", Json::array()))
        for (const char* by : {"field", "feature"})
          add(answers, "/v1/explain", {{"user", user}, {"item", one.at("item")}, {"by", by}});
      const std::string name = "user " + user, text = packed(answers + "}");
      if (!fits(name, text)) {
        result.full = true;
        break;
      }
      keep(name, text);
      users_.push_back(user);
      ++result.users;
    }
  }

  std::vector<std::string> most_active() {
    std::vector<std::string> order = ids_["user"];
    if (const Past* past = served().explored().past()) {
      std::ranges::stable_sort(order, std::greater(), [&](const std::string& user) { return past->of(user).size(); });
    } else {
      const std::vector<std::string>& first = examples_["user"];
      std::ranges::stable_sort(order, std::less(),
                               [&](const std::string& user) { return std::ranges::find(first, user) - first.begin(); });
    }
    return order;
  }

  const ExplorerFileOptions& options_;
  Service service_;
  Worker worker_;
  std::size_t size_;
  std::map<std::string, std::string> chunks_;
  std::map<std::string, std::vector<std::string>> ids_, examples_;  // by side
  std::vector<std::string> users_;
};

}  // namespace
}  // namespace interplay::serve

namespace interplay {

ExplorerFile explorer_file(const std::string& model, const ExplorerFileOptions& options) {
  if (serve::offline_page().empty())
    throw Error(Code::unsupported, "this program was built without the explorer",
                "build it by make web, then the program by make build");
  return serve::Page(model, options).made();
}

}  // namespace interplay
