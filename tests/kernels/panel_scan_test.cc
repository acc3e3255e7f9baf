#include "kernels/panel_scan.h"

#include <cmath>
#include <limits>
#include <vector>

#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::Numbers;
using testing::on_every_target;

struct RandomPanels {
  std::size_t panels, inner, queries;
  Numbers matrix, query;
  RandomPanels(std::size_t panel_count, std::size_t inner_size, std::size_t query_count)
      : panels(panel_count),
        inner(inner_size),
        queries(query_count),
        matrix(panel_count * inner_size * panel_width, 1),
        query(query_count * inner_size, 2) {}
  PanelScan scan() const { return {matrix.data(), panels, inner}; }
  double product(std::size_t p, std::size_t q, std::size_t i) const {
    double sum = 0;
    for (std::size_t k = 0; k < inner; ++k)
      sum += static_cast<double>(query[q * inner + k]) * static_cast<double>(matrix[(p * inner + k) * panel_width + i]);
    return sum;
  }
};

TEST(PanelScan, FindsTheLargeProducts) {
  on_every_target([] {
    for (const std::size_t inner : {1, 2, 33, 300}) {
      for (const std::size_t queries : {1, 2, 5, 6, 7, 13, 48}) {
        const RandomPanels world(2, inner, queries);
        std::vector<float> thresholds(queries), values(queries * panel_width);
        for (std::size_t q = 0; q < queries; ++q) thresholds[q] = 0.1f * static_cast<float>(q % 5) - 0.1f;
        thresholds[0] = -std::numeric_limits<float>::infinity();
        std::vector<std::uint32_t> places(queries * panel_width);
        for (const std::size_t p : {0, 1}) {
          const std::size_t found =
              scan_panel(world.scan(), p, world.query.data(), queries, thresholds.data(), values.data(), places.data());
          std::size_t next = 0;
          for (std::size_t q = 0; q < queries; ++q) {
            for (std::size_t i = 0; i < panel_width; ++i) {
              const double expected = world.product(p, q, i);
              const bool is_next = next < found && places[next] == q * panel_width + i;
              const double above = expected - static_cast<double>(thresholds[q]);
              // Rounding may decide either way.
              ASSERT_TRUE(is_next == (above > 0) || std::abs(above) < 1e-4) << q << " " << i;
              if (!is_next) continue;
              ASSERT_NEAR(values[places[next]], expected, 1e-4);
              ++next;
            }
          }
          EXPECT_EQ(next, found);
        }
      }
    }
  });
}

TEST(PanelScan, SkipsPanelsOfSmallProducts) {
  on_every_target([] {
    for (const std::size_t inner : {1, 2, 33}) {
      RandomPanels world(6, inner, 1);
      std::vector<float> values(panel_width);
      std::vector<std::uint32_t> places(panel_width);
      std::vector<double> largest(6, -1e9);
      for (std::size_t p = 0; p < 6; ++p)
        for (std::size_t i = 0; i < panel_width; ++i) largest[p] = std::max(largest[p], world.product(p, 0, i));
      for (std::size_t first = 0; first <= 6; ++first) {
        for (const double limit : largest) {
          std::size_t expected = first;
          while (expected < 6 && largest[expected] < limit - 1e-3) ++expected;
          const auto threshold = static_cast<float>(limit - 1e-3);
          std::size_t found = 0, next = 0;
          const std::size_t p =
              skip_panels(world.scan(), first, world.query.data(), threshold, values.data(), places.data(), found);
          ASSERT_EQ(p, expected);
          for (std::size_t i = 0; i < panel_width && p < 6; ++i) {
            EXPECT_NEAR(values[i], world.product(p, 0, i), 1e-4);
            if (values[i] < threshold) continue;
            ASSERT_EQ(places[next++], i);
          }
          EXPECT_EQ(found, next);
        }
      }
      world.matrix.data()[(3 * inner) * panel_width + 63] = std::numeric_limits<float>::quiet_NaN();
      const float infinity = std::numeric_limits<float>::infinity();
      std::size_t found = 0;
      EXPECT_EQ(skip_panels(world.scan(), 0, world.query.data(), infinity, values.data(), places.data(), found), 3u);
      EXPECT_EQ(found, 1u);
    }
  });
}

}  // namespace
}  // namespace interplay::kernels
