#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "data/encode/widen.h"
#include "data/shown.h"
#include "interplay/chains.h"
#include "interplay/dataset.h"
#include "interplay/encode.h"
#include "interplay/error.h"
#include "interplay/model.h"
#include "interplay/newcomers.h"
#include "interplay/options.h"
#include "interplay/read.h"
#include "interplay/solvers.h"
#include "interplay/store.h"
#include "read/attribute_tables.h"
#include "read/layout.h"
#include "workflow/training_memory.h"
#include "workflow/warm_start.h"

namespace interplay {

Dataset read_for(const Model& model, std::span<const std::string> paths, const DataOptions& options, int threads,
                 Dataset* as_read) {
  return read_for(model, paths, options, threads, as_read, nullptr);
}

Dataset read_for(const Model& model, std::span<const std::string> paths, const DataOptions& options, int threads,
                 Dataset* as_read, const std::shared_ptr<Spool>& spool) {
  Dataset data = read_with_layout(paths, options, model.star(), threads, spool);
  if (as_read != nullptr) *as_read = data;
  Dataset encoded = encode_as(std::move(data), model.star());
  require_scoring_memory(model, encoded);
  return encoded;
}

Dataset read_newcomers(const Model& model, const std::string& path, Role role, const std::string& key,
                       const DataOptions& options, int threads) {
  const auto field = model.schema().find(role);
  if (!field || model.schema().fields[*field].table == 0)
    throw Error(Code::unsupported,
                "the model has no " + std::string(name(role)) + " field, and so no attributes of one",
                "leave out " + path);
  const TaskPool pool(threads);
  return read_entities(path, model.star(), model.schema().fields[*field].table - 1, key, options, pool);
}

// The star's table of the ids that the key of a joined table names.
static std::size_t table_named(const Star& star, const std::string& path, const std::string& key) {
  std::vector<std::string> names;
  for (std::size_t table = 0; table < star.entities.size(); ++table) {
    const std::string& name_there = star.entities[table].name;
    const auto field = star.schema.find(name_there);
    const Role role = field ? star.schema.fields[*field].role : Role::feature;
    if (key == name_there || (role != Role::feature && key == name(role))) return table;
    names.push_back(name_there);
  }
  throw Error(Code::usage, at(path), "is joined by '" + key + "', of which the model has no table",
              names.empty() ? "leave it out" : "join by one of: " + listed(names));
}

Model with_joined_newcomers(const Model& model, std::span<const std::string> joins, const DataOptions& options,
                            std::vector<std::string>* notes, int threads) {
  const TaskPool pool(threads);
  Model wider = model;
  for (const std::string& text : joins) {
    const JoinOption join = parse_join(text);
    const std::size_t table = table_named(model.star(), join.path, join.key);
    const Dataset data = read_entities(join.path, model.star(), table,
                                       join.key_in_file == join.key ? "" : join.key_in_file, options, pool);
    if (notes != nullptr) notes->insert(notes->end(), data.notes.begin(), data.notes.end());
    wider = with_newcomers(wider, data, notes);
  }
  return wider;
}

Dataset encode_more(const Model& start, Dataset data, std::span<const std::uint32_t> train_rows,
                    const std::string& solver, const DataOptions& options) {
  if (solver_info(solver).value_or(SolverInfo{}).properties.samples)
    return encode(std::move(data), train_rows, options);
  const Dataset own = encode(data, train_rows, options);
  check_inputs(start.schema(), own.schema);
  return encode_as(std::move(data), widened(start.star(), own));
}

Dataset read_more(const Model& start, std::span<const std::string> paths, const DataOptions& options, int threads) {
  return read_more(paths, options, start.star(), threads);
}

}  // namespace interplay
