#include "model/file_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "data/derivation.h"
#include "data/text/reading.h"
#include "data/text/separators.h"
#include "objective/link.h"
#include "objective/ordinal.h"

namespace interplay {
namespace {

template <class Enum>
Enum named(const Json& json, std::initializer_list<Enum> values) {
  const auto wanted = json.get<std::string>();
  for (const Enum value : values) {
    if (name(value) == wanted) return value;
  }
  throw std::runtime_error(fmt::format("'{}' is not known", wanted));
}

float real(const Json& json) { return static_cast<float>(number_or_nan(json)); }

template <class Integer>
Integer whole(const Json& json) {
  const auto value = json.get<std::int64_t>();
  if (!json.is_number_integer() || value < 0 ||
      static_cast<std::uint64_t>(value) > std::numeric_limits<Integer>::max()) {
    throw std::runtime_error("expected a whole number that is not negative");
  }
  return static_cast<Integer>(value);
}

// A number where it is one byte, as in files that were written before longer ones could be.
Json separator_json(const std::string& separator) {
  if (separator.size() == 1) return static_cast<int>(static_cast<unsigned char>(separator.front()));
  return separator;
}

std::string separator_from(const Json& json) {
  if (!json.is_string()) return std::string(1, static_cast<char>(whole<unsigned char>(json)));
  std::string separator = json.get<std::string>();
  if (separator.empty()) throw std::runtime_error("the separator of a field is empty");
  return separator;
}

Json file_json(const Field& field) {
  Json json = {{"name", field.name},
               {"kind", name(field.kind)},
               {"role", name(field.role)},
               {"table", field.table},
               {"integer_ids", field.vocabulary.integers()}};
  if (field.vocabulary.hashed())
    json["hashed"] = {{"buckets", field.vocabulary.size()}, {"seed", field.vocabulary.hash_seed()}};
  derived_to_json(field, json);
  if (field.kind == Kind::multi) {
    json["pooling"] = name(field.pooling);
    json["slots"] = field.slots;
    json["separator"] = separator_json(separator_of(field));
  }
  if (field.kind == Kind::numeric) {
    json["mean"] = field.mean;
    json["scale"] = field.scale;
    json["minimum"] = field.minimum;
    json["maximum"] = field.maximum;
    if (!field.missing.empty()) json["missing"] = field.missing;
    if (!field.reading.empty()) json["reading"] = field.reading;
    if (!field.bag.empty()) {
      json["bag"] = field.bag;
      json["index"] = field.index;
    }
  }
  if (field.curve != Curve::straight) json["curve"] = name(field.curve);
  if (field.limit > 0) json["limit"] = field.limit;
  if (!field.knots.empty()) json["knots"] = field.knots;
  return json;
}

void read_curve(const Json& json, Field& field) {
  if (json.contains("curve")) field.curve = named(json.at("curve"), {Curve::straight, Curve::logarithm, Curve::ranks});
  if (json.contains("limit")) field.limit = real(json.at("limit"));
  if (json.contains("knots"))
    for (const Json& knot : json.at("knots")) field.knots.push_back(real(knot));
  if (!std::ranges::is_sorted(field.knots)) throw std::runtime_error("the knots of a field do not ascend");
}

Field field_from_json(const Json& json) {
  Field field;
  field.name = json.at("name").get<std::string>();
  field.kind = named(json.at("kind"), {Kind::numeric, Kind::categorical, Kind::multi});
  field.role = named(json.at("role"), {Role::feature, Role::user, Role::item, Role::target, Role::weight, Role::time,
                                       Role::group, Role::title});
  field.table = whole<std::uint32_t>(json.at("table"));
  if (json.contains("hashed")) {
    const auto buckets = whole<std::uint32_t>(json.at("hashed").at("buckets"));
    if (buckets == 0 || buckets == std::numeric_limits<std::uint32_t>::max() || field.kind == Kind::numeric)
      throw std::runtime_error("a field is hashed into a number of buckets that cannot be");
    field.vocabulary = Vocabulary::of_buckets(buckets, json.at("hashed").at("seed").get<std::uint64_t>());
  }
  derived_from_json(json, field);
  if (field.kind == Kind::multi) {
    field.pooling = named(json.at("pooling"), {Pooling::mean, Pooling::sum, Pooling::sqrt, Pooling::padded_mean});
    field.slots = whole<std::uint32_t>(json.at("slots"));
    if (field.pooling == Pooling::padded_mean && field.slots == 0) throw std::runtime_error("a bag has no slots");
    set_separator(field, separator_from(json.at("separator")));
  }
  if (field.kind == Kind::numeric) {
    field.mean = real(json.at("mean"));
    field.scale = real(json.at("scale"));
    field.minimum = real(json.at("minimum"));
    field.maximum = real(json.at("maximum"));
    if (json.contains("missing")) field.missing = json.at("missing").get<std::string>();
    if (json.contains("reading")) field.reading = name(reading_named(json.at("reading").get<std::string>()));
    if (json.contains("bag")) {
      field.bag = json.at("bag").get<std::string>();
      field.index = whole<std::int64_t>(json.at("index"));
    }
  }
  read_curve(json, field);
  return field;
}

}  // namespace

Json metrics_to_json(const MetricValues& values) {
  Json json = Json::array();
  for (const auto& [metric, value] : values) json.push_back({metric, value});
  return json;
}

MetricValues metrics_from_json(const Json& json) {
  MetricValues values;
  for (const Json& pair : json) values.emplace_back(pair.at(0).get<std::string>(), number_or_nan(pair.at(1)));
  return values;
}

namespace {

Json file_json(const EpochRecord& record) {
  Json json = {{"epoch", record.epoch},
               {"learning_rate", record.learning_rate},
               {"loss", record.loss},
               {"penalized", record.penalized},
               {"train", metrics_to_json(record.train)},
               {"valid", metrics_to_json(record.valid)}};
  if (!record.draw.empty()) json["draw"] = metrics_to_json(record.draw);
  if (!record.l2.empty()) json["l2"] = metrics_to_json(record.l2);
  return json;
}

}  // namespace

Json file_json(const Schema& schema) {
  Json json = Json::array();
  for (const Field& field : schema.fields) json.push_back(file_json(field));
  return json;
}

Schema schema_from_json(const Json& json, std::size_t entities) {
  Schema schema;
  for (const Json& field : json) {
    schema.fields.push_back(field_from_json(field));
    if (schema.fields.back().table > entities) throw std::runtime_error("a field is of a table that does not exist");
  }
  check_derived(schema);
  return schema;
}

namespace {

Json file_json(const TargetScale& scale) {
  Json json = {{"shift", scale.shift}, {"scale", scale.scale}};
  if (scale.transform != TargetTransform::none) json["transform"] = name(scale.transform);
  if (!scale.knots.empty()) json["knots"] = scale.knots;
  return json;
}

TargetScale target_scale_from_json(const Json& json) {
  TargetScale scale;
  scale.shift = json.at("shift").get<double>();
  scale.scale = json.at("scale").get<double>();
  if (!std::isfinite(scale.shift) || !std::isfinite(scale.scale) || !(scale.scale > 0))
    throw std::runtime_error("the scale of the target is not a number above 0");
  if (json.contains("transform")) scale.transform = target_transform_named(json.at("transform").get<std::string>());
  if (json.contains("knots"))
    for (const Json& knot : json.at("knots")) scale.knots.push_back(real(knot));
  if (scale.transform == TargetTransform::rank && (scale.knots.size() < 2 || !std::ranges::is_sorted(scale.knots)))
    throw std::runtime_error("the ranks of the target do not ascend, or are too few");
  return scale;
}

}  // namespace

Json file_json(const TargetInfo& target) {
  Json json = {{"binary", target.binary}, {"low", target.low}, {"high", target.high}, {"mean", target.mean}};
  if (!target.levels.empty()) json["levels"] = target.levels;
  if (target.noise) json["noise"] = true;
  if (target.binary && target.binary_link != TargetInfo{}.binary_link) json["link"] = target.binary_link;
  if (target.interactions) json["interactions"] = true;
  if (!target.scale.identity()) json["scale"] = file_json(target.scale);
  return json;
}

TargetInfo target_from_json(const Json& json) {
  TargetInfo target;
  target.binary = json.at("binary").get<bool>();
  target.low = real(json.at("low"));
  target.high = real(json.at("high"));
  target.mean = real(json.at("mean"));
  if (!(target.low <= target.high)) throw std::runtime_error("the range of the target is empty");
  if (json.contains("link")) target.binary_link = link_named(json.at("link").get<std::string>()).name();
  if (json.contains("noise")) target.noise = json.at("noise").get<bool>();
  if (json.contains("interactions")) target.interactions = json.at("interactions").get<bool>();
  if (json.contains("scale")) target.scale = target_scale_from_json(json.at("scale"));
  if (json.contains("levels"))
    for (const Json& level : json.at("levels")) target.levels.push_back(real(level));
  if (target.levels.size() > most_levels || !std::ranges::is_sorted(target.levels, std::less_equal()))
    throw std::runtime_error("the levels of the target do not ascend, or are too many");
  return target;
}

Json file_json(const History& history) {
  Json epochs = Json::array();
  for (const EpochRecord& record : history.epochs) epochs.push_back(file_json(record));
  return {{"epochs", epochs},
          {"best_epoch", history.best_epoch},
          {"monitor", history.monitor},
          {"stopped", history.stopped}};
}

History history_from_json(const Json& json) {
  History history;
  for (const Json& epoch : json.at("epochs")) {
    EpochRecord record;
    record.epoch = epoch.at("epoch").get<std::int64_t>();
    record.learning_rate = number_or_nan(epoch.at("learning_rate"));
    record.loss = number_or_nan(epoch.at("loss"));
    record.penalized = number_or_nan(epoch.at("penalized"));
    record.train = metrics_from_json(epoch.at("train"));
    record.valid = metrics_from_json(epoch.at("valid"));
    if (epoch.contains("draw")) record.draw = metrics_from_json(epoch.at("draw"));
    if (epoch.contains("l2")) record.l2 = metrics_from_json(epoch.at("l2"));
    history.epochs.push_back(std::move(record));
  }
  history.best_epoch = json.at("best_epoch").get<std::int64_t>();
  history.monitor = json.at("monitor").get<std::string>();
  history.stopped = json.at("stopped").get<std::string>();
  return history;
}

Json file_json(const std::vector<History>& histories) {
  if (histories.size() == 1) return file_json(histories.front());
  Json json = Json::array();
  for (const History& history : histories) json.push_back(file_json(history));
  return json;
}

std::vector<History> histories_from_json(const Json& json) {
  if (!json.is_array()) return {history_from_json(json)};
  std::vector<History> histories;
  for (const Json& history : json) histories.push_back(history_from_json(history));
  if (histories.empty()) throw std::runtime_error("there is no history");
  return histories;
}

}  // namespace interplay
