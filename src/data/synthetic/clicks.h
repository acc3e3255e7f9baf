// Synthetic clicks in the shape of Criteo's: a label, 13 counts and 26 categories, many of them missing, with a
// probability for every row that is known. Everything that is written is computed by + - * / and square root alone, as
// synthetic ratings are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "data/synthetic/synth.h"
#include "interplay/synthetic.h"

namespace interplay::synth {

constexpr std::size_t click_numbers = 13, click_fields = 39;

struct ClickRow {
  static constexpr std::int64_t missing = std::numeric_limits<std::int64_t>::min();

  bool label = false;
  double probability = 0;                             // that the label is 1
  std::array<std::int64_t, click_numbers> numbers{};  // as a count, from -1; or `missing`
  std::array<std::uint32_t, click_fields> codes{};    // the bucket of a count or the category, from 1; 0: missing
};

// The planted model, where c_f is the code of field f:
//   P(1) = 1 / (1 + exp(-s)),  s = b + sum_f w_f(c_f) + sum over planted pairs (f, g) of a_fg <v_f(c_f), v_g(c_g)>.
// Counts enter by buckets that end at the numbers of Fibonacci (0, 1, 2, 3-4, 5-7, 8-12, ...), and a missing cell is a
// category like others, so that a table of counts and a text of buckets tell the same.
class ClickWorld {
 public:
  ClickWorld(std::uint64_t seed, std::size_t rank);

  // The row of that number. Depends on no other row.
  ClickRow row(std::uint64_t number) const;
  // Number of codes of the field, that of missing cells included.
  std::uint32_t codes(std::size_t field) const { return sizes_[field]; }
  // The text of a category: eight hexadecimal digits, different for all codes of a field.
  static std::uint32_t name_of(std::size_t field, std::uint32_t code);

 private:
  struct Pair {
    std::size_t f, g;
    double strength;
  };
  void make_effects();
  void make_pairs();
  void set_base_rate();
  double score(const ClickRow& row) const;
  ClickRow draw(std::uint64_t number, double& uniform) const;
  std::size_t index(std::size_t field, std::uint32_t code) const { return starts_[field] + code; }

  std::uint64_t seed_;
  std::size_t rank_;
  std::array<std::uint32_t, click_fields> sizes_{};
  std::array<std::size_t, click_fields + 1> starts_{};
  std::vector<float> weights_, vectors_;  // of every code of every field; vectors_ [index][rank]
  std::vector<Pair> pairs_;
  double bias_ = 0;
};

// Writes rows of clicks: `path` is a new folder, which gets criteo.csv, or a file that ends in .csv or .ffm. The bytes
// do not depend on `threads` (0: all cores).
std::vector<std::filesystem::path> write_clicks(const std::filesystem::path& path, const SyntheticOptions& options,
                                                int threads, PlantedTruth* truth);

}  // namespace interplay::synth
