// The board of open benchmarks (BARS) for Frappe_x1, and the settings by which its models are trained: those of
// recipes/bars/frappe_x1, which a test compares with these.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "studies/study.h"

namespace interplay::report {

struct BoardModel {
  std::string_view recipe;  // a file of recipes/bars/frappe_x1, without its extension; empty: of this study alone
  std::string_view name;    // in the table
  std::string_view model;
  std::optional<double> auc;     // test AUC on the board
  std::string_view definition;   // one line
  std::string_view differences;  // from the board's; empty: none but those that all share
  Settings settings;             // on top of board_settings()
};
// In the order of the board.
const std::vector<BoardModel>& board_models();
// Of all models: columns, and how the board trains.
const Settings& board_settings();
// Of a model: both. Keys as in a recipe, with underscores.
Settings settings_of(const BoardModel& model);

// The files of a folder: training files, of which each stands for a draw, the validation and the test file.
struct BoardFiles {
  std::vector<std::filesystem::path> train;
  std::filesystem::path valid;
  std::optional<std::filesystem::path> test;
};
// Throws Error(not_found) for a folder that has neither layout: train.csv, valid.csv, test.csv as the board's, or
// train-1, train-2, ... and valid; each plain or compressed.
BoardFiles board_files(const std::filesystem::path& folder);

// Writes two small draws and a validation file of made-up rows with planted tastes, in that layout.
void write_made_up_board(const std::filesystem::path& folder);

}  // namespace interplay::report
