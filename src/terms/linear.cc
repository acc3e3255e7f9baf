#include "terms/linear.h"

#include <cassert>

namespace interplay {
namespace {

class Linear final : public Term {
 public:
  explicit Linear(Source source) : Term(source) {}

  std::string_view kind() const override { return "linear"; }
  std::size_t columns() const override { return 1; }
  std::string column_name(std::size_t, std::span<const std::string>) const override { return "first order"; }

  bool writes_gradient() const override { return true; }

  void forward(const StepContext&, const Pooled& in, Output out, std::span<float>) const override {
    assert(in.columns == 1 && in.stride == 1);
    for (std::size_t r = 0; r < in.rows; ++r) {
      float sum = 0;
      for (std::size_t f = 0; f < in.fields; ++f) sum += *in.at(r, f);
      out.columns[0][r] = sum;
    }
  }

  void backward(const StepContext&, const Pooled& in, Output out_gradient, const Pooled& in_gradient, std::span<float>,
                std::span<float* const>) const override {
    for (std::size_t r = 0; r < in.rows; ++r)
      for (std::size_t f = 0; f < in.fields; ++f)
        *in_gradient.at(r, f) = out_gradient.columns[0][r] + (in_gradient.fresh ? 0.0f : *in_gradient.at(r, f));
  }

  std::vector<Addend> addends(std::span<const Feature> features) const override { return single_addends(features); }
};

}  // namespace

std::unique_ptr<Term> linear(Source source) { return std::make_unique<Linear>(source); }

}  // namespace interplay
