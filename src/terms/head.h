// The head joins the columns of all terms into one score: a plain sum with an optional intercept, or a learned weight
// for each column, with or without batch normalisation before it.
#pragma once

#include <memory>
#include <vector>

#include "terms/norm_options.h"
#include "terms/term.h"

namespace interplay {

// score = constant + sum_c columns[c] * column c
struct HeadWeights {
  double constant = 0;
  std::vector<double> columns;
};

class Head {
 public:
  virtual ~Head() = default;
  virtual std::string_view kind() const = 0;  // "sum", "dense", "norm_dense"
  virtual void declare(std::vector<TensorSpec>& specs, std::size_t columns) = 0;
  virtual std::size_t scratch(std::size_t /*rows*/) const { return 0; }
  // Whether it must see the whole batch at once. Otherwise it is called for any part of the batch.
  virtual bool whole_batch() const { return false; }
  virtual void forward(const StepContext& context, Columns in, std::size_t rows, float* score,
                       std::span<float> scratch) const = 0;
  // Writes d loss / d column to `in_gradient`; adds to own_gradient[i] (i-th declared tensor).
  virtual void backward(const StepContext& context, Columns in, std::size_t rows, const float* score_gradient,
                        Columns in_gradient, std::span<float> scratch, std::span<float* const> own_gradient) const = 0;
  // As Term::update_statistics.
  virtual void update_statistics(Parameters& /*moved*/, const StepContext& /*context*/, std::size_t /*rows*/,
                                 std::span<const float> /*scratch*/) const {}
  // What the head does in prediction: every head is affine then. Normalisation is folded in.
  virtual HeadWeights weights(const Parameters& parameters) const = 0;
};

// "bias", 1 x 1, which starts at `initial`.
TensorSpec bias_spec(double initial);

// score = sum of columns (+ bias). The bias is that of bias_spec(initial).
std::unique_ptr<Head> sum_head(bool bias, double initial = 0);

// score = bias + the sum of the first `whole` columns + the mean of the others. With `distil`, training also draws each
// of these, with what all of them share, towards the score: to the gradient of a row's loss it adds that of the loss
// between the two, the score taken as given: cross-entropy of their probabilities if the link is logistic, else the
// square of their distance. Zhu et al. 2023 (FINAL), section 3.4.
enum class Distil { no, squares, probabilities };
std::unique_ptr<Head> mean_head(double initial, Distil distil, std::size_t whole = 0);

// score = <columns, kernel> + bias: "head/kernel", columns x 1, Glorot uniform, and "head/bias", from `initial`. With
// `normalize`, the columns are batch normalised first: "head/norm/scale", "shift", "mean", "variance".
std::unique_ptr<Head> dense_head(bool normalize, double initial = 0, const NormOptions& norm = {});

}  // namespace interplay
