// Files for the tests of readers: written to a folder of their own, which goes away afterwards.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "interplay/dataset.h"
#include "interplay/error.h"
#include "interplay/options.h"
#include "interplay/read.h"

namespace interplay::testing {

class Folder {
 public:
  Folder() {
    static std::atomic<int> count = 0;
    path_ = std::filesystem::temp_directory_path() /
            ("interplay-reader-" + std::to_string(::getpid()) + "-" + std::to_string(count++));
    std::filesystem::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path() const { return path_.string(); }
  // Writes a file, with the folders above it; returns its path.
  std::string write(const std::string& name, std::string_view bytes) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return file.string();
  }

 private:
  std::filesystem::path path_;
};

inline DataOptions with(const std::string& name, const std::string& value) {
  DataOptions options;
  set_option(options, name, value);
  return options;
}

inline const Field& field(const Dataset& data, std::string_view name) {
  return data.schema.fields.at(data.schema.find(name).value());
}

inline Dataset read_files(const std::vector<std::string>& paths, const DataOptions& options = {}, int threads = 2) {
  return read(std::span<const std::string>(paths), options, threads);
}

// Reads one file that holds `text`.
inline Dataset read_text(std::string_view text, const DataOptions& options = {}, const std::string& name = "data.csv") {
  const Folder folder;
  return read_files({folder.write(name, text)}, options);
}

// The message of the error that reading gives; "" when it gives none.
inline std::string error_of(const std::vector<std::string>& paths, const DataOptions& options = {}) {
  try {
    read_files(paths, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// One value per row of the field's table, as text: "?" for a missing category, "nan" for a missing number, bags as
// "a:1,b:2" (weights only where they are given).
inline std::vector<std::string> values(const Dataset& data, std::string_view field) {
  const auto index = data.schema.find(field);
  if (!index) return {"no field " + std::string(field)};
  const Vocabulary& vocabulary = data.schema.fields[*index].vocabulary;
  const Column& column = data.columns[*index];
  std::vector<std::string> all;
  for (std::size_t row = 0; row < rows(column); ++row) {
    if (const auto* categorical = std::get_if<CategoricalColumn>(&column)) {
      all.push_back(vocabulary.id(categorical->codes[row]));
    } else if (const auto* numeric = std::get_if<NumericColumn>(&column)) {
      std::string text = std::to_string(numeric->values[row]);
      if (text.find('.') != std::string::npos) text.erase(text.find_last_not_of('0') + 1);
      if (text.ends_with('.')) text.pop_back();
      all.push_back(text);
    } else {
      const auto& multi = std::get<MultiColumn>(column);
      std::string& bag = all.emplace_back();
      for (auto i = multi.offsets[row]; i < multi.offsets[row + 1]; ++i) {
        bag += (bag.empty() ? "" : ",") + vocabulary.id(multi.codes[i]);
        if (multi.weights.empty()) continue;
        std::string weight = std::to_string(multi.weights[i]);
        weight.erase(weight.find_last_not_of('0') + 1);
        if (weight.ends_with('.')) weight.pop_back();
        bag += ":" + weight;
      }
    }
  }
  return all;
}

// The same for every interaction, whatever table the field is in.
inline std::vector<std::string> values_of_rows(const Dataset& data, std::string_view field) {
  const auto all = values(data, field);
  const auto index = data.schema.find(field);
  if (!index || data.schema.fields[*index].table == 0) return all;
  std::vector<std::string> spread;
  for (const std::uint32_t row : data.row_of(*index)) spread.push_back(all[row]);
  return spread;
}

inline std::vector<std::string> names(const Dataset& data) {
  std::vector<std::string> all;
  for (const Field& field : data.schema.fields) all.push_back(field.name);
  return all;
}

inline std::string joined_notes(const Dataset& data) {
  std::string all;
  for (const std::string& note : data.notes) all += note + "\n";
  return all;
}

// The folder of real data sets, where there is one.
inline std::optional<std::string> real_data() {
  const char* folder = std::getenv("INTERPLAY_DATA");
  if (folder == nullptr || !std::filesystem::exists(folder)) return std::nullopt;
  return folder;
}

}  // namespace interplay::testing
