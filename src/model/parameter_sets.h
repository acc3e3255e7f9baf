// The parameter sets (members) whose predictions a model averages: the runs of an ensemble unchanged, draws of a chain
// in half the memory.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "data/batch.h"
#include "plan/plan.h"
#include "terms/parameters.h"

namespace interplay {

// The numbers of one tensor, rows x stride: one of the two pointers is set. For rounding see bfloat16.h.
struct MemberTensor {
  const float* exact = nullptr;
  const std::uint16_t* rounded = nullptr;
};

class ParameterSets {
 public:
  std::size_t size() const { return members_.size(); }
  bool empty() const { return members_.empty(); }

  void add(Parameters parameters);
  // Adds tables of categories (TensorSpec::sparse) as bfloat16 and everything else as it is: bias, slopes, noise and
  // thresholds are small, but much depends on them.
  void add_rounded(const Parameters& parameters);
  // Adds a member whose numbers are elsewhere, kept alive by `owner`.
  void add_stored(std::span<const TensorSpec> specs, std::vector<MemberTensor> tensors,
                  std::shared_ptr<const void> owner);
  void append(ParameterSets other);

  // Precondition of all functions below: m < size().
  std::vector<MemberTensor> stored(std::size_t m) const;
  // The member as floats, which are decoded for this call if some are rounded.
  std::shared_ptr<const Parameters> at(std::size_t m) const;

 private:
  friend class MemberReader;
  struct Stored {
    std::vector<MemberTensor> tensors;
    std::shared_ptr<const void> owner;
  };
  std::vector<TensorSpec> specs_;  // of the members that are not Parameters
  std::vector<std::variant<std::shared_ptr<const Parameters>, Stored>> members_;
};

// Reads one member after another; rounded ones are decoded into the same memory.
class MemberReader {
 public:
  explicit MemberReader(const ParameterSets& members) : members_(members) {}
  // Decodes only the table rows that this batch reads, if it is small; the others are then undefined.
  MemberReader(const ParameterSets& members, const ModelPlan& plan, const Batch& batch);

  // Valid until the next call.
  const Parameters& operator[](std::size_t m);

 private:
  const ParameterSets& members_;
  Parameters block_;
  std::vector<std::vector<std::uint32_t>> rows_;  // by tensor: the rows that the batch reads; empty: all
};

}  // namespace interplay
