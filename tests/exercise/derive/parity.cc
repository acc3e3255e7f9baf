// A derived column in one file: of "NAME" field NAME_parity says whether the number of an integer id is even or odd.
#include "data/derivation.h"
#include "data/entity_names.h"
#include "data/shown.h"

namespace interplay {
namespace {

CategoricalColumn parities(const Field& field, const FieldView& ids, std::size_t rows) {
  const auto& codes = std::get<CategoricalColumn>(*ids.column).codes;
  std::vector<std::uint32_t> parities;
  for (std::uint32_t row = 0; row < rows; ++row) {
    const std::uint32_t code = codes[ids.row(row)];
    const bool odd = code != 0 && ids.field->vocabulary.sorted_integers()[code - 1] % 2 != 0;
    parities.push_back(code == 0 ? 0 : field.vocabulary.code(odd ? "odd" : "even"));
  }
  return {std::move(parities)};
}

void fit(Dataset& data, const std::string& value, const DerivationRows&) {
  const auto found = data.schema.find(value);
  if (!found || data.schema.fields[*found].kind != Kind::categorical ||
      !data.schema.fields[*found].vocabulary.integers())
    refuse_value("derive", "parity:" + value, "there is no field " + shown(value) + " of integers",
                 "name a field of ids");
  Field field;
  field.name = value + "_parity";
  field.derived = {"parity", {value}, 2};
  field.vocabulary = Vocabulary::of_strings({"even", "odd"});
  refuse_repeated(data, "derive", value, field.name);
  const auto row_of = data.row_of(*found);
  const FieldView ids{&data.schema.fields[*found], &data.columns[*found], row_of.empty() ? nullptr : row_of.data()};
  data.columns.emplace_back(parities(field, ids, data.rows));
  data.schema.fields.push_back(std::move(field));
}

}  // namespace

const Derivation& parity_definition() {
  static const Derivation definition{
      .name = "parity",
      .fit = fit,
      .apply = [](const Field& field, const DerivedRows& rows) -> Column {
        return parities(field, rows.view_of(field.derived.fields[0]), rows.count);
      },
  };
  return definition;
}

}  // namespace interplay
