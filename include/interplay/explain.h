// Why a model predicts what it predicts: every term of one prediction, summing to it. Of a model of several members
// (Model::members) every number is the mean over them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/model.h"

namespace INTERPLAY_API interplay {

// How finely a prediction is divided: by feature (each genre of a film), or by field (its genres together).
enum class Detail { features, fields };

struct Explanation {
  // What the model read of a field. An unseen value was not met in training: its weight and vector are those of
  // "unseen". A missing one was not given.
  struct Input {
    std::string field, value;
    bool unseen = false, missing = false;
  };
  std::vector<Input> inputs;

  // An addend of the score. `kind` is intercept, linear, pair, within (pairs inside one field), column (one that is not
  // divided further, such as the output of a perceptron), or rounding (what single precision left out).
  struct Entry {
    std::string name;  // "user 196", "user 196 x item 242", "deep"
    std::string kind;
    std::string column;       // of the head; empty for intercept and rounding
    double value = 0;         // what the term gives: x w, or <x v, x' v'>
    double weight = 1;        // of the column in the head; 1 under a plain sum
    double contribution = 0;  // weight * value (of several members: the mean of these products)
  };
  std::vector<Entry> entries;

  // A column as the head sees it. Its contribution is that of its entries, but for rounding.
  struct ColumnShare {
    std::string name;
    double value = 0, weight = 1, contribution = 0;
  };
  std::vector<ColumnShare> columns;

  // The vectors behind the pairs: x v of every feature, or of every field.
  struct Factor {
    std::string table, name;
    std::vector<double> vector;
  };
  std::vector<Factor> factors;
  std::vector<Factor> sums;  // of the factors, one for each table of vectors

  // What predictions are made from: the contributions of all entries, summed in order. In the target's units where the
  // link is the identity or ReLU (of a transformed target: in those of the transform).
  double score = 0;
  std::string link;            // "identity", "relu", "range_sigmoid", "logistic", ...
  bool link_identity = false;  // the prediction is the score
  // The prediction by the score, for people: "LOW + WIDTH sigmoid(score)". LOW and WIDTH = high - low are of
  // link_range, SHIFT is link_shift.
  std::string link_formula;
  std::optional<std::pair<float, float>> link_range;  // where the link maps to the range of the training targets
  double link_shift = 0;                              // what the prediction is above the link of the score
  std::string transform;                              // of the target (TrainOptions::target_transform), behind the link
  // The link's value of the score, in the target's own units; of several members the mean of theirs, which for a curved
  // link is another number than the link's value of the mean score.
  float linked = 0;
  bool clipped = false;  // whether it lies outside the range of the training targets
  float prediction = 0;  // as Model::predict gives it, to the bit
};

// Of a row of data encoded for this model (see read_for and encode_row). Throws Error(usage) for other data and rows,
// Error(bad_data) where the prediction or a part of it is not finite, Error(unsupported) for a row with more pairs of
// features than an explanation can list.
Explanation explain(const Model& model, const Dataset& data, std::uint32_t row, Detail detail = Detail::features);

}  // namespace interplay
