#include "terms/field_aware.h"

#include <cassert>

namespace interplay {
namespace {

// Where the vector for field `other` starts among the columns of `field`, which leaves itself out.
std::size_t column_for(std::size_t field, std::size_t other, std::size_t rank) {
  return (other < field ? other : other - 1) * rank;
}

class FieldAware final : public Term {
 public:
  FieldAware(Source source, std::size_t rank) : Term(source), rank_(rank) {}

  std::string_view kind() const override { return "field_aware"; }
  std::size_t columns() const override { return 1; }
  std::string column_name(std::size_t, std::span<const std::string>) const override { return "second order"; }

  void forward(const StepContext&, const Pooled& in, Output out, std::span<float>) const override {
    assert(in.fields >= 2 && in.columns == field_aware_columns(in.fields, rank_));
    for (std::size_t r = 0; r < in.rows; ++r) {
      float sum = 0;
      for_pairs(in.fields, [&](std::size_t f, std::size_t g, std::size_t for_g, std::size_t for_f) {
        const float *a = in.at(r, f) + for_g, *b = in.at(r, g) + for_f;
        for (std::size_t k = 0; k < rank_; ++k) sum += a[k] * b[k];
      });
      out.columns[0][r] = sum;
    }
  }

  void backward(const StepContext&, const Pooled& in, Output out_gradient, const Pooled& in_gradient, std::span<float>,
                std::span<float* const>) const override {
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float slope = out_gradient.columns[0][r];
      for_pairs(in.fields, [&](std::size_t f, std::size_t g, std::size_t for_g, std::size_t for_f) {
        const float *a = in.at(r, f) + for_g, *b = in.at(r, g) + for_f;
        float *a_gradient = in_gradient.at(r, f) + for_g, *b_gradient = in_gradient.at(r, g) + for_f;
        for (std::size_t k = 0; k < rank_; ++k) {
          a_gradient[k] += slope * b[k];
          b_gradient[k] += slope * a[k];
        }
      });
    }
  }

  bool divides_by_pairs() const override { return true; }
  std::vector<Addend> addends(std::span<const Feature> features) const override {
    std::vector<Addend> all;
    for (std::size_t i = 0; i < features.size(); ++i) {
      for (std::size_t j = i + 1; j < features.size(); ++j) {
        const Feature &a = features[i], &b = features[j];
        if (a.position == b.position) continue;
        const auto part = [&](const Feature& feature, const Feature& other) {
          return std::span(feature.vector).subspan(column_for(feature.position, other.position, rank_), rank_);
        };
        all.push_back({0, i, j, dot_product(part(a, b), part(b, a))});
      }
    }
    return all;
  }

 private:
  // Calls visit(f, g, where the vector of f for g starts, where that of g for f does) for all fields f < g.
  template <class Visit>
  void for_pairs(std::size_t fields, const Visit& visit) const {
    for (std::size_t f = 0; f < fields; ++f)
      for (std::size_t g = f + 1; g < fields; ++g) visit(f, g, column_for(f, g, rank_), column_for(g, f, rank_));
  }

  std::size_t rank_;
};

}  // namespace

std::unique_ptr<Term> field_aware(Source source, std::size_t rank) {
  return std::make_unique<FieldAware>(source, rank);
}

}  // namespace interplay
