#include "solvers/coordinate/prior.h"

#include <algorithm>
#include <cmath>

namespace interplay {
namespace {

// Chosen on synthetic clicks with 39 fields and on divisions of ML-100k's u1.base
// (docs/decisions/0016-priors-of-many-fields.md).
constexpr std::size_t few_fields = 2;
constexpr double shape_of_field = 0.5;

struct Sums {
  double count = 0, values = 0, squares = 0;
};

Sums sums_of(const CoordinateField& field, const WritableTensor& tensor, std::size_t column, double mean) {
  Sums sums;
  for (std::uint32_t j = 0; j < field.features; ++j) {
    if (field.offsets[j] == field.offsets[j + 1]) continue;
    const double value = tensor.row(j)[column];
    sums.count += 1;
    sums.values += value;
    sums.squares += (value - mean) * (value - mean);
  }
  return sums;
}

void draw_one(const Sums& sums, const HyperPrior& hyper, double rate_0, RandomStream& random, float& mean,
              float& precision) {
  const double m = mean;
  const double rate = (rate_0 + sums.squares + hyper.weight * m * m) / 2;
  const double drawn = random.gamma((hyper.shape + sums.count + 1) / 2) / rate;
  const double spread = 1 / std::sqrt((sums.count + hyper.weight) * drawn);
  precision = static_cast<float>(std::clamp(drawn, 1e-12, 1e12));
  mean = static_cast<float>(sums.values / (sums.count + hyper.weight) + spread * random.normal());
}

}  // namespace

HyperPrior hyper_prior(std::size_t fields, std::size_t rank) {
  if (fields <= few_fields) return {};
  const auto count = static_cast<double>(fields);
  const double shape = 1 + shape_of_field * static_cast<double>(fields - few_fields);
  const double pairs = count * (count - 1) / 2 * static_cast<double>(std::max<std::size_t>(rank, 1));
  return {shape, shape, shape / count, shape / std::sqrt(pairs)};
}

CoordinatePrior::CoordinatePrior(const CoordinateTables& tables, double linear_precision, double factor_precision,
                                 const HyperPrior& hyper)
    : size_(tables.rank + 1), hyper_(hyper) {
  for (const CoordinateTable& table : tables.tables) {
    for (const CoordinateField& field : table.fields) {
      weights_.push_back(static_cast<bool>(field.linear));
      vectors_.push_back(static_cast<bool>(field.factors));
    }
  }
  numbers_.assign(weights_.size() * 2 * size_, 0.0f);
  for (std::size_t f = 0; f < weights_.size(); ++f) {
    const FieldPrior prior = of(f);
    std::ranges::fill(prior.precision, static_cast<float>(factor_precision));
    prior.precision[tables.rank] = static_cast<float>(linear_precision);
  }
}

FieldPrior CoordinatePrior::of(std::size_t field) const {
  const std::span all(numbers_);
  return {all.subspan(2 * field * size_, size_), all.subspan((2 * field + 1) * size_, size_)};
}

// m -> e^c m and precision l -> e^-2c l, with joint density l^((1 + shape) / 2 - 1) exp(-l (rate + weight m^2) / 2).
double CoordinatePrior::log_scale_ratio(double change) const {
  double sum = 0;
  for (std::size_t f = 0; f < weights_.size(); ++f) {
    const FieldPrior prior = of(f);
    for (std::size_t k = 0; k < size_; ++k) {
      if (!used(f, k)) continue;
      const double c = k + 1 == size_ ? change : change / 2, precision = static_cast<double>(prior.precision[k]);
      sum -= c * hyper_.shape + precision * rate(k) / 2 * std::expm1(-2 * c);
    }
  }
  return sum;
}

void CoordinatePrior::scale(double change) {
  for (std::size_t f = 0; f < weights_.size(); ++f) {
    const FieldPrior prior = of(f);
    for (std::size_t k = 0; k < size_; ++k) {
      const double c = k + 1 == size_ ? change : change / 2;
      prior.mean[k] = static_cast<float>(static_cast<double>(prior.mean[k]) * std::exp(c));
      prior.precision[k] =
          static_cast<float>(std::clamp(static_cast<double>(prior.precision[k]) * std::exp(-2 * c), 1e-12, 1e12));
    }
  }
}

void CoordinatePrior::draw(std::size_t index, const CoordinateField& field, RandomStream& random) {
  const FieldPrior prior = of(index);
  for (std::size_t c = 0; c < size_; ++c) {
    const bool weight = c + 1 == size_;
    const WritableTensor& tensor = weight ? field.linear : field.factors;
    if (!tensor) continue;
    draw_one(sums_of(field, tensor, weight ? 0 : c, static_cast<double>(prior.mean[c])), hyper_, rate(c), random,
             prior.mean[c], prior.precision[c]);
  }
}

}  // namespace interplay
