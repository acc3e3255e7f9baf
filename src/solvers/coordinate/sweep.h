// One sweep over the features of a table. Given everything else, (v, w) of a feature has a Gaussian conditional
// distribution; the sweep takes its mean (ALS) or a draw (Gibbs sampling).
//
// The score of a factorization machine is linear in (v_j, w_j) of one feature j with value x:
//   score = rest + x <[S, 1], (v_j, w_j)>,  S the sum of the other features' x v.
// Let a be the noise precision, o the weights, and e the residuals at the present parameters. The change of (v_j, w_j)
// is normal with
//   precision  A = a sum o x^2 [S, 1] [S, 1]' + diag(prior precision)
//   mean       A^-1 (a sum o x [S, 1] e + prior precision * (prior mean - (v_j, w_j))).
// Rendle 2012, "Factorization machines with libFM", solves for one coordinate at a time; blocks of a whole vector are
// as in Salakhutdinov and Mnih 2008.
//
// For row u of an entity table, S = p + R_n, where p comes from the features of the row itself and R_n from the rest of
// rating n. The sums of o [R, 1] [R, 1]' and o T [R, 1] over the ratings of u then hold everything that the features of
// u need, so that no rating is visited twice. Rendle 2013, "Scaling factorization machines to relational data", has the
// idea for single coordinates. See docs/decisions/0008-coordinate-solvers.md.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "base/aligned.h"
#include "kernels/observations.h"
#include "solvers/coordinate/prior.h"
#include "solvers/coordinate/tables.h"

namespace interplay {

// Sums of the residuals e = target - score over training rows, each with its weight.
struct Residuals {
  double weight = 0, sum = 0, squares = 0;

  void add(const Residuals& other) {
    weight += other.weight;
    sum += other.sum;
    squares += other.squares;
  }
  void scale(double by) {
    weight *= by;
    sum *= by;
    squares *= by;
  }
};

struct SweepOptions {
  double noise_precision = 1;
  bool draw = false;       // take a draw; otherwise the mean
  bool residuals = false;  // whether residuals() will be called afterwards
  std::uint64_t seed = 0, step = 0;
  std::uint64_t first_number = 0;  // feature j uses random numbers of stream first_number + j
};

class CoordinateSweep {
 public:
  CoordinateSweep(const Problem& problem, const CoordinateTables& tables);
  ~CoordinateSweep();

  // Reads the parameters. Call it after they were changed from outside, or when the tables point at other ones.
  void load();
  void set_bias(float bias) { bias_ = bias; }

  // Replaces the parameters of the table's features, one after the other. `first_field` is the index in `prior` of the
  // table's first field.
  void run(std::size_t t, const CoordinatePrior& prior, std::size_t first_field, const SweepOptions& options);

  // The scores, without bias, of all ratings of the first table in its order, by the parameters after the last run.
  void scores(std::span<float> out) const;

  // The residuals of the parameters after the last run, one element per row of its table; for a table of whole rows a
  // single element for all.
  std::span<Residuals> residuals() { return residuals_; }

 private:
  struct Scratch;
  struct RowSums;
  struct Rows {                   // the rows of a table
    AlignedArray<float> vectors;  // sum of x v
    std::vector<float> numbers;   // sum of x w, and pairs within the row
    std::vector<float> less;      // numbers - |vector|^2 / 2, for tables that meet vectors of several others
  };
  // One feature of a field.
  struct Feature {
    const CoordinateField& field;
    FieldPrior prior;
    std::uint32_t number;

    std::uint64_t first() const { return field.offsets[number]; }
    std::uint64_t last() const { return field.offsets[number + 1]; }
    float* vector() const { return field.factors ? field.factors.row(number) : nullptr; }
    float* weight() const { return field.linear ? field.linear.row(number) : nullptr; }
  };

  // What solving a feature has changed: its vector (padded; null if it has none) and its weight.
  struct FeatureChange {
    const float* vector;
    float weight;
  };

