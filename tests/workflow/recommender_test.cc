#include "interplay/recommend.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "interplay/build.h"
#include "interplay/dataset.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/options.h"
#include "interplay/train.h"

namespace interplay {
namespace {

// Users 1..20 and items 101..120: even users like even items, odd users odd ones.
Dataset checkerboard() {
  std::vector<std::int64_t> users, items;
  std::vector<float> ratings;
  for (std::int64_t user = 1; user <= 20; ++user) {
    for (std::int64_t item = 1; item <= 20; ++item) {
      users.push_back(user);
      items.push_back(100 + item);
      ratings.push_back((user + item) % 2 == 0 ? 5.0f : 1.0f);
    }
  }
  DatasetBuilder builder;
  builder.add("user", Ids{std::move(users)}, Role::user).add("item", Ids{std::move(items)}, Role::item);
  return builder.add("rating", Numbers{std::move(ratings)}, Role::target).build();
}

class RecommenderTest : public ::testing::Test {
 protected:
  static Model train_on(std::string_view model_name) {
    Split split;
    split.train.resize(400);
    for (std::uint32_t r = 0; r < 400; ++r) split.train[r] = r;
    TrainOptions options = default_options(model_name);
    options.rank = 8;
    options.init = 0.1;
    options.epochs = 100;
    options.l2_factors = options.l2_linear = 0.001;
    const Dataset data = encode(checkerboard(), split.train, {});
    return train(data, split, options);
  }
};

TEST_F(RecommenderTest, RanksLikedItemsFirst) {
  const Recommender recommender(train_on("fm"));
  const auto list = recommender.recommend("4", 10);
  ASSERT_EQ(list.size(), 10u);
  for (const Scored& entry : list) EXPECT_EQ(std::stoi(entry.item) % 2, 0) << entry.item;
  EXPECT_TRUE(std::ranges::is_sorted(list, std::greater<>(), &Scored::score));
  EXPECT_NEAR(list.front().score, 5, 0.5);
}

TEST_F(RecommenderTest, LeavesOutWhatIsExcluded) {
  const Recommender recommender(train_on("fm"));
  const std::vector<std::string> known = {"102", "104", "no such item"};
  const auto list = recommender.recommend("4", 100, known);
  EXPECT_EQ(list.size(), 18u);
  for (const Scored& entry : list) EXPECT_TRUE(entry.item != "102" && entry.item != "104");
}

TEST_F(RecommenderTest, SimilarItemsAreLikedByTheSameUsers) {
  const Recommender recommender(train_on("biased_mf"));
  const auto list = recommender.similar("103", 9);
  ASSERT_EQ(list.size(), 9u);
  for (const Scored& entry : list) {
    EXPECT_EQ(std::stoi(entry.item) % 2, 1) << entry.item;
    EXPECT_NE(entry.item, "103");
    EXPECT_GT(entry.score, 0.9f);
  }
}

TEST_F(RecommenderTest, RefusesTheUnknown) {
  const Recommender recommender(train_on("fm"));
  EXPECT_THROW(recommender.recommend("99", 5), Error);
  EXPECT_THROW(recommender.similar("99", 5), Error);
  EXPECT_THROW(Recommender(train_on("linear")).similar("103", 5), Error);
}

}  // namespace
}  // namespace interplay
