#include "terms/layers/stack.h"

#include <algorithm>
#include <cassert>
#include <memory>

namespace interplay::layers {
namespace {

// So many rows that adding to the gradients of the kernels pays, and so few that everything stays in the second-level
// cache.
constexpr std::size_t rows_at_a_time = 128;

class Stack final : public Term {
 public:
  Stack(std::string kind, std::string column_name, Source source, std::size_t inputs, List layers)
      : Term(source),
        kind_(std::move(kind)),
        column_name_(std::move(column_name)),
        sequence_(std::move(layers)),
        inputs_(inputs),
        stride_(stride_of(inputs)),
        outputs_(sequence_.connect({inputs}).width) {}

  std::string_view kind() const override { return kind_; }
  std::size_t columns() const override { return outputs_ == 1 ? 1 : 0; }
  BlockShape block() const override { return outputs_ == 1 ? BlockShape{} : BlockShape{1, outputs_}; }
  std::string column_name(std::size_t, std::span<const std::string>) const override { return column_name_; }
  std::size_t tile_rows() const override { return rows_at_a_time; }
  bool whole_batch() const override { return sequence_.whole_batch(); }

  void declare(std::vector<TensorSpec>& specs) override { sequence_.declare("", specs); }

  // Where the gradient of the inputs is, the inputs, and what the layers need.
  std::size_t scratch(std::size_t rows) const override { return fixed_scratch(rows) + sequence_.scratch(rows); }
  std::size_t shared() const override { return sequence_.shared(); }
  void prepare(const StepContext& context, float* shared) const override { sequence_.prepare(context, shared); }

  // Writes the vectors of a row side by side, without their padding.
  void gather_input(const StepContext&, const Pooled& piece, std::size_t first, std::size_t,
                    std::span<float> scratch) const override {
    assert(piece.fields * piece.columns == inputs_);
    kernels::put_side_by_side(piece.values, piece.rows, piece.fields, piece.columns, piece.stride,
                              scratch.data() + header + first * stride_, stride_);
  }

  void scatter_gradient(const Pooled& piece_gradient, std::size_t first, std::size_t,
                        std::span<const float> scratch) const override {
    const float* gradient = *reinterpret_cast<const float* const*>(scratch.data()) + first * stride_;
    kernels::add_apart(gradient, piece_gradient.rows, piece_gradient.fields, piece_gradient.columns, stride_,
                       piece_gradient.values, piece_gradient.stride);
  }

  void forward(const StepContext& context, const Pooled& in, Output out, std::span<float> scratch) const override {
    const Values inputs{scratch.data() + header, in.rows, inputs_};
    const Values last = sequence_.forward(context, inputs, scratch.subspan(fixed_scratch(in.rows)));
    if (outputs_ == 1) {
      for (std::size_t r = 0; r < in.rows; ++r) out.columns[0][r] = last.data[r * last.stride()];
    } else {
      for (std::size_t r = 0; r < in.rows; ++r) std::copy_n(last.data + r * last.stride(), outputs_, out.block.row(r));
    }
  }

  void backward(const StepContext& context, const Pooled& in, Output out_gradient, const Pooled&,
                std::span<float> scratch, std::span<float* const> own_gradient) const override {
    const std::span<float> own = scratch.subspan(fixed_scratch(in.rows));
    float* row = sequence_.output_gradient(in.rows, own);
    for (std::size_t r = 0; r < in.rows; ++r, row += stride_of(outputs_)) {
      if (outputs_ == 1) {
        *row = out_gradient.columns[0][r];
      } else {
        std::copy_n(out_gradient.block.row(r), outputs_, row);
      }
    }
    const float* gradient = sequence_.backward(context, in.rows, own, own_gradient);
    *reinterpret_cast<const float**>(scratch.data()) = gradient;
  }

  void update_statistics(Parameters& moved, const StepContext& context, std::size_t rows,
                         std::span<const float> scratch) const override {
    sequence_.update_statistics(moved, context, rows, scratch.subspan(fixed_scratch(rows)));
  }

 private:
  // The place of a pointer.
  static constexpr std::size_t header = 8;
  std::size_t fixed_scratch(std::size_t rows) const { return header + rows * stride_; }

  std::string kind_, column_name_;
  Sequence sequence_;
  std::size_t inputs_, stride_, outputs_;
};

}  // namespace

std::unique_ptr<Term> stack(std::string kind, std::string column_name, Source source, std::size_t inputs, List layers) {
  return std::make_unique<Stack>(std::move(kind), std::move(column_name), source, inputs, std::move(layers));
}

}  // namespace interplay::layers
