#include "terms/batch_norm.h"

#include <cmath>

namespace interplay {
namespace {

double weight_of(const StepContext& context, std::size_t row) {
  return context.weight ? static_cast<double>(context.weight[context.first_row + row]) : 1.0;
}

double total_weight(const StepContext& context, std::size_t rows) {
  double sum = 0;
  for (std::size_t r = 0; r < rows; ++r) sum += weight_of(context, r);
  return sum > 0 ? sum : 1;
}

}  // namespace

void BatchNorm::declare(const std::string& prefix, std::size_t columns, std::vector<TensorSpec>& specs) {
  first_ = specs.size();
  for (const char* part : {"scale", "shift", "mean", "variance"}) {
    const std::string name = part;
    const bool learned = name == "scale" || name == "shift";
    if (learned && !affine_) continue;
    TensorSpec spec;
    spec.name = prefix + "/" + name;
    spec.rows = columns;
    spec.columns = 1;
    if (name == "scale" || name == "variance") spec.initializer = {Initializer::Kind::constant, 1};
    spec.trainable = learned;
    specs.push_back(std::move(spec));
  }
}

float BatchNorm::number(const Parameters& parameters, Part part, std::size_t c) const {
  if (!affine_ && (part == scale || part == shift)) return part == scale ? 1 : 0;
  return *parameters[id(part)].row(c);
}

std::pair<double, double> BatchNorm::affine(const Parameters& parameters, std::size_t c) const {
  const double deviation = std::sqrt(static_cast<double>(number(parameters, variance, c)) + options_.epsilon);
  const double factor = static_cast<double>(number(parameters, scale, c)) / deviation;
  return {factor, static_cast<double>(number(parameters, shift, c)) -
                      factor * static_cast<double>(number(parameters, mean, c))};
}

void BatchNorm::forward(const StepContext& context, const NumberGrid& x, std::span<float> scratch) const {
  const Parameters& parameters = *context.parameters;
  const double total = total_weight(context, context.training ? x.rows : 0);
  for (std::size_t c = 0; c < x.columns; ++c) {
    if (!context.training) {
      const auto [factor, offset] = affine(parameters, c);
      for (std::size_t r = 0; r < x.rows; ++r)
        x.at(r, c) = static_cast<float>(factor * static_cast<double>(x.at(r, c)) + offset);
      continue;
    }
    double sum = 0, squares = 0;
    for (std::size_t r = 0; r < x.rows; ++r) sum += weight_of(context, r) * static_cast<double>(x.at(r, c));
    const double center = sum / total;
    for (std::size_t r = 0; r < x.rows; ++r) {
      const double distance = static_cast<double>(x.at(r, c)) - center;
      squares += weight_of(context, r) * distance * distance;
    }
    scratch[2 * c] = static_cast<float>(center);
    scratch[2 * c + 1] = static_cast<float>(squares / total);
    const double inverse = 1 / std::sqrt(squares / total + options_.epsilon);
    float* normal = scratch.data() + 2 * x.columns + c * x.rows;
    for (std::size_t r = 0; r < x.rows; ++r) {
      normal[r] = static_cast<float>((static_cast<double>(x.at(r, c)) - center) * inverse);
      x.at(r, c) = number(parameters, scale, c) * normal[r] + number(parameters, shift, c);
    }
  }
}

// With y = scale n + shift, n = (x - m) / d and weights w of sum W, m and d being weighted means themselves:
//   dx_r = scale / d (dy_r - w_r / W (sum dy + n_r sum dy n))
// where dy holds the rows' weights already, as the loss does.
void BatchNorm::backward(const StepContext& context, const NumberGrid& gradient, std::span<const float> scratch,
                         std::span<float* const> own_gradient) const {
  const double total = total_weight(context, gradient.rows);
  for (std::size_t c = 0; c < gradient.columns; ++c) {
    const float* normal = scratch.data() + 2 * gradient.columns + c * gradient.rows;
    double sum = 0, product = 0;
    for (std::size_t r = 0; r < gradient.rows; ++r) {
      sum += static_cast<double>(gradient.at(r, c));
      product += static_cast<double>(gradient.at(r, c)) * static_cast<double>(normal[r]);
    }
    if (affine_) {
      own_gradient[scale][c] += static_cast<float>(product);
      own_gradient[shift][c] += static_cast<float>(sum);
    }
    const double factor = static_cast<double>(number(*context.parameters, scale, c)) /
                          std::sqrt(static_cast<double>(scratch[2 * c + 1]) + options_.epsilon);
    for (std::size_t r = 0; r < gradient.rows; ++r) {
      const double common = weight_of(context, r) / total * (sum + static_cast<double>(normal[r]) * product);
      gradient.at(r, c) = static_cast<float>(factor * (static_cast<double>(gradient.at(r, c)) - common));
    }
  }
}

void BatchNorm::update_statistics(Parameters& moved, const StepContext& context, std::size_t columns,
                                  std::span<const float> scratch) const {
  const double momentum = options_.momentum, step = static_cast<double>(context.step) + 1;
  const double share = (1 - momentum) / (options_.corrected ? 1 - std::pow(momentum, step) : 1);
  const auto keep = static_cast<float>(1 - share), take = static_cast<float>(share);
  const std::size_t stride = moved[id(mean)].stride;
  float *const centers = moved.writable(id(mean)).data, *const spreads = moved.writable(id(variance)).data;
  for (std::size_t c = 0; c < columns; ++c) {
    float &center = centers[c * stride], &spread = spreads[c * stride];
    center = keep * center + take * scratch[2 * c];
    spread = keep * spread + take * scratch[2 * c + 1];
  }
}

}  // namespace interplay
