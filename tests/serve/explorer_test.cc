// What the explorer's pages ask for, of models of random parameters.
#include "serve/explorer/explorer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <nlohmann/json.hpp>

#include "interplay/error.h"
#include "interplay/recommend.h"
#include "score/random_model.h"
#include "serve/explorer/side.h"

namespace interplay::serve {
namespace {

using interplay::testing::make_random_model;
using nlohmann::json;
using ::testing::HasSubstr;

const Model& small_model() {
  static const Model model = make_random_model({.users = 30, .items = 200});
  return model;
}

std::vector<std::string> ids_of(const json& found) {
  std::vector<std::string> ids;
  for (const json& match : found["matches"]) ids.push_back(match["id"]);
  return ids;
}

template <class Number>
Number number_at(const std::string& bytes, std::size_t place) {
  Number number;
  std::memcpy(&number, bytes.data() + place, sizeof number);
  return number;
}

TEST(Explorer, OverviewNamesSidesColumnsAndParts) {
  const json overview = json::parse(Explorer(small_model()).overview());
  EXPECT_EQ(overview["sides"]["user"]["size"], 30);
  EXPECT_EQ(overview["sides"]["item"]["size"], 200);
  EXPECT_EQ(overview["sides"]["item"]["vectors"], true);
  EXPECT_EQ(overview["sides"]["item"]["titled"], false);
  EXPECT_EQ(overview["sides"]["user"]["attributes"][0]["name"], "job");
  EXPECT_EQ(overview["sides"]["user"]["attributes"][0]["distinct"], 3);
  EXPECT_EQ(overview["context"][0]["name"], "hour");
  EXPECT_EQ(overview["context"][0]["values"], json({"1", "2", "3", "4"}));
  EXPECT_EQ(overview["target"]["high"], 5);
  EXPECT_EQ(overview["describe"]["model"], "fm");
  EXPECT_EQ(overview["sides"]["item"]["examples"].size(), 6u);
}

TEST(Explorer, ValuesOfAColumnComeByTheirRows) {
  const json overview = json::parse(Explorer(small_model()).overview());
  const json& tags = overview["sides"]["item"]["attributes"][0];
  EXPECT_EQ(tags["kind"], "multi");
  const auto rows = tags["rows"].get<std::vector<std::size_t>>();
  EXPECT_TRUE(std::ranges::is_sorted(rows, std::greater<>()));
}

TEST(Explorer, FindsByIdAndByAttribute) {
  const Explorer explorer(small_model());
  const json by_id = json::parse(explorer.find(Role::item, "17", 10));
  EXPECT_EQ(ids_of(by_id).front(), "17");
  EXPECT_EQ(by_id["total"], 12);  // 17, 117, 170 to 179
  const json by_job = json::parse(explorer.find(Role::user, "job=2", 100));
  for (const json& match : by_job["matches"]) EXPECT_EQ(match["attributes"]["job"], json({"2"}));
  EXPECT_EQ(by_job["total"], ids_of(by_job).size());
  const json both = json::parse(explorer.find(Role::user, "job=2 1", 100));
  EXPECT_LT(both["total"], by_job["total"]);
  EXPECT_EQ(json::parse(explorer.find(Role::item, "", 5))["total"], 200);
  EXPECT_EQ(json::parse(explorer.find(Role::item, "nothing", 5))["total"], 0);
  EXPECT_EQ(json::parse(explorer.find(Role::item, "hour=2", 5))["total"], 0);  // no column of items: plain text
}

TEST(Explorer, RefusesConditionsThatCannotBeRead) {
  const Explorer explorer(small_model());
  EXPECT_THROW(static_cast<void>(explorer.find(Role::user, "job=", 5)), Error);
  EXPECT_THROW(static_cast<void>(explorer.find(Role::item, "tags>2", 5)), Error);
}

TEST(Explorer, CardsTellAttributesAndWeights) {
  const Explorer explorer(small_model());
  const json card = json::parse(explorer.card(Role::item, "6"));
  EXPECT_EQ(card["attributes"]["tags"].size(), 2u);
  EXPECT_TRUE(card["weight"].is_number());
  EXPECT_FALSE(json::parse(explorer.card(Role::item, "8"))["attributes"].contains("tags"));
  try {
    static_cast<void>(explorer.card(Role::item, "9999"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Code::not_found);
    EXPECT_THAT(error.message(), HasSubstr("9999"));
  }
}

TEST(Explorer, MapsEveryPointAndVectorsAreThoseOfSimilar) {
  const Explorer explorer(small_model());
  const std::string map = explorer.map(Role::item);
  ASSERT_EQ(map.size(), 32 + 200 * 12u);
  EXPECT_EQ(map.substr(0, 4), "IPM1");
  EXPECT_EQ(number_at<std::uint32_t>(map, 4), 200u);
  EXPECT_GT(number_at<double>(map, 8), number_at<double>(map, 16));
  EXPECT_EQ(number_at<std::uint32_t>(map, 24), 10u);
  const std::string vectors = explorer.vectors(Role::item);
  ASSERT_EQ(vectors.size(), 12 + 200 * 10 * 4u);
  const auto cosine = [&](std::size_t a, std::size_t b) {
    double product = 0, aa = 0, bb = 0;
    for (std::size_t k = 0; k < 10; ++k) {
      const double x = static_cast<double>(number_at<float>(vectors, 12 + 4 * (a * 10 + k)));
      const double y = static_cast<double>(number_at<float>(vectors, 12 + 4 * (b * 10 + k)));
      product += x * y, aa += x * x, bb += y * y;
    }
    return product / std::sqrt(aa * bb);
  };
  const Scored nearest = Recommender(small_model()).similar("3", 1).front();
  EXPECT_NEAR(static_cast<double>(nearest.score), cosine(2, std::stoul(nearest.item) - 1), 1e-5);
  EXPECT_EQ(explorer.map(Role::item), map);
}

TEST(Explorer, VectorsOfManyMembersStandSideBySide) {
  const Explorer explorer(make_random_model({.users = 10, .items = 50, .members = 30}));
  const std::string map = explorer.map(Role::item);
  EXPECT_EQ(number_at<std::uint32_t>(map, 28), 19u);  // members of 10 numbers within 192
  EXPECT_EQ(number_at<std::uint32_t>(map, 24), 190u);
}

TEST(Explorer, LabelsStandInTheOrderOfThePoints) {
  const json labels = json::parse(Explorer(small_model()).labels(Role::item));
  ASSERT_EQ(labels["ids"].size(), 200u);
  EXPECT_EQ(labels["ids"][41], "42");
  const json& tags = labels["attributes"][0];
  EXPECT_EQ(tags["codes"].size(), 200u);
  EXPECT_EQ(tags["values"][0], "");
  EXPECT_EQ(labels["attributes"].back()["name"], "weight");
}

TEST(Explorer, HistogramsCountEveryNumber) {
  for (const json& tensor : json::parse(Explorer(small_model()).parameters())) {
    std::size_t count = 0;
    for (const std::size_t bin : tensor["counts"]) count += bin;
    EXPECT_EQ(count, tensor["rows"].get<std::size_t>() * tensor["columns"].get<std::size_t>());
    EXPECT_LE(tensor["low"].get<double>(), tensor["mean"].get<double>());
  }
}

TEST(Explorer, DiagramHasNoStylesOfItsOwn) {
  const std::string diagram = Explorer(small_model()).diagram();
  EXPECT_THAT(diagram, HasSubstr("<svg"));
  EXPECT_EQ(diagram.find("<style"), std::string::npos);
  EXPECT_EQ(diagram.find("style="), std::string::npos);
}

TEST(Side, NamesAreChecked) {
  EXPECT_EQ(side_named("user"), Role::user);
  EXPECT_THROW(static_cast<void>(side_named("users")), Error);
}

}  // namespace
}  // namespace interplay::serve
