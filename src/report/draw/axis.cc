#include "report/draw/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace interplay::report {
namespace {

// Decimals that tell multiples of `step` apart.
int decimals_of(double step) {
  int decimals = 0;
  while (decimals < 12 && std::abs(step - std::round(step)) > 1e-9 * std::abs(step)) {
    step *= 10;
    ++decimals;
  }
  return decimals;
}

bool is_huge_or_tiny(double low, double high, double step) {
  return std::max(std::abs(low), std::abs(high)) >= 1e7 || step < 1e-5;
}

}  // namespace

double nice_step(double step) {
  const double power = std::pow(10, std::floor(std::log10(step)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0})
    if (factor * power >= step * (1 - 1e-9)) return factor * power;
  return 10 * power;
}

std::string tick_label(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (text.find_first_not_of("-0.") == std::string::npos) text.erase(0, text.front() == '-' ? 1 : 0);
  const auto end = std::min(text.find('.'), text.size());
  const std::ptrdiff_t first = text.front() == '-' ? 1 : 0;
  if (static_cast<std::ptrdiff_t>(end) - first > 3)
    for (auto i = static_cast<std::ptrdiff_t>(end) - 3; i > first; i -= 3)
      text.insert(static_cast<std::size_t>(i), ",");
  return text;
}

Axis::Axis(std::span<const double> values, const Options& options) : log_(options.log) {
  low_ = INFINITY;
  high_ = -INFINITY;
  for (const double value : values) {
    if (!shows(value)) continue;
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }
  if (options.zero && !log_) {
    low_ = std::min(low_, 0.0);
    high_ = std::max(high_, 0.0);
  }
  if (low_ > high_) {
    low_ = log_ ? 1 : 0;
    high_ = log_ ? 10 : 1;
  }
  if (low_ == high_) {  // one value alone: something on both sides of it
    const double half = log_ ? low_ / 2 : low_ == 0 ? 0.5 : std::abs(low_) / 10;
    low_ -= half;
    high_ += half;
  }
  if (log_) {
    const double factor = std::pow(high_ / low_, options.margin);
    low_ /= factor;
    high_ *= factor;
    make_log_ticks();
    return;
  }
  const double margin = options.margin * (high_ - low_);
  if (!(options.zero && low_ == 0)) low_ -= margin;
  if (!(options.zero && high_ == 0)) high_ += margin;
  make_linear_ticks(options);
}

double Axis::place(double value) const {
  if (log_) return std::log(value / low_) / std::log(high_ / low_);
  return (value - low_) / (high_ - low_);
}

bool Axis::shows(double value) const { return std::isfinite(value) && (!log_ || value > 0); }

void Axis::make_linear_ticks(const Options& options) {
  double step = nice_step((high_ - low_) / std::max(options.ticks, 1));
  // One tick alone does not tell a scale.
  if (std::floor(high_ / step) - std::ceil(low_ / step) < 1) step = nice_step(step * 0.4);
  if (options.whole) step = std::max(1.0, step == 2.5 ? 5.0 : step);
  const bool scientific = is_huge_or_tiny(low_, high_, step);
  const int decimals = decimals_of(step);
  // As many digits as tell two ticks apart: those above the step, the step's own, and one where it is 2.5.
  const int digits = std::max(4, static_cast<int>(std::log10(std::max(std::abs(low_), std::abs(high_)) / step)) + 3);
  const double slack = 1e-9 * (high_ - low_);
  for (double k = std::ceil((low_ - slack) / step); k * step <= high_ + slack; ++k) {
    const double value = k * step;
    ticks_.push_back({value, scientific ? fmt::format("{:.{}g}", value, digits) : tick_label(value, decimals)});
  }
}

void Axis::make_log_ticks() {
  const double decades = std::log10(high_ / low_);
  // Few decades leave room for more ticks in each; very many skip some.
  const std::vector<double> factors = decades > 3   ? std::vector<double>{1}
                                      : decades > 1 ? std::vector<double>{1, 2, 5}
                                                    : std::vector<double>{1, 1.5, 2, 3, 4, 5, 6, 8};
  const int every = std::max(1, static_cast<int>(decades / 8));
  const auto first = static_cast<int>(std::floor(std::log10(low_))),
             last = static_cast<int>(std::ceil(std::log10(high_)));
  for (int power = first; power <= last; power += every)
    for (const double factor : factors) {
      const double value = factor * std::pow(10, power);
      if (value < low_ * (1 - 1e-9) || value > high_ * (1 + 1e-9)) continue;
      ticks_.push_back({value, fmt::format("{:.6g}", value)});
    }
}

}  // namespace interplay::report
