#include "interplay/chains.h"
#include "interplay/json.h"
#include "report/json/values.h"

namespace interplay {
namespace json {

Value value_of_l2(const Model& model) {
  const MetricValues coefficients = learned_l2(model);
  return coefficients.empty() ? Value() : value_of(coefficients);
}

Value value_of_chains(const Model& model) {
  const std::vector<ChainNumber> numbers = chain_numbers(model);
  if (numbers.empty()) return {};
  Value list = Value::array();
  for (const ChainNumber& number : numbers)
    list.push_back({{"name", number.name}, {"mean", number.mean}, {"sd", number.deviation}, {"rhat", number.rhat}});
  return {{"chains", model.runs()}, {"numbers", std::move(list)}};
}

Value value_of_calibration(const Model& model) {
  const auto info = model.calibration();
  if (!info) return {};
  return {{"method", info->method},
          {"rows", info->rows},
          {"spread", text_or_null(info->spread)},
          {"checked_on", info->checked_on},
          {"checked_rows", info->checked_rows},
          {"before", value_of(info->before)},
          {"after", value_of(info->after)}};
}

}  // namespace json

namespace {

using json::Value;

Value value_of(const Model::Part& part) {
  return {{"name", part.name},
          {"kind", part.kind},
          {"reads", part.reads},
          {"shape", part.shape},
          {"parameters", part.parameters},
          {"bytes", part.bytes}};
}

}  // namespace

std::string to_json(const Model& model) {
  Value parts = Value::array(), fields = Value::array(), tensors = Value::array();
  std::uint64_t bytes = 0;
  for (const Model::Part& part : model.parts()) {
    parts.push_back(value_of(part));
    bytes += part.bytes;
  }
  for (const Field& field : model.schema().fields)
    fields.push_back({{"name", field.name},
                      {"kind", std::string(name(field.kind))},
                      {"role", std::string(name(field.role))},
                      {"table", field.table == 0 ? "interactions" : model.star().entities[field.table - 1].name},
                      {"vocabulary", field.vocabulary.size()}});
  for (const TensorView& tensor : model.parameters())
    tensors.push_back({{"name", std::string(tensor.name)}, {"rows", tensor.rows}, {"columns", tensor.columns}});
  const auto [low, high] = model.target_range();
  const json::Value range = model.data_options().implicit ? json::Value() : json::Value{low, high};
  return json::text_of(
      {{"model", std::string(model.name())},
       {"library_version", std::string(model.library_version())},
       {"members", model.members()},
       {"parameters", model.parameter_count() * model.members()},
       {"bytes", bytes},
       {"target_range", range},
       {"levels", model.levels()},
       {"cut_points", model.thresholds()},
       {"parts", std::move(parts)},
       {"tensors", std::move(tensors)},
       {"fields", std::move(fields)},
       {"options",
        {{"data", json::value_of_options(model.data_options())}, {"train", json::value_of_options(model.options())}}},
       {"history", json::value_of_histories(model)},
       {"l2", json::value_of_l2(model)},
       {"chains", json::value_of_chains(model)},
       {"calibration", json::value_of_calibration(model)}});
}

std::string histories_to_json(const Model& model) { return json::text_of(json::value_of_histories(model)); }
std::string l2_to_json(const Model& model) { return json::text_of(json::value_of_l2(model)); }
std::string calibration_to_json(const Model& model) { return json::text_of(json::value_of_calibration(model)); }
std::string chains_to_json(const Model& model) { return json::text_of(json::value_of_chains(model)); }

}  // namespace interplay
