// interplay calibrate: held-out rows in, the same model with right probabilities or with intervals out.
#include <fmt/format.h>

#include <optional>

#include "calibration_text.h"
#include "interplay/calibrate.h"
#include "interplay/error.h"
#include "interplay/read.h"
#include "json_output.h"
#include "next_step.h"
#include "outputs.h"
#include "settings.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

Dataset with_targets(const Model& model, const std::vector<std::string>& paths, const DataOptions& options, int threads,
                     Console& console) {
  Dataset data = read_for(model, paths, options, threads);
  console.notes(data.notes);
  if (!data.schema.find(Role::target))
    throw Error(Code::bad_data, at(paths.front()), "has no column of targets to calibrate the model on",
                "name it with --target");
  return data;
}

// Other things equal, smaller is better, of all but the coverage.
bool pays(const CalibrationInfo& info) {
  if (info.before.empty() || info.after.empty()) return false;
  return info.after.back().second < info.before.back().second;
}

void report(const Model& model, Console& console) {
  const CalibrationInfo info = model.calibration().value();
  if (info.method != "conformal" && !(info.after.front().second < info.before.front().second))
    console.warning(
        fmt::format("the calibration does not pay on rows that it was not fitted to: logloss {} before, {} "
                    "after; more held-out rows{} may help",
                    metric_text(info.before.front().second), metric_text(info.after.front().second),
                    info.method == "isotonic" ? ", or --method platt," : ""));
  if (info.spread == "ids" && !pays(info))
    console.note("intervals of constant width were no wider on rows that were not fitted");
}

int run_calibrate(const Arguments& arguments, Console& console) {
  const std::string path = arguments.operands.front();
  const std::string out = arguments.value("out").value_or(path);
  std::vector<std::string> inputs(arguments.operands.begin() + 1, arguments.operands.end());
  const std::vector<std::string> held_out = inputs, seen = arguments.list("seen"), check = arguments.list("check");
  inputs.insert(inputs.end(), seen.begin(), seen.end());
  inputs.insert(inputs.end(), check.begin(), check.end());
  check_output({out, "the calibrated model"}, inputs);
  const Model model = Model::load(path);
  DataOptions options;  // what the training files looked like says nothing about these
  TrainOptions running;
  apply(arguments, options);
  apply(arguments, running);
  CalibrationRequest request;
  request.method = arguments.value("method").value_or("auto");
  request.threads = static_cast<int>(running.threads);
  check_calibration(request.method, model.levels().size() == 2 && model.thresholds().empty());
  const Dataset fit = with_targets(model, held_out, options, request.threads, console);
  request.fit = {&fit};
  std::optional<Dataset> seen_rows, check_rows;
  if (!seen.empty()) request.seen = {&seen_rows.emplace(with_targets(model, seen, options, request.threads, console))};
  if (!check.empty())
    request.check = {&check_rows.emplace(with_targets(model, check, options, request.threads, console))};
  const Model calibrated = calibrate(model, request);
  calibrated.save(out);
  if (console.json) {
    Json json = {{"path", out}, {"calibration", Json::parse(calibration_to_json(calibrated))}};
    json["pays"] = pays(*calibrated.calibration());
    console.result(line_of(json));
  } else {
    console.result(calibration_text(calibrated) + fmt::format("saved {}\n", out));
  }
  report(calibrated, console);
  const std::string interval = calibrated.calibration()->method == "conformal" ? " --interval 0.9" : "";
  console.next(can_be_read_again(held_out.front())
                   ? fmt::format("interplay predict {} {}{} --out scores.csv", quoted_for_shell(out),
                                 quoted_for_shell(held_out.front()), interval)
                   : next_with(out, calibrated));
  return 0;
}

std::vector<Flag> calibrate_flags(std::string_view) {
  const std::vector<Flag> own = {
      {.name = "method",
       .group = "Calibration",
       .help = "platt or isotonic correct the probabilities of a target of 0 and 1, conformal gives numbers intervals; "
               "auto is conformal for numbers, otherwise that of platt and isotonic which has the lower logloss on "
               "fifths of the rows by a curve of the other four",
       .value = "METHOD",
       .initial = "auto",
       .choices = {"auto", "platt", "isotonic", "conformal"},
       .brief = "platt, isotonic or conformal"},
      {.name = "check",
       .takes = Flag::Takes::list,
       .group = "Calibration",
       .help = "Files of other rows, on which it is measured whether the calibration pays; without them each fifth of "
               "the rows is measured by a calibration of the other four",
       .value = "PATH,...",
       .completes = Flag::Completes::file,
       .brief = "Other rows, to measure the calibration on"},
      {.name = "seen",
       .takes = Flag::Takes::list,
       .group = "Calibration",
       .help =
           "Files of the training rows, which say more of the spread of a user's or an item's targets than the rows "
           "held out do",
       .value = "PATH,...",
       .completes = Flag::Completes::file,
       .brief = "The training rows, for narrower intervals"},
      out_flag("File to save the calibrated model to; without it MODEL is replaced", "File to save the model to")};
  return joined(own, reading_flags(), flags_of(TrainOptions{}, thread_options), output_flags());
}

}  // namespace

const Verb& calibrate_verb() {
  static const Verb verb = {
      .name = "calibrate",
      .summary =
          "Fits probabilities, or intervals of numbers, to rows held out from training, and saves the model with "
          "them.",
      .operands = {{.name = "MODEL"}, {.name = "PATH", .repeated = true}},
      .examples = {"interplay calibrate clicks.safetensors heldout.csv",
                   "interplay calibrate clicks.safetensors valid.csv --method platt --out new",
                   "interplay calibrate movies.safetensors ml-100k/u1.test --seen ml-100k/u1.base"},
      .elsewhere = {{"level coverage interval alpha",
                     "the share is asked for later: interplay predict --interval 0.9"}},
      .flags = calibrate_flags,
      .run = run_calibrate,
  };
  return verb;
}

}  // namespace interplay::cli
