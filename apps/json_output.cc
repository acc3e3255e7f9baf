#include "json_output.h"

namespace interplay::cli {
namespace {

Json event_json(const RunEvent& event) { return {{"event", "run"}, {"run", event.run}, {"runs", event.runs}}; }

Json event_json(const EpochEvent& event) {
  Json json = {{"event", "epoch"}};
  json.update(to_json(event.record));
  json["seconds"] = event.seconds;
  json["rows_per_second"] = event.rows_per_second;
  json["best"] = event.best;
  return json;
}

Json event_json(const ProgressEvent& event) {
  return {{"event", "progress"},
          {"epoch", event.epoch},
          {"epochs", event.epochs},
          {"fraction", event.fraction},
          {"rows_per_second", event.rows_per_second}};
}

Json event_json(const CheckpointEvent& event) {
  return {{"event", "checkpoint"}, {"path", event.path}, {"epoch", event.epoch}};
}

Json event_json(const StoppedEvent& event) {
  return {{"event", "stopped"}, {"epoch", event.epoch}, {"best_epoch", event.best_epoch}, {"reason", event.reason}};
}

Json event_json(const MessageEvent& event) {
  const bool warning = event.level == MessageEvent::Level::warning;
  return {{"event", "message"}, {"level", warning ? "warning" : "info"}, {"text", event.text}};
}

}  // namespace

std::string line_of(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

Json to_json(const MetricValues& values) {
  Json json = Json::object();
  for (const auto& [name, value] : values) json[name] = value;
  return json;
}

Json to_json(const EpochRecord& record) {
  Json json = {
      {"epoch", record.epoch},         {"learning_rate", record.learning_rate}, {"loss", record.loss},
      {"penalized", record.penalized}, {"train", to_json(record.train)},        {"valid", to_json(record.valid)}};
  if (!record.draw.empty()) json["draw"] = to_json(record.draw);
  if (!record.l2.empty()) json["l2"] = to_json(record.l2);
  return json;
}

Json to_json(const History& history) {
  Json epochs = Json::array();
  for (const EpochRecord& record : history.epochs) epochs.push_back(to_json(record));
  return {{"epochs", std::move(epochs)},
          {"best_epoch", history.best_epoch},
          {"monitor", history.monitor},
          {"stopped", history.stopped}};
}

Json histories_to_json(const Model& model) {
  if (model.runs() == 1) return to_json(model.history());
  Json runs = Json::array();
  for (std::size_t run = 0; run < model.runs(); ++run) runs.push_back(to_json(model.history(run)));
  return runs;
}

Json to_json(const Evaluation& evaluation) {
  Json json = {
      {"rows", evaluation.rows}, {"cold_rows", evaluation.cold_rows}, {"metrics", to_json(evaluation.metrics)}};
  if (!evaluation.listed_by.empty()) json["lists"] = {{"by", evaluation.listed_by}, {"count", evaluation.lists}};
  return json;
}

Json to_json(const Event& event) {
  return std::visit(
      [](const auto& actual) {
        Json json = event_json(actual);
        if (actual.run > 0) json["run"] = actual.run;
        return json;
      },
      event);
}

template <class Struct>
Json options_to_json(const Struct& values) {
  Json json = Json::object();
  for (const auto& option : options<Struct>())
    std::visit([&](auto member) { json[std::string(option.name)] = values.*member; }, option.member);
  return json;
}
template Json options_to_json(const DataOptions&);
template Json options_to_json(const SplitOptions&);
template Json options_to_json(const TrainOptions&);

}  // namespace interplay::cli
