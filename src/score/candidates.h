// The items that may be among the best, by values that are known up to an error.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace interplay {

class Candidates {
 public:
  // For the `count` (> 0) largest true values. The difference of two true values is that of the values given here up to
  // `margin`, twice the error of one.
  Candidates(std::size_t count, float margin);

  // An item whose value is below the threshold is none of the best: `count` others are better by more than the margin.
  float threshold() const { return threshold_; }
  // NaN counts as the largest value. Precondition: the item was not added before.
  void add(std::uint32_t item, float value);
  // All items that may be among the best, in no order; empties the list.
  std::vector<std::uint32_t> take();

 private:
  struct Candidate {
    float value;
    std::uint32_t item;
  };

  std::size_t count_;
  float margin_, threshold_;
  std::vector<float> best_;  // the `count_` largest values so far, a heap whose front is the least
  std::vector<Candidate> list_;
};

}  // namespace interplay
