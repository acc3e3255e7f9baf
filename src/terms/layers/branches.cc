#include "terms/layers/branches.h"

#include <algorithm>
#include <cassert>

namespace interplay::layers {
namespace {

class Branches final : public Layer {
 public:
  Branches(Join join, std::vector<List> lists) : join_(join) {
    for (List& list : lists) branches_.emplace_back(std::move(list));
    assert(join_ == Join::side_by_side || branches_.size() == 2);
  }

  // Every branch reads a copy of its own, which it may change.
  Shape connect(const Shape& inputs) override {
    width_ = inputs.width;
    outputs_ = 0;
    for (Sequence& branch : branches_) outputs_ += branch.connect({width_}).width;
    if (join_ != Join::side_by_side) outputs_ = branches_.back().outputs();
    assert(join_ != Join::product || branches_[0].outputs() == outputs_);
    assert(join_ != Join::weighted || outputs_ % branches_[0].outputs() == 0);
    return {outputs_};
  }

  void declare(const std::string& prefix, std::vector<TensorSpec>& specs) override {
    for (Sequence& branch : branches_) branch.declare(prefix, specs);
  }

  // The outputs, then of every branch its inputs and what it needs.
  std::size_t scratch(std::size_t rows) const override {
    std::size_t sum = rows * stride_of(outputs_);
    for (const Sequence& branch : branches_) sum += branch_scratch(branch, rows);
    return sum;
  }
  std::size_t shared() const override {
    std::size_t sum = 0;
    for (const Sequence& branch : branches_) sum += branch.shared();
    return sum;
  }
  void prepare(const StepContext& context, float* shared) const override {
    for (const Sequence& branch : branches_) {
      branch.prepare(context, shared);
      shared += branch.shared();
    }
  }
  bool whole_batch() const override {
    return std::ranges::any_of(branches_, [](const Sequence& branch) { return branch.whole_batch(); });
  }

  Values forward(const StepContext& context, Values& in, std::span<float> scratch) const override {
    settle(in);
    const Values out{scratch.data(), in.rows, outputs_};
    std::size_t first = 0;
    for_branches(in.rows, scratch, [&](std::size_t b, std::span<float> inputs, std::span<float> own) {
      std::copy_n(in.data, inputs.size(), inputs.data());
      const Values y = branches_[b].forward(context, {inputs.data(), in.rows, width_}, own);
      join(b, first, y, out);
      first += y.width;
    });
    return out;
  }

  Gradient backward(const StepContext& context, Values& in, const Values& out, Gradient gradient, float* spare,
                    std::span<float> scratch, std::span<float* const> own_gradient) const override {
    settle(gradient, out);
    // All of them before any backward, by which layers may change the outputs of their branch.
    std::size_t first = 0;
    for_branches(in.rows, scratch, [&](std::size_t b, std::span<float>, std::span<float> own) {
      part(b, first, in.rows, gradient.data, scratch, branches_[b].output_gradient(in.rows, own));
      first += branches_[b].outputs();
    });
    StepContext here = context;
    std::size_t tensor = 0;
    for_branches(in.rows, scratch, [&](std::size_t b, std::span<float>, std::span<float> own) {
      const Sequence& branch = branches_[b];
      const float* of_inputs = branch.backward(here, in.rows, own, own_gradient.subspan(tensor, branch.tensors()));
      const std::size_t size = in.rows * stride_of(width_);
      if (b == 0) {
        std::copy_n(of_inputs, size, spare);
      } else {
        for (std::size_t i = 0; i < size; ++i) spare[i] += of_inputs[i];
      }
      here.shared += branch.shared();
      tensor += branch.tensors();
    });
    return {spare};
  }

  void update_statistics(Parameters& moved, const StepContext& context, std::size_t rows,
                         std::span<const float> scratch) const override {
    std::size_t at = rows * stride_of(outputs_);
    for (const Sequence& branch : branches_) {
      const std::size_t inputs = rows * stride_of(width_), own = branch.scratch(rows);
      branch.update_statistics(moved, context, rows, scratch.subspan(at + inputs, own));
      at += inputs + own;
    }
  }

 private:
  std::size_t branch_scratch(const Sequence& branch, std::size_t rows) const {
    return rows * stride_of(width_) + branch.scratch(rows);
  }

  // Calls visit(b, inputs of branch b, its scratch).
  template <class Visit>
  void for_branches(std::size_t rows, std::span<float> scratch, const Visit& visit) const {
    std::size_t at = rows * stride_of(outputs_);
    for (std::size_t b = 0; b < branches_.size(); ++b) {
      const std::size_t inputs = rows * stride_of(width_), own = branches_[b].scratch(rows);
      visit(b, scratch.subspan(at, inputs), scratch.subspan(at + inputs, own));
      at += inputs + own;
    }
  }

  std::size_t block() const { return outputs_ / branches_[0].outputs(); }  // of Join::weighted

  // Brings the outputs of branch b, which start at column `first` of all side by side, into the layer's.
  void join(std::size_t b, std::size_t first, const Values& y, const Values& out) const {
    for (std::size_t r = 0; r < y.rows; ++r) {
      const float* from = y.data + r * y.stride();
      float* to = out.data + r * out.stride();
      if (join_ == Join::side_by_side) {
        std::copy_n(from, y.width, to + first);
      } else if (b == 0) {
        for (std::size_t c = 0; c < outputs_; ++c) to[c] = from[join_ == Join::product ? c : c / block()];
      } else {
        for (std::size_t c = 0; c < outputs_; ++c) to[c] *= from[c];
      }
    }
  }

  // The outputs of branch b.
  const float* outputs_of(std::size_t b, std::size_t rows, std::span<float> scratch) const {
    const float* found = nullptr;
    for_branches(rows, scratch, [&](std::size_t other, std::span<float>, std::span<float> own) {
      if (other == b) found = branches_[b].outputs_in(own).data;
    });
    return found;
  }

  // Writes the gradient of the outputs of branch b, given that of the layer's.
  void part(std::size_t b, std::size_t first, std::size_t rows, const float* gradient, std::span<float> scratch,
            float* to) const {
    const std::size_t width = branches_[b].outputs(), stride = stride_of(width), from_stride = stride_of(outputs_);
    if (join_ == Join::side_by_side) {
      for (std::size_t r = 0; r < rows; ++r) std::copy_n(gradient + r * from_stride + first, width, to + r * stride);
      return;
    }
    const std::size_t other = 1 - b, other_stride = stride_of(branches_[other].outputs());
    const float* y = outputs_of(other, rows, scratch);
    const std::size_t each = join_ == Join::product ? 1 : block();
    for (std::size_t r = 0; r < rows; ++r) {
      const float *g = gradient + r * from_stride, *of_other = y + r * other_stride;
      float* row = to + r * stride;
      if (b == 0) std::fill_n(row, width, 0.0f);
      for (std::size_t c = 0; c < outputs_; ++c) {
        if (b == 0) {
          row[c / each] += g[c] * of_other[c];
        } else {
          row[c] = g[c] * of_other[c / each];
        }
      }
    }
  }

  Join join_;
  std::vector<Sequence> branches_;
  std::size_t width_ = 0, outputs_ = 0;
};

}  // namespace

std::unique_ptr<Layer> branches(Join join, std::vector<List> lists) {
  return std::make_unique<Branches>(join, std::move(lists));
}

List single(std::string prefix, std::unique_ptr<Layer> layer) {
  List list;
  list.emplace_back(std::move(prefix), std::move(layer));
  return list;
}

}  // namespace interplay::layers
