#include "terms/weighted_pairs.h"

#include <cassert>

namespace interplay {
namespace {

class WeightedPairs final : public Term {
 public:
  WeightedPairs(Source source, std::size_t fields, std::size_t rank, PairForm form)
      : Term(source), fields_(fields), rank_(rank), form_(form) {}

  std::string_view kind() const override { return "weighted_pairs"; }
  std::size_t columns() const override { return 1; }
  std::string column_name(std::size_t, std::span<const std::string>) const override { return "second order"; }

  void declare(std::vector<TensorSpec>& specs) override {
    weights_ = specs.size();
    TensorSpec spec;
    spec.name = "pairs/weight";
    spec.rows = fields_ * (fields_ - 1) / 2 * (form_ == PairForm::matrix ? rank_ : 1);
    spec.columns = form_ == PairForm::number ? 1 : rank_;
    spec.initializer = {form_ == PairForm::matrix ? Initializer::Kind::identity : Initializer::Kind::constant, 1};
    spec.penalty = Penalty::kernel;
    specs.push_back(std::move(spec));
  }

  // W_fg v_g of a row's pair.
  std::size_t scratch(std::size_t) const override { return padded(rank_); }

  void forward(const StepContext& context, const Pooled& in, Output out, std::span<float> scratch) const override {
    assert(in.fields == fields_ && in.columns >= rank_);
    const Tensor& weights = (*context.parameters)[weights_];
    for (std::size_t r = 0; r < in.rows; ++r) {
      float sum = 0;
      for_pairs([&](std::size_t pair, std::size_t f, std::size_t g) {
        times(weights, pair, in.at(r, g), scratch.data());
        sum += product(in.at(r, f), scratch.data());
      });
      out.columns[0][r] = sum;
    }
  }

  void backward(const StepContext& context, const Pooled& in, Output out_gradient, const Pooled& in_gradient,
                std::span<float> scratch, std::span<float* const> own_gradient) const override {
    const Tensor& weights = (*context.parameters)[weights_];
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float slope = out_gradient.columns[0][r];
      for_pairs([&](std::size_t pair, std::size_t f, std::size_t g) {
        const float *a = in.at(r, f), *b = in.at(r, g);
        times(weights, pair, b, scratch.data());
        add(slope, scratch.data(), in_gradient.at(r, f));
        float* of_b = in_gradient.at(r, g);
        float* own = own_gradient[0] + first_row(pair) * weights.stride;
        switch (form_) {
          case PairForm::number:
            add(slope * *weights.row(pair), a, of_b);
            *own += slope * product(a, b);
            break;
          case PairForm::vector:
            for (std::size_t k = 0; k < rank_; ++k) {
              of_b[k] += slope * weights.row(pair)[k] * a[k];
              own[k] += slope * a[k] * b[k];
            }
            break;
          case PairForm::matrix:
            for (std::size_t i = 0; i < rank_; ++i) {
              add(slope * a[i], weights.row(first_row(pair) + i), of_b);
              add(slope * a[i], b, own + i * weights.stride);
            }
        }
      });
    }
  }

 private:
  std::size_t first_row(std::size_t pair) const { return form_ == PairForm::matrix ? pair * rank_ : pair; }

  template <class Visit>
  void for_pairs(const Visit& visit) const {
    std::size_t pair = 0;
    for (std::size_t f = 0; f < fields_; ++f)
      for (std::size_t g = f + 1; g < fields_; ++g) visit(pair++, f, g);
  }

  void times(const Tensor& weights, std::size_t pair, const float* b, float* to) const {
    for (std::size_t i = 0; i < rank_; ++i) {
      const float* row = weights.row(first_row(pair) + (form_ == PairForm::matrix ? i : 0));
      to[i] = form_ == PairForm::matrix ? product(row, b) : b[i] * row[form_ == PairForm::vector ? i : 0];
    }
  }
  float product(const float* a, const float* b) const {
    float sum = 0;
    for (std::size_t k = 0; k < rank_; ++k) sum += a[k] * b[k];
    return sum;
  }
  void add(float factor, const float* from, float* to) const {
    for (std::size_t k = 0; k < rank_; ++k) to[k] += factor * from[k];
  }

  std::size_t fields_, rank_;
  PairForm form_;
  TensorId weights_ = 0;
};

}  // namespace

std::unique_ptr<Term> weighted_pairs(Source source, std::size_t fields, std::size_t rank, PairForm form) {
  return std::make_unique<WeightedPairs>(source, fields, rank, form);
}

}  // namespace interplay
