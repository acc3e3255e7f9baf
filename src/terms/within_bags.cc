#include "terms/within_bags.h"

#include <cassert>

namespace interplay {
namespace {

class WithinBags final : public Term {
 public:
  explicit WithinBags(Source source) : Term(source) {}

  std::string_view kind() const override { return "within_bags"; }
  std::size_t columns() const override { return 1; }
  std::string column_name(std::size_t, std::span<const std::string>) const override { return "within bags"; }

  void forward(const StepContext&, const Pooled& in, Output out, std::span<float>) const override {
    assert(in.squares);
    for (std::size_t r = 0; r < in.rows; ++r) {
      float sum = 0;
      for (std::size_t f = 0; f < in.fields; ++f) {
        float square = 0;
        for (std::size_t k = 0; k < in.columns; ++k) square += in.at(r, f)[k] * in.at(r, f)[k];
        sum += square - in.row_squares(r)[f];
      }
      out.columns[0][r] = sum / 2;
    }
  }

  void backward(const StepContext&, const Pooled& in, Output out_gradient, const Pooled& in_gradient, std::span<float>,
                std::span<float* const>) const override {
    for (std::size_t r = 0; r < in.rows; ++r) {
      const float slope = out_gradient.columns[0][r];
      for (std::size_t f = 0; f < in.fields; ++f) {
        in_gradient.row_squares(r)[f] -= slope / 2;
        for (std::size_t k = 0; k < in.columns; ++k) in_gradient.at(r, f)[k] += slope * in.at(r, f)[k];
      }
    }
  }

  bool divides_by_pairs() const override { return true; }
  std::vector<Addend> addends(std::span<const Feature> features) const override {
    std::vector<Addend> within;
    for (const Addend& pair : pair_addends(features, true))
      if (features[pair.first].position == features[pair.second].position) within.push_back(pair);
    return within;
  }
};

}  // namespace

std::unique_ptr<Term> within_bags(Source source) { return std::make_unique<WithinBags>(source); }

}  // namespace interplay
