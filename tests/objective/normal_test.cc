#include "objective/normal.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

namespace interplay {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

double exact_cdf(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

TEST(NormalCdf, HasSmallRelativeErrorsInTheLowerTail) {
  for (double x = -20; x < 20; x += 0.00317) {
    ASSERT_NEAR(normal_cdf(x) / exact_cdf(x), 1, 1e-6) << x;
    ASSERT_NEAR(normal_cdf(x), exact_cdf(x), 1e-10) << x;
  }
  EXPECT_EQ(normal_cdf(infinity), 1);
  EXPECT_EQ(normal_cdf(-infinity), 0);
  EXPECT_TRUE(std::isnan(normal_cdf(std::numeric_limits<double>::quiet_NaN())));
}

TEST(NormalQuantile, InvertsTheDistributionFunction) {
  for (double x = -30; x < 7; x += 0.0137) ASSERT_NEAR(normal_quantile(exact_cdf(x)), x, x < 5 ? 1e-9 : 1e-4) << x;
  EXPECT_EQ(normal_quantile(0.5), 0);
}

TEST(NormalBetween, AddsUpWithoutCancellation) {
  for (const double low : {-9.0, -3.0, -0.4, 0.0, 0.4, 3.0, 9.0}) {
    const double whole = normal_between(low, low + 1),
                 half = normal_between(low, low + 0.5) + normal_between(low + 0.5, low + 1);
    EXPECT_NEAR(half / whole, 1, 2e-6) << low;
    EXPECT_NEAR(normal_between(-low - 1, -low) / whole, 1, 2e-6) << low;
  }
}

// Mean and variance over evenly spaced u, which are those of the distribution, against the formulas of
// Johnson, Kotz and Balakrishnan 1994, section 10.1, with Z = Phi(b) - Phi(a):
//   m = (phi(a) - phi(b)) / Z,   variance = 1 + (a phi(a) - b phi(b)) / Z - m^2.
TEST(TruncatedNormal, HasTheMomentsOfItsDistribution) {
  const auto edge = [](double x) { return std::isinf(x) ? 0.0 : x * normal_density(x); };
  for (const auto& [a, b] : std::vector<std::pair<double, double>>{{-infinity, infinity},
                                                                   {-1, 2},
                                                                   {0, infinity},
                                                                   {-infinity, -1},
                                                                   {1.5, 1.7},
                                                                   {3, 5},
                                                                   {-5, -4},
                                                                   {-infinity, -5.5},
                                                                   {6, infinity}}) {
    const double z = a > 0 ? exact_cdf(-a) - exact_cdf(-b) : exact_cdf(b) - exact_cdf(a);
    const double mean = (normal_density(a) - normal_density(b)) / z,
                 variance = 1 + (edge(a) - edge(b)) / z - mean * mean;
    constexpr int count = 400000;
    double sum = 0, squares = 0;
    for (int i = 0; i < count; ++i) {
      const double x = truncated_normal(a, b, (i + 0.5) / count);
      ASSERT_TRUE(x >= a && x <= b) << a << " " << b << " " << x;
      sum += x;
      squares += (x - mean) * (x - mean);
    }
    EXPECT_NEAR(sum / count, mean, 1e-4 * std::max(1.0, std::abs(mean)) * std::sqrt(variance)) << a << " " << b;
    EXPECT_NEAR(squares / count, variance, 1e-3 * variance) << a << " " << b;
  }
}

// Beyond the reach of Phi the mean is a + 1/a - 2/a^3 + ... (the inverse Mills ratio).
TEST(TruncatedNormal, ReachesFarTails) {
  for (const double a : {38.0, 60.0, 1000.0}) {
    constexpr int count = 200000;
    double sum = 0, below = 0;
    for (int i = 0; i < count; ++i) {
      sum += truncated_normal(a, infinity, (i + 0.5) / count) - a;
      below += truncated_normal(-a - 0.001, -a, (i + 0.5) / count);
    }
    EXPECT_NEAR(sum / count * a, 1, 0.01) << a;
    EXPECT_TRUE(below / count < -a && below / count > -a - 0.001) << a;
  }
}

}  // namespace
}  // namespace interplay
