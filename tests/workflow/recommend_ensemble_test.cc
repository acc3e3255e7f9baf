// Lists of a model that averages several runs.
#include <gtest/gtest.h>

#include "interplay/recommend.h"
#include "workflow/toy_ensemble.h"

namespace interplay::testing {
namespace {

TEST(Ensemble, RanksAndComparesByTheMean) {
  const Toy toy = make_toy();
  const Model ensemble = train_ensemble(toy, 7, 3);
  const Recommender together(ensemble);
  std::vector<Recommender> alone;
  for (const std::int64_t seed : {7, 8, 9}) alone.emplace_back(train_ensemble(toy, seed, 1));
  const auto score_of = [](const std::vector<Scored>& list, const std::string& item) {
    for (const Scored& scored : list)
      if (scored.item == item) return static_cast<double>(scored.score);
    ADD_FAILURE() << item << " is not listed";
    return 0.0;
  };
  float last = 1e9f;
  for (const Scored& scored : together.recommend("u3", 9)) {
    double sum = 0;
    for (const Recommender& one : alone) sum += score_of(one.recommend("u3", 9), scored.item);
    EXPECT_NEAR(scored.score, sum / 3, 1e-5);
    EXPECT_LE(scored.score, last);
    last = scored.score;
  }
  for (const Scored& scored : together.similar("107", 8)) {
    double sum = 0;
    for (const Recommender& one : alone) sum += score_of(one.similar("107", 8), scored.item);
    EXPECT_NEAR(scored.score, sum / 3, 1e-5);
  }
}

}  // namespace
}  // namespace interplay::testing