  static kernels::Panels panels_of(const CoordinateTables& tables) { return {tables.rank, tables.stride}; }
  // The number of other tables with vectors in a rating of table t.
  std::size_t vectors_beside(std::size_t t) const { return with_vectors_ - (tables_.tables[t].numbers_only ? 0 : 1); }
  kernels::ObservationList ratings(std::size_t t, const std::vector<kernels::OtherTable>& others, std::uint64_t at,
                                   std::uint64_t end) const;
  void load_table(std::size_t t);
  void load_row(std::size_t t, std::uint32_t row);
  void store_row(std::size_t t, std::uint32_t row, float number);
  std::vector<kernels::OtherTable> others_of(std::size_t t) const;
  void weigh_others(std::size_t t);
  void sum_row(std::size_t t, std::uint32_t row, const kernels::Panels& panels, float* sums,
               kernels::ObservationTotals& totals, Scratch& scratch) const;

  void sweep_ids(std::size_t t);
  FeatureChange single_feature(std::size_t t, const Feature& feature, Scratch& scratch);
  FeatureChange single_weight(std::size_t t, const Feature& feature, Scratch& scratch);
  void set_single(std::size_t t, const Feature& feature, const FeatureChange& numbers);
  void sweep_cached_rows(std::size_t t);
  void sum_rows(std::size_t t);
  FeatureChange stored_feature(std::size_t t, const Feature& feature, std::vector<Scratch>& pieces);
  FeatureChange stored_weight(const Feature& feature);
  // The rows of a feature after its change, in pieces.
  void change_stored(std::size_t t, const Feature& feature, const FeatureChange& change);
  float mean_residual(std::size_t t, std::uint32_t row) const;
  void stored_residuals(std::size_t t);
  void sweep_training_rows(std::size_t t);
  void load_whole(std::size_t t);
  void weigh_whole(const CoordinateTable& table);
  FeatureChange whole_feature(const Feature& feature, std::vector<Scratch>& pieces);
  FeatureChange whole_weight(const Feature& feature);
  void change_whole(const Feature& feature, const FeatureChange& change, std::vector<Scratch>& pieces);
  void whole_residuals(const CoordinateTable& table);

  // A feature without training rows is at its prior mean.
  void set_to_prior(const Feature& feature) const;
  // solve(feature, memory) returns the change; apply(feature, change, memory) makes a change that another process has
  // found, with the rows that follow from it.
  template <class Solve, class Apply>
  void for_features(const CoordinateTable& table, const Solve& solve, const Apply& apply);
  template <class Apply>
  void exchange_changes(const CoordinateTable& table, std::size_t f, const Shares& shares, const Apply& apply);
  std::size_t change_size(const CoordinateField& field) const { return (field.factors ? tables_.rank : 0) + 1; }
  void gather_sums(const CoordinateTable& table);
  // `scratch` holds the equations. Adds the solution to the parameters, and leaves it in scratch.right and
  // scratch.vector.
  void write_equations(const Feature& feature, Scratch& scratch) const;
  void solve(const Feature& feature, Scratch& scratch) const;
  // The same for a feature without a vector, whose equation is weight * change = residual. Returns the change.
  float solve_weight(const Feature& feature, double weight, double residual) const;
  // Adds a change that another process has found.
  void add_change(const Feature& feature, const FeatureChange& change) const;

  const Problem& problem_;
  const CoordinateTables& tables_;
  std::size_t with_vectors_ = 0;  // number of tables with vectors
  std::vector<Rows> rows_;
  float bias_ = 0;
  std::vector<Residuals> residuals_;
  // State of the sweep in progress.
  std::vector<kernels::OtherTable> others_;
  std::vector<std::vector<float>> roots_;  // square roots of the precisions of other tables' rows
  AlignedArray<float> weighted_;           // vectors of the only other table, times these roots
  std::unique_ptr<RowSums> sums_;
  const CoordinatePrior* prior_ = nullptr;
  std::size_t first_field_ = 0;
  SweepOptions options_;
  AlignedArray<float> changes_;  // of the features of a field, where several processes share them
  // Whole rows: for every training row the sum of all x v, and the residual.
  AlignedArray<float> all_;
  std::vector<float> residual_;
  std::vector<float> weight_;  // may be empty: all 1
};

}  // namespace interplay
