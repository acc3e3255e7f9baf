// Scores the same rows by one set of parameters after another: the runs of an ensemble, or the draws of a chain. A
// factorization machine is scored along the star (star_inputs.h): the features of each user or item are summed once,
// and an interaction takes one product of vectors per pair of tables.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/aligned.h"
#include "base/task_pool.h"
#include "data/batch.h"
#include "model/star_inputs.h"
#include "plan/plan.h"

namespace interplay {

class Scorer {
 public:
  // The arguments must outlive the scorer.
  Scorer(const ModelPlan& plan, const Batch& batch, const TaskPool& pool);

  // Writes to out[i] the score, before the link, of row i of the batch. It does not depend on the pool, nor on the
  // other rows of the batch.
  void score(const Parameters& parameters, std::span<float> out) const;

 private:
  // The rows of one entity table that the batch reads.
  struct Entities {
    std::vector<std::uint32_t> rows;  // of the table, each once
    std::vector<std::uint32_t> at;    // for every row of the batch: a position in `rows`
  };
  // S_e and N_e of StarInputs, for each of these rows.
  struct Sums {
    AlignedArray<float> vectors;
    std::vector<float> numbers;
  };
  Entities rows_met(const StarInputs::Entity& entity) const;
  float add_features(const StarInputs::Input& input, const Parameters& parameters, std::uint32_t table_row,
                     float* vector) const;
  Sums sums_of(std::size_t entity, const Parameters& parameters) const;

  const ModelPlan& plan_;
  Batch batch_;
  const TaskPool& pool_;
  std::optional<StarInputs> star_;  // none: term by term
  std::vector<Entities> entities_;  // one per entity of star_
};

}  // namespace interplay
