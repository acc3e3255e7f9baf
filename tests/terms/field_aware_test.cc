// The second order of a field-aware factorization machine, over single values, numbers and bags, against the sum over
// all pairs of features.
#include "terms/field_aware.h"

#include <gtest/gtest.h>

#include <cmath>

#include "terms/embedding.h"
#include "terms/gradient_check.h"
#include "terms/star.h"
#include "terms/within_bags.h"

namespace interplay {
namespace {

using testing::Star3;
using testing::TermCheck;

struct Entry {
  std::size_t field;
  std::uint32_t code;
  double x;
};

// The features of a row of Star3, from its columns.
std::vector<Entry> entries_of(const Star3& star, std::uint32_t row) {
  std::vector<Entry> entries;
  entries.push_back({0, std::get<CategoricalColumn>(star.columns[0]).codes[row], 1});
  const auto age = static_cast<double>(std::get<NumericColumn>(star.columns[1]).values[row]);
  entries.push_back({1, 0, std::isnan(age) ? 0 : (age - 30) / 8});
  const auto& tags = std::get<MultiColumn>(star.columns[2]);
  const auto count = static_cast<double>(tags.offsets[row + 1] - tags.offsets[row]);
  for (auto e = tags.offsets[row]; e < tags.offsets[row + 1]; ++e)
    entries.push_back({2, tags.codes[e], static_cast<double>(tags.weights[e]) / count});
  return entries;
}

TEST(FieldAware, IsTheSumOverAllPairsOfFeatures) {
  constexpr std::size_t fields = 3, rank = 3;
  const Star3 star(Pooling::mean, true);
  const EmbeddingOptions normal{.initializer = {Initializer::Kind::normal, 1}};
  std::vector<TensorSpec> specs;
  const std::vector<std::size_t> all{0, 1, 2}, bags{2};
  const Embedding others("embedding", star.schema, all, field_aware_columns(fields, rank), normal, specs);
  const Embedding own("own", star.schema, bags, rank, normal, specs);
  Parameters parameters(specs);
  parameters.initialize(4);
  // v_{entry, field}
  const auto vector_of = [&](const Entry& entry, std::size_t field) -> const float* {
    if (field == entry.field) return parameters[own.slots()[0].tensor].row(entry.code);
    const std::size_t place = field < entry.field ? field : field - 1;
    return parameters[others.slots()[entry.field].tensor].row(entry.code) + place * rank;
  };

  const Batch batch = star.batch();
  const auto score = [&](const Embedding& table, const Term& term) {
    AlignedArray<float> values(batch.size() * table.fields() * table.stride()), squares(batch.size() * table.fields());
    const Pooled pooled{batch.size(),   table.fields(), table.columns(),
                        table.stride(), values.data(),  table.squares() ? squares.data() : nullptr};
    table.forward(parameters, batch, pooled);
    std::vector<float> column(batch.size());
    term.forward({}, pooled, {{column.data(), 1, batch.size()}, {}}, {});
    return column;
  };
  const std::vector<float> between = score(others, *field_aware(0, rank)), within = score(own, *within_bags(0));
  double largest = 0;
  for (std::size_t r = 0; r < batch.size(); ++r) {
    const std::vector<Entry> entries = entries_of(star, batch.rows[r]);
    double expected_between = 0, expected_within = 0;
    for (std::size_t i = 0; i < entries.size(); ++i)
      for (std::size_t j = i + 1; j < entries.size(); ++j) {
        const float *a = vector_of(entries[i], entries[j].field), *b = vector_of(entries[j], entries[i].field);
        double product = 0;
        for (std::size_t k = 0; k < rank; ++k) product += static_cast<double>(a[k]) * static_cast<double>(b[k]);
        (entries[i].field == entries[j].field ? expected_within : expected_between) +=
            entries[i].x * entries[j].x * product;
      }
    EXPECT_NEAR(between[r], expected_between, 1e-4) << r;
    EXPECT_NEAR(within[r], expected_within, 1e-4) << r;
    largest = std::max(largest, std::abs(expected_within));
  }
  EXPECT_GT(largest, 0.1);  // there are bags with pairs
}

TEST(FieldAware, GradientsAgreeWithDifferences) {
  for (const std::size_t rank : {1, 3, 4})
    for (const std::size_t fields : {2, 3, 5})
      TermCheck(*field_aware(0, rank), 5, fields, field_aware_columns(fields, rank)).check();
}

// The addends of an explanation are the pairs, too.
TEST(FieldAware, AddendsSumToTheColumns) {
  const Star3 star(Pooling::mean, true);
  const EmbeddingOptions normal{.initializer = {Initializer::Kind::normal, 1}};
  std::vector<TensorSpec> specs;
  const std::vector<std::size_t> all{0, 1, 2};
  const Embedding table("embedding", star.schema, all, field_aware_columns(3, 2), normal, specs);
  Parameters parameters(specs);
  parameters.initialize(4);
  const auto term = field_aware(0, 2);
  for (std::size_t r = 0; r < star.rows.size(); ++r) {
    const Batch row = star.batch().part(r, 1);
    AlignedArray<float> values(3 * table.stride()), squares(3);
    const Pooled pooled{1, 3, table.columns(), table.stride(), values.data(), squares.data()};
    table.forward(parameters, row, pooled);
    float column = 0;
    term->forward({}, pooled, {{&column, 1, 1}, {}}, {});
    double sum = 0;
    for (const Addend& addend : term->addends(table.features(parameters, row))) sum += addend.value;
    EXPECT_NEAR(sum, column, 1e-4);
  }
}

}  // namespace
}  // namespace interplay
