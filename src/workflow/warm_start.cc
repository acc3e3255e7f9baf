#include "workflow/warm_start.h"

#include <fmt/format.h>

#include <algorithm>

#include "data/encode/encode_codes.h"
#include "interplay/error.h"
#include "solvers/definition.h"

namespace interplay {
namespace {

[[noreturn]] void differs(const std::string& what) {
  throw Error(Code::usage, "the model to go on from does not match: " + what,
              "train on data with the same columns and the same options, or leave out --warm");
}

std::string names_of(const Schema& schema) {
  std::string names;
  for (const std::size_t field : schema.inputs()) {
    names += names.empty() ? "" : ", ";
    names += schema.fields[field].name;
  }
  return names;
}

// The inputs as files hold them: entries of sparse text that became columns of numbers are in their field again.
std::vector<const Field*> read_inputs(const Schema& schema, std::vector<std::string>& names) {
  std::vector<const Field*> fields;
  for (const std::size_t input : schema.inputs()) {
    const Field& field = schema.fields[input];
    const std::string& name = field.bag.empty() ? field.name : field.bag;
    if (std::ranges::find(names, name) != names.end()) continue;
    names.push_back(name);
    fields.push_back(&field);
  }
  return fields;
}

void check_fields(const Schema& start, const Schema& schema) {
  const auto before = start.inputs(), now = schema.inputs();
  if (!std::ranges::equal(before, now,
                          [&](std::size_t a, std::size_t b) { return start.fields[a].name == schema.fields[b].name; }))
    differs(fmt::format("it reads the fields {}, and the data has {}", names_of(start), names_of(schema)));
  for (std::size_t i = 0; i < now.size(); ++i) {
    const Field &a = start.fields[before[i]], &b = schema.fields[now[i]];
    if (a.kind != b.kind)
      differs(fmt::format("its field {} is {}, and that of the data {}", a.name, name(a.kind), name(b.kind)));
  }
}

// The numbers of `from` row by row, for a table whose rows are categories; new ones get the mean of all, or stay.
void copy_categories(const Vocabulary& known, const Tensor& from, const Vocabulary& ids, bool new_at_mean,
                     const WritableTensor& to) {
  std::vector<double> mean(from.columns, 0.0);
  for (std::size_t row = 1; new_at_mean && row <= known.size(); ++row)
    for (std::size_t c = 0; c < from.columns; ++c)
      mean[c] += static_cast<double>(from.row(row)[c]) / static_cast<double>(known.size());
  std::copy_n(from.row(0), from.columns, to.row(0));
  const CodeMap before = map_codes(ids, known);
  for (std::uint32_t code = 1; code <= ids.size(); ++code) {
    if (before[code] > 0) {
      std::copy_n(from.row(before[code]), from.columns, to.row(code));
    } else if (new_at_mean) {
      std::ranges::transform(mean, to.row(code), [](double value) { return static_cast<float>(value); });
    }
  }
}

// What the objective itself learns need not be there: models by other solvers have none.
void check_tensors(const Parameters& draw, const ModelPlan& plan) {
  for (TensorId id = 0; id < plan.specs().size(); ++id) {
    const TensorSpec& spec = plan.specs()[id];
    const Tensor* from = draw.lookup(spec.name);
    const bool of_ids = std::ranges::find(plan.id_noise(), id, &ModelPlan::IdNoise::tensor) != plan.id_noise().end();
    if (from == nullptr && id != plan.noise() && id != plan.thresholds() && !of_ids)
      differs(fmt::format("it has no parameters '{}'", spec.name));
    if (from != nullptr && from->columns != spec.columns)
      differs(fmt::format("its '{}' has {} columns, and {} are wanted", spec.name, from->columns, spec.columns));
  }
}

}  // namespace

void check_inputs(const Schema& start, const Schema& schema) {
  std::vector<std::string> before, now;
  const std::vector<const Field*> known = read_inputs(start, before), found = read_inputs(schema, now);
  std::size_t alike = 0;
  for (std::size_t i = 0; i < known.size() && i < found.size(); ++i) {
    const Role role = known[i]->role;
    alike += before[i] == now[i] || (role != Role::feature && role == found[i]->role);
  }
  if (alike == known.size() && alike == found.size()) return;
  differs(fmt::format("it reads the fields {}, and the data has {}", fmt::join(before, ", "), fmt::join(now, ", ")));
}

void check_start(const Model& start, const ModelImplementation& model) {
  const ModelImplementation& before = implementation_of(start);
  const SolverProperties now = solver_properties(model.options), then = solver_properties(before.options);
  if (then.fits_interactions)
    throw Error(
        Code::usage,
        fmt::format("a model by solver '{}' is computed from all interactions, and training cannot go on from it",
                    before.options.solver),
        "leave out --warm and train on all of them; interplay fold-in adds new users and items at once");
  if (!now.samples && !(now.has_rate && then.has_rate))
    throw Error(
        Code::usage,
        fmt::format("a model by solver '{}' can go on by solver mcmc{}, and the solver is '{}'", before.options.solver,
                    then.has_rate ? ", gradient or sgda" : " alone", model.options.solver),
        "give --solver mcmc, or leave out --warm");
  if (before.options.model != model.options.model)
    differs(fmt::format("it is of model '{}', and '{}' is wanted", before.options.model, model.options.model));
  check_fields(start.schema(), model.star.schema);
  if (before.target.levels != model.target.levels || before.target.binary != model.target.binary)
    differs(fmt::format("its target has {} levels, and that of the data {}", start.levels().size(),
                        model.target.binary ? 2 : model.target.levels.size()));
  check_tensors(*before.members.at(before.members.size() - 1), *model.plan);
}

TargetInfo target_to_go_on(const Model& start, TargetInfo target, bool keeps_range) {
  const TargetInfo& before = implementation_of(start).target;
  target.scale = before.scale;
  if (!keeps_range || !before.known) return target;
  target.low = std::min(target.low, before.low);
  target.high = std::max(target.high, before.high);
  target.mean = before.mean;
  return target;
}

TrainOptions target_options(const Model& start, TrainOptions options) {
  const TargetInfo& before = implementation_of(start).target;
  if (options.target_kind == "auto" && before.known && before.levels.empty())
    options.target_kind = before.binary ? "binary" : "regression";
  return options;
}

void start_from(const Model& start, std::size_t back, bool chain, const ModelPlan& plan, Parameters& parameters) {
  const ModelImplementation& before = implementation_of(start);
  const std::shared_ptr<const Parameters> kept =
      before.members.at(before.members.size() - 1 - back % before.members.size());
  const Parameters& draw = *kept;
  const std::vector<std::size_t> inputs = plan.schema().inputs(), known = before.star.schema.inputs();
  std::vector<bool> done(parameters.size(), false);
  const auto copy = [&](std::size_t input, TensorId id) {
    const Field& field = plan.schema().fields[inputs[input]];
    const Tensor* from = draw.lookup(parameters[id].name);
    if (field.kind == Kind::numeric || from == nullptr) return;
    copy_categories(before.star.schema.fields[known[input]].vocabulary, *from, field.vocabulary, chain,
                    parameters.writable(id));
    done[id] = true;
  };
  for (const Embedding& table : plan.tables())
    for (const Embedding::Slot& slot : table.slots()) copy(slot.input, slot.tensor);
  for (const auto& [input, tensor] : plan.id_noise()) copy(input, tensor);
  for (TensorId id = 0; id < parameters.size(); ++id) {
    const Tensor* from = done[id] ? nullptr : draw.lookup(parameters[id].name);
    if (from != nullptr && from->rows != parameters[id].rows)
      differs(
          fmt::format("its '{}' has {} rows, and {} are wanted", parameters[id].name, from->rows, parameters[id].rows));
    if (from != nullptr) std::copy_n(from->data, parameters[id].size(), parameters.writable(id).data);
  }
}

}  // namespace interplay
