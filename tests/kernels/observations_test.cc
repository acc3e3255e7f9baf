#include "kernels/observations.h"

#include <cmath>
#include <tuple>
#include <vector>

#include "base/aligned.h"
#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

constexpr std::size_t ranks[] = {0, 1, 3, 4, 7, 8, 10, 16, 19, 22, 33};

// Number (i, c) of a square in panels, c not before the panel of i.
float at(const float* square, const Panels& panels, std::size_t i, std::size_t c) {
  std::size_t row = 0;
  for (; row + panels.width() <= i; row += panels.width()) square += (panels.rank - row) * panels.width();
  return square[(c - row) * panels.width() + i - row];
}

TEST(Observations, AreSummed) {
  on_every_target([] {
    for (const std::size_t rank : ranks) {
      const Panels panels{rank, padded(rank)};
      for (const std::size_t count : {0, 1, 7, 64}) {
        Numbers vectors(count * panels.stride + 1, 1);
        const Numbers extra(2 * count + 1, 2);
        Observations observations;
        observations.count = count;
        for (std::size_t n = 0; n < count; ++n) {
          float* vector = vectors.data() + n * panels.stride;
          for (std::size_t k = rank; k < panels.stride; ++k) vector[k] = 0;
          observations.vectors[n] = vector;
          observations.roots[n] = extra[2 * n];
          observations.targets[n] = extra[2 * n + 1];
        }
        std::vector<float> sums(panels.sums_size(), 0.5f);
        ObservationTotals totals{1, 2, 3};
        add_observations(observations, panels, sums.data(), totals);
        const auto expected = [&](double start, const auto& a, const auto& b) {
          for (std::size_t n = 0; n < count; ++n) start += static_cast<double>(a(n)) * static_cast<double>(b(n));
          return start;
        };
        const auto number = [&](std::size_t i) { return [&, i](std::size_t n) { return observations.vectors[n][i]; }; };
        const auto root = [&](std::size_t n) { return observations.roots[n]; };
        const auto target = [&](std::size_t n) { return observations.targets[n]; };
        for (std::size_t i = 0; i < rank; ++i) {
          for (std::size_t c = i; c < rank; ++c)
            EXPECT_NEAR(at(sums.data(), panels, i, c), expected(0.5, number(i), number(c)), 1e-4)
                << rank << " " << i << " " << c;
          EXPECT_NEAR(sums[panels.size() + i], expected(0.5, number(i), root), 1e-4) << rank << " " << i;
          EXPECT_NEAR(sums[panels.size() + panels.stride + i], expected(0.5, number(i), target), 1e-4) << rank;
        }
        EXPECT_NEAR(totals.weight, expected(1, root, root), 1e-5);
        EXPECT_NEAR(totals.target, expected(2, root, target), 1e-5);
        EXPECT_NEAR(totals.squares, expected(3, target, target), 1e-5);
      }
    }
  });
}

// Whether the vectors of one other table were multiplied by the roots before or are now; with the last `without` tables
// having numbers alone.
TEST(Observations, AreMadeOfTheOtherTables) {
  on_every_target([] {
    for (const std::size_t stride : {0, 1, 4, 8, 16, 24, 40}) {
      for (const auto& [others, weighted, without] : {std::tuple{0, true, 0},
                                                      {1, true, 0},
                                                      {1, false, 0},
                                                      {3, true, 0},
                                                      {3, false, 0},
                                                      {2, false, 1},
                                                      {2, true, 1},
                                                      {3, true, 1},
                                                      {3, false, 2},
                                                      {1, true, 1}}) {
        const std::vector<float> weights = {1, 4, 0.25f, 0, 1}, roots = {1, 0.5f, 4, 2, 1};
        const Numbers vectors(3 * 5 * stride + 1, 3), numbers(15, 4), targets(5, 5);
        std::vector<float> times_roots(5 * stride + 1);
        for (std::size_t i = 0; i < 5 * stride; ++i) times_roots[i] = roots[i / stride] * vectors[i];
        std::vector<OtherTable> tables = {
            {vectors.data(), numbers.data(), roots.data(), times_roots.data()},
            {vectors.data() + 5 * stride, numbers.data() + 5, nullptr, vectors.data() + 5 * stride},
            {vectors.data() + 10 * stride, numbers.data() + 10, roots.data(), nullptr}};
        const std::vector<std::uint32_t> rows = {0, 1, 2, 3, 4, 0, 2, 2, 2, 1, 0, 4, 3, 3, 1};
        std::vector<float> memory(observation_tile * stride);
        Observations made;
        const auto count = static_cast<std::size_t>(others), with_vectors = count - static_cast<std::size_t>(without);
        for (std::size_t o = with_vectors; o < count; ++o) tables[o] = {nullptr, tables[o].numbers, nullptr, nullptr};
        make_observations({tables.data(), count, rows.data(), targets.data(), weighted ? weights.data() : nullptr, 5,
                           stride, count - with_vectors},
                          0.25f, memory.data(), made);
        ASSERT_EQ(made.count, 5u);
        for (std::size_t n = 0; n < 5; ++n) {
          double known = 0.25, squares = 0, root = weighted ? std::sqrt(static_cast<double>(weights[n])) : 1;
          for (std::size_t o = 0; o < count; ++o) {
            known += static_cast<double>(tables[o].numbers[rows[n * count + o]]);
            if (tables[o].roots) root *= static_cast<double>(roots[rows[n * count + o]]);
          }
          for (std::size_t k = 0; k < stride; ++k) {
            double expected = 0;
            for (std::size_t o = 0; o < with_vectors; ++o)
              expected += static_cast<double>(tables[o].vectors[rows[n * count + o] * stride + k]);
            EXPECT_NEAR(made.vectors[n][k], root * expected, 1e-5 * (1 + root));
            squares += expected * expected;
          }
          if (with_vectors > 1) known += squares / 2;
          EXPECT_EQ(made.roots[n], static_cast<float>(root));
          EXPECT_NEAR(made.targets[n], root * (static_cast<double>(targets[n]) - known), 1e-4 * (1 + root));
        }
      }
    }
  });
}

TEST(Observations, QuadraticForm) {
  on_every_target([] {
    for (const std::size_t rank : ranks) {
      const Panels panels{rank, padded(rank)};
      Numbers vector(panels.stride + 1, 1), x(panels.stride + 1, 2);
      for (std::size_t k = rank; k < panels.stride; ++k) vector[k] = x[k] = 0;
      Observations one;
      one.count = 1;
      one.vectors[0] = vector.data();
      one.roots[0] = one.targets[0] = 1;
      std::vector<float> sums(panels.sums_size());
      ObservationTotals totals;
      add_observations(one, panels, sums.data(), totals);
      double along = 0;
      for (std::size_t k = 0; k < rank; ++k) along += static_cast<double>(vector[k]) * static_cast<double>(x[k]);
      EXPECT_NEAR(quadratic(sums.data(), x.data(), panels), along * along, 1e-5 * (1 + along * along)) << rank;
    }
  });
}

}  // namespace
}  // namespace interplay::kernels
