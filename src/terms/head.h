// The head joins the columns of all terms into one score: a plain sum with an optional intercept.
#pragma once

#include <memory>
#include <vector>

#include "terms/term.h"

namespace interplay {

class Head {
 public:
  virtual ~Head() = default;
  virtual std::string_view kind() const = 0;  // "sum", "dense"
  virtual void declare(std::vector<TensorSpec>& specs, std::size_t columns) = 0;
  virtual std::size_t scratch(std::size_t /*rows*/) const { return 0; }
  // Over the whole batch at once.
  virtual void forward(const Pass& pass, Columns in, std::size_t rows, float* score,
                       std::span<float> scratch) const = 0;
  virtual void backward(const Pass& pass, Columns in, std::size_t rows, const float* score_gradient,
                        Columns in_gradient, std::span<float> scratch,
                        std::span<float* const> own_gradient) const = 0;
};

// score = sum of columns (+ bias). The bias tensor is "bias", 1 x 1, and starts at `initial`.
std::unique_ptr<Head> sum_head(bool bias, double initial = 0);

}  // namespace interplay
