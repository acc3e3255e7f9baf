#include "terms/embedding.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "terms/star.h"

namespace interplay {
namespace {

using testing::Star3;

constexpr Pooling poolings[] = {Pooling::mean, Pooling::sum, Pooling::sqrt, Pooling::padded_mean};

// The entries (tensor row, x) of a row and field, straight from the definitions.
std::vector<std::pair<std::size_t, double>> entries(const Star3& star, std::uint32_t row, std::size_t field) {
  if (field == 0) return {{std::get<CategoricalColumn>(star.columns[0]).codes[row], 1.0}};
  const auto& tags = std::get<MultiColumn>(star.columns[2]);
  const Field& meaning = star.schema.fields[2];
  std::vector<std::pair<std::size_t, double>> list;
  for (std::uint64_t e = tags.offsets[row]; e < tags.offsets[row + 1]; ++e)
    list.emplace_back(tags.codes[e], tags.weights.empty() ? 1.0 : static_cast<double>(tags.weights[e]));
  if (meaning.pooling == Pooling::padded_mean) {
    while (list.size() > meaning.slots) list.erase(list.begin());
    while (list.size() < meaning.slots) list.emplace_back(7, 1.0);
  }
  for (auto& [code, x] : list) {
    if (meaning.pooling == Pooling::sqrt) x /= std::sqrt(static_cast<double>(list.size()));
    if (meaning.pooling == Pooling::mean || meaning.pooling == Pooling::padded_mean)
      x /= static_cast<double>(list.size());
  }
  return list;
}

struct Setting {
  Setting(Pooling pooling, bool weights, NumericMap numeric, std::size_t columns)
      : star(pooling, weights),
        embedding("embedding", star.schema, std::vector<std::size_t>{0, 1, 2}, columns,
                  {.numeric = numeric, .initializer = {Initializer::Kind::normal, 0.5}}, specs),
        parameters(specs) {
    parameters.initialize(5);
    values = AlignedArray<float>(star.rows.size() * 3 * embedding.stride());
    squares = AlignedArray<float>(star.rows.size() * 3);
  }
  Pooled pooled() {
    return {star.rows.size(), 3, embedding.columns(), embedding.stride(), values.data(), squares.data()};
  }

