// Parameters as NumPy arrays and as files of TensorBoard's projector.
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <set>
#include <system_error>

#include "base/unfinished.h"
#include "interplay/error.h"
#include "interplay/export.h"
#include "interplay/files.h"
#include "model/feature_names.h"
#include "model/json.h"
#include "workflow/export/tensor_rows.h"

namespace interplay {
namespace {

namespace fs = std::filesystem;

// The folder that everything is written to before it gets its name; removed unless it was renamed.
class NewFolder {
 public:
  explicit NewFolder(fs::path target) : target_(std::move(target)) {
    if (target_.filename().empty()) target_ = target_.parent_path();  // "out/"
    std::error_code failure;
    if (fs::exists(target_, failure) && (!fs::is_directory(target_, failure) || !fs::is_empty(target_, failure)))
      throw Error(Code::usage, at(target_.string()),
                  fs::is_directory(target_, failure) ? "is a folder that is not empty" : "is a file, expected a folder",
                  "name a new folder, or an empty one");
    target_ = behind_links(target_);
    if (target_.has_parent_path()) fs::create_directories(target_.parent_path(), failure);
    if (failure) fail(failure);
    temporary_ = std::make_unique<Unfinished>(target_, Unfinished::Kind::folder, 0777, target_);
  }

  const fs::path& target() const { return target_; }
  void write(const fs::path& name, std::string_view bytes) const {
    std::error_code failure;
    fs::create_directories((temporary_->path() / name).parent_path(), failure);
    if (failure) fail(failure);
    write_file(temporary_->path() / name, bytes);
  }
  void commit() {
    if (!temporary_->rename(target_)) fail(std::error_code(errno, std::generic_category()));
  }

 private:
  [[noreturn]] void fail(const std::error_code& failure) const {
    throw Error(Code::io, at(target_.string()), "cannot write the folder: " + failure.message(),
                "check that the folder above it exists, is writable and has room");
  }
  fs::path target_;
  std::unique_ptr<Unfinished> temporary_;
};

// Format version 1.0: magic, a dictionary padded to a multiple of 64 bytes, the numbers in order of rows.
std::string npy(const Tensor& tensor) {
  std::string header =
      fmt::format("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}, {}), }}", tensor.rows, tensor.columns);
  constexpr std::size_t before = 10, alignment = 64;
  header.append((alignment - (before + header.size() + 1) % alignment) % alignment, ' ');
  header += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  bytes += static_cast<char>(header.size() & 0xff);
  bytes += static_cast<char>(header.size() >> 8);
  bytes += header;
  for (std::size_t row = 0; row < tensor.rows; ++row)
    bytes.append(reinterpret_cast<const char*>(tensor.row(row)), tensor.columns * sizeof(float));
  return bytes;
}

// The names of tensors as paths: folders at '/', other unusual characters as '_'. Names that become equal are numbered.
class FileNames {
 public:
  std::string add(std::string_view name) {
    std::string path;
    for (const char c : name) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                         c == '_' || c == '/' || (c == '.' && !path.empty() && path.back() != '/');
      path += plain ? c : '_';
    }
    std::string unique = path;
    for (int n = 2; !taken_.insert(unique).second; ++n) unique = fmt::format("{}-{}", path, n);
    return unique;
  }

 private:
  std::set<std::string> taken_;
};

// The features of an entity, which tell more of a row than its id does.
struct Described {
  std::vector<std::uint32_t> entity_rows;  // of codes; empty: there are none
  std::vector<std::size_t> fields;         // of the schema
};

Described description_of(const Star& star, std::size_t field) {
  Described result{entity_rows_of_codes(star, field), {}};
  if (result.entity_rows.empty()) return result;
  for (std::size_t f = 0; f < star.schema.fields.size(); ++f)
    if (f != field && star.schema.fields[f].table == star.schema.fields[field].table) result.fields.push_back(f);
  return result;
}

// One line for each row from `first` on, the columns being named in a heading.
std::string rows_table(const Star& star, std::size_t field, const Tensor& tensor, std::uint32_t first) {
  const Described described = description_of(star, field);
  std::string text = first == 0 ? "row\t" : "";
  text += table_cell(star.schema.fields[field].name);
  for (const std::size_t f : described.fields) text += "\t" + table_cell(star.schema.fields[f].name);
  // A projector reads a table of one column without heading.
  text = first > 0 && described.fields.empty() ? "" : text + "\n";
  for (std::uint32_t row = first; row < tensor.rows; ++row) {
    if (first == 0) text += fmt::format("{}\t", row);
    text += table_cell(row_name(star.schema.fields[field], row));
    const std::uint32_t entity = row < described.entity_rows.size() ? described.entity_rows[row] : 0;
    for (const std::size_t f : described.fields)
      text += "\t" + (entity > 0 ? table_cell(value_text(star.schema.fields[f], star.columns[f], entity)) : "");
    text += "\n";
  }
  return text;
}

// Writes one member below `prefix`.
class Exporter {
 public:
  Exporter(const ModelImplementation& model, const Parameters& parameters, const NewFolder& folder, std::string prefix)
      : model_(model), parameters_(parameters), folder_(folder), prefix_(std::move(prefix)) {}

