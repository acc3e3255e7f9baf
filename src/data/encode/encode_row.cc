#include <utility>

#include "data/encode/encode_codes.h"
#include "data/encode/row_encoder.h"

namespace interplay {

Dataset encode_row(const Star& star, NamedValues given) {
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
    row.columns.push_back(field.table > 0 ? star.columns[f] : std::move(encoded.own[f]));
  }
  row.entities = star.entities;
  for (std::size_t table = 0; table < row.entities.size(); ++table)
    row.entities[table].row_of = {encoded.entity_rows[table]};
  return row;
}

}  // namespace interplay
