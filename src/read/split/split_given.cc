// Splits that come with the data: by source file, by a file of fold numbers, by a column.
#include <fnmatch.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>

#include "interplay/error.h"
#include "read/files/input.h"
#include "read/split/split_parts.h"

namespace interplay::splits {
namespace {

std::string file_name(const std::string& path) { return std::filesystem::path(path).filename().string(); }

std::string names_of_sources(const Dataset& data) {
  std::string names;
  for (const auto& source : data.sources) names += (names.empty() ? "" : ", ") + file_name(source.path);
  return names.empty() ? "none" : names;
}

void mark_source(const Dataset& data, std::size_t source, Part part, std::vector<Part>& parts) {
  const std::size_t last = source + 1 < data.sources.size() ? data.sources[source + 1].first : data.rows;
  std::fill(parts.begin() + static_cast<std::ptrdiff_t>(data.sources[source].first),
            parts.begin() + static_cast<std::ptrdiff_t>(last), part);
}

std::string_view without_space(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::int64_t fold_number(std::string_view text, const std::string& path, std::size_t line) {
  std::int64_t fold = 0;
  const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), fold);
  if (status != std::errc{} || end != text.data() + text.size() || text.empty())
    throw Error(Code::bad_data, at(path, line), "not a whole number: '" + std::string(text.substr(0, 40)) + "'",
                "write the fold of one row on each line");
  return fold;
}

// Whether the path as it is given names the file, as the file itself, a folder above it or a pattern.
bool stands_for(const std::string& given, const std::string& file) {
  const std::string path = std::filesystem::path(given).lexically_normal().string();
  const std::string name = std::filesystem::path(file).lexically_normal().string();
  if (path == name || name.starts_with(path.ends_with('/') ? path : path + "/")) return true;
  return path.find_first_of("*?[") != std::string::npos && ::fnmatch(path.c_str(), name.c_str(), FNM_PATHNAME) == 0;
}

}  // namespace

void assign_source(const Dataset& data, const std::string& path, std::string_view option, Part part,
                   std::vector<Part>& parts) {
  bool found = false;
  for (std::size_t source = 0; source < data.sources.size(); ++source) {
    if (!stands_for(path, data.sources[source].path)) continue;
    mark_source(data, source, part, parts);
    found = true;
  }
  if (!found)
    throw Error(
        Code::not_found, at(path),
        "no rows were read from the file of --" + std::string(option) + "; files read: " + names_of_sources(data),
        "read it together with the training data");
}

// "given:u1" with sources u1.base and u1.test; "given" with two sources, the second being the test.
void assign_given(const Dataset& data, const std::string& stem, std::vector<Part>& parts) {
  if (stem.empty()) {
    if (data.sources.size() != 2)
      throw Error(Code::usage, "the split 'given' takes two files (training, test), got " + names_of_sources(data),
                  "name two files, or choose one with --split given:NAME");
    mark_source(data, 1, Part::test, parts);
    return;
  }
  std::size_t tests = 0, bases = 0;
  std::vector<Part> chosen(parts.size(), Part::unused);
  for (std::size_t source = 0; source < data.sources.size(); ++source) {
    const std::string name = file_name(data.sources[source].path);
    const bool test = name == stem + ".test", base = name == stem + ".base";
    tests += test;
    bases += base;
    if (test || base) mark_source(data, source, test ? Part::test : Part::train, chosen);
  }
  if (tests == 0)
    throw Error(Code::not_found, "the data has no file '" + stem + ".test'; files read: " + names_of_sources(data),
                "read " + stem + ".base and " + stem + ".test together");
  // Without a base, all other rows are training rows.
  if (bases == 0) std::replace(chosen.begin(), chosen.end(), Part::unused, Part::train);
  parts = std::move(chosen);
}

std::vector<std::int64_t> folds_of_file(const std::string& path, std::size_t rows) {
  const Input file = Inputs().take(path);
  std::string_view text = file.bytes;
  std::vector<std::int64_t> folds;
  folds.reserve(rows);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    folds.push_back(fold_number(without_space(text.substr(0, end)), path, folds.size() + 1));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  if (folds.size() != rows)
    throw Error(Code::bad_data, at(path),
                "has " + std::to_string(folds.size()) + " lines, the data has " + std::to_string(rows) + " rows",
                "name the file that was made for this data");
  return folds;
}

std::vector<std::int64_t> folds_of_column(const Dataset& data, const std::string& column) {
  const auto wrong = [&](const std::string& what) {
    return Error(Code::usage, "the split column '" + column + "' " + what,
                 "name a column of whole numbers, one for each row");
  };
  const auto field = data.schema.find(column);
  if (!field)
    throw Error(Code::usage, "the split column '" + column + "' is not among the columns that are read",
                "check the name, and read the column with --group " + column);
  std::vector<std::int64_t> folds;
  folds.reserve(data.rows);
  if (data.schema.fields[*field].table != 0) throw wrong("belongs to an entity, not to the rows");
  if (const auto* numeric = std::get_if<NumericColumn>(&data.columns[*field])) {
    for (const float value : numeric->values) {
      if (!(std::abs(value) <= 0x1p24f) || value != std::trunc(value))
        throw wrong("holds other things than whole numbers");
      folds.push_back(static_cast<std::int64_t>(value));
    }
    return folds;
  }
  const auto* categorical = std::get_if<CategoricalColumn>(&data.columns[*field]);
  const Vocabulary& vocabulary = data.schema.fields[*field].vocabulary;
  if (categorical == nullptr || !vocabulary.integers()) throw wrong("holds other things than whole numbers");
  for (const std::uint32_t code : categorical->codes) {
    if (code == 0) throw wrong("is empty in some row");
    folds.push_back(vocabulary.sorted_integers()[code - 1]);
  }
  return folds;
}

}  // namespace interplay::splits
