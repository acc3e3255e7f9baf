#include "terms/linear_vectors.h"

#include <cassert>

namespace interplay {
namespace {

class LinearVectors : public Term {
 public:
  LinearVectors(Source source, std::size_t rank) : Term(source), rank_(rank) {}

  std::size_t columns() const override { return 1; }
  std::string column_name(std::size_t, std::span<const std::string>) const override { return "first order"; }

 protected:
  std::size_t rank_;
};

class FieldWeights final : public LinearVectors {
 public:
  FieldWeights(Source source, std::size_t fields, std::size_t rank) : LinearVectors(source, rank), fields_(fields) {}

  std::string_view kind() const override { return "field_weights"; }

  void declare(std::vector<TensorSpec>& specs) override {
    weights_ = specs.size();
    TensorSpec spec;
    spec.name = "field_weights";
    spec.rows = fields_;
    spec.columns = rank_;
    spec.initializer = {Initializer::Kind::uniform, 0.01};
    spec.penalty = Penalty::kernel;
    specs.push_back(std::move(spec));
  }

  void forward(const StepContext& context, const Pooled& in, Output out, std::span<float>) const override {
    const Tensor& weights = (*context.parameters)[weights_];
    for (std::size_t r = 0; r < in.rows; ++r) {
      float sum = 0;
      for (std::size_t f = 0; f < fields_; ++f)
        for (std::size_t k = 0; k < rank_; ++k) sum += in.at(r, f)[k] * weights.row(f)[k];
      out.columns[0][r] = sum;
    }
  }

  void backward(const StepContext& context, const Pooled& in, Output out_gradient, const Pooled& in_gradient,
                std::span<float>, std::span<float* const> own_gradient) const override {
    const Tensor& weights = (*context.parameters)[weights_];
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float slope = out_gradient.columns[0][r];
      for (std::size_t f = 0; f < fields_; ++f) {
        for (std::size_t k = 0; k < rank_; ++k) {
          in_gradient.at(r, f)[k] += slope * weights.row(f)[k];
          own_gradient[0][f * weights.stride + k] += slope * in.at(r, f)[k];
        }
      }
    }
  }

 private:
  std::size_t fields_;
  TensorId weights_ = 0;
};

class PairedHalves final : public LinearVectors {
 public:
  using LinearVectors::LinearVectors;

  std::string_view kind() const override { return "paired_halves"; }

  void forward(const StepContext&, const Pooled& in, Output out, std::span<float>) const override {
    assert(in.columns == 2 * rank_);
    for (std::size_t r = 0; r < in.rows; ++r) {
      float sum = 0;
      for (std::size_t f = 0; f < in.fields; ++f)
        for (std::size_t k = 0; k < rank_; ++k) sum += in.at(r, f)[k] * in.at(r, f)[rank_ + k];
      out.columns[0][r] = sum;
    }
  }

  void backward(const StepContext&, const Pooled& in, Output out_gradient, const Pooled& in_gradient, std::span<float>,
                std::span<float* const>) const override {
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float slope = out_gradient.columns[0][r];
      for (std::size_t f = 0; f < in.fields; ++f) {
        const float* v = in.at(r, f);
        float* gradient = in_gradient.at(r, f);
        for (std::size_t k = 0; k < rank_; ++k) {
          gradient[k] += slope * v[rank_ + k];
          gradient[rank_ + k] += slope * v[k];
        }
      }
    }
  }
};

}  // namespace

std::unique_ptr<Term> field_weights(Source source, std::size_t fields, std::size_t rank) {
  return std::make_unique<FieldWeights>(source, fields, rank);
}

std::unique_ptr<Term> paired_halves(Source source, std::size_t rank) {
  return std::make_unique<PairedHalves>(source, rank);
}

}  // namespace interplay
