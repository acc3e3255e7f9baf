#include "terms/batch_norm.h"
#include "terms/head.h"

namespace interplay {
namespace {

class DenseHead final : public Head {
 public:
  DenseHead(bool normalize, double initial, const NormOptions& norm)
      : normalize_(normalize), initial_(initial), norm_(norm) {}

  std::string_view kind() const override { return normalize_ ? "norm_dense" : "dense"; }
  bool whole_batch() const override { return normalize_; }

  void declare(std::vector<TensorSpec>& specs, std::size_t columns) override {
    columns_ = columns;
    if (normalize_) norm_.declare("head/norm", columns, specs);
    kernel_ = specs.size();
    TensorSpec kernel;
    kernel.name = "head/kernel";
    kernel.rows = columns;
    kernel.columns = 1;
    kernel.initializer = {.kind = Initializer::Kind::glorot_uniform, .fan_in = columns, .fan_out = 1};
    kernel.penalty = Penalty::kernel;
    specs.push_back(std::move(kernel));
    TensorSpec bias;
    bias.name = "head/bias";
    bias.rows = bias.columns = 1;
    bias.initializer = {Initializer::Kind::constant, initial_};
    specs.push_back(std::move(bias));
  }

  // The columns that the kernel reads, and what batch normalisation leaves.
  std::size_t scratch(std::size_t rows) const override {
    return normalize_ ? columns_ * rows + BatchNorm::scratch(rows, columns_) : 0;
  }

  void forward(const StepContext& context, Columns in, std::size_t rows, float* score,
               std::span<float> scratch) const override {
    const Columns read = normalize_ ? normalized(context, in, rows, scratch) : in;
    const float bias = *(*context.parameters)[kernel_ + 1].data;
    for (std::size_t r = 0; r < rows; ++r) score[r] = bias;
    for (std::size_t c = 0; c < columns_; ++c) {
      const float weight = weight_of(*context.parameters, c);
      for (std::size_t r = 0; r < rows; ++r) score[r] += weight * read[c][r];
    }
  }

  void backward(const StepContext& context, Columns in, std::size_t rows, const float* score_gradient,
                Columns in_gradient, std::span<float> scratch, std::span<float* const> own_gradient) const override {
    const Columns read = normalize_ ? Columns{scratch.data(), columns_, rows} : in;
    const std::size_t kernel = normalize_ ? BatchNorm::tensors : 0;
    double sum = 0;
    for (std::size_t r = 0; r < rows; ++r) sum += static_cast<double>(score_gradient[r]);
    *own_gradient[kernel + 1] += static_cast<float>(sum);
    for (std::size_t c = 0; c < columns_; ++c) {
      const float weight = weight_of(*context.parameters, c);
      double product = 0;
      for (std::size_t r = 0; r < rows; ++r) {
        product += static_cast<double>(score_gradient[r]) * static_cast<double>(read[c][r]);
        in_gradient[c][r] = weight * score_gradient[r];
      }
      own_gradient[kernel][c] += static_cast<float>(product);
    }
    if (normalize_)
      norm_.backward(context, {in_gradient.data, rows, columns_, 1, in_gradient.stride},
                     scratch.subspan(columns_ * rows), own_gradient);
  }

  void update_statistics(Parameters& moved, const StepContext& context, std::size_t rows,
                         std::span<const float> scratch) const override {
    if (normalize_) norm_.update_statistics(moved, context, columns_, scratch.subspan(columns_ * rows));
  }

  HeadWeights weights(const Parameters& parameters) const override {
    HeadWeights result{static_cast<double>(*parameters[kernel_ + 1].data), {}};
    for (std::size_t c = 0; c < columns_; ++c) {
      const double weight = static_cast<double>(weight_of(parameters, c));
      const auto [factor, offset] = normalize_ ? norm_.affine(parameters, c) : std::pair(1.0, 0.0);
      result.columns.push_back(weight * factor);
      result.constant += weight * offset;
    }
    return result;
  }

 private:
  float weight_of(const Parameters& parameters, std::size_t c) const { return *parameters[kernel_].row(c); }

  Columns normalized(const StepContext& context, Columns in, std::size_t rows, std::span<float> scratch) const {
    const Columns copy{scratch.data(), columns_, rows};
    for (std::size_t c = 0; c < columns_; ++c)
      for (std::size_t r = 0; r < rows; ++r) copy[c][r] = in[c][r];
    norm_.forward(context, {copy.data, rows, columns_, 1, rows}, scratch.subspan(columns_ * rows));
    return copy;
  }

  bool normalize_;
  double initial_;
  std::size_t columns_ = 0;
  TensorId kernel_ = 0;
  BatchNorm norm_;
};

}  // namespace

std::unique_ptr<Head> dense_head(bool normalize, double initial, const NormOptions& norm) {
  return std::make_unique<DenseHead>(normalize, initial, norm);
}

}  // namespace interplay
