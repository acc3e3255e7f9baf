// interplay fold-in: interactions of new users and items in, the model that knows them out. Nothing is retrained.
#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/fold_in.h"
#include "interplay/interactions.h"
#include "interplay/read.h"
#include "json_output.h"
#include "next_step.h"
#include "outputs.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

// Rows of files as those of the training were taken.
Dataset interactions_for(const Model& model, const std::vector<std::string>& paths, const DataOptions& options,
                         int threads, Console& console) {
  Dataset data;
  static_cast<void>(read_for(model, paths, options, threads, &data));
  DataOptions how = options;
  const DataOptions& trained = model.data_options();
  how.implicit = trained.implicit;
  how.threshold = trained.threshold;
  how.confidence = trained.confidence;
  how.alpha = trained.alpha;
  how.repeats = trained.repeats;
  if (how.implicit) data = interactions_of(std::move(data), how);
  console.notes(data.notes);
  return data;
}

int run_fold_in(const Arguments& arguments, Console& console) {
  const std::string path = arguments.operands.front();
  const auto out = arguments.value("out");
  if (!out) throw Error(Code::usage, "--out is missing", "name the file for the model with the new users and items");
  const std::vector<std::string> files(arguments.operands.begin() + 1, arguments.operands.end());
  check_output({*out, "the grown model"}, files);
  const Model model = Model::load(path);
  DataOptions options;  // what the training files looked like says nothing about these
  TrainOptions running;
  apply(arguments, options);
  apply(arguments, running);
  const auto threads = static_cast<int>(running.threads);
  const Dataset data = interactions_for(model, files, options, threads, console);
  FoldInReport report;
  const Model grown = fold_in(model, data, {.threads = threads}, &report);
  console.notes(report.notes);
  grown.save(*out);
  if (console.json) {
    console.result(line_of(
        Json{{"path", *out}, {"users", report.users.size()}, {"items", report.items.size()}, {"rows", report.rows}}));
  } else {
    console.result(fmt::format("{} and {} joined the model, by {}\nsaved {}\n",
                               counted(report.users.size(), "new user"), counted(report.items.size(), "new item"),
                               counted(report.rows, "interaction"), *out));
    console.next(next_with(*out, grown, report.users.empty() ? "" : report.users.front()));
  }
  return 0;
}

std::vector<Flag> fold_in_flags(std::string_view) {
  return joined(std::vector<Flag>{out_flag("File to save the grown model to", "File to save the model to")},
                reading_flags(), flags_of(TrainOptions{}, thread_options), output_flags());
}

}  // namespace

const Verb& fold_in_verb() {
  static const Verb verb = {
      .name = "fold-in",
      .summary =
          "Adds users and items that training did not see to a saved model, by their interactions; nothing is "
          "retrained.",
      .operands = {{.name = "MODEL"}, {.name = "PATH", .repeated = true}},
      .examples = {"interplay fold-in movies.safetensors new-ratings.csv --out grown.safetensors"},
      .flags = fold_in_flags,
      .run = run_fold_in,
  };
  return verb;
}

}  // namespace interplay::cli
