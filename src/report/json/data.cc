#include "interplay/json.h"
#include "report/json/values.h"

namespace interplay {
namespace {

using json::Value;

Value value_of(const std::uint64_t (&range)[3]) {
  return {{"minimum", range[0]}, {"median", range[1]}, {"maximum", range[2]}};
}

Value value_of(const FieldSummary& field) {
  Value value = {{"name", field.name},
                 {"kind", std::string(name(field.kind))},
                 {"role", std::string(name(field.role))},
                 {"table", field.table},
                 {"missing", field.missing}};
  if (field.kind == Kind::numeric) {
    value["minimum"] = field.minimum;
    value["maximum"] = field.maximum;
    value["mean"] = field.mean;
    value["deviation"] = field.deviation;
  } else {
    value["distinct"] = field.distinct;
  }
  Value top = Value::array();
  for (const auto& [category, count] : field.top) top.push_back({{"value", category}, {"count", count}});
  value["top"] = std::move(top);
  return value;
}

}  // namespace

std::string to_json(const DataOptions& options) { return json::text_of(json::value_of_options(options)); }
std::string to_json(const SplitOptions& options) { return json::text_of(json::value_of_options(options)); }
std::string to_json(const TrainOptions& options) { return json::text_of(json::value_of_options(options)); }

std::string to_json(const DataSummary& summary) {
  Value fields = Value::array();
  for (const FieldSummary& field : summary.fields) fields.push_back(value_of(field));
  return json::text_of({{"rows", summary.rows},
                        {"users", summary.users},
                        {"items", summary.items},
                        {"density", summary.density},
                        {"duplicate_rows", summary.duplicate_rows},
                        {"duplicate_pairs", summary.duplicate_pairs},
                        {"bad_lines", summary.bad_lines},
                        {"rows_per_user", value_of(summary.ratings_per_user)},
                        {"rows_per_item", value_of(summary.ratings_per_item)},
                        {"fields", std::move(fields)},
                        {"notes", summary.notes}});
}

}  // namespace interplay
