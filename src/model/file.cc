#include "model/file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "interplay/error.h"
#include "model/calibration_file.h"
#include "model/file_json.h"
#include "model/file_star.h"
#include "model/member_file.h"
#include "model/safetensors.h"
#include "models/table.h"

namespace interplay {
namespace {

constexpr std::string_view format_name = "interplay-model";
constexpr std::string_view format_version = "1";
constexpr const char* weight_l2_key = "weight_l2";
constexpr std::int64_t most_members = 100'000;

Json parameters_to_json(std::span<const TensorSpec> specs) {
  Json json = Json::object();
  for (const TensorSpec& spec : specs) json[spec.name] = {{"columns", spec.columns}};
  return json;
}

void check_format(const SafetensorsFile& file) {
  if (const auto other = file.metadata().find("about"); other != file.metadata().end())
    throw Error(Code::bad_model, at(file.path()), "is an " + other->second + ", which holds data, expected a model",
                "name the model that was trained on it");
  const std::string& format = file.text("format");
  if (format != format_name) file.fail(fmt::format("holds '{}', expected '{}'", format, format_name));
  const std::string& version = file.text("format_version");
  if (version != format_version) {
    throw Error(Code::bad_model, at(file.path()),
                fmt::format("is of format version {}, this library ({}) reads version {}", version, library_version(),
                            format_version),
                fmt::format("use Interplay {} or newer", file.text("library_version")));
  }
}

// Files written before `target` had a `link` leave it to the solver: those of the sampler are probit.
void see_as_older_files(const TrainOptions& options, TargetInfo& target) {
  constexpr std::string_view sampler = "mcmc";
  if (target.binary && options.solver == sampler) target.binary_link = "probit";
}

std::vector<double> weight_l2_from(const Json& json) {
  auto penalties = json.get<std::vector<double>>();
  if (!std::ranges::all_of(penalties, [](double l2) { return std::isfinite(l2) && l2 >= 0; }))
    throw std::runtime_error("an L2 of weights is not a number from 0 up");
  return penalties;
}

void read_texts(const SafetensorsFile& file, ModelImplementation& model) {
  const Json entities = parse_json(file.text("entities"));
  const Json schema = parse_json(file.text("schema"));
  model.library_version = file.text("library_version");
  model.options = options_from_json<TrainOptions>(parse_json(file.text("options")));
  model.data_options = options_from_json<DataOptions>(parse_json(file.text("data_options")));
  model.target = target_from_json(parse_json(file.text("target")));
  see_as_older_files(model.options, model.target);
  if (model.options.target_kind == "ordinal" && model.target.levels.size() < 2)
    throw std::runtime_error("an ordinal target has no levels");
  model.histories = histories_from_json(parse_json(file.text("history")));
  if (file.metadata().contains(weight_l2_key)) model.weight_l2 = weight_l2_from(parse_json(file.text(weight_l2_key)));
  model.star.schema = schema_from_json(schema, entities.size());
  load_star(file, schema, entities, model.star);
}

// The tensors of a model with one member have their own names; with several members, the names are prefixed by
// "member/<number>/".
std::string prefix_of(std::size_t member, std::size_t members) {
  return members == 1 ? "" : fmt::format("member/{}/", member);
}

std::size_t member_count(const SafetensorsFile& file) {
  if (!file.metadata().contains("members")) return 1;
  const auto count = parse_json(file.text("members")).get<std::int64_t>();
  if (count < 2 || count > most_members)
    file.fail(fmt::format("has {} members, expected 2 to {}", count, most_members));
  return static_cast<std::size_t>(count);
}

void check_columns(const SafetensorsFile& file, const ModelPlan& plan) {
  const Json columns = parse_json(file.text("parameters"));
  if (columns.size() != plan.specs().size())
    file.fail(fmt::format("has {} parameter tensors, the model has {}", columns.size(), plan.specs().size()));
  for (const TensorSpec& spec : plan.specs()) {
    const auto stored = columns.at(spec.name).at("columns").get<std::size_t>();
    if (stored != spec.columns)
      file.fail(fmt::format("has a tensor '{}' of {} columns, the model has {}", spec.name, stored, spec.columns));
  }
}

}  // namespace

void save_model(const ModelImplementation& model, const std::filesystem::path& path) {
  Metadata metadata = {{"format", std::string(format_name)},
                       {"format_version", std::string(format_version)},
                       {"library_version", model.library_version},
                       {"model", model.options.model},
                       {"options", json_text(file_json(model.options))},
                       {"data_options", json_text(file_json(model.data_options))},
                       {"schema", json_text(file_json(model.star.schema))},
                       {"entities", json_text(entities_to_json(model.star))},
                       {"target", json_text(file_json(model.target))},
                       {"history", json_text(file_json(model.histories))},
                       {"parameters", json_text(parameters_to_json(model.plan->specs()))}};
  const std::size_t members = model.members.size();
  if (members > 1) metadata["members"] = std::to_string(members);
  if (!model.weight_l2.empty()) metadata[weight_l2_key] = json_text(Json(model.weight_l2));
  std::vector<StoredTensor> tensors;
  for (std::size_t member = 0; member < members; ++member)
    store_member(model.members, member, model.plan->specs(), prefix_of(member, members), tensors);
  store_star(model.star, tensors);
  if (model.calibration) {
    metadata[calibration_key] = json_text(calibration_to_json(*model.calibration));
    store_calibration(*model.calibration, tensors);
  }
  write_safetensors(path, metadata, std::move(tensors));
}

std::shared_ptr<const ModelImplementation> load_model(const std::filesystem::path& path, bool verify) {
  const SafetensorsFile file = SafetensorsFile::open(path, "model");
  check_format(file);
  if (verify) file.verify();
  auto model = std::make_shared<ModelImplementation>();
  try {
    read_texts(file, *model);
    model->plan = std::make_unique<ModelPlan>(models::plan_of(model->star.schema, model->options, model->target));
    check_columns(file, *model->plan);
    const std::size_t members = member_count(file);
    for (std::size_t member = 0; member < members; ++member)
      map_member(file, model->plan->specs(), prefix_of(member, members), model->members);
    if (file.metadata().contains(calibration_key))
      model->calibration = load_calibration(file, model->star.schema, model->plan->objective().binary());
  } catch (const Error& error) {
    // What the options or the plan refuse here is the file's fault, not the user's.
    if (error.code() == Code::bad_model && !error.location().path.empty()) throw;
    file.fail(
        fmt::format("describes a model that this library ({}) cannot build: {}", library_version(), error.message()));
  } catch (const std::exception& error) {
    file.fail(fmt::format("is corrupt: its metadata cannot be understood ({})", error.what()));
  }
  return model;
}

}  // namespace interplay
