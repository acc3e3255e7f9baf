// Floor studies: the notebooks done again, each one file, and a board. In: the data of a study. Out: the report that
// its notebook would be. The verb `reproduce` calls it; nothing depends on it.
//
// Shared by the studies: reading, training by a protocol, and the parts of a report that every notebook has.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interplay/check.h"
#include "interplay/dataset.h"
#include "interplay/encode.h"
#include "interplay/evaluate.h"
#include "interplay/options.h"
#include "interplay/read.h"
#include "interplay/split.h"
#include "interplay/study.h"

namespace interplay::report {

// A study: its texts, and the function that fills the report.
class Study;
struct StudyDefinition {
  StudyInfo info;
  void (*fill)(Study& study);
  // Writes made-up data; null: that of `synthesize` like the data set.
  void (*make_up)(const std::filesystem::path& folder) = nullptr;
};
const StudyDefinition& keras_libfm_study();
const StudyDefinition& fm_ml1m_study();
const StudyDefinition& deepfm_study();
const StudyDefinition& matrix_factorization_study();
const StudyDefinition& bars_frappe_study();

using Settings = std::vector<std::pair<std::string, std::string>>;

// How a model is trained and tested: its defaults, overridden by options in the given order. An option is searched
// among those of data, split and training.
struct Protocol {
  std::string name;
  DataOptions data;
  SplitOptions split;
  TrainOptions train;
};
Protocol protocol(std::string name, std::string_view model, const Settings& settings);
// "As in the notebook": the settings that the model's definition calls faithful, and more on top.
Protocol faithful_protocol(std::string_view model, const Settings& more = {});

// The result of a protocol.
struct Run {
  std::string name;
  Model model;
  Split split;
  Dataset encoded;
  double seconds = 0;                 // training, without reading and splitting
  std::optional<double> valid, test;  // true RMSE of the parts that exist
  // Mean squared error of the validation rows (without such, the test rows) plus penalties, where these are of whole
  // tables.
  std::optional<double> penalized;
};

// The losses that a notebook printed after an epoch: mean squared errors, penalties included.
struct PrintedEpoch {
  double loss = 0, valid_loss = 0;
};

class Study {
 public:
  Study(const StudyOptions& options, Observer& observer, Report& report)
      : options_(options), observer_(observer), report_(report) {}

  const StudyOptions& options() const { return options_; }

  // The files of the study's folder.
  Dataset read(const DataOptions& options) const;
  Run run(const Dataset& data, const Protocol& protocol) const;
  // The same, for rows that are already divided.
  Run run(const Dataset& data, const Protocol& protocol, Split split) const;
  // Continues from the parameters of `start`, on another division of the rows that it was encoded from, with fresh
  // moments of the optimizer. Every id must have been encoded (vocabulary: all).
  Run continue_run(const Run& start, std::string name, const Settings& changes, Split split) const;

  void heading(std::string text, int level = 2) {
    report_.blocks.emplace_back(Report::Heading{std::move(text), level});
  }
  void say(std::string text) { report_.blocks.emplace_back(Report::Paragraph{std::move(text)}); }
  void table(Report::Table table) { report_.blocks.emplace_back(std::move(table)); }
  void figure(std::string name, Picture picture, std::string caption = "") {
    report_.blocks.emplace_back(Report::Figure{std::move(name), std::move(caption), std::move(picture)});
  }

  // The parts that all notebooks have.
  void counts(const Dataset& data);  // rows, users, items, density
  // Epoch by epoch, beside the losses that the notebook printed, and the curves, as file `name`.
  void log(const Run& run, std::string_view name, std::span<const PrintedEpoch> printed = {});
  void summary(const Model& model, std::string_view name);        // parts with shapes, and the diagram
  void contributions(const Model& model, std::string_view name);  // of the head's columns
  // Each protocol's figures beside the losses that the notebook printed.
  void protocols(std::span<const Run> runs, const std::vector<std::pair<std::string, double>>& printed);

 private:
  // Tests the trained model.
  Run measured(std::string name, Model model, Split parts, Dataset encoded, double seconds) const;

  const StudyOptions& options_;
  Observer& observer_;
  Report& report_;
};

// The first rows, as read: `fields` by name, in order.
Report::Table head_of(const Dataset& data, std::string caption, std::span<const std::string_view> fields,
                      std::size_t count = 5);
// The first entities of a table.
Report::Table entity_head(const Dataset& data, std::string caption, std::string_view entity,
                          std::span<const std::string_view> fields, std::size_t count = 5);
// A cell of a row (or, for a field of an entity table, of a row of that table) as text.
std::string cell(const Dataset& data, std::size_t field, std::uint32_t row);

// Layers of a notebook's model, counted by the notebook's rules.
struct Layer {
  std::string name, shape;
  std::uint64_t parameters = 0;
  std::uint64_t frozen = 0;  // of them not trainable
};
Report::Table layers_table(std::string caption, std::span<const Layer> layers);

// The number of parameters in table rows that stand for unseen ids, which the notebook's models do not have.
std::uint64_t unseen_parameters(const Model& model);

// The `count` items most similar to each of the given ones, with titles if the data has them.
Report::Table similar_table(const Run& run, const Dataset& titles, std::span<const std::string_view> items,
                            std::size_t count, std::string caption);

// Rows 0 .. rows-1 in the order of NumPy's RandomState(seed).permutation(rows).
std::vector<std::uint32_t> numpy_permutation(std::uint32_t seed, std::uint32_t rows);

}  // namespace interplay::report
