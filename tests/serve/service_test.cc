// Answers against what the library itself gives, by the same models.
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "interplay/explain.h"
#include "interplay/json.h"
#include "serve/serving.h"

// Allocations of this program: the steady state of a server has none. Never inlined, as compilers would then take the
// calls of malloc and free for a mixture.
namespace {
std::atomic<std::size_t> allocations = 0;
}
[[gnu::noinline]] void* operator new(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) return memory;
  throw std::bad_alloc();
}
// Of std::stable_sort and simdjson: sanitizers have one of their own, whose memory free would not take.
[[gnu::noinline]] void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size);
}
[[gnu::noinline]] void* operator new(std::size_t size, std::align_val_t alignment) {
  ++allocations;
  const auto step = static_cast<std::size_t>(alignment);
  if (void* memory = std::aligned_alloc(step, (size + step - 1) / step * step)) return memory;
  throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace interplay::testing {
namespace {

using serve::Outcome;

TEST_F(ServeTest, ScoresAndListsAreTheLibrarysToTheBit) {
  for (const char* name : {"fm", "mf", "deepfm"}) {
    const Model model = make_random_model({.name = name, .items = 300});
    serve::Service service({{.path = save(model, name)}}, {}, nullptr);
    serve::Worker worker(service);
    ScoringSession session(model);
    const Recommender recommender(model);
    for (const int user : {1, 17, 40}) {
      const std::string id = std::to_string(user);
      const Json scored = Json::parse(post(service, worker, "/v1/score", {{"user", user}, {"item", "5"}}).body);
      EXPECT_EQ(scored["score"].get<double>(), static_cast<double>(session.predict(id, "5"))) << name;
      EXPECT_EQ(scored["cold"], false);
      const Json listed = Json::parse(post(service, worker, "/v1/recommend", {{"user", id}, {"n", 7}}).body);
      EXPECT_EQ(listed["items"], Json::parse(to_json(recommender.recommend(id, 7)))) << name;
    }
    const std::vector<std::pair<std::string, std::string>> row = {{"user", "3"}, {"hour", "2"}};
    const Json asked = {{"user", 3}, {"context", {{"hour", 2}}}, {"n", 5}};
    EXPECT_EQ(Json::parse(post(service, worker, "/v1/recommend", asked).body)["items"],
              Json::parse(to_json(recommender.recommend(row, 5))))
        << name;
  }
}

TEST_F(ServeTest, NoMemoryIsAllocatedInTheSteadyState) {
  const Model model = make_random_model({.items = 3000});
  serve::Service service({{.path = save(model)}}, {}, nullptr);
  serve::Worker worker(service);
  const auto measured = [&](const std::string& path, const std::string& body) {
    serve::Request asked = request("POST", path, body);
    serve::Response response;
    std::size_t before = 0;
    for (int i = 0; i < 200; ++i) {
      if (i == 100) before = allocations;
      EXPECT_EQ(service.handle(asked, response, worker, serve::Lane::quick), Outcome::answered);
      EXPECT_EQ(response.status, 200) << response.body;
    }
    return allocations - before;
  };
  EXPECT_EQ(measured("/v1/score", R"({"user": 7, "item": "11"})"), 0u);
  EXPECT_EQ(measured("/v1/score", R"({"user": 7, "item": "11", "context": {"hour": 2}})"), 0u);
  EXPECT_EQ(measured("/v1/recommend", R"({"user": "7", "n": 10})"), 0u);
  EXPECT_EQ(measured("/v1/recommend", R"({"user": "7", "n": 10, "candidates": [1, 2, 3, "40"]})"), 0u);
  EXPECT_EQ(measured("/v1/recommend", R"({"requests": [{"user": 1}, {"user": "2", "n": 3}]})"), 0u);
}

// Sends `request` so many times over one connection; false if an answer is another one than 200.
bool sends(int sender, const std::string& request, int times) {
  char answer[8192];
  for (int i = 0; i < times; ++i) {
    if (::send(sender, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
      return false;
    const ssize_t count = ::recv(sender, answer, sizeof answer, 0);
    if (count <= 0 || !std::string_view(answer, static_cast<std::size_t>(count)).starts_with("HTTP/1.1 200"))
      return false;
  }
  return true;
}

TEST_F(ServeTest, NorBetweenTheSockets) {
  ServeOptions options;
  options.port = 0;
  options.threads = 1;
  options.watch = false;
  Server server({{.path = save(make_random_model({.items = 3000}))}}, options, nullptr);
  server.start();
  const int sender = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(server.port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::connect(sender, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  constexpr int times = 2000;
  for (const std::string path : {"/v1/score", "/v1/recommend"}) {
    const std::string body = path == "/v1/score" ? R"({"user": 7, "item": "11"})" : R"({"user": "7", "n": 10})";
    const std::string asked = "POST " + path +
                              " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
                              "\r\n\r\n" + body;
    ASSERT_TRUE(sends(sender, asked, 200));
    const std::size_t before = allocations;
    ASSERT_TRUE(sends(sender, asked, times));
    EXPECT_LT(allocations - before, times / 10) << path;  // the clock's, ten times a second
  }
  ::close(sender);
}

TEST_F(ServeTest, OtherAnswersAreTheLibrarys) {
  const Model model = make_random_model({.items = 200});
  serve::Service service({{.path = save(model)}}, {}, nullptr);
  serve::Worker worker(service);
  const Recommender recommender(model);
  EXPECT_EQ(Json::parse(post(service, worker, "/v1/similar", {{"item", 9}, {"n", 4}, {"metric", "dot"}}).body)["items"],
            Json::parse(to_json(recommender.similar("9", 4, Similarity::dot), "dot")));
  Json explained = Json::parse(post(service, worker, "/v1/explain", {{"user", 2}, {"item", 9}}).body);
  const std::vector<std::pair<std::string, std::string>> row = {{"user", "2"}, {"item", "9"}};
  EXPECT_EQ(explained.erase("model"), 1u);
  EXPECT_EQ(explained.erase("version"), 1u);
  EXPECT_EQ(explained, Json::parse(to_json(explain(model, encode_row(model.star(), row), 0))));
  const Json diverse = Json::parse(post(service, worker, "/v1/recommend", {{"user", 2}, {"diverse", 0.5}}).body);
  const std::string users[] = {"2"};
  EXPECT_EQ(diverse["items"], Json::parse(to_json(recommender.lists(users, {.diverse = 0.5}).front().items)));
}

// A user of whom nothing is known has one list, whatever else is asked of it.
TEST_F(ServeTest, UnseenUsersHaveReasonsAndDiversity) {
  const Model model = make_random_model({.items = 200});
  serve::Service service({{.path = save(model)}}, {}, nullptr);
  serve::Worker worker(service);
  const auto list = [&](Json more) {
    more["user"] = "nobody";
    return Json::parse(post(service, worker, "/v1/recommend", more).body);
  };
  const Json plain = list({});
  ASSERT_EQ(plain["cold"], true) << plain;
  Json with_reasons = list({{"why", true}});
  ASSERT_TRUE(with_reasons.contains("items")) << with_reasons;
  for (Json& item : with_reasons["items"]) EXPECT_EQ(item.erase("why"), 1u);
  EXPECT_EQ(with_reasons, plain);
  const Json barely = list({{"diverse", 1e-9}}), diverse = list({{"diverse", 0.7}, {"why", true}});
  EXPECT_EQ(barely["items"], plain["items"]);
  ASSERT_EQ(diverse["items"].size(), 10u) << diverse;
  EXPECT_EQ(diverse["cold"], true);
  EXPECT_EQ(diverse["items"][0]["item"], plain["items"][0]["item"]);
  EXPECT_GT(diverse["mean_score_lost"], 0);
  const std::string users[] = {"nobody"};
  EXPECT_THROW(Recommender(model).lists(users, {}), Error);
}

TEST_F(ServeTest, CandidatesAloneAreRanked) {
  const Model model = make_random_model({.items = 100});
  serve::Service service({{.path = save(model)}}, {}, nullptr);
  serve::Worker worker(service);
  const Json listed =
      Json::parse(post(service, worker, "/v1/recommend", {{"user", 1}, {"candidates", {5, "6", 70, 1000}}}).body);
  std::vector<std::string> ids;
  for (const Json& item : listed["items"]) ids.push_back(item["item"]);
  EXPECT_THAT(ids, ::testing::UnorderedElementsAre("5", "6", "70"));
}

TEST_F(ServeTest, ADamagedFileKeepsTheOldModel) {
  const std::string path = save(make_random_model({}));
  std::vector<std::string> told;
  serve::Service service({{.path = path}}, {}, [&](const ServerEvent& event) {
    if (event.kind == ServerEvent::Kind::load_failed) told.push_back(event.text);
  });
  serve::Worker worker(service);
  const Json body = {{"user", 1}, {"item", 2}};
  const std::string before = post(service, worker, "/v1/score", body).body;
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);  // in place, under the served model
  EXPECT_EQ(service.registry.reload().size(), 1u);
  ASSERT_EQ(told.size(), 1u);
  EXPECT_THAT(told[0], ::testing::HasSubstr(path));
  EXPECT_EQ(post(service, worker, "/v1/score", body).body, before);
  make_random_model({.bias = 1}).save(path);
  EXPECT_TRUE(service.registry.reload().empty());
  const Json after = Json::parse(post(service, worker, "/v1/score", body).body);
  EXPECT_NE(after["version"], Json::parse(before)["version"]);
  EXPECT_EQ(service.registry.reloads(), 1u);
}

TEST_F(ServeTest, TooLateIsSaid) {
  serve::Service service({{.path = save(make_random_model({}))}}, {}, nullptr);
  serve::Worker worker(service);
  serve::Request late = request("POST", "/v1/score", R"({"user": 1, "item": 2})");
  late.deadline = serve::Clock::now() - std::chrono::seconds(1);
  const serve::Response response = ask(service, worker, late);
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.headers, ::testing::HasSubstr("Retry-After"));
}

TEST_F(ServeTest, EveryRouteIsDescribed) {
  const Json document = Json::parse(openapi_text());
  for (const serve::Route* route : serve::route_table()) {
    const Json& operation =
        document["paths"][std::string(route->paths.front())][route->method == "GET" ? "get" : "post"];
    EXPECT_EQ(operation["operationId"], std::string(route->name));
    EXPECT_THAT(routes_reference(),
                ::testing::HasSubstr("### " + std::string(route->method) + " " + std::string(route->paths.front())));
  }
}

}  // namespace
}  // namespace interplay::testing
