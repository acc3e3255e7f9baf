// Fields that several routes have, once.
#pragma once

#include "serve/json/fields.h"

namespace interplay::serve {

// clang-format off
inline constexpr FieldSpec model_field = {"model", FieldKind::text, "Name of the model; without it the first that is served"};
inline constexpr FieldSpec version_field = {"version", FieldKind::id, "Version of the model; without it the last one, or that which the weights and the key choose"};
inline constexpr FieldSpec key_field = {"key", FieldKind::id, "What decides between versions that share requests by weight; without it the user"};
inline constexpr FieldSpec context_field = {"context", FieldKind::values, "Columns of the interaction by name, such as the hour or the device"};
inline constexpr FieldSpec attributes_field = {"attributes", FieldKind::values, "Attributes of a user (or item) whom the model does not know, by name"};
inline constexpr FieldSpec only_field = {"only", FieldKind::texts, "Conditions that items must meet, such as genres=Comedy or year>=1990"};
inline constexpr FieldSpec allow_field = {"allow", FieldKind::ids, "Ids or titles of the items that may be listed"};
inline constexpr FieldSpec deny_field = {"deny", FieldKind::ids, "Ids or titles of items that may not be listed"};
inline constexpr FieldSpec candidates_field = {"candidates", FieldKind::ids, "Ids of the items to rank, in place of all; those that the model cannot list are ignored"};
inline constexpr FieldSpec exclude_seen_field = {"exclude_seen", FieldKind::boolean, "Whether to leave out what the user already has by the files of --seen and by the events; true unless given"};
inline constexpr FieldSpec count_field = {"n", FieldKind::integer, "How many to list; 10 unless given", false, 1};
inline constexpr FieldSpec why_field = {"why", FieldKind::boolean, "Whether to give each item its reasons; for users whom the model knows"};
inline constexpr FieldSpec diverse_field = {"diverse", FieldKind::number, "Weight of being unlike the items listed before (maximal marginal relevance); for users whom the model knows, and attributes", false, 0, 1};

inline constexpr FieldSpec model_answer = {"model", FieldKind::text, "Name of the model that answered"};
inline constexpr FieldSpec version_answer = {"version", FieldKind::text, "Its version"};
inline constexpr FieldSpec cold_answer = {"cold", FieldKind::boolean, "Whether a user or item of the row was not seen in training"};
// clang-format on

// What a route about a whole model asks for.
inline constexpr FieldSpec model_request[] = {model_field, version_field, key_field};

}  // namespace interplay::serve
