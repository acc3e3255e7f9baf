// Every term of this folder: its definition, and its gradient against central differences.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "interplay/synthetic.h"

#include "base/aligned.h"
#include "base/random.h"
#include "terms/dot.h"
#include "terms/head.h"
#include "terms/linear.h"
#include "terms/pairwise.h"
#include "terms/sides.h"
#include "terms/within_bags.h"

namespace interplay {
namespace {

struct Block {
  Block(std::size_t term_rows, std::size_t fields, std::size_t columns, bool with_squares, std::uint64_t seed)
      : values(term_rows * fields * padded(columns)), squares(with_squares ? term_rows * fields : 0) {
    pooled = {term_rows, fields, columns, padded(columns), values.data(), with_squares ? squares.data() : nullptr};
    RandomStream random(seed, Purpose::synthesize);
    for (std::size_t r = 0; r < term_rows; ++r)
      for (std::size_t f = 0; f < fields; ++f)
        for (std::size_t k = 0; k < columns; ++k) pooled.at(r, f)[k] = 2 * random.uniform() - 1;
    for (float& square : squares) square = random.uniform();
  }
  AlignedArray<float> values, squares;
  Pooled pooled;
};

constexpr std::size_t term_rows = 5;

// Compares backward with differences of sum_r c_r out_r.
void check_gradient(const Term& term, std::size_t fields, std::size_t columns, bool squares) {
  Block in(term_rows, fields, columns, squares, 1), gradient(term_rows, fields, columns, squares, 2);
  Block before = gradient;
  AlignedArray<float> out(term_rows), c(term_rows);
  for (std::size_t r = 0; r < term_rows; ++r) c[r] = 0.5f + static_cast<float>(r);
  const Columns out_columns{out.data(), 1, term_rows}, c_columns{c.data(), 1, term_rows};
  const auto value = [&] {
    term.forward({}, in.pooled, {out_columns, {}}, {});
    double sum = 0;
    for (std::size_t r = 0; r < term_rows; ++r) sum += static_cast<double>(c[r]) * static_cast<double>(out[r]);
    return sum;
  };
  value();
  term.backward({}, in.pooled, {c_columns, {}}, gradient.pooled, {}, {});
  const auto compare = [&](AlignedArray<float>& at, std::size_t i, float added) {
    constexpr float h = 1.0f / 16;  // the terms are at most quadratic: differences are exact but for rounding
    const float saved = at[i];
    at[i] = saved + h;
    const double above = value();
    at[i] = saved - h;
    const double below = value();
    at[i] = saved;
    EXPECT_NEAR(added, (above - below) / (2.0 / 16), 1e-3) << term.kind() << " " << i;
  };
  for (std::size_t i = 0; i < in.values.size(); ++i)
    if (i % in.pooled.stride < columns) compare(in.values, i, gradient.values[i] - before.values[i]);
  for (std::size_t i = 0; i < in.squares.size(); ++i) compare(in.squares, i, gradient.squares[i] - before.squares[i]);
}

TEST(Terms, GradientsAgreeWithDifferences) {
  check_gradient(*linear(0), 4, 1, false);
  for (const std::size_t columns : {1, 2, 4, 5, 8, 20}) {
    check_gradient(*dot(0), 2, columns, false);
    check_gradient(*sides(0, 1), 2, columns, false);
    check_gradient(*sides(0, 2), 5, columns, false);
    check_gradient(*sides(0, 3), 4, columns, true);
    check_gradient(*dot(0), 3, columns, true);
    check_gradient(*pairwise(0), 4, columns, false);
    check_gradient(*pairwise(0), 4, columns, true);
    check_gradient(*pairwise(0, false), 4, columns, true);
    check_gradient(*within_bags(0), 3, columns, true);
  }
}

double inner(const Pooled& in, std::size_t r, std::size_t f, std::size_t g) {
  double sum = 0;
  for (std::size_t k = 0; k < in.columns; ++k)
    sum += static_cast<double>(in.at(r, f)[k]) * static_cast<double>(in.at(r, g)[k]);
  return sum;
}

TEST(Terms, AreTheirDefinitions) {
  const Block weights(term_rows, 3, 1, false, 1), in(term_rows, 3, 6, true, 2);
  AlignedArray<float> out(4 * term_rows);
  const Columns columns{out.data(), 4, term_rows};
  AlignedArray<float> summed(term_rows);
  sides(0, 2)->forward({}, in.pooled, {{summed.data(), 1, term_rows}, {}}, {});
  linear(0)->forward({}, weights.pooled, {columns.slice(0, 1), {}}, {});
  dot(0)->forward({}, in.pooled, {columns.slice(1, 1), {}}, {});
  pairwise(0, true)->forward({}, in.pooled, {columns.slice(2, 1), {}}, {});
  pairwise(0, false)->forward({}, in.pooled, {columns.slice(3, 1), {}}, {});
  for (std::size_t r = 0; r < term_rows; ++r) {
    EXPECT_NEAR(columns[0][r], *weights.pooled.at(r, 0) + *weights.pooled.at(r, 1) + *weights.pooled.at(r, 2), 1e-6);
    EXPECT_NEAR(columns[1][r], inner(in.pooled, r, 0, 1), 1e-5);
    EXPECT_NEAR(summed[r], inner(in.pooled, r, 0, 2) + inner(in.pooled, r, 1, 2), 1e-5);
    const double pairs = inner(in.pooled, r, 0, 1) + inner(in.pooled, r, 0, 2) + inner(in.pooled, r, 1, 2);
    EXPECT_NEAR(columns[3][r], pairs, 1e-5);
    // Half the difference between |pooled|^2 and the pooled squares: the pairs inside bags.
    double within = 0;
    for (std::size_t f = 0; f < 3; ++f)
      within += (inner(in.pooled, r, f, f) - static_cast<double>(in.pooled.row_squares(r)[f])) / 2;
    EXPECT_NEAR(columns[2][r], pairs + within, 1e-5);
  }
}

TEST(SumHead, AddsColumnsAndBias) {
  for (const bool bias : {false, true}) {
    const auto head = sum_head(bias, 1.5);
    std::vector<TensorSpec> specs;
    head->declare(specs, 2);
    ASSERT_EQ(specs.size(), bias ? 1u : 0u);
    Parameters parameters(specs);
    parameters.initialize(1);
    const StepContext context{.parameters = &parameters};
    AlignedArray<float> in(2 * term_rows), in_gradient(2 * term_rows), score(term_rows), slope(term_rows);
    for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<float>(i);
    for (std::size_t r = 0; r < term_rows; ++r) slope[r] = static_cast<float>(r + 1);
    head->forward(context, {in.data(), 2, term_rows}, term_rows, score.data(), {});
    float bias_gradient = 0;
    float* own[] = {&bias_gradient};
    head->backward(context, {in.data(), 2, term_rows}, term_rows, slope.data(), {in_gradient.data(), 2, term_rows}, {},
                   own);
    for (std::size_t r = 0; r < term_rows; ++r) {
      EXPECT_EQ(score[r], static_cast<float>(2 * r + term_rows) + (bias ? 1.5f : 0.0f));
      EXPECT_EQ(in_gradient[r], slope[r]);
      EXPECT_EQ(in_gradient[term_rows + r], slope[r]);
    }
    EXPECT_EQ(bias_gradient, bias ? 15.0f : 0.0f);
  }
}

}  // namespace
}  // namespace interplay
