#include "interplay/json.h"
#include "report/json/values.h"

namespace interplay {
namespace {

using json::Value;

Value value_of(const Trial& trial) {
  Value values = Value::object();
  for (const auto& [name, value] : trial.values) values[name] = value;
  return {{"number", trial.number},
          {"rung", trial.rung},
          {"epochs", trial.epochs},
          {"values", std::move(values)},
          {"diverged", trial.diverged},
          {"error", trial.diverged ? Value() : Value(trial.error)},
          {"valid", json::value_of(trial.metrics)},
          {"best_epoch", trial.best_epoch}};
}

Value value_of(const Candidate& candidate) {
  return {{"model", candidate.options.model},
          {"solver", candidate.options.solver},
          {"rank", model_reads(candidate.options.model, "rank") ? Value(candidate.options.rank) : Value()},
          {"epochs", candidate.options.epochs},
          {"fields", candidate.fields},
          {"target_kind", candidate.options.target_kind},
          {"target_transform", candidate.options.target_transform},
          {"l2_factors", candidate.options.l2_factors},
          {"error", candidate.failure.empty() ? Value(candidate.error) : Value()},
          {"seconds", candidate.seconds},
          {"failure", json::text_or_null(candidate.failure)}};
}

}  // namespace

std::string to_json(const Trial& trial) { return json::text_of(value_of(trial)); }
std::string to_json(const Candidate& candidate) { return json::text_of(value_of(candidate)); }

std::string to_json(const TuneResult& result) {
  Value trials = Value::array();
  for (const Trial& trial : result.trials) trials.push_back(value_of(trial));
  return json::text_of({{"metric", result.metric},
                        {"search", result.search},
                        {"resumed", result.resumed},
                        {"interrupted", result.interrupted},
                        {"trials", std::move(trials)},
                        {"best", result.trials.empty() ? Value() : json::value_of_options(result.best)}});
}

std::string to_json(const Choice& choice) {
  Value tried = Value::array();
  for (const Candidate& candidate : choice.tried) tried.push_back(value_of(candidate));
  return json::text_of({{"metric", choice.metric},
                        {"held_out", choice.held_out},
                        {"passes", choice.passes},
                        {"complete", choice.complete},
                        {"tried", std::move(tried)}});
}

}  // namespace interplay
