// The interactions by user and by item, and the features of both.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/aligned.h"
#include "solvers/solver.h"

namespace interplay {

// Rows whose losses are added first, and which one process works on.
inline constexpr std::size_t rows_of_a_block = 256;

// One input field of a side, transposed: feature j occurs in rows[i] with value x[i], for i from offsets[j] up to
// offsets[j + 1]. Rows without interactions are left out.
struct SideField {
  WritableTensor vectors;
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint32_t> rows;
  std::vector<float> x;
  // No row has two features of the field, so that its features can be solved at once.
  bool disjoint = false;
  // l_j of every feature j (ials.h).
  std::vector<float> penalty;

  std::uint32_t features() const { return static_cast<std::uint32_t>(offsets.size() - 1); }
};

struct Side {
  std::vector<SideField> fields;
  std::vector<std::uint32_t> met;  // rows with interactions, ascending
  // Row r has offsets[r + 1] - offsets[r] interactions, of which others and weights have those from first(r) on.
  std::vector<std::uint64_t> offsets;
  // Which blocks of `met` each process works on. Where several share a plain side, each has the interactions of its own
  // rows alone, in `places`; otherwise it is empty, and all are at their offsets.
  Shares blocks;
  std::vector<std::uint64_t> places;
  std::vector<std::uint32_t> others;  // the row of the other side
  std::vector<float> weights;         // of interactions; empty: all 1
  std::vector<double> total;          // of every row: the sum of its weights
  std::size_t rank = 0, stride = 0;
  AlignedArray<float> vectors;  // of every row: the sum of x v over its features

  std::uint64_t size(std::uint32_t row) const { return offsets[row + std::size_t{1}] - offsets[row]; }
  std::uint64_t first(std::uint32_t row) const { return places.empty() ? offsets[row] : places[row]; }
  bool in_parts() const { return !places.empty(); }
  const float* vector(std::uint32_t row) const { return vectors.data() + row * stride; }
  float* vector(std::uint32_t row) { return vectors.data() + row * stride; }
  // A row is one feature: its vector is the feature's.
  bool plain() const { return fields.size() == 1 && single; }
  bool single = false;  // every feature of the first field occurs in at most one row, with value 1

  // The most features of a field.
  std::size_t widest() const {
    std::size_t most = 0;
    for (const SideField& field : fields) most = std::max<std::size_t>(most, field.features());
    return most;
  }

  // Sums the vectors of the rows anew from those of the features.
  void sum_features();
};

// Why the plan has no sides to solve, in words; empty if it has.
std::string sides_refusal(const ModelPlan& plan);

// The sides of users and of items. Precondition: sides_refusal is empty. Throws Error(bad_data) for a bag that has a
// feature twice.
std::vector<Side> sides_of(const Problem& problem, Parameters& parameters);

}  // namespace interplay
