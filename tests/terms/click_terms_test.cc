// The terms of models for clicks: gradients, and what they are by definition.
#include <gtest/gtest.h>

#include "terms/gradient_check.h"
#include "terms/inner_products.h"
#include "terms/linear_vectors.h"
#include "terms/side_by_side.h"
#include "terms/weighted_pairs.h"

namespace interplay {
namespace {

using testing::TermCheck;

constexpr std::size_t rows = 5, fields = 3, columns = 4;

TEST(ClickTerms, GradientsAgreeWithDifferences) {
  for (const PairForm form : {PairForm::number, PairForm::vector, PairForm::matrix}) {
    const auto all = weighted_pairs(0, fields, columns, form), some = weighted_pairs(0, fields, 3, form);
    TermCheck(*all, rows, fields, columns).check();
    TermCheck(*some, rows, fields, columns).check();
  }
  TermCheck(*field_weights(0, fields, columns), rows, fields, columns).check();
  TermCheck(*paired_halves(0, 2), rows, fields, columns).check();
  TermCheck(*inner_products(0, fields, columns), rows, fields, columns).check();
}

TEST(ClickTerms, WeightedPairsStartAsPlainOnes) {
  for (const PairForm form : {PairForm::number, PairForm::vector, PairForm::matrix}) {
    const auto term = weighted_pairs(0, fields, columns, form);
    std::vector<TensorSpec> specs;
    term->declare(specs);
    Parameters parameters(specs);
    parameters.initialize(1);
    AlignedArray<float> values(fields * padded(columns)), scratch(term->scratch(1));
    testing::fill({values.data(), values.size()}, 9);
    double expected = 0;
    for (std::size_t f = 0; f < fields; ++f)
      for (std::size_t g = f + 1; g < fields; ++g)
        for (std::size_t k = 0; k < columns; ++k)
          expected += static_cast<double>(values[f * padded(columns) + k] * values[g * padded(columns) + k]);
    float out = 0;
    const Pooled in{1, fields, columns, padded(columns), values.data(), nullptr};
    term->forward({.parameters = &parameters}, in, {{&out, 1, 1}, {}}, {scratch.data(), scratch.size()});
    EXPECT_NEAR(out, expected, 1e-6);
  }
}

// Two fields of the first table and one of the second, with vectors of other lengths.
TEST(ClickTerms, TwoTablesStandSideBySide) {
  const auto term = side_by_side(0, 4, 1, 3);
  float first[] = {1, 2, 0, 0, 3, 4, 0, 0}, second[] = {5, 6, 7, 0}, out[8] = {}, a[8] = {}, b[4] = {};
  const Pooled block{1, 1, 7, 8, out, nullptr};
  StepContext context;
  context.second = {1, 1, 3, 4, second, nullptr};
  term->forward(context, {1, 2, 2, 4, first, nullptr}, {{}, block}, {});
  EXPECT_EQ(std::vector<float>(out, out + 7), (std::vector<float>{1, 2, 3, 4, 5, 6, 7}));
  context.second_gradient = {1, 1, 3, 4, b, nullptr};
  term->backward(context, {1, 2, 2, 4, first, nullptr}, {{}, block}, {1, 2, 2, 4, a, nullptr}, {}, {});
  EXPECT_EQ(std::vector<float>(a, a + 8), (std::vector<float>{1, 2, 0, 0, 3, 4, 0, 0}));
  EXPECT_EQ(std::vector<float>(b, b + 4), (std::vector<float>{5, 6, 7, 0}));
}

}  // namespace
}  // namespace interplay
