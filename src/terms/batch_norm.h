// Batch normalisation: columns are shifted and scaled to mean 0 and variance 1 over the batch, then by learned numbers.
// Ioffe and Szegedy 2015. Training uses the statistics of the batch (variance over n), prediction uses moving averages
// of them.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "terms/norm_options.h"
#include "terms/term.h"

namespace interplay {

// A view of numbers: element (r, c) at data[r * row_step + c * column_step].
struct NumberGrid {
  float* data;
  std::size_t rows, columns, row_step, column_step;
  float& at(std::size_t r, std::size_t c) const { return data[r * row_step + c * column_step]; }
};

class BatchNorm {
 public:
  static constexpr std::size_t tensors = 4;

  BatchNorm() = default;
  // `affine`: whether learned numbers scale and shift the columns behind it.
  explicit BatchNorm(const NormOptions& options, bool affine = true) : options_(options), affine_(affine) {}

  // "<prefix>/scale" and "shift", where columns are scaled, and the moving "mean" and "variance", which no solver
  // changes: columns x 1.
  void declare(const std::string& prefix, std::size_t columns, std::vector<TensorSpec>& specs);

  // Floats kept between forward and backward: mean, variance, and the normalised numbers.
  static std::size_t scratch(std::size_t rows, std::size_t columns) { return (2 + rows) * columns; }
  // In place. In training the statistics are of these rows, weighted as context.weight says: a row of weight 2 counts
  // as two.
  void forward(const StepContext& context, const NumberGrid& x, std::span<float> scratch) const;
  // In place: gradient of the outputs to that of the inputs. own_gradient: of scale and shift.
  void backward(const StepContext& context, const NumberGrid& gradient, std::span<const float> scratch,
                std::span<float* const> own_gradient) const;
  // moving = (1 - take) moving + take batch. `take` is 1 - momentum; corrected, it is (1 - momentum) / (1 - momentum^t)
  // in step t (context.step + 1), by which the weights of the batches are those of Adam's moments and sum to 1.
  // `moved`: the parameters of the context.
  void update_statistics(Parameters& moved, const StepContext& context, std::size_t columns,
                         std::span<const float> scratch) const;

  // Factor and offset of column c in prediction: y = x * factor + offset.
  std::pair<double, double> affine(const Parameters& parameters, std::size_t c) const;

 private:
  enum Part { scale, shift, mean, variance };
  TensorId id(Part part) const { return first_ + part - (affine_ ? 0 : mean); }
  float number(const Parameters& parameters, Part part, std::size_t c) const;

  NormOptions options_;
  bool affine_ = true;
  TensorId first_ = 0;
};

}  // namespace interplay
