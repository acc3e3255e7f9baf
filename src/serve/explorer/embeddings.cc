// Maps of the vectors: exact principal components, in a form that a page draws as it arrives.
#include <bit>
#include <cmath>
#include <cstring>

#include "recommend/entity_vectors.h"
#include "serve/explorer/principal_plane.h"
#include "serve/explorer/state.h"

namespace interplay::serve {
namespace {

static_assert(std::endian::native == std::endian::little, "arrays are sent as they lie in memory");

// Vectors of draws differ by rotations, so that their mean says nothing: those of several members stand side by side,
// as `similar` compares them, and of many members as many as this allows, evenly spaced.
constexpr std::size_t most_dimensions = 192;

struct Vectors {
  std::vector<float> numbers;
  std::size_t columns = 0, members = 0;
};

Vectors vectors_of(const Model& model, const Side& side) {
  const EntityVectors source(model, side.entity());
  Vectors result;
  const std::size_t rank = source.columns();
  result.members = std::clamp<std::size_t>(most_dimensions / rank, 1, source.members());
  result.columns = result.members * rank;
  result.numbers.resize(side.size() * result.columns);
  std::size_t taken = 0;
  source.each_member(side.rows(), [&](std::size_t member, const std::vector<double>& vectors) {
    if (taken == result.members || member != taken * source.members() / result.members) return;
    for (std::size_t i = 0; i < side.size(); ++i)
      for (std::size_t k = 0; k < rank; ++k)
        result.numbers[i * result.columns + taken * rank + k] = static_cast<float>(vectors[i * rank + k]);
    ++taken;
  });
  return result;
}

template <class Number>
void append(std::string& bytes, Number number) {
  char raw[sizeof number];
  std::memcpy(raw, &number, sizeof number);
  bytes.append(raw, sizeof raw);
}

std::string map_of(const Vectors& vectors) {
  const PrincipalPlane plane = principal_plane(vectors.numbers, vectors.columns);
  const std::size_t count = plane.points.size() / 2;
  std::string bytes = "IPM1";
  append(bytes, static_cast<std::uint32_t>(count));
  append(bytes, plane.x_share);
  append(bytes, plane.y_share);
  append(bytes, static_cast<std::uint32_t>(vectors.columns));
  append(bytes, static_cast<std::uint32_t>(vectors.members));
  for (std::size_t i = 0; i < count; ++i) {
    double squares = 0;
    for (std::size_t k = 0; k < vectors.columns; ++k) {
      const auto number = static_cast<double>(vectors.numbers[i * vectors.columns + k]);
      squares += number * number;
    }
    append(bytes, plane.points[2 * i]);
    append(bytes, plane.points[2 * i + 1]);
    append(bytes, static_cast<float>(std::sqrt(squares / static_cast<double>(vectors.members))));
  }
  return bytes;
}

std::string bytes_of(const Vectors& vectors) {
  std::string bytes = "IPV1";
  append(bytes, static_cast<std::uint32_t>(vectors.numbers.size() / vectors.columns));
  append(bytes, static_cast<std::uint32_t>(vectors.columns));
  bytes.append(reinterpret_cast<const char*>(vectors.numbers.data()), vectors.numbers.size() * sizeof(float));
  return bytes;
}

void make_map(const Model& model, const Side& side, std::string& map, std::string& raw) {
  const Vectors vectors = vectors_of(model, side);
  map = map_of(vectors);
  raw = bytes_of(vectors);
}

}  // namespace

std::string Explorer::map(Role role) const {
  State::SideState& state = state_->state(role);
  const Side& side = state_->side(role);
  std::call_once(state.mapped, [&] { make_map(state_->model, side, state.map, state.vectors); });
  return state.map;
}

std::string Explorer::vectors(Role role) const {
  map(role);
  return state_->state(role).vectors;
}

std::string Explorer::labels(Role role) const {
  const Side& side = state_->side(role);
  Value ids = Value::array(), titles = Value::array(), attributes = Value::array();
  for (const std::uint32_t row : side.rows()) {
    ids.push_back(side.id(row));
    if (side.titled()) titles.push_back(side.title(row));
  }
  for (const std::size_t number : side.attributes()) {
    const Field& field = side.field(number);
    Value column = {{"name", field.name}, {"kind", std::string(name(field.kind))}};
    if (const auto* numbers = std::get_if<NumericColumn>(&side.column(number))) {
      Value& list = column["numbers"] = Value::array();
      for (const std::uint32_t row : side.rows()) list.push_back(numbers->values[row]);
    } else {
      Value& values = column["values"] = Value::array();
      for (std::uint32_t code = 0; code <= field.vocabulary.size(); ++code)
        values.push_back(code == 0 ? "" : field.vocabulary.id(code));
      Value& codes = column["codes"] = Value::array();
      for (const std::uint32_t row : side.rows()) {
        if (const auto* bag = std::get_if<MultiColumn>(&side.column(number)))
          codes.push_back(
              std::vector<std::uint32_t>(bag->codes.begin() + static_cast<std::ptrdiff_t>(bag->offsets[row]),
                                         bag->codes.begin() + static_cast<std::ptrdiff_t>(bag->offsets[row + 1])));
        else
          codes.push_back(std::get<CategoricalColumn>(side.column(number)).codes[row]);
      }
    }
    attributes.push_back(std::move(column));
  }
  if (const std::vector<float> weights = weights_of(state_->model, side); !weights.empty())
    attributes.push_back({{"name", "weight"}, {"kind", "numeric"}, {"numbers", weights}});
  return json::text_of({{"side", std::string(side.name())},
                        {"ids", std::move(ids)},
                        {"titles", std::move(titles)},
                        {"attributes", std::move(attributes)}});
}

}  // namespace interplay::serve
