#include "solvers/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <filesystem>

#include "interplay/error.h"
#include "model/file_json.h"
#include "model/safetensors.h"
#include "solvers/coordinate/draws.h"
#include "solvers/definition.h"
#include "solvers/schedule.h"

namespace interplay {
namespace {

constexpr std::string_view format_name = "interplay-checkpoint";

// Options that may change between a checkpoint and its continuation, because the passes already made do not depend on
// them.
bool may_change(std::string_view option, const std::string& before, const TrainOptions& now) {
  if (option == "patience") return true;
  if (option != "epochs") return false;
  TrainOptions then = now;
  then.epochs = std::stoll(before);
  const SolverProperties solver = solver_properties(now);
  if (solver.samples) return !keeps_other_draws(then, now);
  return !solver.has_rate || !depends_on_epochs(now);
}

Json loop_to_json(const LoopState& loop) {
  return {{"epoch", loop.epoch},
          {"step_scale", loop.step_scale},
          {"halvings", loop.halvings},
          {"best_value", loop.best_value},
          {"epochs_without_improvement", loop.epochs_without_improvement},
          {"history", file_json(loop.history)}};
}

LoopState loop_from_json(const Json& json) {
  LoopState loop;
  loop.epoch = json.at("epoch").get<std::int64_t>();
  loop.step_scale = json.at("step_scale").get<double>();
  loop.halvings = json.at("halvings").get<std::int64_t>();
  loop.best_value = number_or_nan(json.at("best_value"));
  loop.epochs_without_improvement = json.at("epochs_without_improvement").get<std::int64_t>();
  loop.history = history_from_json(json.at("history"));
  return loop;
}

// The named tensors of a block of parameters, with the values of another block.
void store_block(const Parameters& parameters, const AlignedArray<float>& block, const std::string& prefix,
                 std::vector<StoredTensor>& tensors) {
  const float* start = parameters.block().data();
  for (const Tensor& tensor : parameters.tensors()) {
    const std::span<const float> values{block.data() + (tensor.data - start), tensor.size()};
    tensors.push_back({prefix + tensor.name, TensorType::f32, {tensor.rows, tensor.stride}, as_bytes(values)});
  }
}

AlignedArray<float> load_block(const SafetensorsFile& file, const Parameters& parameters, const std::string& prefix) {
  AlignedArray<float> block(parameters.block().size());
  const float* start = parameters.block().data();
  for (const Tensor& tensor : parameters.tensors()) {
    const StoredTensor& stored = file.find(prefix + tensor.name, TensorType::f32, 2);
    if (stored.shape[0] != tensor.rows || stored.shape[1] != tensor.stride) {
      file.fail(fmt::format("has a tensor '{}' of another shape than the model's", stored.name));
    }
    std::memcpy(block.data() + (tensor.data - start), stored.bytes.data(), stored.bytes.size());
  }
  return block;
}

[[noreturn]] void other_training(const SafetensorsFile& file, const std::string& message) {
  throw Error(Code::usage, at(file.path()), "the checkpoint is of another training: " + message,
              "remove the file, or train without --resume to start from the beginning");
}

void check_belongs(const SafetensorsFile& file, const CheckpointPlan& plan, const TrainOptions& options) {
  if (file.text("format") != format_name) {
    file.fail(fmt::format("holds '{}', expected '{}'", file.text("format"), format_name));
  }
  if (file.text("library_version") != library_version()) {
    other_training(file,
                   fmt::format("Interplay {} wrote it, this is {}", file.text("library_version"), library_version()));
  }
  const Json then = parse_json(file.text("options"));
  const Json now = file_json(options);
  for (const auto& [name, value] : now.items()) {
    const std::string before = then.value(name, "");
    if (before == value.get<std::string>() || may_change(name, before, options)) continue;
    other_training(file, fmt::format("option '{}' was '{}', is '{}'", name, before, value.get<std::string>()));
  }
  if (file.text("data") != hexadecimal(plan.data))
    other_training(file, "the data or their split differ, or the model that it goes on from");
}

LoopState load(const SafetensorsFile& file, const Parameters& parameters, Solver& solver, Snapshot& last,
               AlignedArray<float>& best) {
  LoopState loop = loop_from_json(parse_json(file.text("loop")));
  last.parameters = load_block(file, parameters, "last/");
  last.steps = parse_json(file.text("steps")).get<std::int64_t>();
  last.state.clear();
  for (const SolverState& state : solver.state()) {
    const auto values = file.values<float>("state/" + state.name, TensorType::f32);
    if (values.size() != state.values.size()) file.fail(fmt::format("has another size of '{}'", state.name));
    last.state.emplace_back(values.size());
    std::copy(values.begin(), values.end(), last.state.back().begin());
  }
  solver.load(file);
  best = file.text("best") == "true" ? load_block(file, parameters, "best/") : AlignedArray<float>();
  return loop;
}

}  // namespace

void take_snapshot(const Parameters& parameters, Solver& solver, Snapshot& snapshot) {
  const auto copy = [](std::span<const float> values, AlignedArray<float>& array) {
    if (array.size() != values.size()) array = AlignedArray<float>(values.size());
    std::copy(values.begin(), values.end(), array.begin());
  };
  const std::vector<SolverState> states = solver.state();
  copy(parameters.block(), snapshot.parameters);
  snapshot.state.resize(states.size());
  for (std::size_t i = 0; i < states.size(); ++i) copy(states[i].values, snapshot.state[i]);
  snapshot.steps = solver.steps();
}

void restore(const Snapshot& snapshot, Parameters& parameters, Solver& solver) {
  std::copy(snapshot.parameters.begin(), snapshot.parameters.end(), parameters.block().begin());
  const std::vector<SolverState> states = solver.state();
  for (std::size_t i = 0; i < states.size(); ++i) {
    std::copy(snapshot.state[i].begin(), snapshot.state[i].end(), states[i].values.begin());
  }
  solver.set_steps(snapshot.steps);
}

void write_checkpoint(const CheckpointPlan& plan, const Problem& problem, Solver& solver, const Parameters& parameters,
                      const LoopState& loop, const Snapshot& last, const AlignedArray<float>& best) {
  const Metadata metadata = {{"format", std::string(format_name)},
                             {"library_version", std::string(library_version())},
                             {"options", json_text(file_json(problem.options))},
                             {"data", hexadecimal(plan.data)},
                             {"loop", json_text(loop_to_json(loop))},
                             {"steps", json_text(last.steps)},
                             {"best", best.size() > 0 ? "true" : "false"}};
  std::vector<StoredTensor> tensors;
  store_block(parameters, last.parameters, "last/", tensors);
  if (best.size() > 0) store_block(parameters, best, "best/", tensors);
  const std::vector<SolverState> states = solver.state();
  for (std::size_t i = 0; i < states.size(); ++i) {
    const std::span<const float> values = last.state[i];
    tensors.push_back({"state/" + states[i].name, TensorType::f32, {values.size()}, as_bytes(values)});
  }
  solver.store(tensors);
  write_safetensors(plan.path, metadata, std::move(tensors));
}

std::optional<LoopState> read_checkpoint(const CheckpointPlan& plan, const Problem& problem, Solver& solver,
                                         const Parameters& parameters, Snapshot& last, AlignedArray<float>& best) {
  if (!std::filesystem::exists(plan.path)) return std::nullopt;
  const SafetensorsFile file = SafetensorsFile::open(plan.path, "checkpoint");
  try {
    check_belongs(file, plan, problem.options);
    file.verify();
    return load(file, parameters, solver, last, best);
  } catch (const Error&) {
    throw;
  } catch (const std::exception& error) {
    file.fail(fmt::format("is corrupt: its metadata cannot be understood ({})", error.what()));
  }
}

}  // namespace interplay
