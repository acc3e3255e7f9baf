// interplay reproduce: lists the studies, or runs one and writes its report.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "interplay/catalog.h"
#include "interplay/error.h"
#include "interplay/files.h"
#include "interplay/study.h"
#include "json_output.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

namespace fs = std::filesystem;

int list_studies(Console& console) {
  if (console.json) {
    Json all = Json::array();
    for (const StudyInfo& study : studies())
      all.push_back({{"name", std::string(study.name)},
                     {"summary", std::string(study.summary)},
                     {"dataset", std::string(study.dataset)}});
    console.result(line_of(all));
    return 0;
  }
  Table table({"study", "data", "what it does"});
  for (const StudyInfo& study : studies())
    table.row({std::string(study.name), std::string(study.dataset), std::string(study.summary)});
  console.result(table.text(static_cast<std::size_t>(console.width)));
  console.next(fmt::format("interplay reproduce {}", studies().front().name));
  return 0;
}

// The data set: in the folder of --data, or that folder itself, else below INTERPLAY_DATA.
fs::path data_of(const StudyInfo& study, const Arguments& arguments) {
  const bool known = std::ranges::any_of(known_datasets(), [&](const auto& one) { return one.name == study.dataset; });
  const std::string advice =
      known
          ? fmt::format("interplay datasets get {} --to DIR fetches it; then pass --data DIR, or run with --synthetic",
                        study.dataset)
          : fmt::format(
                "put {} and the files beside it, from their owners, into DIR/{}; then pass --data DIR, or run "
                "with --synthetic",
                study.files.back(), study.dataset);
  const auto given = arguments.value("data");
  const char* variable = std::getenv("INTERPLAY_DATA");
  if (!given && (variable == nullptr || *variable == '\0'))
    throw Error(
        Code::not_found,
        fmt::format("the study {} needs the data set {}, and neither --data nor INTERPLAY_DATA says where it is",
                    study.name, study.dataset),
        advice);
  const fs::path root = given ? fs::path(*given) : fs::path(variable);
  std::error_code ignored;
  if (fs::exists(root / study.dataset, ignored)) return root / study.dataset;
  const auto there = [&](std::string_view file) { return !file.empty() && fs::exists(root / file, ignored); };
  if (given && std::ranges::any_of(study.files, there)) return root;
  throw Error(Code::not_found, at(root.string()), fmt::format("does not hold the data set {}", study.dataset), advice);
}

std::string text_of(const Report::Heading& heading, std::size_t) {
  const char rule = heading.level <= 2 ? '=' : '-';
  return fmt::format("\n{}\n{}\n\n", heading.text, std::string(columns_of(heading.text), rule));
}

std::string text_of(const Report::Paragraph& paragraph, std::size_t width) {
  std::string text;
  for (const std::string& line : wrapped(paragraph.text, width)) text += line + "\n";
  return text + "\n";
}

std::string text_of(const Report::Table& rows, std::size_t width) {
  Table table(rows.headings);
  for (const auto& row : rows.rows) table.row(row);
  return (rows.caption.empty() ? "" : rows.caption + ":\n") + table.text(width) + "\n";
}

std::string text_of(const Report::Figure& figure, std::size_t) { return fmt::format("[picture {}]\n\n", figure.name); }

std::string text_of(const Report& report, std::size_t width) {
  std::string text = report.title + "\n\n";
  for (const Report::Block& block : report.blocks)
    text += std::visit([&](const auto& kind) { return text_of(kind, width); }, block);
  return text;
}

// Before minutes are spent on what goes into it.
void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!error && ::access(folder.c_str(), W_OK) != 0) error = std::error_code(errno, std::generic_category());
  if (error)
    throw Error(Code::io, at(folder.string()), fmt::format("cannot make the folder: {}", error.message()),
                "name another folder with --out");
}

// The page, and each picture as SVG and PNG.
void write_files(const Report& report, const std::string& name, const fs::path& folder) {
  write_file((folder / (name + ".html")).string(), to_html(report));
  for (const Report::Block& block : report.blocks)
    if (const auto* figure = std::get_if<Report::Figure>(&block))
      for (const char* extension : {".svg", ".png"}) {
        const std::string path = (folder / (figure->name + extension)).string();
        write_file(path, render(figure->picture, path));
      }
}

