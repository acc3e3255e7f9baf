#include "interplay/explain.h"
#include "interplay/encode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "interplay/error.h"
#include "workflow/toy.h"

namespace interplay {
namespace {

using testing::make_toy;
using testing::small_options;
using testing::Toy;

// A sum and how far another sum of the same terms may be from it, whatever the order of either: n terms, each rounded
// once itself, differ by at most n epsilon times the sum of their sizes (Higham 2002, section 4.2).
struct Sum {
  double value = 0, size = 0;
  int terms = 0;

  void add(double term) {
    value += term;
    size += std::abs(term);
    ++terms;
  }
  double rounding() const { return terms * std::numeric_limits<double>::epsilon() * size; }
};

double sum_of(const Explanation& explanation) {
  double sum = 0;
  for (const auto& entry : explanation.entries) sum += entry.contribution;
  return sum;
}

std::vector<std::string> names_of_kind(const Explanation& explanation, std::string_view kind) {
  std::vector<std::string> names;
  for (const auto& entry : explanation.entries)
    if (entry.kind == kind) names.push_back(entry.name);
  return names;
}

class EveryModelExplained : public ::testing::TestWithParam<std::string> {};

TEST_P(EveryModelExplained, TermsSumToTheScoreAndThePredictionIsThatOfPredict) {
  const Toy toy = testing::make_toy_for(GetParam());
  const Model model = train(toy.data, toy.split, small_options(GetParam()));
  const std::vector<float> predicted = model.predict(toy.data);
  for (const std::uint32_t row : {0u, 7u, 100u, 239u}) {
    for (const Detail detail : {Detail::features, Detail::fields}) {
      const Explanation explanation = explain(model, toy.data, row, detail);
      EXPECT_EQ(sum_of(explanation), explanation.score);
      EXPECT_EQ(explanation.prediction, predicted[row]);
      ASSERT_EQ(explanation.entries.back().kind, "rounding");
      EXPECT_LT(std::abs(explanation.entries.back().contribution), 1e-5);
      double columns = 0;
      for (const auto& column : explanation.columns) {
        double entries = 0;
        for (const auto& entry : explanation.entries)
          if (entry.column == column.name) entries += entry.contribution;
        EXPECT_NEAR(entries, column.contribution, 1e-5) << column.name;
        columns += column.contribution;
      }
      const double intercept = explanation.entries.front().kind == "intercept" ? explanation.entries.front().value : 0;
      EXPECT_NEAR(columns + intercept, explanation.score, 1e-5);
    }
  }
}

std::vector<std::string> all_models() {
  std::vector<std::string> names;
  for (const ModelInfo& model : model_names()) names.emplace_back(model.name);
  return names;
}

INSTANTIATE_TEST_SUITE_P(, EveryModelExplained, ::testing::ValuesIn(all_models()),
                         [](const auto& model) { return model.param; });

class ExplainTest : public ::testing::Test {
 protected:
  ExplainTest() : toy(make_toy()), model(train(toy.data, toy.split, small_options("fm"))) {}

  Explanation of(const std::vector<std::pair<std::string, std::string>>& values,
                 Detail detail = Detail::features) const {
    return explain(model, encode_row(model.star(), values), 0, detail);
  }