  std::vector<ExportedFile> run() {
    Json list = Json::array();
    for (TensorId id = 0; id < parameters_.size(); ++id) list.push_back(write_tensor(id));
    write("index.json", json_text({{"model", model_.options.model}, {"tensors", list}}) + "\n", "what there is");
    if (!projector_.empty()) write("projector/projector_config.pbtxt", projector_, "for tensorboard --logdir");
    return std::move(files_);
  }

 private:
  Json write_tensor(TensorId id) {
    const Tensor& tensor = parameters_[id];
    const std::string name = names_.add(tensor.name);
    write(name + ".npy", npy(tensor), fmt::format("{}, {} x {}", tensor.name, tensor.rows, tensor.columns));
    Json entry = {{"name", tensor.name}, {"file", name + ".npy"}, {"rows", tensor.rows}, {"columns", tensor.columns}};
    const auto field = field_of_tensor(*model_.plan, id);
    if (!field) return entry;
    entry["field"] = model_.star.schema.fields[*field].name;
    entry["row_names"] = name + ".tsv";
    write(name + ".tsv", rows_table(model_.star, *field, tensor, 0), "what its rows are", true);
    if (tensor.columns > 1 && model_.star.schema.fields[*field].vocabulary.size() > 0) project(*field, tensor, name);
    return entry;
  }

  // Without the row of "unseen", which is no point among the others.
  void project(std::size_t field, const Tensor& tensor, const std::string& name) {
    std::string label = name, vectors;
    std::replace(label.begin(), label.end(), '/', '-');
    for (std::size_t row = 1; row < tensor.rows; ++row) {
      const std::span<const float> values(tensor.row(row), tensor.columns);
      vectors += fmt::format("{}\n", fmt::join(values, "\t"));
    }
    write("projector/" + label + ".tsv", vectors,
          fmt::format("{}, {} x {}", tensor.name, tensor.rows - 1, tensor.columns));
    write("projector/" + label + ".metadata.tsv", rows_table(model_.star, field, tensor, 1), "their labels", true);
    projector_ += fmt::format(
        "embeddings {{\n  tensor_name: \"{0}\"\n  tensor_shape: {1}\n  tensor_shape: {2}\n"
        "  tensor_path: \"{0}.tsv\"\n  metadata_path: \"{0}.metadata.tsv\"\n}}\n",
        label, tensor.rows - 1, tensor.columns);
  }

  void write(const std::string& name, std::string_view bytes, std::string content, bool companion = false) {
    folder_.write(prefix_ + name, bytes);
    files_.push_back({folder_.target() / (prefix_ + name), std::move(content), companion});
  }

  const ModelImplementation& model_;
  const Parameters& parameters_;
  const NewFolder& folder_;
  std::string prefix_;
  FileNames names_;
  std::string projector_;
  std::vector<ExportedFile> files_;
};

}  // namespace

std::vector<ExportedFile> export_embeddings(const Model& model, const fs::path& folder,
                                            std::optional<std::size_t> member) {
  const ModelImplementation& source = implementation_of(model);
  if (member) check_member(source, *member);
  NewFolder target(folder);
  std::vector<ExportedFile> files;
  for (std::size_t m = 0; m < source.members.size(); ++m) {
    if (member && m != *member) continue;
    const std::string prefix = member || source.members.size() == 1 ? "" : fmt::format("member-{}/", m + 1);
    for (ExportedFile& file : Exporter(source, *source.members.at(m), target, prefix).run())
      files.push_back(std::move(file));
  }
  target.commit();
  return files;
}

}  // namespace interplay
