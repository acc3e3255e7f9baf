// The features of an FM-shaped plan as the coordinate solvers see them: one table for each table of the star, each row
// of which is met by many ratings, and one table whose rows are the training rows themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "solvers/solver.h"

namespace interplay {

// One input field, transposed: where each of its features stands.
struct CoordinateField {
  std::size_t input = 0;
  const Tensor* linear = nullptr;  // either may be missing
  const Tensor* factors = nullptr;
  std::uint32_t features = 0;  // rows of the tensors
  std::uint64_t first = 0;     // number of its first feature among all
  // A row has one feature of the field at most, so that its features do not meet: they can be solved at once.
  bool disjoint = false;
  // Feature j stands in rows[i] with value x[i], i from offsets[j] up to offsets[j + 1]. Rows without ratings are left
  // out.
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint32_t> rows;
  std::vector<float> x;
};

struct CoordinateTable {
  std::vector<CoordinateField> fields;
  std::uint32_t rows = 0;
  // Row r is training row r, and its only rating.
  bool whole_rows = false;
  // Every feature stands in one row at most, with value 1, and every row has one: nothing of a row needs to be kept
  // between features.
  bool single = false;
  // No field has vectors, and others have: of a row there is a number alone.
  bool numbers_only = false;
  // The input that holds the ids of the users or of the items, of the table that does.
  std::optional<std::size_t> ids;

  // Ratings of row r, from offsets[r] up to offsets[r + 1] (number r of whole rows): the rows of the other tables (in
  // their order), target, weight.
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint32_t> others;
  std::vector<float> target, weight;  // weight may be empty
  // Place in the first table's list, where targets change; else, and in the first table, empty.
  std::vector<std::uint32_t> order;

  // Of the noise of every row's ratings; empty: all 1. The observation of a rating has the weight of the data times the
  // precisions of its rows in all tables.
  std::vector<float> precision;
};

struct CoordinateTables {
  // Gives every rating its target: values in the order of the first table.
  void set_targets(std::span<const float> values, const TaskPool& pool);

  std::size_t stride = 0;  // floats of a vector of factors; 0 without factors
  std::size_t rank = 0;
  std::vector<CoordinateTable> tables;  // those of numbers only at the end
  std::uint64_t features = 0;
};

// Why the coordinate solvers cannot fit the plan, in words; empty when they can.
std::string coordinate_refusal(const ModelPlan& plan);

// `expanded` puts every feature into the table of training rows, as if there were no star: a slow way to the same
// result. The tensors of `parameters` are referred to. Throws Error(bad_data) for a cell that holds a value twice.
// `changing`: targets will be set.
CoordinateTables coordinate_tables(const Problem& problem, const Parameters& parameters, bool expanded = false,
                                   bool changing = false);

}  // namespace interplay
