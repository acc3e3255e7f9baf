// interplay plot and interplay diagram: pictures of a saved model.
#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/files.h"
#include "interplay/read.h"
#include "interplay/report.h"
#include "interplay/serve.h"
#include "json_output.h"
#include "next_step.h"
#include "outputs.h"
#include "picture_file.h"
#include "settings.h"
#include "verb.h"

namespace interplay::cli {
namespace {

std::string target_of(const Arguments& arguments) {
  const auto out = arguments.value("out");
  if (!out) throw Error(Code::usage, "--out is missing: the picture needs a file", "name it with --out FILE");
  check_output({*out, "the picture"}, arguments.operands);
  return *out;
}

void finish(const std::string& out, std::string_view bytes, Console& console) {
  write_file(out, bytes);
  console.result(console.json ? line_of({{"path", out}, {"bytes", bytes.size()}}) : out + "\n");
}

// The explorer, as one page that needs no server.
int explorer(const Arguments& arguments, Console& console) {
  const std::string out = *arguments.value("explorer");
  if (arguments.has("out") || arguments.operands.size() > 1)
    throw Error(Code::usage,
                fmt::format("--explorer makes a page of the model alone, and {} is given as well",
                            arguments.has("out") ? "--out" : "'" + arguments.operands[1] + "'"),
                arguments.has("out") ? "run plot twice, once with each" : "name what users already have by --seen");
  if (!is_page(out))
    throw Error(Code::usage, fmt::format("--explorer makes a page, and '{}' does not end in .html", out),
                "name it with --explorer FILE.html");
  std::vector<std::string> inputs = arguments.list("seen");
  for (const std::string& file : arguments.list("held-out")) inputs.push_back(file);
  inputs.push_back(arguments.operands.front());
  check_output({out, "the explorer"}, inputs);
  const ExplorerFile made = explorer_file(arguments.operands.front(),
                                          {.seen = arguments.list("seen"), .held_out = arguments.list("held-out")});
  if (made.users < made.of_users)
    console.note(fmt::format("the page has lists and reasons of {} of {} users, {}{}", made.users, made.of_users,
                             arguments.has("seen") ? "those with the most interactions by --seen"
                                                   : "a few spread over the ids and those that come first "
                                                     "(--seen FILE takes those with the most interactions)",
                             made.full ? "; more would make it larger than 20 MB" : ""));
  finish(out, made.html, console);
  return 0;
}

int plot(const Arguments& arguments, Console& console) {
  if (arguments.has("explorer")) return explorer(arguments, console);
  for (const std::string name : {"seen", "held-out"})
    if (arguments.has(name))
      throw Error(Code::usage, fmt::format("--{} is for the explorer, and --explorer is not given", name),
                  fmt::format("add --explorer FILE.html, or leave --{} out", name));
  const std::string out = target_of(arguments);
  const std::vector<std::string> paths(arguments.operands.begin() + 1, arguments.operands.end());
  check_picture_file(out, Chart{}, paths.empty());
  const Model model = Model::load(arguments.operands.front());
  if (!paths.empty()) {
    DataOptions options;
    apply(arguments, options);
    const Dataset data = read_for(model, paths, options);
    console.notes(data.notes);
    finish(out, render(reliability_of(model, data), out), console);
    console.next(next_with_rows(arguments, model));
    return 0;
  }
  const Chart curves = training_curves(model);  // refuses models without history
  finish(out, is_page(out) ? to_html(report_of(model)) : render(curves, out), console);
  console.next(next_with(arguments.operands.front(), model));
  return 0;
}

int diagram(const Arguments& arguments, Console& console) {
  const std::string out = target_of(arguments);
  check_picture_file(out, Diagram{}, false);
  finish(out, render(diagram_of(Model::load(arguments.operands.front())), out), console);
  console.next(fmt::format("interplay describe {}", quoted_for_shell(arguments.operands.front())));
  return 0;
}

std::vector<Flag> plot_flags(std::string_view) {
  return joined(std::vector<Flag>{out_flag("Where to write: .html for the whole report, .svg or .png for the training "
                                           "curves alone; with files of rows, .svg or .png"),
                                  {.name = "explorer",
                                   .group = "Output",
                                   .help = "Where to write the explorer of a small model as one page that needs no "
                                           "server, in place of --out",
                                   .value = "FILE",
                                   .completes = Flag::Completes::file},
                                  {.name = "seen",
                                   .takes = Flag::Takes::list,
                                   .group = "Output",
                                   .help = "With --explorer: files of interactions, shown as histories and left out "
                                           "of lists; users with the most come first",
                                   .value = "PATH,...",
                                   .completes = Flag::Completes::file},
                                  {.name = "held-out",
                                   .takes = Flag::Takes::list,
                                   .group = "Output",
                                   .help = "With --explorer and --seen: files of rows that were not trained on, whose "
                                           "errors are shown by activity of users and popularity of items",
                                   .value = "PATH,...",
                                   .completes = Flag::Completes::file}},
                reading_flags(), output_flags());
}

std::vector<Flag> diagram_flags(std::string_view) {
  return joined(std::vector<Flag>{out_flag("Where to write: .svg, .png, or .dot for Graphviz")}, output_flags());
}

}  // namespace

const Verb& plot_verb() {
  static const Verb verb = {
      .name = "plot",
      .summary =
          "Draws a saved model: training curves, diagram, tables, parameters; or, on rows, how reliable its "
          "probabilities are.",
      .operands = {{.name = "MODEL"}, {.name = "PATH", .optional = true, .repeated = true}},
      .examples = {"interplay plot movies.safetensors --out report.html",
                   "interplay plot movies.safetensors --out curves.svg",
                   "interplay plot movies.safetensors --explorer movies.html --seen ml-100k/",
                   "interplay plot clicks.safetensors test.csv --out reliability.png"},
      .elsewhere = {{"format type png svg html",
                     "the name of the file says the format: --out report.html, .svg or .png"}},
      .flags = plot_flags,
      .run = plot,
  };
  return verb;
}

const Verb& diagram_verb() {
  static const Verb verb = {
      .name = "diagram",
      .summary = "Draws what a saved model is made of, with shapes.",
      .operands = {{.name = "MODEL"}},
      .examples = {"interplay diagram movies.safetensors --out model.svg",
                   "interplay diagram movies.safetensors --out model.dot"},
      .elsewhere = {{"format type png svg dot", "the name of the file says the format: --out model.svg, .png or .dot"}},
      .flags = diagram_flags,
      .run = diagram,
  };
  return verb;
}

}  // namespace interplay::cli
