#include <cmath>
#include <deque>
#include <filesystem>
#include <limits>
#include <memory>
#include <utility>

#include "base/bfloat16.h"
#include "base/spool.h"
#include "interplay/error.h"
#include "interplay/store.h"
#include "interplay/version.h"
#include "model/file_json.h"
#include "model/file_star.h"
#include "model/safetensors.h"
#include "read/store/store_file.h"

namespace interplay {
namespace {

class Writer {
 public:
  Writer(const Dataset& data, const StoreOptions& options) : data_(data), options_(options) {}

  void write(const DataOptions& read_by, const std::string& path) {
    Star star;
    star.schema = data_.schema;
    for (std::size_t f = 0; f < data_.columns.size(); ++f)
      star.columns.push_back(data_.schema.fields[f].table > 0 ? data_.columns[f] : Column());
    for (const Entity& entity : data_.entities) star.entities.push_back({entity.name, entity.keys, {}});
    store_star(star, tensors_);
    for (std::size_t f = 0; f < data_.columns.size(); ++f)
      if (data_.schema.fields[f].table == 0) add_column(data_.schema.fields[f], data_.columns[f]);
    for (const Entity& entity : data_.entities) add_codes(store::rows_name(entity), entity.row_of, entity.keys.size());
    if (!data_.time.empty()) add("time", TensorType::f64, std::span<const double>(data_.time));
    left_out_before_.assign(data_.left_out_before.begin(), data_.left_out_before.end());
    add("left_out_before", TensorType::u64, std::span<const std::uint64_t>(left_out_before_));
    write_safetensors(path, metadata(star, read_by, path), std::move(tensors_));
  }

 private:
  const Dataset& data_;
  const StoreOptions& options_;
  std::vector<StoredTensor> tensors_;
  std::vector<std::uint64_t> left_out_before_;
  std::deque<SharedSpan<std::uint8_t>> bytes_;  // of narrower values
  std::deque<SharedSpan<std::uint16_t>> halves_;

  template <class T>
  void add(std::string name, TensorType type, std::span<const T> values) {
    tensors_.push_back({std::move(name), type, {values.size()}, as_bytes(values)});
  }

  template <class T>
  void add_narrow(std::string name, TensorType type, std::span<const std::uint32_t> codes,
                  std::deque<SharedSpan<T>>& kept) {
    RowValues<T> narrow(spool_at(codes.data()), codes.size());
    for (std::size_t i = 0; i < codes.size(); ++i) narrow[i] = static_cast<T>(codes[i]);
    kept.push_back(std::move(narrow).take());
    add(std::move(name), type, std::span<const T>(kept.back()));
  }

  // Codes up to `largest` in as few bytes as they need.
  void add_codes(std::string name, std::span<const std::uint32_t> codes, std::uint32_t largest) {
    if (largest <= std::numeric_limits<std::uint8_t>::max())
      add_narrow(std::move(name), TensorType::u8, codes, bytes_);
    else if (largest <= std::numeric_limits<std::uint16_t>::max())
      add_narrow(std::move(name), TensorType::u16, codes, halves_);
    else
      add(std::move(name), TensorType::u32, codes);
  }

  void add_column(const Field& field, const Column& column) {
    const std::string name = store::column_name(field);
    if (const auto* numeric = std::get_if<NumericColumn>(&column)) {
      if (options_.bfloat16 && field.role == Role::feature)
        add_halves(name + "/values", numeric->values, field);
      else
        add(name + "/values", TensorType::f32, std::span<const float>(numeric->values));
    } else if (const auto* categorical = std::get_if<CategoricalColumn>(&column)) {
      add_codes(name + "/codes", categorical->codes, field.vocabulary.size());
    } else {
      const auto& bags = std::get<MultiColumn>(column);
      add(name + "/row_offsets", TensorType::u64, std::span<const std::uint64_t>(bags.offsets));
      add_codes(name + "/codes", bags.codes, field.vocabulary.size());
      if (!bags.weights.empty()) add(name + "/weights", TensorType::f32, std::span<const float>(bags.weights));
    }
  }

  void add_halves(std::string name, std::span<const float> values, const Field& field) {
    constexpr float largest = 3.38e38f;
    RowValues<std::uint16_t> halves(spool_at(values.data()), values.size());
    for (std::size_t row = 0; row < values.size(); ++row) {
      if (std::abs(values[row]) > largest)
        throw Error(Code::unsupported,
                    "column '" + field.name + "' holds " + std::to_string(values[row]) + ", which bfloat16 cannot",
                    "leave out --bfloat16");
      halves[row] = std::isnan(values[row]) ? not_a_number : to_bfloat16(values[row]);
    }
    halves_.push_back(std::move(halves).take());
    add(std::move(name), TensorType::bf16, std::span<const std::uint16_t>(halves_.back()));
  }
  static constexpr std::uint16_t not_a_number = 0x7fc0;

  Metadata metadata(const Star& star, const DataOptions& read_by, const std::string& path) const {
    Json sources = Json::array();
    for (const Dataset::Source& source : data_.sources)
      sources.push_back({{"path", source.path}, {"first", source.first}});
    Metadata texts;
    texts[std::string(store::about)] = std::string(store::kind) + " " + std::to_string(store::version);
    texts["bad_lines"] = std::to_string(data_.bad_lines);
    texts["data_options"] = json_text(file_json(read_by));
    texts["entities"] = json_text(entities_to_json(star));
    texts["files"] = json_text(store::fingerprints(options_.sources, path));
    texts["library_version"] = library_version();
    texts["notes"] = json_text(Json(data_.notes));
    texts["rows"] = std::to_string(data_.rows);
    texts["schema"] = json_text(file_json(data_.schema));
    texts["sources"] = json_text(sources);
    texts["unread"] = json_text(Json(data_.unread));
    return texts;
  }
};

}  // namespace

void write_store(const Dataset& data, const DataOptions& options, const StoreOptions& store, const std::string& path) {
  Writer(data, store).write(options, path);
}

}  // namespace interplay
