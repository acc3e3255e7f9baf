// interplay export: parameters for other programs.
#include <fmt/format.h>

#include "interplay/error.h"
#include "interplay/export.h"
#include "json_output.h"
#include "next_step.h"
#include "outputs.h"
#include "settings.h"
#include "text.h"
#include "verb.h"

namespace interplay::cli {
namespace {

void print(const std::vector<ExportedFile>& files, Console& console) {
  if (console.json) {
    Json list = Json::array();
    for (const ExportedFile& file : files) list.push_back({{"path", file.path.string()}, {"content", file.content}});
    console.result(line_of({{"files", std::move(list)}}));
    return;
  }
  Table table({"file", "content"});
  for (const ExportedFile& file : files)
    if (!file.companion) table.row({file.path.string(), file.content});
  console.result(table.text(200));
}

// Where TensorBoard finds the vectors; an ensemble has a folder for each member.
std::string projector_of(const std::vector<ExportedFile>& files, const std::string& folder) {
  for (const ExportedFile& file : files)
    for (std::filesystem::path path = file.path; path.has_relative_path(); path = path.parent_path())
      if (path.filename() == "projector") return path.string();
  return folder;
}

int run_export(const Arguments& arguments, Console& console) {
  const auto folder = arguments.value("embeddings"), libfm = arguments.value("libfm");
  if (!folder && !libfm)
    throw Error(Code::usage, "nothing is asked for", "give --embeddings FOLDER, --libfm FILE, or both");
  for (const auto& target : {folder, libfm})
    if (target && target->empty()) throw Error(Code::usage, "what to write has no name", "name a folder or a file");
  if (libfm) {
    const Output outputs[] = {{*libfm, "the libFM model"}, {*libfm + ".features.tsv", "the table of its features"}};
    check_outputs(outputs, arguments.operands);
  }
  const Model model = Model::load(arguments.operands.front());
  std::optional<std::size_t> member;
  if (arguments.has("member")) member = static_cast<std::size_t>(arguments.integer("member", 1, 1) - 1);
  std::vector<ExportedFile> files;
  if (libfm) files = export_libfm(model, *libfm, member);
  if (folder)
    for (ExportedFile& file : export_embeddings(model, *folder, member)) files.push_back(std::move(file));
  print(files, console);
  const std::string& path = arguments.operands.front();
  console.next(folder ? fmt::format("tensorboard --logdir {}", quoted_for_shell(projector_of(files, *folder)))
                      : next_with(path, model));
  return 0;
}

std::vector<Flag> export_flags(std::string_view) {
  const std::vector<Flag> own = {
      {.name = "embeddings",
       .group = "Export",
       .help = "Folder to write all tensors to, as .npy arrays, with what their rows are, and as files of "
               "TensorBoard's projector; it must be absent or empty",
       .value = "FOLDER",
       .completes = Flag::Completes::folder},
      {.name = "libfm",
       .group = "Export",
       .help = "File to write as libFM does: bias, weights, vectors; FILE.features.tsv says what its lines are",
       .value = "FILE",
       .completes = Flag::Completes::file},
      {.name = "member",
       .group = "Export",
       .help = "Which member of an ensemble to write; without it --embeddings writes each to a folder of its own",
       .value = "N",
       .range = "at least 1"},
  };
  return joined(own, output_flags());
}

}  // namespace

const Verb& export_verb() {
  static const Verb verb = {
      .name = "export",
      .summary = "Writes a model's parameters for other programs: NumPy, TensorBoard's projector, libFM.",
      .operands = {{.name = "MODEL"}},
      .examples = {"interplay export movies.safetensors --embeddings vectors/",
                   "tensorboard --logdir vectors/projector",
                   "interplay export movies.safetensors --libfm movies.libfm"},
      .elsewhere = {{"numpy npy csv tsv out output", "--embeddings FOLDER writes NumPy arrays, --libfm FILE a text"},
                    {"format onnx to target type",
                     "--embeddings writes arrays and --libfm a text; ONNX is written by the Python package: "
                     "interplay.onnx.to_onnx (docs/onnx.md)"}},
      .flags = export_flags,
      .run = run_export,
  };
  return verb;
}

}  // namespace interplay::cli
