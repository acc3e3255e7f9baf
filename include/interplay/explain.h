// Why a model predicts what it predicts: the terms of one prediction, which sum to it. For a model of several members
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

// How finely a prediction is divided: by feature (each genre of a film) or by field (the genres together).
enum class Detail { features, fields };

struct Explanation {
  // What the model read of a field. An unseen value does not occur in the training rows: it has the weight and vector
  // of "unseen". A missing value was not given.
  struct Input {
    std::string field, value;
    bool unseen = false, missing = false;
  };
  std::vector<Input> inputs;

  // An addend of the score. `kind` is intercept, linear, pair, within (pairs inside one field), column (one that is not
  // divided further, such as the output of a perceptron) or rounding (the error of single precision).
  struct Entry {
    std::string name;  // "user 196", "user 196 x item 242", "deep"
    std::string kind;
    std::string column;       // the head's column that it belongs to; empty for intercept and rounding
    double value = 0;         // of the term: x w, or <x v, x' v'>
    double weight = 1;        // of the column in the head; 1 under a plain sum
    double contribution = 0;  // weight * value (with several members: the mean of the products)
    // The fields that the value depends on, for linear, pair and within: one or two.
    std::vector<std::string> fields = {};
  };
  std::vector<Entry> entries;

  // A column as the head sees it. Its contribution is the sum of its entries, up to rounding.
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

  // The sum of all contributions, added in order; predictions are made from it. In the target's units if the link is
  // the identity or ReLU; for a transformed target, in the units of the transform.
  double score = 0;
  std::string link;            // "identity", "relu", "range_sigmoid", "logistic", ...
  bool link_identity = false;  // the prediction is the score
  // How the prediction follows from the score, for people: "LOW + WIDTH sigmoid(score)". LOW and WIDTH = high - low
  // stand for link_range, SHIFT for link_shift.
  std::string link_formula;
  std::optional<std::pair<float, float>> link_range;  // for a link to the range of the training targets
  double link_shift = 0;                              // what is added to the link of the score
  std::string transform;                              // TrainOptions::target_transform, undone after the link
  // The link applied to the score, in the target's own units. With several members it is the mean over them, which for
  // a curved link differs from the link of the mean score.
  float linked = 0;
  bool clipped = false;     // whether `linked` lies outside the range of the training targets
  std::string calibration;  // "platt" or "isotonic" where probabilities are calibrated after the link
  float prediction = 0;     // equal to that of Model::predict, to the bit
};

// Explains a row of data encoded for this model (see read_for and encode_row). Throws Error(usage) for other data and
// rows, Error(bad_data) if the prediction or a part of it is not finite, Error(unsupported) for a row with more pairs
// of features than an explanation can list.
Explanation explain(const Model& model, const Dataset& data, std::uint32_t row, Detail detail = Detail::features);

}  // namespace interplay
