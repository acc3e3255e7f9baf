// The files of the board: where they are, and made-up ones.
#include <fmt/format.h>

#include <array>
#include <cmath>

#include "base/random.h"
#include "interplay/error.h"
#include "interplay/files.h"
#include "studies/bars_frappe.h"

namespace interplay::report {
namespace {

namespace fs = std::filesystem;

// Plain or compressed.
std::optional<fs::path> file_in(const fs::path& folder, const std::string& name) {
  for (const char* extension : {".csv", ".csv.gz", ".csv.zst"})
    if (std::error_code ignored; fs::is_regular_file(folder / (name + extension), ignored))
      return folder / (name + extension);
  return std::nullopt;
}

constexpr std::uint32_t made_up_users = 60, made_up_items = 80, rank = 3;
constexpr std::array<std::uint32_t, 8> levels = {7, 7, 2, 3, 2, 9, 12, 20};

double number_of(std::uint64_t kind, std::uint64_t first, std::uint64_t second) {
  RandomStream random(11, Purpose::synthesize, kind * 1000 + second, first);
  return random.normal();
}

// A third of the rows are uses, whose probability rises with tastes and with what suits the time of day.
std::string made_up_row(std::uint64_t file, std::uint64_t row) {
  RandomStream random(11, Purpose::synthesize, 10'000 + file, row);
  const std::uint32_t user = random.below(made_up_users), item = random.below(made_up_items);
  std::array<std::uint32_t, levels.size()> context;
  for (std::size_t c = 0; c < context.size(); ++c) context[c] = random.below(levels[c]);
  double score = -1.2 + number_of(1, item, 0);
  for (std::uint32_t k = 0; k < rank; ++k) score += number_of(2, user, k) * number_of(3, item, k);
  score += number_of(4, item, context[0]);
  std::string text =
      fmt::format("{:d},{},{}", random.uniform_double() < 1 / (1 + std::exp(-score)), user, made_up_users + item);
  std::uint32_t first = made_up_users + made_up_items;  // codes of a column begin where those of the one before end
  for (std::size_t c = 0; c < context.size(); ++c) {
    text += fmt::format(",{}", first + context[c]);
    first += levels[c];
  }
  return text + "\n";
}

void write_rows(const fs::path& path, std::uint64_t file, std::size_t rows) {
  std::string text = "label,user,item,daytime,weekday,isweekend,homework,cost,weather,country,city\n";
  for (std::size_t row = 0; row < rows; ++row) text += made_up_row(file, row);
  write_file(path.string(), text);
}

}  // namespace

BoardFiles board_files(const fs::path& folder) {
  BoardFiles files;
  if (const auto whole = file_in(folder, "train")) files.train.push_back(*whole);
  for (int draw = 1; files.train.empty() || draw > 1; ++draw) {
    const auto drawn = file_in(folder, fmt::format("train-{}", draw));
    if (!drawn) break;
    files.train.push_back(*drawn);
  }
  const auto valid = file_in(folder, "valid");
  if (files.train.empty() || !valid)
    throw Error(
        Code::not_found, at(folder.string()),
        fmt::format("has no {} file of Frappe_x1", files.train.empty() ? "training" : "validation"),
        "put train.csv, valid.csv and test.csv there, as the board has them, or train-1.csv.gz, train-2.csv.gz, "
        "... and valid.csv.gz; or run with --synthetic");
  files.valid = *valid;
  files.test = file_in(folder, "test");
  return files;
}

void write_made_up_board(const fs::path& folder) {
  fs::create_directories(folder);
  write_rows(folder / "train-1.csv", 1, 3000);
  write_rows(folder / "train-2.csv", 2, 3000);
  write_rows(folder / "valid.csv", 3, 1500);
}

}  // namespace interplay::report
