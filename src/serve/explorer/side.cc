#include "serve/explorer/side.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "data/shown.h"
#include "interplay/error.h"
#include "interplay/text.h"
#include "model/feature_names.h"

namespace interplay::serve {
namespace {

std::size_t field_of(const Model& model, Role role) {
  const auto field = model.schema().find(role);
  if (field && model.schema().fields[*field].table > 0) return *field;
  throw Error(Code::unsupported,
              "model '" + std::string(model.name()) + "' has no " + (role == Role::user ? "users" : "items"),
              "its scores come from /v1/score; lists and maps take a model of users and items");
}

}  // namespace

Role side_named(std::string_view name) {
  if (name == "user") return Role::user;
  if (name == "item") return Role::item;
  throw Error(Code::usage, "side is " + shown(name) + ", expected user or item", "write ?side=item");
}

Side::Side(const Model& model, Role role)
    : model_(model),
      role_(role),
      entity_(model.schema().fields[field_of(model, role)].table - 1),
      titles_(model_.star(), static_cast<std::uint32_t>(entity_ + 1)) {
  const Star& star = model_.star();
  const std::size_t id_field = field_of(model, role);
  const auto& codes = std::get<CategoricalColumn>(star.columns[id_field]).codes;
  for (std::uint32_t row = 1; row <= table().keys.size(); ++row)
    if (codes[row] > 0) rows_.push_back(row);
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f) {
    const Field& field = star.schema.fields[f];
    if (field.table == entity_ + 1 && f != id_field && field.role == Role::feature && field.derived.name.empty())
      attributes_.push_back(f);
  }
}

std::vector<std::string> Side::values(std::size_t number, std::uint32_t row) const {
  const Field& of = field(number);
  if (const auto* bag = std::get_if<MultiColumn>(&column(number))) {
    std::vector<std::string> values;
    for (std::uint64_t i = bag->offsets[row]; i < bag->offsets[row + 1]; ++i)
      values.push_back(of.vocabulary.id(bag->codes[i]));
    return values;
  }
  if (const auto* category = std::get_if<CategoricalColumn>(&column(number)))
    return category->codes[row] == 0 ? std::vector<std::string>()
                                     : std::vector<std::string>{of.vocabulary.id(category->codes[row])};
  const float number_of = std::get<NumericColumn>(column(number)).values[row];
  return std::isnan(number_of) ? std::vector<std::string>()
                               : std::vector<std::string>{value_text(of, column(number), row)};
}

std::uint32_t Side::row_of(std::string_view id) const {
  const std::uint32_t row = table().keys.code(id);
  if (row > 0 && std::ranges::binary_search(rows_, row)) return row;
  const std::vector<std::string> near = titles_.like(id, rows_, 3);
  std::string like;
  for (const std::string& title : near) like += (like.empty() ? "" : ", ") + shown(title);
  throw Error(Code::not_found, "training saw no " + std::string(name()) + " " + shown(id),
              like.empty() ? "search for it with /v1/explore/find" : "titles like it are " + like);
}

}  // namespace interplay::serve
