// The features of an FM-shaped plan in the form that the coordinate solvers use: one table for each table of the star,
// each row of which belongs to many ratings, and one table whose rows are the training rows themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "solvers/solver.h"

namespace interplay {

// Rows of a table with several features that are summed by one task.
inline constexpr std::uint32_t summed_rows_per_task = 16;

// One input field, transposed: the rows in which each feature occurs.
struct CoordinateField {
  std::size_t input = 0;
  WritableTensor linear, factors;  // either may be missing
  std::uint32_t features = 0;      // rows of the tensors
  std::uint64_t first = 0;         // index of its first feature among all features
  // No row has two features of the field, so that its features do not meet and can be solved at once.
  bool disjoint = false;
  // Feature j occurs in rows[i] with value x[i], for i from offsets[j] up to offsets[j + 1]. Rows without ratings are
  // left out.
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint32_t> rows;
  std::vector<float> x;
};

struct CoordinateTable {
  std::vector<CoordinateField> fields;
  std::uint32_t rows = 0;
  // Row r is training row r, which is also its only rating.
  bool whole_rows = false;
  // Every feature occurs in at most one row, with value 1, and every row has one: nothing has to be kept of a row
  // between features.
  bool single = false;
  // No field of the table has vectors, while those of other tables have: a row is only a number.
  bool numbers_only = false;
  // The input with the ids of the users or items, in the table that has it.
  std::optional<std::size_t> ids;

  // Row r has offsets[r + 1] - offsets[r] ratings (of whole rows: only number r).
  std::vector<std::uint64_t> offsets;
  std::uint64_t count(std::uint32_t row) const { return offsets[row + std::size_t{1}] - offsets[row]; }
  // What each process sums up: features where the table is `single`, otherwise rows.
  Shares shares;
  // Where the ratings of a row begin that this process sums up; empty: at their offsets, and all of them are here.
  std::vector<std::uint64_t> places;
  std::uint64_t first(std::uint32_t row) const { return places.empty() ? offsets[row] : places[row]; }
  // Of the ratings from first(row) on: the rows of the other tables (in their order), target, weight.
  std::vector<std::uint32_t> others;
  std::vector<float> target, weight;  // weight may be empty
  // The position of each rating in the first table's list, if targets change; otherwise, and in the first table, empty.
  std::vector<std::uint32_t> order;

  // The noise precision of each row's ratings; empty: all 1. The observation of a rating has the weight of the data
  // times the precisions of its rows in all tables.
  std::vector<float> precision;
};

struct CoordinateTables {
  // Sets the target of every rating; `values` is in the order of the first table.
  void set_targets(std::span<const float> values, const TaskPool& pool);

  std::size_t stride = 0;  // floats of a vector of factors; 0 without factors
  std::size_t rank = 0;
  std::vector<CoordinateTable> tables;  // tables of numbers only are last
  std::uint64_t features = 0;
};

// Why the coordinate solvers cannot fit the plan, in words; empty if they can.
std::string coordinate_refusal(const ModelPlan& plan);

// `expanded` puts every feature into the table of training rows, as if there were no star: a slow way to the same
// result. `changing`: targets will be set later. Where they are not, each of several processes keeps only the ratings
// of the rows that it sums up. The tables refer to the tensors of `parameters`. Throws Error(bad_data) for a cell that
// holds a value twice.
CoordinateTables coordinate_tables(const Problem& problem, Parameters& parameters, bool expanded = false,
                                   bool changing = false);

}  // namespace interplay
