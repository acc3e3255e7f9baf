#include "kernels/level_probabilities.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "kernels/every_target.h"

namespace interplay::kernels {
namespace {

using testing::on_every_target;

double phi(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

// Without cancellation in the upper tail.
double probability(double low, double high) { return low > 0 ? phi(-low) - phi(-high) : phi(high) - phi(low); }

TEST(LevelProbabilities, AreThoseOfTheNormalDistribution) {
  static constexpr float infinity = std::numeric_limits<float>::infinity();
  on_every_target([] {
    for (const float factor : {1.0f, 0.4f, 2.5f}) {
      for (float low = -12; low < 12; low += 0.37f) {
        for (const float width : {0.05f, 0.5f, 3.0f, infinity}) {
          for (const float from : {low, -infinity}) {
            std::vector<float> lows(probability_tile, -infinity), highs(probability_tile, infinity),
                offsets(probability_tile, 7);
            lows[3] = from;
            highs[3] = low + width;
            offsets[3] = 0.25f;
            const double a = static_cast<double>(factor) * static_cast<double>(from) - 0.25;
            const double b = static_cast<double>(factor) * static_cast<double>(low + width) - 0.25;
            const double expected = probability(a, b);
            const double sum =
                sum_log_probabilities({lows.data(), highs.data(), offsets.data(), probability_tile}, factor);
            // A narrow interval near the middle is the difference of two numbers of the size of 1.
            if (expected > 1e-27) {
              EXPECT_NEAR(sum, std::log(expected), 3e-5) << factor << " " << from << " " << low + width;
            } else if (expected < 1e-37) {
              EXPECT_NEAR(sum, std::log(1e-37), 0.2);
            }
          }
        }
      }
    }
  });
}

TEST(LevelProbabilities, AddUpOverManyTiles) {
  on_every_target([] {
    const std::size_t count = 100 * probability_tile;
    std::vector<float> lows(count), highs(count), offsets(count);
    double expected = 0;
    for (std::size_t i = 0; i < count; ++i) {
      lows[i] = static_cast<float>(i % 7) - 4;
      highs[i] = lows[i] + 1 + static_cast<float>(i % 3);
      offsets[i] = static_cast<float>(i % 11) / 4 - 1;
      const double offset = static_cast<double>(offsets[i]);
      expected += std::log(probability(static_cast<double>(lows[i]) - offset, static_cast<double>(highs[i]) - offset));
    }
    EXPECT_NEAR(sum_log_probabilities({lows.data(), highs.data(), offsets.data(), count}, 1), expected,
                2e-6 * -expected);
  });
}

TEST(LevelProbabilities, MeansOfLevelsWithScaledThresholds) {
  const std::vector<float> thresholds = {-2, -0.5f, 0.25f, 3}, steps = {1, 2, 1, 1};
  on_every_target([&] {
    for (const bool scaled : {false, true}) {
      std::vector<float> scores, threshold_scale, out(67);
      for (std::size_t i = 0; i < out.size(); ++i) {
        scores.push_back(static_cast<float>(i) / 3 - 11);
        threshold_scale.push_back(0.5f + static_cast<float>(i % 5) / 2);
      }
      level_means({thresholds.data(), steps.data(), thresholds.size(), 1, thresholds[2]}, scores.data(),
                  scaled ? threshold_scale.data() : nullptr, out.size(), out.data());
      for (std::size_t i = 0; i < out.size(); ++i) {
        double expected = 1;
        for (std::size_t k = 0; k < thresholds.size(); ++k) {
          const double t = scaled ? static_cast<double>(threshold_scale[i]) : 1,
                       middle = static_cast<double>(thresholds[2]);
          const double cut = middle + t * (static_cast<double>(thresholds[k]) - middle);
          expected += static_cast<double>(steps[k]) * phi(static_cast<double>(scores[i]) - cut);
        }
        EXPECT_NEAR(static_cast<double>(out[i]), expected, 1e-5) << i << " " << scaled;
      }
    }
  });
}

}  // namespace
}  // namespace interplay::kernels
