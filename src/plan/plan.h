// The plan of a model: embedding tables, terms that read them or each other, a head, a link and a loss.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "interplay/options.h"
#include "interplay/schema.h"
#include "objective/objective.h"
#include "terms/embedding.h"
#include "terms/head.h"
#include "terms/term.h"

namespace interplay {

// What the definition of a model may know about the target.
struct TargetInfo {
  bool known = true;        // false: the data has none, and the loss needs none (Loss::needs_target)
  bool binary = false;      // two values, 0 and 1
  float low = 0, high = 1;  // range in the training rows
  float mean = 0;
  std::vector<float> levels = {};  // ordinal: the values of the training rows, ascending
  bool noise = false;              // for numbers: the noise is among the parameters
  // The link for binary targets that the solver asks for. Not in the model file, which names the solver.
  std::string_view binary_link = "logistic";
  // The solver fits interactions that happened, against all pairs of a user and an item (SolverProperties).
  bool interactions = false;
  TargetScale scale = {};  // how the objective sees the target; low, high and mean are the target's own

  // The same information in the units that the objective sees.
  TargetInfo inner() const;
};

// The shape of a plan of bias + linear + one pairwise or dot term under a sum head: the plans that the fused step and
// the coordinate solvers can fit.
struct FmShape {
  std::optional<TensorId> bias;
  std::optional<std::size_t> linear;   // embedding table of one column
  std::optional<std::size_t> factors;  // embedding table of the pairwise or dot term
  bool dot = false;                    // <first field, second field> only
  bool pairs_within_bags = true;
};

// The shape of a plan whose score is <sum of the vectors of one side, sum of the vectors of the other>: what iALS fits.
struct SidesShape {
  std::size_t factors;  // embedding table
  std::size_t left;     // its first fields, which are the side of the users; all others are that of the items
};

// The rows that a term waits for before it can be run, because of what it does or of what it reads: a piece of
// near_rows, a tile, or the whole batch.
enum class Stage { piece, tile, batch };

class ModelPlan {
 public:
  explicit ModelPlan(const Schema& schema) : schema_(&schema) {}

  // Adds an embedding table over all inputs, or over those given (positions in schema.inputs()). Returns its index.
  std::size_t table(std::string name, std::size_t columns, const EmbeddingOptions& options);
  std::size_t table(std::string name, std::size_t columns, const EmbeddingOptions& options,
                    std::span<const std::size_t> inputs);
  // Adds a term, which reads a table or the block of a term that was added before. Returns its own block as a source.
  Source add(std::unique_ptr<Term> term);
  // Call it exactly once, last. Declares the tensors that the objective itself learns:
  //   "cuts", 1 x (levels - 1): the ascending thresholds between the levels of an ordinal target;
  //   "noise", 1 x 1: the standard deviation of targets about the score;
  //   "noise/<field>", ids x 1, for every input that holds the ids of users or items: the factor on the deviation of an
  //   id's ratings; for an ordinal target it is "stretch/<field>", the factor on how far apart its thresholds lie
  //   (ordinal.h).
  void finish(std::unique_ptr<Head> head, Objective objective);

  // Sets how the objective sees the target.
  void see_target_by(const TargetInfo& target) {
    objective_.target_scale = target.scale;
    objective_.target_range = {target.low, target.high};
  }

  // Sets what the model is trained for, where that is not what its target says.
  void train_for(Objective objective) { objective_ = std::move(objective); }

  const Schema& schema() const { return *schema_; }
  std::span<const TensorSpec> specs() const { return specs_; }
  std::span<const Embedding> tables() const { return tables_; }
  std::span<const std::unique_ptr<Term>> terms() const { return terms_; }
  // Where the columns of term t start among those of all terms.
  std::size_t first_column(std::size_t t) const { return first_columns_[t]; }
  Stage stage(std::size_t t) const { return stages_[t]; }
  // The stage at which a source is there.
  Stage stage(Source source) const { return source.is_block ? stages_[source.index] : Stage::piece; }
  // The table that term t reads, by itself or through the terms before it.
  const Embedding& table_of(std::size_t t) const;
  // Ids of the tensors that term t declared: [first, last).
  std::pair<TensorId, TensorId> term_tensors(std::size_t t) const { return term_tensors_[t]; }
  std::pair<TensorId, TensorId> head_tensors() const { return head_tensors_; }
  const Head& head() const { return *head_; }
  const Objective& objective() const { return objective_; }
  // Whether predictions are limited to the target's range: if they are numbers and `clip` (TrainOptions::clip) is set.
  bool clips(bool clip) const { return clip && objective_.loss->target() == TargetKind::number; }
  std::optional<TensorId> thresholds() const { return thresholds_; }
  std::optional<TensorId> noise() const { return noise_; }
  struct IdNoise {
    std::size_t input;  // position among the model's inputs
    TensorId tensor;
  };
  std::span<const IdNoise> id_noise() const { return id_noise_; }
  std::size_t columns() const;  // of all terms together
  // Short labels of the columns, for people.
  std::vector<std::string> column_names() const;
  // Whether a term or the head must see the whole batch at once.
  bool whole_batch() const;

  std::optional<FmShape> fm_shape() const;
  std::optional<SidesShape> sides_shape() const;

 private:
  const Schema* schema_;
  std::vector<TensorSpec> specs_;
  std::vector<Embedding> tables_;
  std::vector<std::unique_ptr<Term>> terms_;
  std::vector<std::pair<TensorId, TensorId>> term_tensors_;
  std::vector<std::size_t> first_columns_;
  std::vector<Stage> stages_;
  std::unique_ptr<Head> head_;
  std::pair<TensorId, TensorId> head_tensors_{0, 0};
  Objective objective_;
  std::optional<TensorId> thresholds_, noise_;
  std::vector<IdNoise> id_noise_;
};

}  // namespace interplay
