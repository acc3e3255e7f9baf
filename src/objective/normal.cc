#include "objective/normal.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

namespace interplay {
namespace {

constexpr double density_at_0 = 0.39894228040143267794;
constexpr double table_end = 8.5, steps_per_unit = 32;
constexpr std::size_t table_size = static_cast<std::size_t>(2 * table_end * steps_per_unit) + 1;
// Below it Phi is too small for a double to divide by.
constexpr double far_tail = -37;

double erfc_cdf(double x) { return 0.5 * std::erfc(-x * std::numbers::sqrt2 / 2); }

struct Node {
  double cdf, density;
};

// Phi and phi at the multiples of 1/32.
const std::array<Node, table_size>& table() {
  static const std::array<Node, table_size> nodes = [] {
    std::array<Node, table_size> made{};
    for (std::size_t i = 0; i < table_size; ++i) {
      const double x = static_cast<double>(i) / steps_per_unit - table_end;
      made[i] = {erfc_cdf(x), density_at_0 * std::exp(-x * x / 2)};
    }
    return made;
  }();
  return nodes;
}

template <std::size_t Count>
double polynomial(const std::array<double, Count>& coefficients, double x) {
  double sum = 0;
  for (std::size_t i = Count; i > 0; --i) sum = sum * x + coefficients[i - 1];
  return sum;
}

// Coefficients of AS 241 (PPND16), numerators and denominators by rising power.
constexpr std::array<double, 8> middle_top = {3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3,
                                              1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                                              3.3430575583588128105e4, 2.5090809287301226727e3};
constexpr std::array<double, 8> middle_bottom = {1,
                                                 4.2313330701600911252e1,
                                                 6.8718700749205790830e2,
                                                 5.3941960214247511077e3,
                                                 2.1213794301586595867e4,
                                                 3.9307895800092710610e4,
                                                 2.8729085735721942674e4,
                                                 5.2264952788528545610e3};
constexpr std::array<double, 8> near_top = {
    1.42343711074968357734e0, 4.63033784615654529590e0,  5.76949722146069140550e0,  3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr std::array<double, 8> near_bottom = {1,
                                               2.05319162663775882187e0,
                                               1.67638483018380384940e0,
                                               6.89767334985100004550e-1,
                                               1.48103976427480074590e-1,
                                               1.51986665636164571966e-2,
                                               5.47593808499534494600e-4,
                                               1.05075007164441684324e-9};
constexpr std::array<double, 8> far_top = {
    6.65790464350110377720e0,  5.46378491116411436990e0,  1.78482653991729133580e0,  2.96560571828504891230e-1,
    2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr std::array<double, 8> far_bottom = {1,
                                              5.99832206555887937690e-1,
                                              1.36929880922735805310e-1,
                                              1.48753612908506148525e-2,
                                              7.86869131145613259100e-4,
                                              1.84631831751005468180e-5,
                                              1.42151175831644588870e-7,
                                              2.04426310338993978564e-15};

// Between low < high <= 0, both beyond the reach of Phi: the distance from `high` is nearly exponential of
// rate |high|.
double far_draw(double low, double high, double u) {
  const double rate = -high, whole = -std::expm1(-rate * (high - low));
  return high + std::log1p(-(1 - u) * whole) / rate;
}

}  // namespace

double normal_density(double x) { return density_at_0 * std::exp(-x * x / 2); }

// Taylor series about the nearest node x0, with Phi' = phi and phi' = -x phi.
double normal_cdf(double x) {
  if (!(std::abs(x) < table_end)) return std::isinf(x) ? (x > 0 ? 1.0 : 0.0) : std::isnan(x) ? x : erfc_cdf(x);
  const int i = static_cast<int>((x + table_end) * steps_per_unit + 0.5);
  const Node& node = table()[static_cast<std::size_t>(i)];
  const double x0 = i * (1 / steps_per_unit) - table_end, d = x - x0, square = x0 * x0;
  const double series = 1 + d * (-0.5 * x0 + d * ((square - 1) * (1.0 / 6) + d * (x0 * (3 - square)) * (1.0 / 24)));
  return node.cdf + node.density * d * series;
}

double normal_quantile(double p) {
  const double q = p - 0.5;
  if (std::abs(q) <= 0.425) {
    const double r = 0.180625 - q * q;
    return q * polynomial(middle_top, r) / polynomial(middle_bottom, r);
  }
  const double r = std::sqrt(-std::log(q < 0 ? p : 1 - p));
  const double x = r <= 5 ? polynomial(near_top, r - 1.6) / polynomial(near_bottom, r - 1.6)
                          : polynomial(far_top, r - 5) / polynomial(far_bottom, r - 5);
  return q < 0 ? -x : x;
}

double normal_between(double low, double high) {
  return low > 0 ? normal_cdf(-low) - normal_cdf(-high) : normal_cdf(high) - normal_cdf(low);
}

double truncated_normal(double low, double high, double u) {
  if (low > 0) return -truncated_normal(-high, -low, 1 - u);
  if (high < far_tail) return std::clamp(far_draw(low, high, u), low, high);
  const double from = normal_cdf(low), to = normal_cdf(high);
  const double p = std::clamp(from + u * (to - from), std::numeric_limits<double>::min(), 1 - 0x1p-53);
  return std::clamp(normal_quantile(p), low, high);
}

double truncated_normal(const NormalInterval& interval, double u) {
  const auto [low, high, from, to] = interval;
  // Where little more than rounding is left of Phi(high) - Phi(low), tails are looked up on their own.
  if (low > 3 || high < far_tail) return truncated_normal(low, high, u);
  return std::clamp(
      normal_quantile(std::clamp(from + u * (to - from), std::numeric_limits<double>::min(), 1 - 0x1p-53)), low, high);
}

}  // namespace interplay
