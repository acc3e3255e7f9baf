// Rows of new ids against what their definition gives, by dense systems in doubles; all other rows to the bit.
#include "interplay/fold_in.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "interplay/build.h"
#include "interplay/error.h"
#include "recommend/fold_in/newton.h"
#include "score/random_model.h"

namespace interplay::testing {
namespace {

// Interactions of users 900 (twelve items) and 901 (three), the latter also with item 5000, which user 1 has, too.
Dataset newcomers() {
  std::vector<std::int64_t> users, items;
  std::vector<float> ratings;
  const auto add = [&](std::int64_t user, std::int64_t item, float rating) {
    users.push_back(user), items.push_back(item), ratings.push_back(rating);
  };
  for (std::int64_t item = 1; item <= 12; ++item) add(900, item * 3, static_cast<float>(1 + item % 5));
  for (std::int64_t item = 1; item <= 3; ++item) add(901, item, 4);
  add(901, 5000, 5), add(1, 5000, 2);
  return DatasetBuilder()
      .add("user", Ids{users}, Role::user)
      .add("item", Ids{items}, Role::item)
      .add("hour", Ids{std::vector<std::string>(items.size())})
      .add("rating", Numbers{ratings}, Role::target)
      .build();
}

const Tensor& tensor_of(const Parameters& parameters, const std::string& name) { return parameters.find(name); }

// The sum of the vectors of a row of the random model, without its user.
std::vector<double> others(const Model& model, const Parameters& parameters, std::uint32_t item) {
  std::vector<double> sum(10, 0.0);
  const auto add = [&](const std::string& field, std::uint32_t code, double x) {
    for (std::size_t c = 0; c < sum.size(); ++c)
      sum[c] += x * static_cast<double>(tensor_of(parameters, "embedding/" + field).row(code)[c]);
  };
  add("item", item, 1), add("job", 0, 1), add("hour", 0, 1);
  const auto& tags = std::get<MultiColumn>(model.star().columns[3]);
  const auto count = static_cast<double>(tags.offsets[item + 1] - tags.offsets[item]);
  for (std::uint64_t e = tags.offsets[item]; e < tags.offsets[item + 1]; ++e) add("tags", tags.codes[e], 1 / count);
  return sum;
}

TEST(FoldIn, SolvesTheDenseSystemOfEveryMember) {
  for (const std::size_t members : {std::size_t{1}, std::size_t{3}}) {
    SCOPED_TRACE(members);
    const Model model = make_random_model({.items = 60, .members = members});
    const Model grown = fold_in(model, newcomers());
    ASSERT_EQ(grown.members(), members);
    const std::uint32_t code = grown.schema().fields[0].vocabulary.code("900");
    for (std::size_t m = 0; m < members; ++m) {
      const auto before = implementation_of(model).members.at(m), after = implementation_of(grown).members.at(m);
      // The found row is a stationary point: the gradient of squares and prior, written out, is 0.
      const std::size_t n = 11;
      std::vector<double> mean(n, 0.0), variance(n, 0.0), x(n), gradient(n), size(n);
      const auto of = [&](const Parameters& from, std::uint32_t row, std::size_t k) {
        return static_cast<double>(k == 0 ? *from.find("linear/user").row(row)
                                          : from.find("embedding/user").row(row)[k - 1]);
      };
      for (std::size_t k = 0; k < n; ++k) {
        for (std::uint32_t row = 1; row <= 40; ++row) mean[k] += of(*before, row, k) / 40;
        for (std::uint32_t row = 1; row <= 40; ++row) variance[k] += std::pow(of(*before, row, k) - mean[k], 2) / 39;
      }
      double middle = 0;
      for (std::size_t k = 1; k < n; ++k) middle += variance[k] / 10;
      for (std::size_t k = 0; k < n; ++k) {
        x[k] = of(*after, code, k);
        const double shrunk = (40 * variance[k] + 20 * (k == 0 ? variance[0] : middle)) / 60;
        gradient[k] = (x[k] - mean[k]) / shrunk / (members == 1 ? 7 : 1);
        size[k] = std::abs(gradient[k]);
      }
      for (std::int64_t i = 1; i <= 12; ++i) {
        const auto item = static_cast<std::uint32_t>(3 * i);
        const std::vector<double> v = others(model, *before, item);
        // The score without the user, by a model without one.
        double score = x[0] + static_cast<double>(*before->find("bias").row(0)) +
                       static_cast<double>(*before->find("linear/item").row(item)) +
                       static_cast<double>(*before->find("linear/job").row(0)) +
                       static_cast<double>(*before->find("linear/hour").row(0));
        double own = 0;
        std::vector<std::vector<double>> vectors;
        const auto add = [&](const std::string& field, std::uint32_t row, double weight) {
          vectors.emplace_back();
          for (std::size_t c = 0; c < 10; ++c)
            vectors.back().push_back(weight * static_cast<double>(before->find("embedding/" + field).row(row)[c]));
        };
        add("item", item, 1), add("job", 0, 1), add("hour", 0, 1);
        const auto& tags = std::get<MultiColumn>(model.star().columns[3]);
        const auto count = static_cast<double>(tags.offsets[item + 1] - tags.offsets[item]);
        for (std::uint64_t e = tags.offsets[item]; e < tags.offsets[item + 1]; ++e) {
          add("tags", tags.codes[e], 1 / count);
          score += static_cast<double>(*before->find("linear/tags").row(tags.codes[e])) / count;
        }
        for (std::size_t a = 0; a < vectors.size(); ++a)
          for (std::size_t b = 0; b < a; ++b)
            own += std::inner_product(vectors[a].begin(), vectors[a].end(), vectors[b].begin(), 0.0);
        score += own;
        for (std::size_t c = 0; c < 10; ++c) score += x[c + 1] * v[c];
        const double e = 2 * (score - static_cast<double>(1 + i % 5));
        for (std::size_t k = 0; k < n; ++k) {
          gradient[k] += e * (k == 0 ? 1 : v[k - 1]);
          size[k] += std::abs(e * (k == 0 ? 1 : v[k - 1]));
        }
      }
      // Draws are stored with 8 bits.
      for (std::size_t k = 0; k < n; ++k) EXPECT_NEAR(gradient[k] / size[k], 0, members == 1 ? 1e-4 : 0.1) << k;
    }
  }
}

TEST(FoldIn, KeepsTheBitsOfAllOtherRows) {
  const Model model = make_random_model({.items = 60, .members = 2});
  FoldInReport report;
  const Model grown = fold_in(model, newcomers(), {}, &report);
  EXPECT_THAT(report.users, ::testing::ElementsAre("900", "901"));
  EXPECT_THAT(report.items, ::testing::ElementsAre("5000"));
  const Schema &before = model.schema(), &after = grown.schema();
  for (std::size_t m = 0; m < 2; ++m) {
    const auto old = implementation_of(model).members.at(m), now = implementation_of(grown).members.at(m);
    for (const Tensor& tensor : old->tensors()) {
      const Tensor& wider = now->find(tensor.name);
      for (std::uint32_t row = 0; row < tensor.rows; ++row) {
        std::uint32_t to = row;
        for (const std::size_t f : {std::size_t{0}, std::size_t{2}})
          if (row > 0 && tensor.name.ends_with("/" + before.fields[f].name))
            to = after.fields[f].vocabulary.code(before.fields[f].vocabulary.id(row));
        for (std::size_t c = 0; c < tensor.columns; ++c) ASSERT_EQ(tensor.row(row)[c], wider.row(to)[c]) << tensor.name;
      }
    }
    EXPECT_NE(*now->find("linear/item").row(after.fields[2].vocabulary.code("5000")), 0);
  }
}

TEST(FoldIn, IsTheSameForAnyNumberOfThreads) {
  const Model model = make_random_model({.name = "biased_mf", .items = 60});
  const Model one = fold_in(model, newcomers(), {.threads = 1});
  for (const int threads : {2, 3, 8}) {
    const Model other = fold_in(model, newcomers(), {.threads = threads});
    const auto a = implementation_of(one).parameters(), b = implementation_of(other).parameters();
    for (TensorId t = 0; t < a->size(); ++t) EXPECT_TRUE(std::ranges::equal((*a)[t].values(), (*b)[t].values()));
  }
}

TEST(FoldIn, ModelsOfAnyShapeComeNearTheirTargets) {
  for (const std::string name : {"biased_mf", "deepfm", "wide_deep", "nmf", "mf"}) {
    SCOPED_TRACE(name);
    const Model model = make_random_model({.name = name, .items = 60});
    std::vector<RatedItem> rated;
    for (int item = 1; item <= 10; ++item) rated.push_back({std::to_string(item), item % 2 == 0 ? 5.0f : 1.0f});
    const Dataset history = history_of(model, "77", rated);
    const Model grown = fold_in(model, history);
    const auto error = [&](const Model& of) {
      const std::vector<float> values = of.predict(encode_as(history, of.star()));
      double sum = 0;
      for (std::size_t i = 0; i < values.size(); ++i) sum += std::pow(values[i] - *rated[i].rating, 2);
      return sum;
    };
    EXPECT_LT(error(grown), 0.9 * error(model));
  }
}

TEST(FoldIn, RefusesWhatTellsNothing) {
  const Model model = make_random_model({.items = 60});
  const RatedItem bare[] = {{"1", std::nullopt}};
  EXPECT_THROW(history_of(model, "77", bare), Error);
  EXPECT_THROW(history_of(model, "77", {}), Error);
  const RatedItem rated[] = {{"1", 4.0f}};
  EXPECT_THROW(fold_in(model, history_of(model, "3", rated)), Error);  // a known user
  EXPECT_EQ(parse_history(model, "1:5,2:4.5").at(1).rating, 4.5f);
  EXPECT_THROW(parse_history(model, "1:5,1:4"), Error);
}

TEST(Newton, SolvesAndStaysAtRest) {
  std::vector<double> square{4, 1, 1, 3};
  const std::vector<double> x = solved(square, std::vector<double>{1, 2});
  EXPECT_NEAR(x[0], 1.0 / 11, 1e-15);
  EXPECT_NEAR(x[1], 7.0 / 11, 1e-15);
}

}  // namespace
}  // namespace interplay::testing
