#include "terms/dot.h"

#include <cassert>

#include "kernels/interaction.h"

namespace interplay {
namespace {

class Dot final : public Term {
 public:
  explicit Dot(Source source) : Term(source) {}

  std::string_view kind() const override { return "dot"; }
  std::size_t columns() const override { return 1; }
  std::string column_name(std::size_t, std::span<const std::string>) const override { return "dot product"; }

  void forward(const StepContext&, const Pooled& in, Output out, std::span<float>) const override {
    assert(in.fields >= 2);
    kernels::first_two({in.values, nullptr, in.rows, in.fields, in.stride}, out.columns[0]);
  }

  void backward(const StepContext&, const Pooled& in, Output out_gradient, const Pooled& in_gradient, std::span<float>,
                std::span<float* const>) const override {
    kernels::first_two_backward({in.values, nullptr, in.rows, in.fields, in.stride}, out_gradient.columns[0],
                                in_gradient.values);
  }

  bool divides_by_pairs() const override { return true; }
  std::vector<Addend> addends(std::span<const Feature> features) const override {
    std::vector<Addend> first_two;
    for (Addend& pair : pair_addends(features, false))
      if (features[pair.first].position == 0 && features[pair.second].position == 1) first_two.push_back(pair);
    return first_two;
  }
};

}  // namespace

std::unique_ptr<Term> dot(Source source) { return std::make_unique<Dot>(source); }

}  // namespace interplay