  Star3 star;
  std::vector<TensorSpec> specs;
  Embedding embedding;
  Parameters parameters;
  AlignedArray<float> values, squares;
};

template <class Check>
void on_settings(const Check& check) {
  for (const Pooling pooling : poolings)
    for (const bool weights : {false, true})
      for (const NumericMap numeric : {NumericMap::linear, NumericMap::affine})
        for (const std::size_t columns : {1, 3, 5, 16}) {
          Setting setting(pooling, weights, numeric, columns);
          check(setting);
        }
}

TEST(Embedding, PoolsByDefinition) {
  on_settings([](Setting& s) {
    const Pooled out = s.pooled();
    s.embedding.forward(s.parameters, s.star.batch(), out);
    for (std::size_t i = 0; i < s.star.rows.size(); ++i) {
      for (const std::size_t field : {0, 2}) {
        double square = 0;
        for (std::size_t k = 0; k < s.embedding.columns(); ++k) {
          double value = 0;
          for (const auto& [row, x] : entries(s.star, s.star.rows[i], field)) {
            const double v = s.parameters[field].row(row)[k];
            value += x * v;
            square += x * v * x * v;
          }
          EXPECT_NEAR(out.at(i, field)[k], value, 1e-5);
        }
        EXPECT_NEAR(out.row_squares(i)[field], square, 1e-4);
      }
      const float age = std::get<NumericColumn>(s.star.columns[1]).values[s.star.rows[i]];
      const double x = std::isnan(age) ? 0 : (age - 30) / 8;
      const Tensor& tensor = s.parameters[1];
      for (std::size_t k = 0; k < s.embedding.columns(); ++k)
        EXPECT_NEAR(out.at(i, 1)[k], x * tensor.row(0)[k] + (tensor.rows == 2 ? tensor.row(1)[k] : 0.0f), 1e-5);
    }
  });
}

// The function sum of c * pooled + d * squares, whose gradient backward must give.
double function_of(Setting& s, std::span<const float> c, std::span<const float> d) {
  const Pooled out = s.pooled();
  s.embedding.forward(s.parameters, s.star.batch(), out);
  double sum = 0;
  for (std::size_t i = 0; i < c.size(); ++i) sum += static_cast<double>(c[i]) * static_cast<double>(s.values[i]);
  for (std::size_t i = 0; i < d.size(); ++i) sum += static_cast<double>(d[i]) * static_cast<double>(s.squares[i]);
  return sum;
}

TEST(Embedding, BackwardAgreesWithDifferences) {
  on_settings([](Setting& s) {
    AlignedArray<float> c(s.values.size()), d(s.squares.size());
    for (std::size_t i = 0; i < c.size(); ++i)
      c[i] = i % s.embedding.stride() < s.embedding.columns() ? std::sin(static_cast<float>(i)) : 0.0f;
    for (std::size_t i = 0; i < d.size(); ++i) d[i] = std::cos(static_cast<float>(i));
    const Pooled gradient{s.star.rows.size(), 3, s.embedding.columns(), s.embedding.stride(), c.data(), d.data()};
    for (std::size_t slot = 0; slot < 3; ++slot) {
      BatchRows found;
      s.embedding.index_batch(s.parameters, s.star.batch(), slot, found);
      EXPECT_EQ(std::set<std::uint32_t>(found.rows.begin(), found.rows.end()).size(), found.rows.size());
      const Tensor& tensor = s.parameters[s.embedding.slots()[slot].tensor];
      // Of the whole batch, and of one piece after the other.
      std::vector<float> values(found.rows.size() * tensor.stride), of_every_row(tensor.size());
      s.embedding.backward(s.parameters, gradient, 0, slot, found, false, values);
      s.embedding.backward(s.parameters, gradient.part(0, 2), 0, slot, found, true, of_every_row);
      s.embedding.backward(s.parameters, gradient.part(2, gradient.rows - 2), 2, slot, found, true, of_every_row);
      for (std::uint32_t row = 0; row < tensor.rows; ++row) {
        const auto place = std::ranges::find(found.rows, row) - found.rows.begin();
        const bool lists = static_cast<std::size_t>(place) < found.rows.size();
        for (std::size_t k = 0; k < tensor.columns; ++k) {
          constexpr float h = 1.0f / 64;
          float& value = s.parameters.writable(tensor).row(row)[k];
          const float saved = value;
          value = saved + h;
          const double above = function_of(s, c, d);
          value = saved - h;
          const double below = function_of(s, c, d);
          value = saved;
          const float slope = lists ? values[static_cast<std::size_t>(place) * tensor.stride + k] : 0.0f;
          EXPECT_EQ(of_every_row[row * tensor.stride + k], slope) << tensor.name << " row " << row;
          EXPECT_NEAR(slope, (above - below) / (2.0 / 64), 2e-3) << tensor.name << " row " << row;
        }
      }
    }
  });
}

TEST(Embedding, TouchForgetsTheLastBatch) {
  Setting s(Pooling::sum, false, NumericMap::linear, 4);
  BatchRows found;
  s.embedding.index_batch(s.parameters, s.star.batch(), 0, found);
  EXPECT_EQ(found.rows, (std::vector<std::uint32_t>{3, 1, 0, 4}));
  s.star.rows = {3, 3};
  s.embedding.index_batch(s.parameters, s.star.batch(), 0, found);
  EXPECT_EQ(found.rows, (std::vector<std::uint32_t>{4}));
  EXPECT_EQ(found.positions, (std::vector<std::uint32_t>{0, 0}));
}

TEST(Embedding, OmitsSquaresWithoutBags) {
  Star3 star(Pooling::mean);
  std::vector<TensorSpec> specs;
  EXPECT_FALSE(Embedding("e", star.schema, std::vector<std::size_t>{0, 1}, 4, {}, specs).squares());
  EXPECT_TRUE(Embedding("f", star.schema, std::vector<std::size_t>{0, 2}, 4, {}, specs).squares());
}

}  // namespace
}  // namespace interplay
