#include "read/store/read_store.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <utility>

#include "base/bfloat16.h"
#include "data/derivation.h"
#include "data/inputs.h"
#include "data/invariants.h"
#include "data/shown.h"
#include "interplay/columns.h"
#include "interplay/error.h"
#include "interplay/interactions.h"
#include "interplay/store.h"
#include "model/file_json.h"
#include "model/file_star.h"
#include "model/safetensors.h"
#include "model/safetensors_header.h"
#include "read/store/store_file.h"

namespace interplay {
namespace {

constexpr SafetensorsFile::Kind file_kind{"store", "pack the data again, or restore the store from a copy",
                                          Code::bad_data};

// The first text of the header of a safetensors file of ours, if it is what stores begin with.
std::optional<std::string> about(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return std::nullopt;
  const std::string before = std::string(safetensors::preamble) + std::string(safetensors::no_checksum) + "\",\"" +
                             std::string(store::about) + "\":\"";
  std::string head(sizeof(std::uint64_t) + before.size() + 64, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(head.data(), static_cast<std::streamsize>(head.size()));
  head.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
  if (head.size() < sizeof(std::uint64_t) + before.size()) return std::nullopt;
  const std::string_view text = std::string_view(head).substr(sizeof(std::uint64_t));
  const std::size_t sum = safetensors::preamble.size(), rest = sum + safetensors::no_checksum.size();
  if (text.substr(0, sum) != safetensors::preamble ||
      text.substr(rest, before.size() - rest) != std::string_view(before).substr(rest))
    return std::nullopt;
  const std::string_view value = text.substr(before.size(), text.find('"', before.size()) - before.size());
  return value.starts_with(store::kind) ? std::optional(std::string(value)) : std::nullopt;
}

class Reader {
 public:
  explicit Reader(const std::string& path) : path_(path) {
    if (const auto found = about(path)) {
      const std::string expected = std::string(store::kind) + " " + std::to_string(store::version);
      if (*found != expected)
        throw Error(Code::bad_data, at(path), "is an " + *found + ", expected an " + expected,
                    "pack the data again with this version of Interplay");
    }
    file_.emplace(SafetensorsFile::open(path, file_kind));
  }

  const SafetensorsFile& file() const { return *file_; }

  Json json(const std::string& key) const {
    return parse_json_or(file_->text(key), [&](const std::string& reason) { file_->fail("is corrupt: " + reason); });
  }

  std::uint64_t number(const std::string& key) const {
    const std::string& text = file_->text(key);
    std::uint64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size()) file_->fail("is corrupt: '" + key + "' is no number");
    return value;
  }

  DataOptions options() const {
    return guarded([&] { return options_from_json<DataOptions>(json("data_options")); });
  }

  Dataset data(const std::shared_ptr<Spool>& spool) {
    spool_ = spool;
    if (spool) spool->adopt(file_->file());
    return guarded([&] {
      store::check_fingerprints(json("files"), path_);
      return star();
    });
  }

  // What JSON throws is a fault of the file.
  template <class Make>
  auto guarded(const Make& make) const -> decltype(make()) {
    try {
      return make();
    } catch (const Error&) {
      throw;
    } catch (const std::exception& error) {
      file_->fail(std::string("is corrupt: ") + error.what());
    }
  }

 private:
  Dataset star() const {
    const Json schema = json("schema"), entities = json("entities");
    Star star;
    star.schema = schema_from_json(schema, entities.size());
    load_star(*file_, schema, entities, star);
    Dataset data;
    data.rows = number("rows");
    data.schema = std::move(star.schema);
    data.entities = std::move(star.entities);
    data.columns = std::move(star.columns);
    for (std::size_t f = 0; f < data.columns.size(); ++f)
      if (data.schema.fields[f].table == 0) data.columns[f] = column(data.schema.fields[f], data.rows);
    for (Entity& entity : data.entities) entity.row_of = codes(store::rows_name(entity), entity.keys.size(), data.rows);
    if (file_->has("time")) data.time = values<double>("time", TensorType::f64, data.rows);
    for (const Json& source : json("sources"))
      data.sources.push_back({source.at("path").get<std::string>(), source.at("first").get<std::size_t>()});
    data.notes = json("notes").get<std::vector<std::string>>();
    data.unread = json("unread").get<std::vector<std::string>>();
    data.bad_lines = number("bad_lines");
    const auto left_out = file_->values<std::uint64_t>("left_out_before", TensorType::u64);
    data.left_out_before.assign(left_out.begin(), left_out.end());
    for (const Dataset::Source& source : data.sources)
      if (source.first > data.rows) file_->fail("is corrupt: a file begins behind the last row");
    return data;
  }

  template <class T>
  SharedSpan<T> values(const std::string& name, TensorType type, std::size_t count) const {
    const auto found = file_->values<T>(name, type);
    if (found.size() != count) file_->fail("is corrupt: '" + name + "' has not one value for each row");
    return {found, file_->owner()};
  }

  template <class T>
  SharedSpan<std::uint32_t> widened(const std::string& name, TensorType type, std::size_t count) const {
    const auto narrow = values<T>(name, type, count);
    RowValues<std::uint32_t> wide(spool_, count);
    std::ranges::copy(narrow, wide.begin());
    return std::move(wide).take();
  }

  SharedSpan<std::uint32_t> codes(const std::string& name, std::uint32_t largest, std::size_t count) const {
    SharedSpan<std::uint32_t> codes =
        file_->has(name, TensorType::u8)    ? widened<std::uint8_t>(name, TensorType::u8, count)
        : file_->has(name, TensorType::u16) ? widened<std::uint16_t>(name, TensorType::u16, count)
                                            : values<std::uint32_t>(name, TensorType::u32, count);
    // Whoever reads columns relies on it.
    std::uint32_t found = 0;
    constexpr std::size_t piece = std::size_t{1} << 22;
    for (std::size_t first = 0; first < codes.size(); first += piece) {
      const auto some = std::span<const std::uint32_t>(codes).subspan(first, std::min(piece, codes.size() - first));
      for (const std::uint32_t code : some) found = std::max(found, code);
      passed_over(as_bytes(some));
    }
    if (found > largest) file_->fail("is corrupt: '" + name + "' has a code too large");
    return codes;
  }

  Column column(const Field& field, std::size_t rows) const {
    const std::string name = store::column_name(field);
    if (field.kind == Kind::numeric) {
      if (!file_->has(name + "/values", TensorType::bf16))
        return NumericColumn{values<float>(name + "/values", TensorType::f32, rows)};
      const auto halves = values<std::uint16_t>(name + "/values", TensorType::bf16, rows);
      RowValues<float> numbers(spool_, rows);
      std::ranges::transform(halves, numbers.begin(), from_bfloat16);
      return NumericColumn{std::move(numbers).take()};
    }
    if (field.kind == Kind::categorical)
      return CategoricalColumn{codes(name + "/codes", field.vocabulary.size(), rows)};
    MultiColumn bags;
    bags.offsets = values<std::uint64_t>(name + "/row_offsets", TensorType::u64, rows + 1);
    if (bags.offsets.front() != 0 || !std::ranges::is_sorted(bags.offsets))
      file_->fail("is corrupt: '" + name + "' has offsets that do not ascend");
    bags.codes = codes(name + "/codes", field.vocabulary.size(), bags.offsets.back());
    if (file_->has(name + "/weights"))
      bags.weights = values<float>(name + "/weights", TensorType::f32, bags.codes.size());
    return bags;
  }

  std::string path_;
  std::optional<SafetensorsFile> file_;
  std::shared_ptr<Spool> spool_;
};

// Options that say what is made of columns once they are there.
constexpr std::string_view after_reading[] = {
    "cross",         "session",        "top",        "history",   "counts",       "powers",   "derive",
    "numeric_scale", "normalize_rows", "vocabulary", "min_count", "hash_buckets", "hash_seed"};
// Options that say which rows are interactions: they can be given to data that was packed without them.
constexpr std::string_view of_interactions[] = {"implicit", "threshold", "confidence", "alpha", "repeats"};

bool may_differ(std::string_view name, const DataOptions& packed) {
  if (name == "fields" || std::ranges::find(after_reading, name) != std::end(after_reading)) return true;
  return !packed.implicit && std::ranges::find(of_interactions, name) != std::end(of_interactions);
}

DataOptions joined_options(const std::string& store, const DataOptions& packed, const DataOptions& given) {
  DataOptions joined = given;
  for (const auto& option : options<DataOptions>()) {
    const std::string own = get_option(given, option.name), there = get_option(packed, option.name);
    if (own == there) continue;
    if (own == get_option(DataOptions{}, option.name)) {
      set_option(joined, option.name, there);
      continue;
    }
    if (may_differ(option.name, packed)) continue;
    throw Error(Code::usage, at(store),
                "was packed with " + std::string(option.name) + " " + shown(there) + ", and option '" +
                    std::string(option.name) + "' is " + shown(own),
                "leave the option out, or pack the data again with it");
  }
  return joined;
}

}  // namespace

bool is_store(const std::string& path) { return about(path).has_value(); }

std::optional<std::string> store_among(std::span<const std::string> paths) {
  const auto store = std::ranges::find_if(paths, is_store);
  if (store == paths.end()) return std::nullopt;
  if (paths.size() == 1) return *store;
  const StoreInfo info = store_info(*store);
  for (const std::string& path : paths) {
    if (path == *store || std::ranges::find(info.sources, path, &StoreInfo::Source::path) != info.sources.end())
      continue;
    throw Error(Code::usage, at(path), "is read together with " + *store + ", which was not packed from it",
                "pack all files into one store; --test-file and --valid-file then name the files that are held out");
  }
  return *store;
}

Dataset read_packed(const std::string& store, std::span<const std::string>, const DataOptions& options,
                    const std::shared_ptr<Spool>& spool) {
  check_options(options);
  Reader reader(store);
  const DataOptions packed = reader.options();
  const DataOptions own = joined_options(store, packed, options);
  check_interactions(own);
  Dataset data = reader.data(spool);
  if (own.fields != packed.fields) data = with_fields(std::move(data), own.fields);
  return own.implicit && !packed.implicit ? interactions_of(std::move(data), own) : data;
}

Dataset read_packed_for_model(const std::string& store, std::span<const std::string> paths, const DataOptions& options,
                              const Star& star, const std::shared_ptr<Spool>& spool) {
  DataOptions own = options;
  own.fields.clear();
  Dataset data = read_packed(store, paths, own, spool);
  for (const Field& field : star.schema.fields)
    if (const Derivation* derivation = made_on_reading(field.name); derivation && !data.schema.find(field.name))
      derivation->read(data, false);
  return data;
}

std::vector<std::string> packed_fields_beside_ids(const std::string& store) {
  const Reader reader(store);
  const Schema schema =
      reader.guarded([&] { return schema_from_json(reader.json("schema"), reader.json("entities").size()); });
  if (!schema.find(Role::user) || !schema.find(Role::item)) return {};
  std::vector<std::string> names;
  for (const std::size_t field : schema.inputs())
    if (schema.fields[field].role == Role::feature) names.push_back(schema.fields[field].name);
  return names;
}

StoreInfo store_info(const std::string& path) {
  const Reader reader(path);
  return reader.guarded([&] {
    StoreInfo info;
    info.rows = reader.number("rows");
    info.bytes = std::filesystem::file_size(path);
    info.options = reader.options();
    constexpr std::int64_t nanoseconds = 1'000'000'000;
    for (const Json& source : reader.json("files"))
      info.sources.push_back({source.at("path").get<std::string>(), source.at("bytes").get<std::uint64_t>(),
                              source.at("changed").get<std::int64_t>() / nanoseconds,
                              source.at("checksum").get<std::string>()});
    return info;
  });
}

std::optional<DataOptions> packed_options(std::span<const std::string> paths) {
  const auto store = store_among(paths);
  return store ? std::optional(store_info(*store).options) : std::nullopt;
}

DataOptions with_packed_options(std::span<const std::string> paths, const DataOptions& options) {
  const auto store = store_among(paths);
  return store ? joined_options(*store, store_info(*store).options, options) : options;
}

void verify_store(const std::string& path) { Reader(path).file().verify(); }

}  // namespace interplay
