#include "solvers/gradient/ordered_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <variant>

#include "interplay/encode.h"

#include "solvers/planted.h"

namespace interplay {
namespace {

// 1000 interactions, of which every third is not trained on: a category of their own, and one of their users' table.
struct Star {
  Star() {
    schema.fields = {testing::field_of("item", Kind::categorical, 1000),
                     testing::field_of("job", Kind::categorical, 70)};
    std::vector<std::uint32_t> item, job;
    for (std::uint32_t r = 0; r < 1000; ++r) {
      item.push_back(r);
      user_of.push_back(r * 7 % 50);
      target.push_back(static_cast<float>(r));
      weight.push_back(static_cast<float>(2 * r));
      if (r % 3 != 0) rows.push_back(r);
    }
    for (std::uint32_t u = 0; u < 50; ++u) job.push_back(u + 20);
    columns = {CategoricalColumn{item}, CategoricalColumn{job}};
    views = {{&schema.fields[0], &columns[0], nullptr}, {&schema.fields[1], &columns[1], user_of.data()}};
  }
  Schema schema;
  std::vector<Column> columns;
  std::vector<FieldView> views;
  std::vector<std::uint32_t> user_of, rows;
  std::vector<float> target, weight;
};

std::uint32_t code(const Batch& batch, std::size_t field, std::size_t row) {
  const FieldView& view = batch.fields[field];
  return std::get<CategoricalColumn>(*view.column).codes[view.row(batch.rows[row])];
}

TEST(OrderedRows, HaveAllRowsOnceWithWhatBelongsToThem) {
  const testing::Planted planted(3, 3, 4, 0.1);
  const ModelPlan plan = testing::plan_of(planted, 2);
  const TrainOptions options;
  const TaskPool pool(2);
  Star star;
  for (const bool weighted : {false, true}) {
    const Problem problem{plan,        options,
                          star.views,  star.rows,
                          star.target, weighted ? std::span<const float>(star.weight) : std::span<const float>(),
                          pool};
    std::vector<std::uint32_t> first_order;
    // Runs of 32 rows, of one batch, of all rows.
    for (const std::size_t run_rows : {40, 1, 100000}) {
      OrderedRows ordered(training_rows(problem), 16, run_rows);
      ASSERT_EQ(ordered.size(), star.rows.size());
      for (const std::uint64_t epoch : {1, 2, 1}) {
        ordered.start(epoch);
        std::vector<std::uint32_t> seen;
        while (seen.size() < ordered.size()) {
          const LabeledBatch part = ordered.next();
          ASSERT_EQ(part.batch.size(), std::min<std::size_t>(16, ordered.size() - seen.size()));
          ASSERT_EQ(part.weight.size(), weighted ? part.batch.size() : 0);
          for (std::size_t i = 0; i < part.batch.size(); ++i) {
            const std::uint32_t row = code(part.batch, 0, i);
            seen.push_back(row);
            EXPECT_EQ(code(part.batch, 1, i), star.user_of[row] + 20);
            EXPECT_EQ(part.target[i], star.target[row]);
            if (weighted) {
              EXPECT_EQ(part.weight[i], star.weight[row]);
            }
          }
        }
        if (first_order.empty()) first_order = seen;
        EXPECT_EQ(seen == first_order, epoch == 1);
        std::ranges::sort(seen);
        EXPECT_EQ(seen, star.rows);
      }
    }
  }
}

// More rows than a window has: every row once in an epoch, in whole batches, from few blocks at a time.
TEST(OrderedRows, GoByWindowsOfBlocks) {
  const std::size_t count = OrderedRows::window_rows + OrderedRows::block_rows / 2 + 77, batch = 100'000;
  std::vector<std::uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), 0u);
  std::vector<float> target(count);
  std::iota(target.begin(), target.end(), 0.0f);
  const TaskPool pool(2);
  OrderedRows ordered({{}, rows, target, {}, {}, pool, 5}, batch);
  ASSERT_EQ(ordered.size(), count);
  std::vector<std::uint32_t> first, other, again;
  for (auto* seen : {&first, &other, &again}) {
    ordered.start(seen == &other ? 2 : 1);
    while (seen->size() < count) {
      const LabeledBatch part = ordered.next();
      ASSERT_EQ(part.interaction.size(), std::min(batch, count - seen->size()));
      for (std::size_t i = 0; i < part.interaction.size(); ++i) ASSERT_EQ(part.target[i], target[part.interaction[i]]);
      seen->insert(seen->end(), part.interaction.begin(), part.interaction.end());
    }
    std::vector<std::uint32_t> sorted = *seen;
    std::ranges::sort(sorted);
    ASSERT_EQ(sorted, rows);
  }
  EXPECT_EQ(first, again);
  EXPECT_NE(first, other);
  std::vector<bool> blocks(count / OrderedRows::block_rows + 1, false);
  for (std::size_t i = 0; i < OrderedRows::window_rows / 2; ++i) blocks[first[i] / OrderedRows::block_rows] = true;
  EXPECT_EQ(std::ranges::count(blocks, true), static_cast<std::ptrdiff_t>(OrderedRows::window_blocks));
}

}  // namespace
}  // namespace interplay
