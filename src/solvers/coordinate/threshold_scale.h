// The threshold scale of users and items in an ordered probit (ordinal.h): how far apart their thresholds
// lie. Some people use all stars, others a few in the middle, and some items divide opinion. Rating n of
// user u and item i has the scale t_u t_i. log t ~ N(0, v), 1 / v ~ Gamma(k/2, rate k v_0 / 2), with one v for users
// and one for items. Given scores and thresholds, and with the latent targets integrated out, each scale is drawn by
// random walks. A noise for each user would be something else: it also divides the score, so that others' parameters
// would mean less to people who use the ends. Thresholds for each user: Koren and Sill 2011, "OrdRec: an ordinal model
// for predicting personalized item rating distributions".
#pragma once

#include <span>
#include <vector>

#include "solvers/coordinate/levels.h"
#include "solvers/coordinate/tables.h"

namespace interplay {

class CoordinateThresholdScale {
 public:
  // Starts from the parameters.
  CoordinateThresholdScale(const Problem& problem, const Parameters& parameters, const CoordinateTables& tables);

  bool active() const { return !rows_.empty(); }
  std::span<float> numbers() { return threshold_scale_; }

  // Writes the scale of every rating, in the order of the first table.
  void spread(std::span<float> ratings) const;

  // Draws all scales, given the rest. `ratings`, to which `rows` refers, is updated with them. The result does not
  // depend on the pool.
  void draw(const LevelRows& rows, std::span<const float> thresholds, std::uint64_t step, std::span<float> ratings);

  void store(Parameters& parameters) const;

 private:
  // The rows of a table whose ratings have a scale: elements first, first + 1, ... of threshold_scale_.
  struct Rows {
    std::size_t table, first;
    TensorId tensor;
  };
  template <class Visit>
  void each_rating(const Rows& rows, std::uint32_t row, const Visit& visit) const;
  std::uint32_t code(const Rows& rows, std::uint32_t row) const;
  double draw_variance(const Rows& rows, std::uint64_t step) const;
  // Returns the factor by which the scale of the row's ratings changes.
  float draw_row(const Rows& of, std::uint32_t row, double variance, const LevelRows& rows,
                 std::span<const float> thresholds, std::uint64_t step, std::span<const float> ratings);

  const Problem& problem_;
  const CoordinateTables& tables_;
  std::vector<Rows> rows_;
  std::vector<float> threshold_scale_;
};

}  // namespace interplay
