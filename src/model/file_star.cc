#include "model/file_star.h"

#include <fmt/format.h>

#include <limits>

#include "data/columns.h"

namespace interplay {
namespace {

std::string field_name(const Field& field) { return "field/" + field.name; }
std::string entity_name(const Entity& entity) { return "entity/" + entity.name; }

template <class T>
StoredTensor vector_tensor(std::string name, TensorType type, std::span<const T> values) {
  return {std::move(name), type, {values.size()}, as_bytes(values)};
}

void store(const Vocabulary& vocabulary, const std::string& prefix, std::vector<StoredTensor>& tensors) {
  if (vocabulary.empty() || vocabulary.hashed()) return;  // buckets stand in the schema
  if (vocabulary.integers()) {
    tensors.push_back(vector_tensor(prefix + "/ids", TensorType::i64, vocabulary.sorted_integers()));
    return;
  }
  tensors.push_back(vector_tensor(prefix + "/offsets", TensorType::u64, vocabulary.string_offsets()));
  const std::string_view bytes = vocabulary.string_bytes();
  tensors.push_back({prefix + "/bytes", TensorType::u8, {bytes.size()}, bytes});
}

void store(const Column& column, const std::string& prefix, std::vector<StoredTensor>& tensors) {
  const auto add = [&](const char* part, TensorType type, const auto& values) {
    tensors.push_back(vector_tensor(prefix + part, type, std::span(values)));
  };
  if (const auto* numeric = std::get_if<NumericColumn>(&column)) {
    add("/values", TensorType::f32, numeric->values);
  } else if (const auto* categorical = std::get_if<CategoricalColumn>(&column)) {
    add("/codes", TensorType::u32, categorical->codes);
  } else {
    const auto& multi = std::get<MultiColumn>(column);
    add("/row_offsets", TensorType::u64, multi.offsets);
    add("/codes", TensorType::u32, multi.codes);
    if (!multi.weights.empty()) add("/weights", TensorType::f32, multi.weights);
  }
}

class Loader {
 public:
  explicit Loader(const SafetensorsFile& file) : file_(file) {}

  Vocabulary vocabulary(const std::string& prefix, bool integers) const {
    if (integers && file_.has(prefix + "/ids")) {
      const auto ids = file_.values<std::int64_t>(prefix + "/ids", TensorType::i64);
      check(ids.size() < std::numeric_limits<std::uint32_t>::max(), prefix, "has too many ids");
      return Vocabulary::view_integers(ids, file_.owner());
    }
    if (!integers && file_.has(prefix + "/offsets")) {
      const auto offsets = file_.values<std::uint64_t>(prefix + "/offsets", TensorType::u64);
      const auto bytes = file_.find(prefix + "/bytes", TensorType::u8).bytes;
      check(offsets.size() <= std::numeric_limits<std::uint32_t>::max(), prefix, "has too many ids");
      check_offsets(offsets, bytes.size(), prefix);
      return Vocabulary::view_strings(offsets, bytes, file_.owner());
    }
    return {};
  }

  std::vector<float> scales(const Field& field) const {
    const std::string prefix = field_name(field);
    if (field.kind != Kind::multi || !file_.has(prefix + "/scales")) return {};
    const auto scales = file_.values<float>(prefix + "/scales", TensorType::f32);
    check(scales.size() == field.vocabulary.size(), prefix, "has not one scale for each id");
    for (const float scale : scales) check(scale > 0, prefix, "has a scale that is not above 0");
    return {scales.begin(), scales.end()};
  }

  Column column(const Field& field, std::size_t rows) const {
    const std::string prefix = field_name(field);
    if (field.kind == Kind::numeric) {
      const auto values = file_.values<float>(prefix + "/values", TensorType::f32);
      check(values.size() == rows, prefix, "has not one value for each row of its table");
      return NumericColumn{{values, file_.owner()}};
    }
    const auto codes = file_.values<std::uint32_t>(prefix + "/codes", TensorType::u32);
    for (const std::uint32_t code : codes) check(code <= field.vocabulary.size(), prefix, "has a code too large");
    if (field.kind == Kind::categorical) {
      check(codes.size() == rows, prefix, "has not one value for each row of its table");
      return CategoricalColumn{{codes, file_.owner()}};
    }
    return bags(prefix, codes, rows);
  }

 private:
  void check(bool right, const std::string& prefix, const char* message) const {
    if (!right) file_.fail(fmt::format("is corrupt: '{}' {}", prefix, message));
  }

  // Everything between them is then within the bytes.
  void check_offsets(std::span<const std::uint64_t> offsets, std::size_t end, const std::string& prefix) const {
    bool ascending = !offsets.empty() && offsets.back() <= end;
    for (std::size_t i = 1; i < offsets.size(); ++i) ascending = ascending && offsets[i - 1] <= offsets[i];
    check(ascending, prefix, "has offsets that do not ascend within its values");
  }

  Column bags(const std::string& prefix, std::span<const std::uint32_t> codes, std::size_t rows) const {
    const auto offsets = file_.values<std::uint64_t>(prefix + "/row_offsets", TensorType::u64);
    check(offsets.size() == rows + 1, prefix, "has not one bag for each row of its table");
    check_offsets(offsets, codes.size(), prefix);
    MultiColumn column{{offsets, file_.owner()}, {codes, file_.owner()}, {}};
    if (file_.has(prefix + "/weights")) {
      const auto weights = file_.values<float>(prefix + "/weights", TensorType::f32);
      check(weights.size() == codes.size(), prefix, "has not one weight for each code");
      column.weights = {weights, file_.owner()};
    }
    return column;
  }

  const SafetensorsFile& file_;
};

}  // namespace

void store_star(const Star& star, std::vector<StoredTensor>& tensors) {
  for (const Entity& entity : star.entities) store(entity.keys, entity_name(entity), tensors);
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f) {
    const Field& field = star.schema.fields[f];
    store(field.vocabulary, field_name(field), tensors);
    if (!field.scales.empty())
      tensors.push_back(
          vector_tensor(field_name(field) + "/scales", TensorType::f32, std::span<const float>(field.scales)));
    if (field.table > 0) store(star.columns[f], field_name(field), tensors);
  }
}

Json entities_to_json(const Star& star) {
  Json json = Json::array();
  for (const Entity& entity : star.entities) {
    json.push_back({{"name", entity.name}, {"integer_ids", entity.keys.integers()}});
  }
  return json;
}

void load_star(const SafetensorsFile& file, const Json& schema, const Json& entities, Star& star) {
  const Loader loader(file);
  for (const Json& json : entities) {
    Entity entity;
    entity.name = json.at("name").get<std::string>();
    entity.keys = loader.vocabulary(entity_name(entity), json.at("integer_ids").get<bool>());
    star.entities.push_back(std::move(entity));
  }
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f) {
    Field& field = star.schema.fields[f];
    if (!field.vocabulary.hashed())
      field.vocabulary = loader.vocabulary(field_name(field), schema.at(f).at("integer_ids").get<bool>());
    field.scales = loader.scales(field);
    if (field.table == 0) {
      star.columns.push_back(empty_column(field.kind));
    } else {
      star.columns.push_back(loader.column(field, std::size_t{star.entities[field.table - 1].keys.size()} + 1));
    }
  }
}

}  // namespace interplay
