// The trained model: its predictions, its measures, its file.
#include "bindings.h"
#include "interplay/calibrate.h"
#include "interplay/encode.h"
#include "interplay/evaluate.h"
#include "interplay/export.h"
#include "interplay/json.h"
#include "interplay/metrics.h"
#include "interplay/newcomers.h"
#include "interplay/read.h"

namespace interplay::python {
namespace {

// Fields of the data that a model reads or that say what a row is, as its star has them.
nb::list fields_of(const Model& model) {
  nb::list rows;
  const Star& star = model.star();
  for (const Field& field : star.schema.fields) {
    nb::dict row;
    row["name"] = field.name;
    row["kind"] = std::string(name(field.kind));
    row["role"] = std::string(name(field.role));
    row["table"] = field.table;
    row["key"] = field.table > 0 && star.entities[field.table - 1].name == field.name;
    row["entity"] = field.table > 0 ? star.entities[field.table - 1].name : std::string();
    row["size"] = field.vocabulary.size();
    row["integers"] = field.vocabulary.integers();
    row["derived"] = !field.derived.name.empty();
    const bool long_one = field.kind == Kind::multi && !field.reading.empty();
    row["separator"] = long_one ? field.reading : std::string(1, field.separator);
    rows.append(row);
  }
  return rows;
}

// Runs with the interpreter's lock free on the data in the terms of the model.
template <class Work>
auto on_encoded(const Model& model, const Dataset& data, const Work& work) {
  const nb::gil_scoped_release unlocked;
  return work(encode_as(data, model.star()));
}

auto predict(const Model& model, const Dataset& data, const std::optional<RowArray>& rows, int threads) {
  return array_of(
      on_encoded(model, data, [&](const Dataset& encoded) { return model.predict(encoded, span_of(rows), threads); }));
}

nb::tuple predict_with_deviation(const Model& model, const Dataset& data, const std::optional<RowArray>& rows,
                                 int threads) {
  auto [mean, deviation, predictive] = on_encoded(model, data, [&](const Dataset& encoded) {
    return model.predict_with_deviation(encoded, span_of(rows), threads);
  });
  return nb::make_tuple(array_of(std::move(mean)), array_of(std::move(deviation)), array_of(std::move(predictive)));
}

nb::tuple predict_interval(const Model& model, const Dataset& data, double share, const std::optional<RowArray>& rows,
                           int threads) {
  auto [low, high] = on_encoded(model, data, [&](const Dataset& encoded) {
    return model.predict_interval(encoded, share, span_of(rows), threads);
  });
  return nb::make_tuple(array_of(std::move(low)), array_of(std::move(high)));
}

auto probabilities(const Model& model, const Dataset& data, const std::optional<RowArray>& rows, int threads) {
  return array_of(
      on_encoded(model, data,
                 [&](const Dataset& encoded) { return model.probabilities(encoded, span_of(rows), threads); }),
      model.levels().size());
}

std::string evaluate_rows(const Model& model, const Dataset& data, const std::optional<RowArray>& rows,
                          const std::vector<std::string>& metrics, std::optional<double> relevant, int threads) {
  const std::vector<std::uint32_t> chosen = rows_of(data, rows);
  bool ranks = false;
  for (const std::string& name : metrics) ranks = named_metric(name).lists != nullptr || ranks;
  const nb::gil_scoped_release unlocked;
  const ListOptions lists{.groups = ranks ? groups_of(data) : Groups(), .relevant = relevant};
  return to_json(evaluate(model, encode_as(data, model.star()), chosen, metrics, threads, lists));
}

std::string rank(const Model& model, const Dataset& data, const std::optional<RowArray>& rows,
                 const std::vector<nb::tuple>& seen, const std::vector<std::string>& metrics,
                 const std::string& candidates, std::optional<double> relevant, std::uint64_t seed, int threads) {
  const PairRows held_out{pair_ids(data), rows_of(data, rows)};
  std::vector<PairRows> known;
  for (const nb::tuple& each : seen) {
    const auto& other = nb::cast<const Dataset&>(each[0]);
    known.push_back({pair_ids(other), rows_of(other, nb::cast<std::optional<RowArray>>(each[1]))});
  }
  const nb::gil_scoped_release unlocked;
  return to_json(rank_users(model, held_out, known, metrics,
                            {.candidates = candidates, .relevant = relevant, .seed = seed}, threads));
}

nb::list parameters(const Model& model, std::size_t member) {
  if (member >= model.members()) throw nb::index_error("there is no such member");
  nb::list tensors;
  for (const TensorView& view : model.parameters(member)) {
    auto* owner = new std::shared_ptr<const void>(view.owner);
    const nb::capsule kept(owner, [](void* each) noexcept { delete static_cast<std::shared_ptr<const void>*>(each); });
    const nb::ndarray<nb::numpy, const float> array(view.data, {view.rows, view.columns}, kept,
                                                    {static_cast<std::int64_t>(view.stride), 1});
    tensors.append(nb::make_tuple(std::string(view.name), nb::cast(array)));
  }
  return tensors;
}

nb::list ids_of(const Model& model, const std::string& wanted) {
  const auto found = model.schema().find(wanted);
  nb::list ids;
  if (!found) return ids;
  const Vocabulary& vocabulary = model.schema().fields[*found].vocabulary;
  for (std::uint32_t code = 1; code <= vocabulary.size(); ++code) {
    if (vocabulary.integers())
      ids.append(nb::int_(vocabulary.sorted_integers()[code - 1]));
    else
      ids.append(vocabulary.id(code));
  }
  return ids;
}

Model calibrated(const Model& model, const Dataset& data, const std::optional<RowArray>& rows,
                 const std::string& method, int threads) {
  const std::vector<std::uint32_t> chosen = rows_of(data, rows);
  const nb::gil_scoped_release unlocked;
  const Dataset encoded = encode_as(data, model.star());
  return calibrate(model, {.method = method, .fit = {&encoded, chosen}, .threads = threads});
}

std::vector<std::string> exported(const std::vector<ExportedFile>& files) {
  std::vector<std::string> paths;
  for (const ExportedFile& file : files) paths.push_back(file.path.string());
  return paths;
}

Dataset read_more_for(const Model& model, const std::vector<std::string>& paths, const nb::dict& options, int threads,
                      const std::string& memory) {
  const DataOptions values = options_of<DataOptions>(options);
  const nb::gil_scoped_release unlocked;
  Dataset as_read;
  read_for(model, paths, values, threads, &as_read, spool_under(memory));
  return as_read;
}

}  // namespace

void bind_model(nb::module_& module) {
  using Values = nb::ndarray<const float, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
  module.def("metric", [](const std::string& name, const Values& prediction, const Values& target) {
    if (prediction.size() != target.size()) throw nb::value_error("predictions and targets differ in number");
    return metric(name).compute({prediction.data(), prediction.size()}, {target.data(), target.size()}, {});
  });
  module.def("metric_traits", [](const std::string& name) {
    const NamedMetric found = named_metric(name);
    const Direction direction = found.rows    ? found.rows->direction
                                : found.first ? found.first->direction
                                              : Direction::maximize;
    nb::dict result;
    result["of_lists"] = found.rows == nullptr;
    result["smaller_is_better"] = direction == Direction::minimize;
    return result;
  });
  nb::class_<Model>(module, "Model")
      .def_static(
          "load",
          [](const std::string& path, bool verify) {
            const nb::gil_scoped_release unlocked;
            return Model::load(path, verify);
          },
          nb::arg("path"), nb::arg("verify") = false)
      .def("save",
           [](const Model& model, const std::string& path) {
             const nb::gil_scoped_release unlocked;
             model.save(path);
           })
      .def_prop_ro("name", [](const Model& model) { return std::string(model.name()); })
      .def_prop_ro("fields", fields_of)
      .def_prop_ro("members", &Model::members)
      .def_prop_ro("runs", &Model::runs)
      .def_prop_ro("parameter_count", &Model::parameter_count)
      .def_prop_ro("target_range", &Model::target_range)
      .def_prop_ro(
          "levels", [](const Model& model) { return array_of(model.levels()); }, nb::rv_policy::move)
      .def_prop_ro("clips", &Model::clips)
      .def_prop_ro("implicit", [](const Model& model) { return model.data_options().implicit; })
      .def_prop_ro("train_options", [](const Model& model) { return to_json(model.options()); })
      .def_prop_ro("data_options", [](const Model& model) { return to_json(model.data_options()); })
      .def_prop_ro("best_epoch", [](const Model& model) { return model.history().best_epoch; })
      .def_prop_ro("epochs", [](const Model& model) { return model.history().epochs.size(); })
      .def("histories", [](const Model& model) { return histories_to_json(model); })
      .def("describe", [](const Model& model) { return to_json(model); })
      .def("calibration", [](const Model& model) { return calibration_to_json(model); })
      .def("parameters", parameters, nb::arg("member") = 0)
      .def("ids", ids_of)
      .def("predict", predict, nb::arg("data"), nb::arg("rows").none(), nb::arg("threads"))
      .def("predict_with_deviation", predict_with_deviation, nb::arg("data"), nb::arg("rows").none(),
           nb::arg("threads"))
      .def("predict_interval", predict_interval, nb::arg("data"), nb::arg("share"), nb::arg("rows").none(),
           nb::arg("threads"))
      .def("probabilities", probabilities, nb::arg("data"), nb::arg("rows").none(), nb::arg("threads"))
      .def("evaluate", evaluate_rows, nb::arg("data"), nb::arg("rows").none(), nb::arg("metrics"),
           nb::arg("relevant").none(), nb::arg("threads"))
      .def("rank", rank, nb::arg("data"), nb::arg("rows").none(), nb::arg("seen"), nb::arg("metrics"),
           nb::arg("candidates"), nb::arg("relevant").none(), nb::arg("seed"), nb::arg("threads"))
      .def("calibrated", calibrated, nb::arg("data"), nb::arg("rows").none(), nb::arg("method"), nb::arg("threads"))
      .def("read", read_more_for, nb::arg("paths"), nb::arg("options"), nb::arg("threads") = 0,
           nb::arg("memory_limit") = "")
      .def("with_newcomers",
           [](const Model& model, const Dataset& newcomers) { return with_newcomers(model, newcomers); })
      .def("export_embeddings",
           [](const Model& model, const std::string& folder) { return exported(export_embeddings(model, folder)); })
      .def(
          "export_libfm",
          [](const Model& model, const std::string& file, std::optional<std::size_t> member) {
            return exported(export_libfm(model, file, member));
          },
          nb::arg("file"), nb::arg("member").none() = nb::none());
}

}  // namespace interplay::python
