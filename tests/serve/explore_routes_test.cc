// The explorer's routes: what they take, and what they add to what serve/explorer makes.
#include <gmock/gmock.h>

#include "serve/serving.h"

namespace interplay::testing {
namespace {

using ::testing::HasSubstr;

class ExploreRoutes : public ServeTest {
 protected:
  // Ratings of user 3, the later ones of higher items; one of them twice.
  std::string ratings() const {
    std::string text = "user,item,hour,rating,time\n3,7,1,2,50\n";
    for (int item = 5; item < 9; ++item)
      text += "3," + std::to_string(item) + ",1,4," + std::to_string(100 * item) + "\n";
    const std::filesystem::path path = folder_.path() / "ratings.csv";
    write_file(path, text);
    return path.string();
  }
};

TEST_F(ExploreRoutes, CardsHaveTheHistoryTheLatestFirst) {
  ServeOptions options;
  options.seen = {ratings()};
  serve::Service service({{.path = save(make_random_model({.users = 20, .items = 60}))}}, options, nullptr);
  serve::Worker worker(service);
  const Json card = Json::parse(post(service, worker, "/v1/explore/card", {{"side", "user"}, {"id", 3}}).body);
  ASSERT_EQ(card["history"].size(), 4u);
  EXPECT_EQ(card["history"][0]["item"], "8");
  EXPECT_EQ(card["history"][1]["item"], "7");           // once, by its later row
  EXPECT_TRUE(card["history"][1]["rating"].is_null());  // these models have no target
  EXPECT_EQ(card["attributes"]["job"], Json({"3"}));
  EXPECT_EQ(Json::parse(post(service, worker, "/v1/explore/card", {{"side", "user"}, {"id", "4"}}).body)["history"],
            Json::array());
  EXPECT_FALSE(
      Json::parse(post(service, worker, "/v1/explore/card", {{"side", "item"}, {"id", "4"}}).body).contains("history"));
  const Json model = Json::parse(post(service, worker, "/v1/explore/model", Json::object()).body);
  EXPECT_EQ(model["seen"], true);
  EXPECT_EQ(model["describe"]["model"], "fm");
}

TEST_F(ExploreRoutes, AnswersAreOfTheirTypes) {
  serve::Service service({{.path = save(make_random_model({.users = 20, .items = 60}))}}, {}, nullptr);
  serve::Worker worker(service);
  const serve::Response map = post(service, worker, "/v1/explore/map", {{"side", "item"}});
  EXPECT_EQ(map.content_type, "application/octet-stream");
  EXPECT_EQ(map.body.size(), 32 + 60 * 12u);
  EXPECT_EQ(post(service, worker, "/v1/explore/vectors", {{"side", "user"}}).body.substr(0, 4), "IPV1");
  EXPECT_EQ(post(service, worker, "/v1/explore/diagram", Json::object()).content_type, "image/svg+xml");
  EXPECT_EQ(Json::parse(post(service, worker, "/v1/explore/labels", {{"side", "item"}}).body)["ids"].size(), 60u);
  EXPECT_GT(Json::parse(post(service, worker, "/v1/explore/parameters", Json::object()).body)["tensors"].size(), 4u);
  EXPECT_EQ(post(service, worker, "/v1/explore/segments", Json::object()).body, R"({"segments":null})");
  const Json found =
      Json::parse(post(service, worker, "/v1/explore/find", {{"side", "item"}, {"text", "4"}, {"n", 3}}).body);
  EXPECT_EQ(found["matches"].size(), 3u);
  EXPECT_EQ(Json::parse(post(service, worker, "/v1/explore/model", Json::object()).body)["seen"], false);
}

TEST_F(ExploreRoutes, BadRequestsAreRefused) {
  serve::Service service({{.path = save(make_random_model({.users = 20, .items = 60}))}}, {}, nullptr);
  serve::Worker worker(service);
  EXPECT_EQ(post(service, worker, "/v1/explore/map", Json::object()).status, 400);
  EXPECT_EQ(post(service, worker, "/v1/explore/map", {{"side", "films"}}).status, 400);
  const serve::Response unknown = post(service, worker, "/v1/explore/card", {{"side", "item"}, {"id", "900"}});
  EXPECT_EQ(unknown.status, 404);
  EXPECT_THAT(unknown.body, HasSubstr("no item '900'"));
  EXPECT_EQ(post(service, worker, "/v1/explore/find", {{"side", "user"}, {"text", "job="}}).status, 400);
  EXPECT_EQ(ask(service, worker, request("GET", "/v1/explore/model")).status, 405);
}

}  // namespace
}  // namespace interplay::testing
