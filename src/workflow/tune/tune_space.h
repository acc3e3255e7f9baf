// Wing tune: the search for settings (interplay/tune.h). In: data, a split, a space of options, a number of trials.
// Out: a file of results that a later search goes on from, and the best recipe. The program and users of the library
// call it.
//
// A space of options, and points drawn from it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interplay/options.h"

namespace interplay {

using OptionValues = std::vector<std::pair<std::string, std::string>>;

// One option that is searched: a range, or a list of choices.
struct Dimension {
  std::string name;
  double low = 0, high = 0;
  bool whole = false, logarithmic = false;
  std::vector<std::string> choices;  // empty: a range
};

class SearchSpace {
 public:
  // "rank=8..64,learning_rate=0.001..0.1:log,activation=relu|tanh". Throws Error(usage), naming the option.
  explicit SearchSpace(std::string_view text);

  // Point number `trial`: a function of seed, trial and position in the space alone. Numbers have four digits.
  OptionValues draw(std::uint64_t seed, std::int64_t trial) const;
  bool has(std::string_view option) const;
  // The space as text that parses to it, with the full names of options.
  std::string text() const;
  std::span<const Dimension> dimensions() const { return dimensions_; }

 private:
  std::vector<Dimension> dimensions_;
};

}  // namespace interplay
