// The training rows of a field-aware factorization machine: of every field one feature and its value, by number.
#pragma once

#include <cstdint>
#include <vector>

#include "base/aligned.h"
#include "kernels/field_aware_step.h"
#include "solvers/solver.h"

namespace interplay {

// The features of a field are numbered first, first + 1, ... in the order of the table's rows.
struct FieldFeatures {
  std::size_t input = 0;  // position among the model's inputs
  std::uint32_t first = 0, rows = 0;
};

class FieldAwareRows {
 public:
  // `table` is the embedding table. Throws Error(usage) where a row has several features of a field.
  FieldAwareRows(const Problem& problem, const Embedding& table);

  std::span<const FieldFeatures> fields() const { return fields_; }
  std::size_t padded_fields() const { return stride_; }
  // One more than those of the fields: the last one, all of whose numbers are zero, stands for what is missing.
  std::size_t features() const { return std::size_t{none_} + 1; }
  kernels::FieldAwareRow operator[](std::size_t row) const {
    return {features_.data() + row * stride_, x_.data() + row * x_stride_};
  }

 private:
  void read(const Problem& problem, std::size_t row);

  std::vector<FieldFeatures> fields_;
  std::size_t stride_ = 0, x_stride_ = 0;
  std::uint32_t none_ = 0;
  std::vector<std::uint32_t> features_;
  AlignedArray<float> x_;
};

}  // namespace interplay
