#include "parity/golden.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "models/table.h"

namespace interplay::testing {
namespace {

const std::filesystem::path& folder() {
  static const std::filesystem::path path = INTERPLAY_PARITY_DATA;
  return path;
}

Json read_json(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  return Json::parse(file);
}

NumericColumn numbers(const Json& values) {
  std::vector<float> column;
  for (const Json& value : values)
    column.push_back(value.is_null() ? std::numeric_limits<float>::quiet_NaN() : value.get<float>());
  return {std::move(column)};
}

MultiColumn bags(const Json& codes, const Json& weights) {
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint32_t> all_codes;
  std::vector<float> all_weights;
  for (std::size_t row = 0; row < codes.size(); ++row) {
    for (std::size_t e = 0; e < codes[row].size(); ++e) {
      all_codes.push_back(codes[row][e]);
      all_weights.push_back(weights[row][e]);
    }
    offsets.push_back(all_codes.size());
  }
  return {std::move(offsets), std::move(all_codes), std::move(all_weights)};
}

Pooling pooling_named(const std::string& wanted) {
  for (const Pooling pooling : {Pooling::mean, Pooling::sum, Pooling::sqrt, Pooling::padded_mean})
    if (name(pooling) == wanted) return pooling;
  throw std::runtime_error("no pooling " + wanted);
}

Vocabulary vocabulary_up_to(const Json& codes) {
  std::uint32_t largest = 0;
  for (const Json& entry : codes)
    for (const Json& code : entry.is_array() ? entry : Json::array({entry}))
      largest = std::max(largest, code.get<std::uint32_t>());
  std::vector<std::int64_t> ids(largest);
  std::iota(ids.begin(), ids.end(), 1);
  return Vocabulary::of_integers(std::move(ids));
}

Field named(std::string name, Kind kind, Role role = Role::feature) {
  Field field;
  field.name = std::move(name);
  field.kind = kind;
  field.role = role;
  return field;
}

TargetInfo describe(std::span<const float> target) {
  TargetInfo info;
  info.low = *std::ranges::min_element(target);
  info.high = *std::ranges::max_element(target);
  info.binary = info.low == 0 && info.high == 1;
  return info;
}

}  // namespace

std::vector<std::filesystem::path> golden_files() {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder()))
    if (entry.path().extension() == ".json" && entry.path().stem() != "world") files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

Golden::Golden(const std::filesystem::path& path) : json_(read_json(path)) {
  read_data();
  fields_ = input_views(data_);
  rows_.resize(data_.rows);
  std::iota(rows_.begin(), rows_.end(), 0u);
  const models::ModelDefinition& model = models::definition(json_["model"].get<std::string>());
  plan_ = std::make_unique<ModelPlan>(model.plan(data_.schema, options(), describe(target())));
}

void Golden::read_data() {
  const Json world = read_json(folder() / "world.json");
  const auto add = [&](Field field, Column column) {
    data_.schema.fields.push_back(std::move(field));
    data_.columns.push_back(std::move(column));
  };
  for (const std::string field_name : json_["fields"]) {
    if (field_name == "age") {
      Field field = named(field_name, Kind::numeric);
      field.mean = world["mean"];
      field.scale = world["scale"];
      add(field, numbers(world["age"]));
      continue;
    }
    Field field = named(field_name, Kind::categorical, field_name == "user" ? Role::user : Role::item);
    field.vocabulary = vocabulary_up_to(world[field_name]);
    if (field_name == "tags") {
      field.kind = Kind::multi;
      field.role = Role::feature;
      field.pooling = pooling_named(json_["pooling"]);
      field.slots = field.pooling == Pooling::padded_mean ? 3 : 0;
      add(field, bags(world["tags"], world["tag_weights"]));
    } else {
      add(field, CategoricalColumn{world[field_name].get<std::vector<std::uint32_t>>()});
    }
  }
  add(named("target", Kind::numeric, Role::target), numbers(world[json_["target"].get<std::string>()]));
  if (json_["weighted"]) add(named("weight", Kind::numeric, Role::weight), numbers(world["weight"]));
  data_.rows = world["target"].size();
}

double Golden::mean_weight() const {
  if (weight().empty()) return 1;
  return std::accumulate(weight().begin(), weight().end(), 0.0) / static_cast<double>(weight().size());
}

TrainOptions Golden::options(const Json& run) const {
  TrainOptions options;
  options.model = json_["model"];
  models::definition(options.model).defaults(options);
  options.head = json_["head"];
  options.batch_norm_corrected = false;  // as Keras, and the definitions in PyTorch
  for (const Json& changes : {json_["options"], run})
    for (const auto& [name, text] : changes.items()) set_option(options, name, text.get<std::string>());
  options.batch = 40;
  options.seed = 5;
  options.threads = 1;
  return options;
}

Parameters Golden::initial() const {
  Parameters parameters({plan_->specs().begin(), plan_->specs().end()});
  if (parameters.size() != json_["initial"].size())
    throw std::runtime_error("the plan and the golden file have different tensors");
  for (const Tensor& tensor : parameters.tensors()) {
    const Json& rows = json_["initial"].at(tensor.name);
    if (rows.size() != tensor.rows || rows[0].size() != tensor.columns)
      throw std::runtime_error("shape of " + tensor.name);
    for (std::size_t r = 0; r < tensor.rows; ++r)
      for (std::size_t k = 0; k < tensor.columns; ++k) parameters.writable(tensor).row(r)[k] = rows[r][k].get<float>();
  }
  return parameters;
}

}  // namespace interplay::testing
