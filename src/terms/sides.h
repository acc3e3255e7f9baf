// Matrix factorization with attributes: <sum of the vectors of one side, sum of the vectors of the other>.
#pragma once

#include <memory>

#include "terms/term.h"

namespace interplay {

// The first `left` fields of the source are one side, all others (at least one) the other. 0 < left.
class Sides final : public Term {
 public:
  Sides(Source source, std::size_t left) : Term(source), left_(left) {}
  std::size_t left() const { return left_; }

  std::string_view kind() const override { return "sides"; }
  std::size_t columns() const override { return 1; }
  std::string column_name(std::size_t, std::span<const std::string>) const override {
    return "dot product of the sides";
  }
  void forward(const StepContext& context, const Pooled& in, Output out, std::span<float> scratch) const override;
  void backward(const StepContext& context, const Pooled& in, Output out_gradient, const Pooled& in_gradient,
                std::span<float> scratch, std::span<float* const> own_gradient) const override;
  bool divides_by_pairs() const override { return true; }
  std::vector<Addend> addends(std::span<const Feature> features) const override;

 private:
  std::size_t left_;
};

std::unique_ptr<Term> sides(Source source, std::size_t left);

}  // namespace interplay
