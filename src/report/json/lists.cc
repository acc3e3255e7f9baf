#include "interplay/json.h"
#include "report/json/values.h"

namespace interplay {
namespace {

using json::Value;

Value value_of(const std::vector<Explanation::Factor>& factors) {
  Value list = Value::array();
  for (const auto& factor : factors)
    list.push_back({{"table", factor.table}, {"name", factor.name}, {"vector", factor.vector}});
  return list;
}

Value value_of(const Reasons& reasons) {
  Value terms = Value::array(), history = Value::array();
  for (const auto& term : reasons.terms) terms.push_back({{"name", term.name}, {"contribution", term.contribution}});
  for (const auto& neighbor : reasons.history) {
    history.push_back({{"item", neighbor.item}, {"cosine", neighbor.cosine}});
    if (!neighbor.title.empty()) history.back()["title"] = neighbor.title;
  }
  return {{"terms", std::move(terms)}, {"history", std::move(history)}};
}

Value link_of(const Explanation& explanation) {
  Value link = {{"name", explanation.link}};
  if (explanation.link_range) {
    link["low"] = explanation.link_range->first;
    link["high"] = explanation.link_range->second;
  }
  if (explanation.link_shift != 0) link["shift"] = explanation.link_shift;
  if (explanation.transform != "none") link["transform"] = explanation.transform;
  return link;
}

}  // namespace

std::string to_json(std::span<const Scored> items, std::string_view score, std::string_view id) {
  Value list = Value::array();
  for (const Scored& entry : items) {
    list.push_back({{std::string(id), entry.item}, {std::string(score), entry.score}});
    if (!entry.title.empty()) list.back()["title"] = entry.title;
    if (entry.why) list.back()["why"] = value_of(*entry.why);
  }
  return json::text_of(list);
}

std::string to_json(const Explanation& explanation) {
  Value inputs = Value::array(), entries = Value::array(), columns = Value::array();
  for (const auto& input : explanation.inputs)
    inputs.push_back({{"field", input.field},
                      {"value", input.missing ? Value() : Value(input.value)},
                      {"unseen", input.unseen},
                      {"missing", input.missing}});
  for (const auto& entry : explanation.entries)
    entries.push_back({{"name", entry.name},
                       {"kind", entry.kind},
                       {"column", json::text_or_null(entry.column)},
                       {"value", entry.value},
                       {"weight", entry.weight},
                       {"contribution", entry.contribution}});
  for (const auto& column : explanation.columns)
    columns.push_back({{"name", column.name},
                       {"value", column.value},
                       {"weight", column.weight},
                       {"contribution", column.contribution}});
  return json::text_of({{"inputs", std::move(inputs)},
                        {"entries", std::move(entries)},
                        {"columns", std::move(columns)},
                        {"factors", value_of(explanation.factors)},
                        {"sums", value_of(explanation.sums)},
                        {"score", explanation.score},
                        {"link", link_of(explanation)},
                        {"linked", explanation.linked},
                        {"clipped", explanation.clipped},
                        {"prediction", explanation.prediction}});
}

}  // namespace interplay
