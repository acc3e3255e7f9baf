// Wing fold_in: new ids join a trained model.
//   in: a model, interactions of ids that it does not know.  out: a model that knows them, all else as before.
//   growth.h makes room for the ids, conditional.h says what their parameters are given the others, newton.h finds
//   them. The function is public (interplay/fold_in.h); the program and services call it.
//
// A model with more ids: vocabularies, entity tables, and rows of the parameters.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/aligned.h"
#include "data/encode/encode_codes.h"
#include "interplay/model.h"
#include "model/implementation.h"

namespace interplay {

// Ids that a field of users or items is to have besides its own.
struct NewIds {
  std::size_t field;  // of the schema; it belongs to the table of an entity
  std::vector<std::string> ids;
};

// The numbers of new rows, for their owner to write until the model is handed out. Tensors without new rows are views
// of the model that grew.
class GrownMembers {
 public:
  // Rows of tensor t are those of `rows[t]` in the old one; code 0, where it is not the first, stands for a new one. An
  // empty map: the tensor is as before. `at_zero`: tensors whose new rows start at 0; others start as the unseen row.
  GrownMembers(const Model& before, const ModelPlan& plan, std::span<const CodeMap> rows,
               std::span<const std::uint8_t> at_zero);

  ParameterSets sets() const { return sets_; }
  // Precondition: the tensor has new rows.
  void set_row(std::size_t member, TensorId tensor, std::uint32_t row, std::span<const double> values);

 private:
  struct Tables {
    std::vector<AlignedArray<float>> exact;
    std::vector<AlignedArray<std::uint16_t>> rounded;
    Model before;
  };
  std::vector<std::shared_ptr<Tables>> tables_;
  std::vector<std::size_t> strides_;
  ParameterSets sets_;
};

struct GrownModel {
  std::shared_ptr<ModelImplementation> model;
  // Of every field with new ids, in the order given: the old code of each new code, 0 for new ones.
  std::vector<CodeMap> old_codes;
  std::vector<GrownMembers> members;  // one
};

// `star` is that of the model, or has further rows in its tables (with_new_entities).
GrownModel grown(const Model& model, Star star, std::span<const NewIds> ids);

}  // namespace interplay
