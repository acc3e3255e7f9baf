// The JSON of results: each is one valid object or list, with every number readable as it was.
#include "interplay/json.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace interplay {
namespace {

using Parsed = nlohmann::json;

TEST(Json, NumbersReadBackAsTheyWereAndNanIsNull) {
  const Parsed parsed = Parsed::parse(
      to_json(MetricValues{{"rmse", 0.1 + 0.2}, {"auc", std::numeric_limits<double>::quiet_NaN()}, {"mae", 1e-300}}));
  EXPECT_EQ(parsed.at("rmse").get<double>(), 0.1 + 0.2);
  EXPECT_TRUE(parsed.at("auc").is_null());
  EXPECT_EQ(parsed.at("mae").get<double>(), 1e-300);
}

TEST(Json, ListsNameTheirScoreAndShowTitlesWhereThereAreSome) {
  const std::vector<Scored> items = {{"50", 4.5F, "Star Wars (1977)"}, {"1\xff", 4, ""}};
  const Parsed parsed = Parsed::parse(to_json(std::span(items), "similarity"));
  ASSERT_EQ(parsed.size(), 2U);
  EXPECT_EQ(parsed[0].at("similarity"), 4.5);
  EXPECT_EQ(parsed[0].at("title"), "Star Wars (1977)");
  EXPECT_EQ(parsed[1].at("item"), "1\xEF\xBF\xBD") << "what is not UTF-8 is the replacement character";
  EXPECT_FALSE(parsed[1].contains("title"));
  EXPECT_FALSE(parsed[1].contains("why"));
  EXPECT_EQ(Parsed::parse(to_json(std::span(items), "dot", "user"))[0].at("user"), "50");
}

TEST(Json, ReasonsStandBesideTheirItem) {
  Scored item{"50", 4.5F, "Star Wars (1977)"};
  item.why = Reasons{.terms = {{"item 50", 0.25}}, .history = {{"181", "", 0.5F}, {"172", "Empire", 0.25F}}};
  const Parsed why = Parsed::parse(to_json(std::span<const Scored>(&item, 1)))[0].at("why");
  EXPECT_EQ(why, Parsed::parse(R"({"terms": [{"name": "item 50", "contribution": 0.25}], "history": [
      {"item": "181", "cosine": 0.5}, {"item": "172", "cosine": 0.25, "title": "Empire"}]})"));
}

TEST(Json, OptionsHaveTheirTypes) {
  TrainOptions options;
  options.rank = 7;
  const Parsed parsed = Parsed::parse(to_json(options));
  EXPECT_EQ(parsed.at("rank"), 7);
  EXPECT_TRUE(parsed.at("model").is_string());
  EXPECT_TRUE(parsed.at("hogwild").is_boolean());
  EXPECT_TRUE(parsed.at("learning_rate").is_number());
}

TEST(Json, EventsOfOneOfSeveralRunsNameIt) {
  const Parsed alone = Parsed::parse(to_json(Event(MessageEvent{MessageEvent::Level::warning, "text \"quoted\""})));
  EXPECT_EQ(alone.at("level"), "warning");
  EXPECT_EQ(alone.at("text"), "text \"quoted\"");
  EXPECT_FALSE(alone.contains("run"));
  StoppedEvent stopped{3, 2, "early", 2};
  EXPECT_EQ(Parsed::parse(to_json(Event(stopped))).at("run"), 2);
}

TEST(Json, ATrialThatDivergedHasNoError) {
  Trial trial;
  trial.diverged = true;
  trial.values = {{"rank", "8"}};
  const Parsed parsed = Parsed::parse(to_json(trial));
  EXPECT_TRUE(parsed.at("error").is_null());
  EXPECT_EQ(parsed.at("values").at("rank"), "8");
}

}  // namespace
}  // namespace interplay
