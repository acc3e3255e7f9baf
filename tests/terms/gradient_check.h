// The gradient of a term, of its inputs and of its own tensors, against central differences.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "interplay/synthetic.h"

#include "base/aligned.h"
#include "base/random.h"
#include "terms/term.h"

namespace interplay::testing {

inline void fill(std::span<float> values, std::uint64_t seed, float scale = 1) {
  RandomStream random(seed, Purpose::synthesize);
  for (float& value : values) value = scale * (2 * random.uniform() - 1);
}

// d value / d x against `slope`, x put back.
inline void expect_slope(float& x, double slope, const std::function<double()>& value, const std::string& what,
                         float h = 1.0f / 64) {
  const float saved = x;
  x = saved + h;
  const double above = value();
  x = saved - h;
  const double below = value();
  x = saved;
  const double expected = (above - below) / (2 * static_cast<double>(h));
  EXPECT_NEAR(slope, expected, 2e-3 + 1e-2 * std::abs(expected)) << what;
}

// A term with its parameters, inputs, scratch, and the weights c of the sum of c times what it writes, columns and then
// block, whose gradient is checked.
class TermCheck {
 public:
  TermCheck(Term& term, std::size_t rows, std::size_t fields, std::size_t columns, StepContext context = {})
      : term_(term), rows_(rows), context_(context) {
    std::vector<TensorSpec> specs;
    term.declare(specs);
    parameters_ = Parameters(specs);
    for (TensorId id = 0; id < parameters_.size(); ++id) {
      const Tensor& tensor = parameters_[id];
      const WritableTensor values = parameters_.writable(id);
      for (std::size_t r = 0; r < tensor.rows; ++r) fill({values.row(r), tensor.columns}, 100 * id + r);
      if (tensor.name.ends_with("variance"))
        for (std::size_t r = 0; r < tensor.rows; ++r) *values.row(r) = 2 + *tensor.row(r);
    }
    context_.parameters = &parameters_;
    values_ = AlignedArray<float>(rows * fields * padded(columns));
    in_ = {rows, fields, columns, padded(columns), values_.data(), nullptr};
    for (std::size_t i = 0; i < rows * fields; ++i) fill({values_.data() + i * in_.stride, columns}, 7 + i);
    const auto [block_fields, block_columns] = term.block();
    block_ = {rows, block_fields, block_columns, padded(block_columns)};
    out_ = AlignedArray<float>(rows * (term.columns() + block_fields * block_.stride));
    c_ = AlignedArray<float>(out_.size());
    fill({c_.data(), c_.size()}, 3);
    scratch_ = AlignedArray<float>(term.scratch(rows));
    shared_ = AlignedArray<float>(term.shared());
  }

  const Parameters& parameters() const { return parameters_; }
  Parameters& writable() { return parameters_; }
  std::span<float> scratch() { return {scratch_.data(), scratch_.size()}; }
  const StepContext& context() const { return context_; }
  AlignedArray<float>& inputs() { return values_; }  // with padding

  // Inputs are taken `piece` rows at a time.
  std::vector<float> forward(std::size_t piece = near_rows) {
    for (std::size_t first = 0; first < rows_; first += piece)
      term_.gather_input(context_, in_.part(first, std::min(piece, rows_ - first)), first, rows_, scratch());
    term_.forward(context_, in_, output(out_), scratch());
    return {out_.begin(), out_.end()};
  }

  double value() {
    forward();
    double sum = 0;
    for (std::size_t i = 0; i < out_.size(); ++i) sum += static_cast<double>(c_[i]) * static_cast<double>(out_[i]);
    return sum;
  }

  void check() {
    forward();
    AlignedArray<float> gradient(values_.size());
    Parameters own{std::vector<TensorSpec>(specs())};
    std::vector<float*> own_gradient;
    for (const Tensor& tensor : own.tensors()) own_gradient.push_back(own.writable(tensor).data);
    Pooled in_gradient = in_;
    in_gradient.values = gradient.data();
    term_.prepare(context_, shared_.data());
    context_.shared = shared_.data();
    term_.backward(context_, in_, output(c_), in_gradient, scratch(), own_gradient);
    term_.scatter_gradient(in_gradient, 0, rows_, scratch());
    if (term_.writes_gradient()) expect_written(gradient);
    const auto current = [this] { return value(); };
    for (std::size_t i = 0; i < values_.size(); ++i)
      if (i % in_.stride < in_.columns) expect_slope(values_[i], gradient[i], current, "input " + std::to_string(i));
    for (const Tensor& tensor : own.tensors()) {
      const WritableTensor ours = parameters_.writable(parameters_.find(tensor.name));
      for (std::size_t r = 0; r < tensor.rows && tensor.trainable; ++r)
        for (std::size_t k = 0; k < tensor.columns; ++k)
          expect_slope(ours.row(r)[k], tensor.row(r)[k], current, tensor.name);
    }
  }

 private:
  // Whatever a fresh gradient holds is written over.
  void expect_written(const AlignedArray<float>& added) {
    AlignedArray<float> gradient(added.size());
    std::ranges::fill(gradient, 7.0f);
    Pooled in_gradient = in_;
    in_gradient.values = gradient.data();
    in_gradient.fresh = true;
    term_.backward(context_, in_, output(c_), in_gradient, scratch(), {});
    for (std::size_t i = 0; i < gradient.size(); ++i) ASSERT_EQ(gradient[i], added[i]);
  }

  Output output(AlignedArray<float>& numbers) {
    Pooled block = block_;
    block.values = numbers.data() + rows_ * term_.columns();
    return {{numbers.data(), term_.columns(), rows_}, block};
  }

  std::vector<TensorSpec> specs() const { return {parameters_.tensors().begin(), parameters_.tensors().end()}; }

  Term& term_;
  std::size_t rows_;
  StepContext context_;
  Parameters parameters_;
  AlignedArray<float> values_, out_, c_, scratch_, shared_;
  Pooled in_, block_;
};

}  // namespace interplay::testing
