#include "terms/layers/slice.h"

#include <algorithm>
#include <cassert>

namespace interplay::layers {
namespace {

class Slice final : public Layer {
 public:
  Slice(std::size_t first, std::size_t count) : first_(first), count_(count) {}

  Shape connect([[maybe_unused]] const Shape& inputs) override {
    assert(first_ + count_ <= inputs.width);
    return {count_};
  }

  std::size_t scratch(std::size_t rows) const override { return rows * stride_of(count_); }

  Values forward(const StepContext&, Values& in, std::span<float> scratch) const override {
    settle(in);
    for (std::size_t r = 0; r < in.rows; ++r)
      std::copy_n(in.data + r * in.stride() + first_, count_, scratch.data() + r * stride_of(count_));
    return {scratch.data(), in.rows, count_};
  }

  Gradient backward(const StepContext&, Values& in, const Values& out, Gradient gradient, float* spare,
                    std::span<float>, std::span<float* const>) const override {
    settle(gradient, out);
    std::fill_n(spare, in.rows * in.stride(), 0.0f);
    for (std::size_t r = 0; r < in.rows; ++r)
      std::copy_n(gradient.data + r * stride_of(count_), count_, spare + r * in.stride() + first_);
    return {spare};
  }

 private:
  std::size_t first_, count_;
};

}  // namespace

std::unique_ptr<Layer> slice(std::size_t first, std::size_t count) { return std::make_unique<Slice>(first, count); }

}  // namespace interplay::layers
