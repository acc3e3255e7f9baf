#include "data/encode/scale.h"

#include <array>
#include <string>
#include <utility>

#include "data/encode/encode_codes.h"
#include "interplay/error.h"

namespace interplay {

std::vector<std::uint32_t> count_uses(const Entity& entity, std::span<const std::uint32_t> interactions) {
  std::vector<std::uint32_t> uses(std::size_t{entity.keys.size()} + 1, 0);
  for (const std::uint32_t row : interactions) ++uses[entity.row_of[row]];
  return uses;
}

void set_range(Field& field, const Moments& m) {
  field.minimum = static_cast<float>(m.minimum);
  field.maximum = static_cast<float>(m.maximum);
  field.mean = static_cast<float>(m.mean);
}

namespace {

constexpr double quartiles_of_normal = 1.3489795;  // from the first to the third, in deviations
constexpr std::size_t shares = 128;                // between the knots of Curve::ranks

// The numbers of the training rows in order, each with how often it counts; a quantile is one of them.
class Ordered {
 public:
  Ordered(const TrainingRows& training, std::span<const float> values) {
    training.each([&](std::uint32_t row, std::uint32_t times) {
      if (std::isnan(values[row])) return;
      numbers_.emplace_back(values[row], times);
      total_ += times;
    });
    std::ranges::sort(numbers_);
  }
  bool empty() const { return numbers_.empty(); }

  // At ascending shares from 0 (the least) to 1 (the greatest).
  std::vector<float> quantiles(std::span<const double> wanted) const {
    std::vector<float> found;
    std::size_t i = 0;
    double passed = numbers_[0].second;
    for (const double share : wanted) {
      const double place = std::floor(share * (total_ - 1) + 0.5);
      while (passed <= place && i + 1 < numbers_.size()) passed += numbers_[++i].second;
      found.push_back(numbers_[i].first);
    }
    return found;
  }

 private:
  std::vector<std::pair<float, std::uint32_t>> numbers_;
  double total_ = 0;
};

class Scaling {
 public:
  Scaling(Field& field, const TrainingRows& training, std::span<const float> values)
      : field_(field), training_(training), values_(values), moments_(moments_behind_curve()) {
    set_range(field_, moments_);
    field_.scale = 1;
  }

  void standard() {
    field_.mean = static_cast<float>(moments_.mean);
    const auto deviation = static_cast<float>(std::sqrt(moments_.variance));
    const bool spread = static_cast<float>(moments_.maximum) > static_cast<float>(moments_.minimum);
    field_.scale = deviation > 0 && spread ? deviation : 1;
  }

  void minmax() {
    field_.mean = field_.minimum;
    if (field_.maximum > field_.minimum) field_.scale = field_.maximum - field_.minimum;
  }

  // If more than half of the numbers are equal, the quartiles may give no deviation; then that of all numbers is used.
  void robust() {
    bend(Curve::straight);
    standard();
    field_.limit = far_out;
    const Ordered ordered(training_, values_);
    if (ordered.empty()) return;
    const auto quartiles = ordered.quantiles(std::array{0.25, 0.5, 0.75});
    field_.mean = quartiles[1];
    const double width = static_cast<double>(quartiles[2]) - static_cast<double>(quartiles[0]);
    const auto deviation = static_cast<float>(width / quartiles_of_normal);
    if (deviation > 0) field_.scale = deviation;
  }

  void logarithm() {
    bend(Curve::logarithm);
    standard();
  }

  void quantile() {
    const Ordered ordered(training_, values_);
    if (ordered.empty()) return;
    std::vector<double> wanted;
    for (std::size_t i = 0; i <= shares; ++i) wanted.push_back(static_cast<double>(i) / shares);
    field_.knots = ordered.quantiles(wanted);
    bend(Curve::ranks);
    standard();
  }

  void automatic() {
    standard();
    if (heavy()) logarithm();
    if (heavy()) robust();
  }

 private:
  // Whether the number furthest out, after the curve, is beyond far_out.
  bool heavy() const {
    const double furthest = std::max(moments_.maximum - moments_.mean, moments_.mean - moments_.minimum);
    return moments_.variance > 0 && furthest > static_cast<double>(far_out) * std::sqrt(moments_.variance);
  }

  void bend(Curve curve) {
    field_.curve = curve;
    moments_ = moments_behind_curve();
  }

  Moments moments_behind_curve() const {
    return moments(training_, [&](std::uint32_t row) { return bent(field_, values_[row]); });
  }

  Field& field_;
  const TrainingRows& training_;
  std::span<const float> values_;
  Moments moments_;
};

}  // namespace

void set_scale(Field& field, const TrainingRows& training, std::span<const float> values, std::string_view how) {
  Scaling scaling(field, training, values);
  if (!is_input(field)) return;
  if (how == "auto") return scaling.automatic();
  if (how == "standard") return scaling.standard();
  if (how == "minmax") return scaling.minmax();
  if (how == "robust") return scaling.robust();
  if (how == "quantile") return scaling.quantile();
  if (how == "log") return scaling.logarithm();
  if (how == "raw") {
    field.mean = 0;
  } else if (how != "none") {
    throw Error(Code::usage, "numeric_scale is '" + std::string(how) +
                                 "', expected auto, standard, minmax, robust, quantile, log, none or raw");
  }
}

}  // namespace interplay
