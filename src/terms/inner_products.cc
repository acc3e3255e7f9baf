#include "terms/inner_products.h"

#include <algorithm>
#include <cassert>

namespace interplay {
namespace {

class InnerProducts final : public Term {
 public:
  InnerProducts(Source source, std::size_t fields, std::size_t rank) : Term(source), fields_(fields), rank_(rank) {}

  std::string_view kind() const override { return "inner_products"; }
  std::size_t columns() const override { return 0; }
  BlockShape block() const override { return {1, inner_products_columns(fields_, rank_)}; }
  std::string column_name(std::size_t, std::span<const std::string>) const override { return ""; }

  void forward(const StepContext&, const Pooled& in, Output out, std::span<float>) const override {
    assert(in.fields == fields_ && in.columns == rank_);
    for (std::size_t r = 0; r < in.rows; ++r) {
      float* to = out.block.row(r);
      for (std::size_t f = 0; f < fields_; ++f) to = std::copy_n(in.at(r, f), rank_, to);
      for (std::size_t f = 0; f < fields_; ++f) {
        for (std::size_t g = f + 1; g < fields_; ++g) {
          const float *a = in.at(r, f), *b = in.at(r, g);
          float sum = 0;
          for (std::size_t k = 0; k < rank_; ++k) sum += a[k] * b[k];
          *to++ = sum;
        }
      }
    }
  }

  void backward(const StepContext&, const Pooled& in, Output out_gradient, const Pooled& in_gradient, std::span<float>,
                std::span<float* const>) const override {
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float* gradient = out_gradient.block.row(r);
      for (std::size_t f = 0; f < fields_; ++f)
        for (std::size_t k = 0; k < rank_; ++k) in_gradient.at(r, f)[k] += *gradient++;
      for (std::size_t f = 0; f < fields_; ++f) {
        for (std::size_t g = f + 1; g < fields_; ++g) {
          const float slope = *gradient++;
          const float *a = in.at(r, f), *b = in.at(r, g);
          float *of_a = in_gradient.at(r, f), *of_b = in_gradient.at(r, g);
          for (std::size_t k = 0; k < rank_; ++k) {
            of_a[k] += slope * b[k];
            of_b[k] += slope * a[k];
          }
        }
      }
    }
  }

 private:
  std::size_t fields_, rank_;
};

}  // namespace

std::unique_ptr<Term> inner_products(Source source, std::size_t fields, std::size_t rank) {
  return std::make_unique<InnerProducts>(source, fields, rank);
}

}  // namespace interplay
