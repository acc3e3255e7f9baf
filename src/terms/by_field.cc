#include "terms/by_field.h"

#include <cassert>

#include "kernels/interaction.h"

namespace interplay {
namespace {

class LinearByField final : public Term {
 public:
  LinearByField(Source source, std::size_t fields) : Term(source), fields_(fields) {}

  std::string_view kind() const override { return "linear_by_field"; }
  std::size_t columns() const override { return fields_; }
  std::string column_name(std::size_t column, std::span<const std::string> fields) const override {
    return fields[column] + " weight";
  }

  void forward(const StepContext&, const Pooled& in, Output out, std::span<float>) const override {
    assert(in.columns == 1 && in.fields == fields_);
    for (std::size_t r = 0; r < in.rows; ++r)
      for (std::size_t f = 0; f < fields_; ++f) out.columns[f][r] = *in.at(r, f);
  }

  void backward(const StepContext&, const Pooled& in, Output out_gradient, const Pooled& in_gradient, std::span<float>,
                std::span<float* const>) const override {
    for (std::size_t r = 0; r < in.rows; ++r)
      for (std::size_t f = 0; f < fields_; ++f) *in_gradient.at(r, f) += out_gradient.columns[f][r];
  }

  std::vector<Addend> addends(std::span<const Feature> features) const override {
    std::vector<Addend> all = single_addends(features);
    for (Addend& addend : all) addend.column = features[addend.first].position;
    return all;
  }

 private:
  std::size_t fields_;
};

class PairwiseByField final : public Term {
 public:
  PairwiseByField(Source source, std::size_t fields) : Term(source), fields_(fields) {}

  std::string_view kind() const override { return "pairwise_by_field"; }
  std::size_t columns() const override { return fields_; }
  std::string column_name(std::size_t column, std::span<const std::string> fields) const override {
    return fields[column] + " interaction";
  }

  void forward(const StepContext&, const Pooled& in, Output out, std::span<float>) const override {
    kernels::field_interactions({in.values, nullptr, in.rows, in.fields, in.stride}, out.columns.data,
                                out.columns.stride);
  }

  void backward(const StepContext&, const Pooled& in, Output out_gradient, const Pooled& in_gradient, std::span<float>,
                std::span<float* const>) const override {
    kernels::field_interactions_backward({in.values, nullptr, in.rows, in.fields, in.stride}, out_gradient.columns.data,
                                         out_gradient.columns.stride, in_gradient.values);
  }

  bool divides_by_pairs() const override { return true; }
  // A pair of fields is in the columns of both.
  std::vector<Addend> addends(std::span<const Feature> features) const override {
    std::vector<Addend> all;
    for (Addend addend : pair_addends(features, false)) {
      for (const std::size_t feature : {addend.first, addend.second}) {
        addend.column = features[feature].position;
        all.push_back(addend);
      }
    }
    return all;
  }

 private:
  std::size_t fields_;
};

}  // namespace

std::unique_ptr<Term> linear_by_field(Source source, std::size_t fields) {
  return std::make_unique<LinearByField>(source, fields);
}

std::unique_ptr<Term> pairwise_by_field(Source source, std::size_t fields) {
  return std::make_unique<PairwiseByField>(source, fields);
}

}  // namespace interplay
