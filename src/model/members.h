// The sets of parameters whose predictions a model averages: the runs of an ensemble as they are, draws from a
// posterior in half the memory.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <variant>
#include <vector>

#include "data/batch.h"
#include "model/plan.h"
#include "terms/parameters.h"

namespace interplay {

// The numbers of one tensor, rows x stride: one of both. bfloat16.h tells what is rounded.
struct MemberTensor {
  const float* exact = nullptr;
  const std::uint16_t* rounded = nullptr;
};

class Members {
 public:
  std::size_t size() const { return members_.size(); }
  bool empty() const { return members_.empty(); }

  void add(Parameters parameters);
  // Tables of categories (TensorSpec::sparse) as bfloat16, all else as it is: what there is little of, but much depends
  // on, such as bias, slopes, noise and cut points.
  void add_rounded(const Parameters& parameters);
  // Numbers that lie elsewhere, kept by `owner`.
  void add_stored(std::span<const TensorSpec> specs, std::vector<MemberTensor> tensors,
                  std::shared_ptr<const void> owner);
  void append(Members other);

  // Precondition of all: m < size().
  std::vector<MemberTensor> stored(std::size_t m) const;
  // As floats; made for this call where some are rounded.
  std::shared_ptr<const Parameters> at(std::size_t m) const;

 private:
  friend class MemberReader;
  struct Stored {
    std::vector<MemberTensor> tensors;
    std::shared_ptr<const void> owner;
  };
  std::vector<TensorSpec> specs_;  // of those that are not Parameters
  std::vector<std::variant<std::shared_ptr<const Parameters>, Stored>> members_;
};

// One member after the other, rounded ones in the same place.
class MemberReader {
 public:
  explicit MemberReader(const Members& members) : members_(members) {}
  // Of tables only the rows that the batch reads need be right: few where it is small.
  MemberReader(const Members& members, const ModelPlan& plan, const Batch& batch);

  // Valid until the next call.
  const Parameters& operator[](std::size_t m);

 private:
  const Members& members_;
  Parameters block_;
  std::vector<std::vector<std::uint32_t>> rows_;  // of every tensor, read by the batch; empty: all
};

}  // namespace interplay
