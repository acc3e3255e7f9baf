// What a model is made of: embedding tables, terms that read them, a head, a link and a loss.
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

// What a definition may know of the target.
struct TargetInfo {
  bool known = true;        // false: the data has none, which a loss may do without (Loss::needs_target)
  bool binary = false;      // two values, 0 and 1
  float low = 0, high = 1;  // range in the training rows
  float mean = 0;
  std::vector<float> levels = {};  // ordinal: the values of the training rows, ascending
  bool noise = false;              // numbers, and the parameters hold the noise about them
  // What binary targets are seen through by the solver that fits them: logistic or probit.
  std::string_view binary_link = "logistic";
  TargetScale scale = {};  // how the objective sees the target; low, high and mean are the target's own

  // The same in the units that the objective sees.
  TargetInfo inner() const;
};

// The plan of bias + linear + one pairwise or dot term under a sum head: what the fused step and the
// coordinate solvers can fit.
struct FmShape {
  std::optional<TensorId> bias;
  std::optional<std::size_t> linear;   // embedding table of one column
  std::optional<std::size_t> factors;  // embedding table of the pairwise or dot term
  bool dot = false;                    // <first field, second field> only
  bool pairs_within_bags = true;
};

class ModelPlan {
 public:
  explicit ModelPlan(const Schema& schema) : schema_(&schema) {}

  // An embedding table over all inputs, or over those given (positions among schema.inputs()).
  std::size_t table(std::string name, std::size_t columns, const EmbeddingOptions& options);
  std::size_t table(std::string name, std::size_t columns, const EmbeddingOptions& options,
                    std::span<const std::size_t> inputs);
  void add(std::unique_ptr<Term> term);
  // Exactly once, last. Declares what the objective itself learns: "cuts", 1 x (levels - 1), the ascending cut points
  // between the levels of an ordinal target; "noise", 1 x 1, the standard deviation of targets about the score, and of
  // every input that holds the users' or the items' ids "noise/<field>", ids x 1, by
  // which the deviation of an id's ratings is multiplied. Of an ordinal target that is "stretch/<field>": how far apart
  // the cut points lie for an id (ordinal.h).
  void finish(std::unique_ptr<Head> head, Objective objective);

  // The plan is one for targets seen in this way.
  void see_target_by(const TargetInfo& target) {
    objective_.target_scale = target.scale;
    objective_.target_range = {target.low, target.high};
  }

  const Schema& schema() const { return *schema_; }
  std::span<const TensorSpec> specs() const { return specs_; }
  std::span<const Embedding> tables() const { return tables_; }
  std::span<const std::unique_ptr<Term>> terms() const { return terms_; }
  // Ids of the tensors that term t declared: [first, last).
  std::pair<TensorId, TensorId> term_tensors(std::size_t t) const { return term_tensors_[t]; }
  std::pair<TensorId, TensorId> head_tensors() const { return head_tensors_; }
  const Head& head() const { return *head_; }
  const Objective& objective() const { return objective_; }
  // Whether predictions are limited to the target's range: where they are numbers, and `clip` (TrainOptions::clip) asks
  // for it.
  bool clips(bool clip) const { return clip && objective_.loss->target() == TargetKind::number; }
  std::optional<TensorId> cuts() const { return cuts_; }
  std::optional<TensorId> noise() const { return noise_; }
  struct IdNoise {
    std::size_t input;  // position among the model's inputs
    TensorId tensor;
  };
  std::span<const IdNoise> id_noise() const { return id_noise_; }
  std::size_t columns() const;  // of all terms
  // Short labels of them, for people.
  std::vector<std::string> column_names() const;
  // Whether a term or the head must see the whole batch at once.
  bool whole_batch() const;

  std::optional<FmShape> fm_shape() const;

 private:
  const Schema* schema_;
  std::vector<TensorSpec> specs_;
  std::vector<Embedding> tables_;
  std::vector<std::unique_ptr<Term>> terms_;
  std::vector<std::pair<TensorId, TensorId>> term_tensors_;
  std::unique_ptr<Head> head_;
  std::pair<TensorId, TensorId> head_tensors_{0, 0};
  Objective objective_;
  std::optional<TensorId> cuts_, noise_;
  std::vector<IdNoise> id_noise_;
};

}  // namespace interplay
