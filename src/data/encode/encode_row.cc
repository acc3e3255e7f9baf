#include <utility>

#include "data/encode/new_entities.h"
#include "data/encode/row_encoder.h"
#include "data/inputs.h"
#include "data/star_parts.h"

namespace interplay {

// The id that the values give the entity; "new" if they give none.
static std::string id_given(const Star& star, std::size_t table, NamedValues given) {
  const std::string& key = star.entities[table].name;
  const auto field = star.schema.find(key);
  for (const auto& [column, value] : given)
    if (column == key || (field && column == name(star.schema.fields[*field].role))) return value;
  return "new";
}

Dataset encode_row(const Star& star, NamedValues given) {
  static constexpr std::uint32_t unknown[] = {0};
  const RowEncoder encoder(star);
  EncodedRow encoded = encoder.blank();
  const std::vector<std::pair<std::string_view, std::string_view>> values(given.begin(), given.end());
  encoder.encode(values, encoded);
  Dataset row;
  row.rows = 1;
  row.time = encoded.time;
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f) {
    const Field& field = star.schema.fields[f];
    if (field.table == 0 && !is_input(field)) continue;
    row.schema.fields.push_back(field);
    if (field.table == 0) {
      row.columns.push_back(std::move(encoded.own[f]));
    } else if (encoded.described[field.table - 1]) {
      row.columns.push_back(followed_by(scattered(star.columns[f], unknown), encoded.own[f]));
    } else {
      row.columns.push_back(star.columns[f]);
    }
  }
  row.entities = star.entities;
  for (std::size_t table = 0; table < row.entities.size(); ++table) {
    row.entities[table].row_of = {encoded.entity_rows[table]};
    if (!encoded.described[table]) continue;
    // Its table is the unknown entity and this one.
    row.entities[table].keys = Vocabulary::of_strings({id_given(star, table, given)});
    row.entities[table].row_of = {1u};
  }
  return row;
}

}  // namespace interplay
