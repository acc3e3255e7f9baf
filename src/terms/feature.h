// The features of one row, and how the columns of a term divide among them: the basis of explanations.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace interplay {

// A feature as an embedding table reads it: an entry of a bag, a category, or a number.
struct Feature {
  std::size_t position = 0;  // of its field among the fields of the table
  std::uint32_t code = 0;    // the row of the field's tensor; 0 for numbers
  float x = 1;
  std::vector<double> vector;  // x v; for an affine number x v + b
};

// The part of a column that belongs to one feature or to a pair of them, given by positions in the row's list of
// features.
struct Addend {
  static constexpr std::size_t none = std::numeric_limits<std::size_t>::max();
  std::size_t column = 0;  // of the term
  std::size_t first = 0, second = none;
  double value = 0;
};

// <a, b>, summed in order.
double dot_product(std::span<const double> a, std::span<const double> b);

// One addend for every feature of a table with one column: its weight times x.
std::vector<Addend> single_addends(std::span<const Feature> features);

// <a, b> for all pairs of features; for pairs in the same bag only if `within_bags`.
std::vector<Addend> pair_addends(std::span<const Feature> features, bool within_bags);

}  // namespace interplay
