// Collects the items that may be among the best, from values that are known up to an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace interplay {

class Candidates {
 public:
  // For the `count` (> 0) largest true values. The difference of two true values equals that of the given values up to
  // `margin`, which is twice the error of one value.
  Candidates(std::size_t count, float margin);
  // Begins again, with the memory that there is.
  void restart(std::size_t count, float margin);

  // An item whose value is below the threshold is not among the best: `count` others are better by more than the
  // margin.
  float threshold() const { return threshold_; }
  // NaN counts as the largest value. Precondition: the item was not added before.
  void add(std::uint32_t item, float value);
  // Returns all items that may be among the best, in no order, and empties the list.
  std::vector<std::uint32_t> take();
  // The same, into memory of the caller.
  void take(std::vector<std::uint32_t>& items);

 private:
  struct Candidate {
    float value;
    std::uint32_t item;
  };

  std::size_t count_;
  float margin_, threshold_;
  std::vector<float> best_;  // the `count_` largest values so far, as a heap with the least in front
  std::vector<Candidate> list_;
};

}  // namespace interplay
