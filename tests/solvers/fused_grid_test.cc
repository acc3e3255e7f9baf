#include "solvers/gradient/fused_grid.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "interplay/synthetic.h"

#include "base/random.h"

namespace interplay {
namespace {

struct Rows {
  std::vector<std::uint32_t> first, second;
};

// Skewed ids, as users and items are.
Rows skewed_rows(std::size_t count, std::uint32_t first_ids, std::uint32_t second_ids) {
  RandomStream random(1, Purpose::synthesize);
  const auto skewed = [&](std::uint32_t ids) {
    const double u = random.uniform_double();
    return static_cast<std::uint32_t>(u * u * ids);
  };
  Rows rows;
  for (std::size_t r = 0; r < count; ++r) {
    rows.first.push_back(skewed(first_ids));
    rows.second.push_back(skewed(second_ids));
  }
  return rows;
}

TEST(FusedGrid, HoldsEveryRowOnce) {
  const Rows rows = skewed_rows(30'000, 300, 500);
  const Grid grid = make_grid(rows.first, 300, rows.second, 500, 1);
  ASSERT_GT(grid.size, 1u);
  std::vector<std::uint32_t> sorted(grid.order.begin(), grid.order.end());
  std::sort(sorted.begin(), sorted.end());
  for (std::uint32_t r = 0; r < 30'000; ++r) ASSERT_EQ(sorted[r], r);
  EXPECT_EQ(grid.start.size(), grid.size * grid.size + 1);
  EXPECT_EQ(grid.start.back(), 30'000u);
}

TEST(FusedGrid, CellsOfARoundShareNothing) {
  const Rows rows = skewed_rows(30'000, 300, 500);
  const Grid grid = make_grid(rows.first, 300, rows.second, 500, 1);
  for (std::size_t round = 0; round < grid.size; ++round) {
    std::set<std::uint32_t> first, second;
    for (std::size_t k = 0; k < grid.size; ++k) {
      std::set<std::uint32_t> cell_first, cell_second;
      for (std::size_t at = grid.start[round * grid.size + k]; at < grid.start[round * grid.size + k + 1]; ++at) {
        cell_first.insert(rows.first[grid.order[at]]);
        cell_second.insert(rows.second[grid.order[at]]);
      }
      for (const auto id : cell_first) ASSERT_TRUE(first.insert(id).second);
      for (const auto id : cell_second) ASSERT_TRUE(second.insert(id).second);
    }
  }
}

TEST(FusedGrid, PartsAreBalanced) {
  const Rows rows = skewed_rows(100'000, 900, 1700);
  const Grid grid = make_grid(rows.first, 900, rows.second, 1700, 1);
  for (std::size_t part = 0; part < grid.size; ++part) {
    std::size_t total = 0;
    for (std::size_t round = 0; round < grid.size; ++round)
      total += grid.start[round * grid.size + part + 1] - grid.start[round * grid.size + part];
    const double equal_share = 100'000 / static_cast<double>(grid.size);
    EXPECT_NEAR(static_cast<double>(total), equal_share, 0.01 * equal_share);
  }
}

TEST(FusedGrid, FewRowsMakeOneCell) {
  const Rows rows = skewed_rows(100, 10, 10);
  EXPECT_EQ(make_grid(rows.first, 10, rows.second, 10, 1).size, 1u);
}

TEST(FusedGrid, GroupsRepeatNoId) {
  const Rows rows = skewed_rows(30'000, 300, 500);
  Grid grid = make_grid(rows.first, 300, rows.second, 500, 1);
  const std::vector<std::size_t> grouped = separate_repeats(grid, rows.first, rows.second, 8);
  std::size_t total = 0;
  for (std::size_t cell = 0; cell < grouped.size(); ++cell) {
    ASSERT_EQ(grouped[cell] % 8, 0u);
    total += grouped[cell];
    for (std::size_t at = grid.start[cell]; at < grid.start[cell] + grouped[cell]; at += 8) {
      std::set<std::uint32_t> first, second;
      for (std::size_t k = at; k < at + 8; ++k) {
        ASSERT_TRUE(first.insert(rows.first[grid.order[k]]).second);
        ASSERT_TRUE(second.insert(rows.second[grid.order[k]]).second);
      }
    }
  }
  EXPECT_GT(total, 25'000u);
  std::vector<std::uint32_t> sorted(grid.order.begin(), grid.order.end());
  std::sort(sorted.begin(), sorted.end());
  for (std::uint32_t r = 0; r < 30'000; ++r) ASSERT_EQ(sorted[r], r);
}

TEST(FusedGrid, OneIdAloneMakesNoGroups) {
  const std::vector<std::uint32_t> first(1000, 0), second(1000, 0);
  Grid grid = arbitrary_grid(1000, 1, 1);
  EXPECT_EQ(separate_repeats(grid, first, second, 8), std::vector<std::size_t>{0});
}

TEST(FusedGrid, ArbitraryCellsHoldEveryRowOnce) {
  const Grid grid = arbitrary_grid(1001, 4, 9);
  std::vector<std::uint32_t> sorted(grid.order.begin(), grid.order.end());
  std::sort(sorted.begin(), sorted.end());
  for (std::uint32_t r = 0; r < 1001; ++r) ASSERT_EQ(sorted[r], r);
  EXPECT_EQ(grid.start.size(), 17u);
  EXPECT_EQ(grid.start.back(), 1001u);
}

// Wherever the pairs lie, they are those of the grid of rows, in its order.
TEST(FusedGrid, PairsStandInTheOrderOfTheGrid) {
  const Rows rows = skewed_rows(30'000, 300, 500);
  std::vector<std::uint32_t> training;
  for (std::uint32_t r = 0; r < 30'000; ++r)
    if (r % 7 != 0) training.push_back(r);
  std::vector<float> target(30'000);
  for (std::size_t r = 0; r < target.size(); ++r) target[r] = static_cast<float>(r);
  Rows own;
  for (const std::uint32_t r : training) {
    own.first.push_back(rows.first[r]);
    own.second.push_back(rows.second[r]);
  }
  Grid grid = make_grid(own.first, 300, own.second, 500, 9);
  const auto grouped = separate_repeats(grid, own.first, own.second, 8);
  std::vector<std::uint32_t> codes(500);
  std::iota(codes.begin(), codes.end(), 0u);
  const PairAxes axes{
      training, {codes.data(), rows.first.data(), 300}, {rows.second.data(), nullptr, 500}, target, 300};
  for (const auto& spool : {std::shared_ptr<Spool>(), Spool::make(100'000'000, "")}) {
    const PairGrid pairs = make_pair_grid(axes, 9, 8, TaskPool(2), spool);
    EXPECT_EQ(pairs.start, grid.start);
    EXPECT_EQ(pairs.grouped, grouped);
    ASSERT_EQ(pairs.pairs.size(), training.size());
    for (std::size_t at = 0; at < training.size(); ++at) {
      const std::uint32_t row = training[grid.order[at]];
      ASSERT_EQ(pairs.pairs[at].first, rows.first[row]);
      ASSERT_EQ(pairs.pairs[at].second, rows.second[row] + 300);
      ASSERT_EQ(pairs.pairs[at].target, target[row]);
    }
  }
}

}  // namespace
}  // namespace interplay
