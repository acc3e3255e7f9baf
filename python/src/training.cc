// Whole jobs: train, compare, tune, choose. The interpreter's lock is free while they run.
#include <chrono>

#include "bindings.h"
#include "interplay/chains.h"
#include "interplay/choose.h"
#include "interplay/cluster.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/evaluate.h"
#include "interplay/json.h"
#include "interplay/report.h"
#include "interplay/study.h"
#include "interplay/train.h"
#include "interplay/tune.h"

namespace interplay::python {

void Caller::call(const std::string& text) {
  const nb::gil_scoped_acquire lock;
  if (stop_ || callable_.is_none()) return;
  try {
    const nb::object result = callable_(text);
    if (!result.is_none() && PyObject_IsTrue(result.ptr()) == 1) stop_ = true;
  } catch (nb::python_error& error) {
    stop_ = true;
    if (error.matches(PyExc_KeyboardInterrupt))
      interrupted_ = true;
    else
      raised_.emplace(std::move(error));
  }
}

bool Caller::stop_requested() {
  using namespace std::chrono;
  if (stop_) return true;
  const std::int64_t now = duration_cast<milliseconds>(steady_clock::now().time_since_epoch()).count();
  if (now - last_look_ < 50) return false;
  last_look_ = now;
  const nb::gil_scoped_acquire lock;
  if (PyErr_CheckSignals() == 0) return false;
  nb::python_error signal;
  stop_ = true;
  if (signal.matches(PyExc_KeyboardInterrupt))
    interrupted_ = true;
  else
    raised_.emplace(std::move(signal));
  return true;
}

void Caller::rethrow() {
  if (!raised_) return;
  nb::python_error error = std::move(*raised_);
  raised_.reset();
  throw error;
}

namespace {

class TrainingObserver : public Observer {
 public:
  explicit TrainingObserver(Caller& caller) : caller_(caller) {}
  void on(const Event& event) override { caller_.call(to_json(event)); }
  bool stop_requested() override { return caller_.stop_requested(); }

 private:
  Caller& caller_;
};

Split split_of(const std::optional<RowArray>& train, const std::optional<RowArray>& valid, const Dataset& data) {
  Split parts;
  parts.train = rows_of(data, train);
  if (valid) parts.valid = rows_of(data, valid);
  return parts;
}

// The model, whether Ctrl-C ended its training, and the notes of its encoding.
nb::tuple fit(const Dataset& data, const std::optional<RowArray>& train_rows, const std::optional<RowArray>& valid_rows,
              const nb::dict& train_options, const nb::dict& data_options, const nb::object& callback,
              const Model* start, Processes* processes) {
  const DataOptions reading = options_of<DataOptions>(data_options);
  TrainOptions options;
  if (start != nullptr) {
    options = start->options();
    apply_options(options, train_options);
  } else {
    options = train_options_of(train_options, reading.implicit);
  }
  Split parts = split_of(train_rows, valid_rows, data);
  check_training(options, !parts.valid.empty());
  Caller caller(callback);
  TrainingObserver observer(caller);
  std::optional<Model> model;
  std::vector<std::string> notes;
  {
    const nb::gil_scoped_release unlocked;
    const Dataset encoded = start != nullptr ? encode_more(*start, data, parts.train, options.solver, reading)
                                             : encode(data, parts.train, reading);
    notes.assign(encoded.notes.begin() + static_cast<std::ptrdiff_t>(data.notes.size()), encoded.notes.end());
    if (processes != nullptr) {
      model = train_together(*processes, start, encoded, parts, options, reading, observer);
    } else {
      model = start != nullptr ? train_from(*start, encoded, parts, options, reading, observer)
                               : train(encoded, parts, options, reading, observer);
    }
  }
  caller.rethrow();
  return nb::make_tuple(*model, caller.interrupted(), notes);
}

using Parts = std::tuple<RowArray, std::optional<RowArray>, RowArray>;  // train, valid, test

std::vector<Split> splits_of(const std::vector<Parts>& given, const Dataset& data) {
  std::vector<Split> splits;
  for (const auto& [train, valid, test] : given) {
    Split parts = split_of(train, valid, data);
    parts.test = rows_of(data, test);
    splits.push_back(std::move(parts));
  }
  return splits;
}

std::optional<RankingOptions> ranking_of(const nb::object& candidates, std::optional<double> relevant,
                                         std::uint64_t seed) {
  if (candidates.is_none()) return std::nullopt;
  return RankingOptions{.candidates = nb::cast<std::string>(candidates), .relevant = relevant, .seed = seed};
}

std::string compare_models(const Dataset& data, const std::vector<Parts>& splits, const nb::dict& train_options,
                           const nb::dict& data_options, std::int64_t seeds, const std::vector<std::string>& metrics,
                           const nb::object& candidates, std::optional<double> relevant, const nb::object& callback) {
  const DataOptions reading = options_of<DataOptions>(data_options);
  const TrainOptions options = train_options_of(train_options, reading.implicit);
  const std::vector<Split> parts = splits_of(splits, data);
  const auto ranking = ranking_of(candidates, relevant, static_cast<std::uint64_t>(options.seed));
  Caller caller(callback);
  std::string json;
  {
    const nb::gil_scoped_release unlocked;
    // There is no other way to end a comparison early than by an exception.
    const auto progress = [&](const std::string& text) {
      caller.call(text);
      if (caller.stop_requested()) throw Error(Code::interrupted, "interrupted", "");
    };
    try {
      const std::vector<Comparison> result =
          compare(data, parts, std::span(&options, 1), seeds, metrics, reading, progress, nullptr, ranking);
      json = to_json(std::span<const Comparison>(result));
    } catch (const Error& error) {
      if (error.code() != Code::interrupted) throw;
    }
  }
  caller.rethrow();
  if (caller.interrupted()) {
    PyErr_SetNone(PyExc_KeyboardInterrupt);
    throw nb::python_error();
  }
  return json;
}

class SearchObserver : public TuneObserver {
 public:
  explicit SearchObserver(Caller& caller) : caller_(caller) {}
  void on(const Trial& trial, std::size_t done, std::size_t planned) override {
    caller_.call("{\"event\":\"trial\",\"done\":" + std::to_string(done) + ",\"planned\":" + std::to_string(planned) +
                 ",\"trial\":" + to_json(trial) + "}");
  }
  bool stop_requested() override { return caller_.stop_requested(); }