  Toy toy;
  Model model;
};

TEST_F(ExplainTest, NamesFeaturesAndPairs) {
  const Explanation explanation = of({{"user", "u3"}, {"item", "114"}, {"hour", "13"}});
  const auto linear = names_of_kind(explanation, "linear");
  ASSERT_EQ(linear.size(), 8u);  // user, item, hour, age, occupation, three genres
  EXPECT_EQ(linear[0], "user u3");
  EXPECT_EQ(linear[1], "item 114");
  EXPECT_TRUE(linear[2].starts_with("hour 13 -> ")) << linear[2];
  EXPECT_TRUE(linear[3].starts_with("age 29 -> ")) << linear[3];
  EXPECT_EQ(linear[5], "genres Action (1/3)");
  const auto pairs = names_of_kind(explanation, "pair");
  EXPECT_EQ(pairs.size(), 25u);  // 28 pairs of features, 3 of which are within the genres
  EXPECT_EQ(pairs.front(), "user u3 x item 114");
  EXPECT_EQ(names_of_kind(explanation, "within").size(), 3u);
  EXPECT_EQ(names_of_kind(of({{"user", "u3"}, {"item", "114"}}, Detail::fields), "within"),
            (std::vector<std::string>{"genres"}));
}

TEST_F(ExplainTest, ContributionsAreWeightsAndDotProducts) {
  const Explanation explanation = of({{"user", "u3"}, {"item", "114"}, {"hour", "13"}});
  const auto vector_of = [&](const std::string& name) {
    for (const auto& factor : explanation.factors)
      if (factor.name == name) return factor.vector;
    return std::vector<double>();
  };
  const auto user = vector_of("user u3"), genre = vector_of("genres Action (1/3)");
  ASSERT_EQ(user.size(), 5u);
  ASSERT_EQ(genre.size(), 5u);
  Sum dot;
  for (std::size_t k = 0; k < 5; ++k) dot.add(user[k] * genre[k]);
  bool found = false;
  for (const auto& entry : explanation.entries) {
    if (entry.name != "user u3 x genres Action (1/3)") continue;
    EXPECT_NEAR(entry.value, dot.value, dot.rounding());
    found = true;
  }
  EXPECT_TRUE(found);
  ASSERT_EQ(explanation.sums.size(), 1u);
  for (std::size_t k = 0; k < 5; ++k) {
    Sum sum;
    for (const auto& factor : explanation.factors) sum.add(factor.vector[k]);
    EXPECT_NEAR(explanation.sums[0].vector[k], sum.value, sum.rounding());
  }
}

TEST_F(ExplainTest, FieldsHaveTheSumsOfTheirFeatures) {
  const Explanation fine = of({{"user", "u3"}, {"item", "114"}, {"hour", "13"}});
  const Explanation coarse = of({{"user", "u3"}, {"item", "114"}, {"hour", "13"}}, Detail::fields);
  double genres = 0;
  for (const auto& entry : fine.entries)
    if (entry.kind == "linear" && entry.name.starts_with("genres ")) genres += entry.value;
  const auto found = std::find_if(coarse.entries.begin(), coarse.entries.end(),
                                  [](const auto& entry) { return entry.name == "genres" && entry.kind == "linear"; });
  ASSERT_NE(found, coarse.entries.end());
  EXPECT_DOUBLE_EQ(found->value, genres);
  EXPECT_EQ(fine.prediction, coarse.prediction);
  EXPECT_EQ(coarse.factors.size(), 6u);
}

TEST_F(ExplainTest, TheUnseenAndTheMissingAreFlagged) {
  const Explanation explanation = of({{"user", "nobody"}, {"item", "114"}});
  EXPECT_TRUE(explanation.inputs[0].unseen);
  EXPECT_FALSE(explanation.inputs[1].unseen);
  EXPECT_TRUE(explanation.inputs[2].missing);
  EXPECT_EQ(names_of_kind(explanation, "linear")[0], "user (unseen)");
  EXPECT_EQ(names_of_kind(explanation, "linear")[2], "hour (missing)");
}

TEST_F(ExplainTest, RefusesWhatIsNotThere) {
  EXPECT_THROW(of({{"user", "u3"}, {"colour", "red"}}), Error);
  EXPECT_THROW(of({{"user", "u3"}, {"age", "30"}}), Error);  // belongs to the user, not to the interaction
  EXPECT_THROW(of({{"user", "u3"}, {"user", "u4"}}), Error);
  EXPECT_THROW(of({{"hour", "noon"}}), Error);
  EXPECT_THROW(explain(model, toy.data, 240), Error);
}

}  // namespace
}  // namespace interplay
