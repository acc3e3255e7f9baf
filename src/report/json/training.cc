#include "interplay/json.h"
#include "report/json/values.h"

namespace interplay {
namespace {

using json::Value;
using json::value_of;

Value value_of(const EpochRecord& record) {
  Value value = {
      {"epoch", record.epoch},         {"learning_rate", record.learning_rate}, {"loss", record.loss},
      {"penalized", record.penalized}, {"train", value_of(record.train)},       {"valid", value_of(record.valid)}};
  if (!record.draw.empty()) value["draw"] = value_of(record.draw);
  if (!record.l2.empty()) value["l2"] = value_of(record.l2);
  return value;
}

Value value_of(const History& history) {
  Value epochs = Value::array();
  for (const EpochRecord& record : history.epochs) epochs.push_back(value_of(record));
  return {{"epochs", std::move(epochs)},
          {"best_epoch", history.best_epoch},
          {"monitor", history.monitor},
          {"stopped", history.stopped}};
}

Value value_of(const RunEvent& event) { return {{"event", "run"}, {"run", event.run}, {"runs", event.runs}}; }

Value value_of(const EpochEvent& event) {
  Value value = {{"event", "epoch"}};
  value.update(value_of(event.record));
  value["seconds"] = event.seconds;
  value["rows_per_second"] = event.rows_per_second;
  value["best"] = event.best;
  return value;
}

Value value_of(const ProgressEvent& event) {
  return {{"event", "progress"},
          {"epoch", event.epoch},
          {"epochs", event.epochs},
          {"fraction", event.fraction},
          {"rows_per_second", event.rows_per_second}};
}

Value value_of(const CheckpointEvent& event) {
  return {{"event", "checkpoint"}, {"path", event.path}, {"epoch", event.epoch}};
}

Value value_of(const StoppedEvent& event) {
  return {{"event", "stopped"}, {"epoch", event.epoch}, {"best_epoch", event.best_epoch}, {"reason", event.reason}};
}

Value value_of(const MessageEvent& event) {
  const bool warning = event.level == MessageEvent::Level::warning;
  return {{"event", "message"}, {"level", warning ? "warning" : "info"}, {"text", event.text}};
}

}  // namespace

namespace json {

Value value_of(const MetricValues& values) {
  Value value = Value::object();
  for (const auto& [name, number] : values) value[name] = number;
  return value;
}

Value value_of_histories(const Model& model) {
  if (model.runs() == 1) return interplay::value_of(model.history());
  Value runs = Value::array();
  for (std::size_t run = 0; run < model.runs(); ++run) runs.push_back(interplay::value_of(model.history(run)));
  return runs;
}

}  // namespace json

std::string to_json(const MetricValues& values) { return json::text_of(value_of(values)); }
std::string to_json(const History& history) { return json::text_of(value_of(history)); }

std::string to_json(const Event& event) {
  return std::visit(
      [](const auto& actual) {
        Value value = value_of(actual);
        if (actual.run > 0) value["run"] = actual.run;
        return json::text_of(value);
      },
      event);
}

std::string to_json(const Evaluation& evaluation) {
  Value value = {
      {"rows", evaluation.rows}, {"cold_rows", evaluation.cold_rows}, {"metrics", value_of(evaluation.metrics)}};
  if (evaluation.users > 0) {
    value["users"] = evaluation.users;
    value["candidates"] = evaluation.candidates;
    value["notes"] = evaluation.notes;
  }
  if (!evaluation.listed_by.empty()) value["lists"] = {{"by", evaluation.listed_by}, {"count", evaluation.lists}};
  return json::text_of(value);
}

std::string to_json(std::span<const Comparison> comparisons) {
  Value models = Value::array();
  for (const Comparison& comparison : comparisons) {
    Value runs = Value::array();
    for (const MetricValues& run : comparison.runs) runs.push_back(value_of(run));
    models.push_back({{"model", comparison.model},
                      {"mean", value_of(comparison.mean)},
                      {"deviation", value_of(comparison.deviation)},
                      {"train_seconds", comparison.train_seconds},
                      {"parameters", comparison.parameters},
                      {"runs", std::move(runs)}});
    if (!comparison.failure.empty()) models.back()["failure"] = comparison.failure;
  }
  return json::text_of(models);
}

}  // namespace interplay
