#include "interplay/schema.h"

#include "interplay/dataset.h"

namespace interplay {

std::string_view name(Kind kind) {
  switch (kind) {
    case Kind::numeric:
      return "numeric";
    case Kind::categorical:
      return "categorical";
    case Kind::multi:
      return "multi";
  }
  return "unknown";
}

std::string_view name(Role role) {
  switch (role) {
    case Role::feature:
      return "feature";
    case Role::user:
      return "user";
    case Role::item:
      return "item";
    case Role::target:
      return "target";
    case Role::weight:
      return "weight";
    case Role::time:
      return "time";
    case Role::group:
      return "group";
    case Role::title:
      return "title";
  }
  return "unknown";
}

std::string_view name(Pooling pooling) {
  switch (pooling) {
    case Pooling::mean:
      return "mean";
    case Pooling::sum:
      return "sum";
    case Pooling::sqrt:
      return "sqrt";
    case Pooling::padded_mean:
      return "padded_mean";
  }
  return "unknown";
}

std::optional<std::size_t> Schema::find(std::string_view wanted) const {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].name == wanted) return i;
  return std::nullopt;
}

std::optional<std::size_t> Schema::find(Role wanted) const {
  for (std::size_t i = 0; i < fields.size(); ++i)
    if (fields[i].role == wanted) return i;
  return std::nullopt;
}

std::vector<std::size_t> Schema::inputs() const {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const Role role = fields[i].role;
    if (role == Role::user || role == Role::item || role == Role::feature) found.push_back(i);
  }
  return found;
}

}  // namespace interplay
