// The features of one row, one by one, and how a term's columns divide among them: what explanations are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace interplay {

// A feature as an embedding table reads it: an entry of a bag, a category, or a number.
struct Feature {
  std::size_t position = 0;  // of its field among those of the table
  std::uint32_t code = 0;    // the row of the field's tensor; of numbers 0
  float x = 1;
  std::vector<double> vector;  // x v; of an affine number x v + b
};

// The part of a column that belongs to one feature, or to a pair of them: places in the row's list of features.
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

// <a, b> of all pairs of features; of the same bag only when `within_bags`.
std::vector<Addend> pair_addends(std::span<const Feature> features, bool within_bags);

}  // namespace interplay
