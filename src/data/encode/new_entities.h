// Users, items and other entities that training did not see, by the attributes that data gives of them.
//   in: data that is not encoded, a star.  out: the star with rows for them.  Called by: encode_as, with_entities.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/encode/encode_codes.h"
#include "interplay/encode.h"

namespace interplay {

// Whether the field is an attribute: a column of an entity's table that models read, neither the id itself nor made of
// others.
bool is_attribute(const Star& star, const Field& field);
// The names of the attributes of an entity's table.
std::vector<std::string> attribute_names(const Star& star, std::size_t table);

struct WithNewEntities {
  Star star;
  std::vector<CodeMap> rows;  // by table: the row of every id of the data; empty for a table that is as before
};

// The ids that occur in the interactions of `data`, that the star does not know and of which the data has a value of at
// least one attribute get a row in the star's table, at their place among the keys. Attributes are found by name, in
// the interactions (the first row of the id that has a value counts) or in a table of the same entity. Derived
// attributes are made of these; what is not given is as for the unknown entity. An id that the star knows keeps the
// star's attributes. Notes say how many ids are new, which given values do not count, and which values training has not
// seen, so that they count as missing. None if no table changes; the data's columns stay in any case.
std::optional<WithNewEntities> with_new_entities(const Dataset& data, const Star& star,
                                                 std::vector<std::string>& notes);

// Columns of `count` rows for every field of the entity's table, made of the given ones: the values of attribute f, if
// they are not empty; what is not given is as for the unknown entity.
struct GivenAttribute {
  std::size_t field;  // of the star
  Column column;      // of `count` rows, in the terms of the field
};
std::vector<Column> columns_of_new(const Star& star, std::size_t table, std::vector<GivenAttribute> given,
                                   std::size_t count);

// The column with the rows of `more` behind its own.
Column followed_by(const Column& column, const Column& more);

}  // namespace interplay
