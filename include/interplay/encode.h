// Values as codes and scaled numbers, by what training rows show; and the same for other data and for single rows.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "interplay/api.h"
#include "interplay/dataset.h"
#include "interplay/options.h"

namespace INTERPLAY_API interplay {

// Encodes `data` by what the training rows alone show. Ids that do not occur in them become code 0 in every column
// (entries of bags are removed), and the means, scales and ranges of numbers are those of the training rows. Rows keep
// their order. An entity that training has not seen, and of which only the id is known, becomes the unknown entity (row
// 0). For options.numeric_scale see docs/options.md. The vocabulary of a group column is not reduced.
Dataset encode(Dataset data, std::span<const std::uint32_t> train_rows, const DataOptions& options);

// What a model keeps of its data, to read and score more of it.
struct Star {
  Schema schema;
  std::vector<Entity> entities;  // row_of empty
  std::vector<Column> columns;   // for fields of entity tables; for other fields an empty column of their kind
};
Star star_of(const Dataset& encoded);

// Encodes `data` by the star: fields are found by name (users, items, target also by role), ids by its vocabularies.
// Attributes of ids that it knows are the star's, those of others the data's, as notes say. There is no target, weight,
// time or group where `data` has none. Throws Error(not_found), listing the missing columns, and Error(bad_data) for a
// column of a kind that cannot be converted.
Dataset encode_as(Dataset data, const Star& star);

// One interaction as names and values: "user" and "item" (or the names of their columns), other entities, columns of
// the interactions, and attributes of a user or item that the star does not know. The values of a bag are joined by the
// field's separator; what is not named is missing. Throws Error(usage) for another name, one that occurs twice and for
// attributes of a known id, and Error(bad_data) for text where a number is needed.
using NamedValues = std::span<const std::pair<std::string, std::string>>;
Dataset encode_row(const Star& star, NamedValues values);

}  // namespace interplay
