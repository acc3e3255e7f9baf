// Features and fields of a row in words.
#pragma once

#include <string>

#include "data/batch.h"
#include "terms/feature.h"

namespace interplay {

// The value in a row of a column: "196", "49", "Comedy, War"; "?" for an unseen category, empty where missing.
std::string value_text(const Field& field, const Column& column, std::uint32_t row);

struct InputText {
  std::string value;  // as value_text, but for entities that stand in their table and were not met: their id
  bool unseen = false, missing = false;
};
InputText input_text(const FieldView& view, const Dataset& data, std::uint32_t row);

// "user 196", "genres Comedy (1/3)", "age 49 -> 0.83": the value, and the x that the model sees where that is not 1.
std::string feature_name(const FieldView& view, const Dataset& data, std::uint32_t row, const Feature& feature);

}  // namespace interplay