// Says which model is being trained, and how far it is.
class StudyObserver : public Observer {
 public:
  explicit StudyObserver(Console& console) : console_(console) {}

  void on(const Event& event) override {
    if (console_.log_json) {
      if (!std::holds_alternative<ProgressEvent>(event)) console_.message(to_json(event) + "\n");
    } else if (const auto* message = std::get_if<MessageEvent>(&event)) {
      if (message->level == MessageEvent::Level::warning) {
        console_.warning(message->text);
      } else {
        console_.note(message->text);
      }
    } else if (const auto* epoch = std::get_if<EpochEvent>(&event); epoch && console_.show_progress) {
      console_.status(fmt::format("epoch {}: loss {}", epoch->record.epoch, short_number(epoch->record.loss)));
    }
  }

 private:
  Console& console_;
};

int run_reproduce(const Arguments& arguments, Console& console) {
  if (arguments.operands.empty()) return list_studies(console);
  const StudyInfo& study = find_study(arguments.operands.front());
  if (arguments.has("synthetic") && arguments.has("data"))
    throw Error(Code::usage, "--synthetic and --data exclude each other", "give one of them");
  StudyOptions options;
  options.seed = arguments.integer("seed", options.seed, 0);
  options.threads = arguments.integer("threads", options.threads, 0);
  options.synthetic = arguments.has("synthetic");
  options.quick = arguments.has("quick");
  const fs::path out = arguments.value("out").value_or(std::string(study.name));
  std::optional<TemporaryFolder> temporary;
  if (options.synthetic) make_up_data(study.name, options.data = temporary.emplace().path() / "data");
  if (!options.synthetic) options.data = data_of(study, arguments);

  make_folder(out);
  StudyObserver observer(console);
  const Report report = reproduce(study.name, options, observer);
  write_files(report, std::string(study.name), out);
  const std::string page = (out / (std::string(study.name) + ".html")).string();
  if (console.json) {
    console.result(line_of({{"study", std::string(study.name)}, {"page", page}}));
  } else {
    console.result(text_of(report, static_cast<std::size_t>(std::max(console.width, 100))));
    console.note(fmt::format("written to {}", page));
    console.next("interplay reproduce");
  }
  return 0;
}

std::vector<Flag> reproduce_flags(std::string_view) {
  return joined(
      std::vector<Flag>{
          {.name = "data",
           .group = "Files",
           .help = "Folder of the study's data set, or one that holds it; without it INTERPLAY_DATA",
           .value = "DIR",
           .completes = Flag::Completes::folder},
          {.name = "synthetic",
           .takes = Flag::Takes::nothing,
           .group = "Files",
           .help = "Take small made-up data in the layout of the study's: shows how it works, not what it finds"},
          {.name = "quick",
           .takes = Flag::Takes::nothing,
           .group = "Run",
           .help = "Of several draws of the training file (bars-frappe) take the first one alone"},
          {.name = "out",
           .group = "Files",
           .help = "Folder to write the page and its pictures in; the study's name unless given",
           .value = "DIR",
           .completes = Flag::Completes::folder,
           .letter = 'o'},
          {.name = "seed",
           .group = "Run",
           .help = "Seed of divisions and of starting values",
           .value = "N",
           .initial = "1"},
          {.name = "threads",
           .group = "Run",
           .help = "Number of threads; 0 means one for each core; results do not depend on it",
           .value = "N",
           .initial = "0"}},
      progress_flags(), output_flags());
}

}  // namespace

const Verb& reproduce_verb() {
  static const Verb verb = {
      .name = "reproduce",
      .summary =
          "Lists the studies of known notebooks and boards, or runs one: trains its models and writes a report with "
          "pictures.",
      .operands = {{.name = "STUDY", .optional = true, .completes = Flag::Completes::nothing}},
      .examples = {"interplay reproduce", "interplay reproduce keras-libfm --data data/ --out report/",
                   "interplay reproduce deepfm --synthetic", "interplay reproduce bars-frappe --quick"},
      .flags = reproduce_flags,
      .run = run_reproduce,
  };
  return verb;
}

}  // namespace interplay::cli