 private:
  Caller& caller_;
};

nb::tuple tune_model(const Dataset& data, const Parts& split, const nb::dict& train_options,
                     const nb::dict& data_options, const nb::dict& search, const std::string& results,
                     const nb::object& callback) {
  const DataOptions reading = options_of<DataOptions>(data_options);
  const TrainOptions options = train_options_of(train_options, reading.implicit);
  TuneOptions space;
  for (const auto& [key, value] : search)
    set_option(space, nb::cast<std::string>(key), nb::cast<std::string>(nb::str(value)));
  check_options(space);
  const Split parts = splits_of({split}, data).front();
  Caller caller(callback);
  SearchObserver observer(caller);
  TuneResult result;
  {
    const nb::gil_scoped_release unlocked;
    result = tune(data, parts, options, space, reading, results, observer);
  }
  caller.rethrow();
  const std::string svg = result.trials.empty() ? std::string() : to_svg(charts_of(result));
  return nb::make_tuple(to_json(result), svg, caller.interrupted());
}

class ChoosingObserver : public ChoiceObserver {
 public:
  explicit ChoosingObserver(Caller& caller) : caller_(caller) {}
  void on(const Candidate& candidate, std::int64_t) override { caller_.call(to_json(candidate)); }
  bool stop_requested() override { return caller_.stop_requested(); }

 private:
  Caller& caller_;
};

nb::tuple choose(const Dataset& data, const std::optional<RowArray>& train_rows,
                 const std::optional<RowArray>& valid_rows, const nb::dict& train_options, const nb::dict& data_options,
                 const std::string& budget, const nb::object& callback) {
  TrainOptions options;
  apply_options(options, train_options);
  const DataOptions reading = options_of<DataOptions>(data_options);
  Split parts = split_of(train_rows, valid_rows, data);
  Caller caller(callback);
  ChoosingObserver observer(caller);
  Choice choice;
  {
    const nb::gil_scoped_release unlocked;
    choice = choose_model(data, parts, options, budget_named(budget), reading, observer);
  }
  caller.rethrow();
  const std::string best = choice.tried.empty() ? std::string() : to_json(choice.tried.front().options);
  return nb::make_tuple(to_json(choice), best, caller.interrupted());
}

nb::list list_studies() {
  nb::list rows;
  for (const StudyInfo& study : studies()) {
    nb::dict row;
    row["name"] = std::string(study.name);
    row["summary"] = std::string(study.summary);
    row["dataset"] = std::string(study.dataset);
    rows.append(row);
  }
  return rows;
}

std::pair<std::string, std::string> reproduce_study(const std::string& study, const std::string& folder,
                                                    std::int64_t seed, std::int64_t threads, bool synthetic, bool quick,
                                                    const nb::object& callback) {
  Caller caller(callback);
  TrainingObserver observer(caller);
  std::pair<std::string, std::string> result;
  {
    const nb::gil_scoped_release unlocked;
    const Report report = reproduce(
        study, {.data = folder, .seed = seed, .threads = threads, .synthetic = synthetic, .quick = quick}, observer);
    result = {report.title, to_html(report)};
  }
  caller.rethrow();
  if (caller.interrupted()) {
    PyErr_SetNone(PyExc_KeyboardInterrupt);
    throw nb::python_error();
  }
  return result;
}

}  // namespace

void bind_training(nb::module_& module) {
  module.def("fit", fit, nb::arg("data"), nb::arg("train").none(), nb::arg("valid").none(), nb::arg("train_options"),
             nb::arg("data_options"), nb::arg("callback").none() = nb::none(), nb::arg("start").none() = nb::none(),
             nb::arg("processes").none() = nb::none());
  module.def("compare", compare_models, nb::arg("data"), nb::arg("splits"), nb::arg("train_options"),
             nb::arg("data_options"), nb::arg("seeds"), nb::arg("metrics"), nb::arg("candidates").none(),
             nb::arg("relevant").none(), nb::arg("callback").none());
  module.def("tune", tune_model, nb::arg("data"), nb::arg("split"), nb::arg("train_options"), nb::arg("data_options"),
             nb::arg("search"), nb::arg("results"), nb::arg("callback").none());
  module.def("choose", choose, nb::arg("data"), nb::arg("train").none(), nb::arg("valid").none(),
             nb::arg("train_options"), nb::arg("data_options"), nb::arg("budget"), nb::arg("callback").none());
  module.def("studies", list_studies);
  module.def("reproduce", reproduce_study, nb::arg("study"), nb::arg("folder"), nb::arg("seed"), nb::arg("threads"),
             nb::arg("synthetic"), nb::arg("quick"), nb::arg("callback").none());
}

}  // namespace interplay::python
