#include <algorithm>

#include "data/input.h"
#include "data/join.h"
#include "data/libsvm.h"
#include "data/movielens.h"
#include "data/roles.h"
#include "data/select.h"
#include "interplay/data.h"
#include "interplay/error.h"

namespace interplay {
namespace {

// The sparse format that the options name, or that the text shows where they leave it open.
std::optional<SparseFormat> wanted_sparse_format(const Text& text, const DataOptions& options) {
  if (options.format == "libsvm" || options.format == "libfm") return SparseFormat::libsvm;
  if (options.format == "libffm") return SparseFormat::libffm;
  if (options.format != "auto" || !options.delimiter.empty()) return std::nullopt;
  return sparse_format(text);
}

Dataset read_sparse(std::span<const std::string> paths, SparseFormat format, const DataOptions& options,
                    const TaskPool& pool) {
  std::vector<std::shared_ptr<const Text>> texts;
  for (const std::string& path : paths)
    texts.push_back(std::make_shared<const Text>(decode(open_input(path), options.encoding, pool)));
  StarPlan plan;
  plan.interactions = parse_sparse(texts, format, options.skip_bad_lines, pool);
  const auto& specs = plan.interactions.specs;
  for (std::size_t i = 1; i < specs.size(); ++i) plan.fields.push_back({.column = i});
  if (!options.fields.empty()) {
    plan.fields.clear();
    for (const std::string& field : options.fields) {
      const auto found = std::find_if(specs.begin() + 1, specs.end(), [&](const auto& s) { return s.name == field; });
      if (found == specs.end()) unknown_column("field", field, names_of({specs.begin() + 1, specs.end()}));
      plan.fields.push_back({.column = static_cast<std::size_t>(found - specs.begin())});
    }
  }
  plan.fields.push_back({.column = 0});
  plan.interactions.notes.insert(plan.interactions.notes.begin(),
                                 texts[0]->path + (format == SparseFormat::libsvm
                                                       ? " is libsvm text: label index:value ..."
                                                       : " is libffm text: label field:index:value ..."));
  return build_star(std::move(plan), pool);
}

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) list += (list.empty() ? "" : ", ") + name;
  return list;
}

// What could be read besides, for someone who named a whole data set or gave no fields.
void note_other_columns(const TableSource& interactions, const DataOptions& options, std::vector<std::string>& notes) {
  if (!options.fields.empty()) return;
  std::vector<std::string> others;
  bool user = false, item = false;
  for (const ColumnSpec& column : interactions.columns) {
    user = user || column.role == Role::user;
    item = item || column.role == Role::item;
    if (column.role == Role::feature) others.push_back(column.name);
  }
  if (interactions.known)
    for (const std::string& path : movielens_side_files(interactions.texts[0]->path))
      if (const auto table = movielens_side_table(path, open_input(path).bytes))
        for (std::size_t i = 1; i < table->columns.size(); ++i) others.push_back(table->columns[i].name);
  if (user && item && !others.empty())
    notes.push_back("fields are the ids of users and items; --fields may name besides: " + listed(others));
}

void note_target(const TableSource& interactions, std::vector<std::string>& notes) {
  for (const ColumnSpec& column : interactions.columns)
    if (column.role == Role::target) return;
  notes.push_back("no column looks like a target; say --target to name it");
}

Dataset read_delimited(std::span<const std::string> paths, const DataOptions& options, const TaskPool& pool) {
  TableSource interactions = open_interactions(paths, options, pool);
  assign_roles(interactions, options);
  std::vector<JoinedTable> joined = open_joined(interactions, options, pool);
  std::vector<TableSource*> tables{&interactions};
  for (JoinedTable& table : joined) tables.push_back(&table.source);
  declare_kinds(tables, options);

  std::vector<std::string> notes = interactions.notes;
  for (const JoinedTable& table : joined)
    notes.insert(notes.end(), table.source.notes.begin(), table.source.notes.end());
  note_other_columns(interactions, options, notes);
  note_target(interactions, notes);
  Dataset data = build_star(plan_star(interactions, joined, options, pool), pool);
  data.notes.insert(data.notes.begin(), notes.begin(), notes.end());
  return data;
}

}  // namespace

Dataset read(std::span<const std::string> paths, const DataOptions& options, int threads) {
  check_options(options);
  if (paths.empty()) throw Error(Code::usage, "no file is named, expected at least one", "name the data to read");
  const TaskPool pool(threads);
  const std::vector<std::string> files = ratings_files(paths);
  // Ratings files in a known layout need no look at their first lines.
  if (options.format != "movielens") {
    const Text text = decode(open_input(files[0]), options.encoding, pool);
    if (const auto format = wanted_sparse_format(text, options)) return read_sparse(files, *format, options, pool);
  }
  return read_delimited(files, options, pool);
}

}  // namespace interplay
