// The second order of a factorization machine: the sum over pairs i < j of x_i x_j <v_i, v_j>, in time linear in the
// number of features as half of (square of the sum minus sum of the squares). Rendle 2010, Lemma 3.1.
#pragma once

#include <memory>

#include "terms/term.h"

namespace interplay {

class Pairwise final : public Term {
 public:
  // within_bags: pairs of two entries of the same bag count as well (libFM's definition; the source is a table that
  // pools squares). Otherwise only pairs of two fields count.
  Pairwise(Source source, bool within_bags) : Term(source), within_bags_(within_bags) {}

  bool within_bags() const { return within_bags_; }
  std::string_view kind() const override { return "pairwise"; }
  std::size_t columns() const override { return 1; }
  std::string column_name(std::size_t, std::span<const std::string>) const override { return "second order"; }
  bool writes_gradient() const override { return true; }
  void forward(const StepContext& context, const Pooled& in, Output out, std::span<float> scratch) const override;
  void backward(const StepContext& context, const Pooled& in, Output out_gradient, const Pooled& in_gradient,
                std::span<float> scratch, std::span<float* const> own_gradient) const override;
  bool divides_by_pairs() const override { return true; }
  std::vector<Addend> addends(std::span<const Feature> features) const override;

 private:
  bool within_bags_;
};

std::unique_ptr<Term> pairwise(Source source, bool within_bags = true);

}  // namespace interplay
