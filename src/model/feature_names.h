// Features and fields of a row in words.
#pragma once

#include <string>

#include "data/batch.h"
#include "terms/feature.h"

namespace interplay {

// The value of a column in a row: "196", "49", "Comedy, War"; "?" for an unseen category, empty if missing.
std::string value_text(const Field& field, const Column& column, std::uint32_t row);

struct InputText {
  std::string value;  // as value_text; but for unseen entities that have a row in their table: their id
  bool unseen = false, missing = false;
};
InputText input_text(const FieldView& view, const Dataset& data, std::uint32_t row);

// "user 196", "genres Comedy (1/3)", "age 49 -> 0.83": the value, and the x that the model sees if that is not 1.
std::string feature_name(const FieldView& view, const Dataset& data, std::uint32_t row, const Feature& feature);

}  // namespace interplay
