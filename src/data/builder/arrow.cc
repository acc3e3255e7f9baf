#include "interplay/arrow.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <utility>

#include "data/builder/arrow_types.h"
#include "data/shown.h"
#include "interplay/error.h"

namespace interplay {
namespace {

// An array of the interface, released with its last reader.
std::shared_ptr<const ArrowArray> owned(const ArrowArray& array) {
  return {new ArrowArray(array), [](const ArrowArray* each) {
            auto* mine = const_cast<ArrowArray*>(each);
            if (mine->release != nullptr) mine->release(mine);
            delete mine;
          }};
}

// A piece of a column: rows [0, rows) of one array, which `owner` keeps alive.
struct Piece {
  const ArrowArray* array;
  std::shared_ptr<const ArrowArray> owner;
  std::size_t first, rows;  // rows stand at first + row in the buffers

  bool is_null(std::size_t row) const {
    if (array->null_count == 0 || array->n_buffers == 0 || array->buffers[0] == nullptr) return false;
    const std::size_t bit = first + row;
    return (static_cast<const std::uint8_t*>(array->buffers[0])[bit / 8] >> bit % 8 & 1) == 0;
  }
  bool has_nulls() const {
    for (std::size_t row = 0; row < rows; ++row)
      if (is_null(row)) return true;
    return false;
  }
  template <class T>
  const T* buffer(std::size_t index) const {
    return static_cast<const T*>(array->buffers[index]);
  }
};
using Pieces = std::vector<Piece>;

[[noreturn]] void contradiction(const std::string& name, const std::string& what) {
  throw Error(Code::bad_data, "the Arrow column " + shown(name) + " " + what, "make the table anew");
}

Piece piece_of(const ArrowArray& array, std::shared_ptr<const ArrowArray> owner, std::size_t first, std::size_t rows,
               const std::string& name) {
  if (array.length < 0 || array.offset < 0 || first + rows > static_cast<std::size_t>(array.length))
    contradiction(name, "has fewer values than rows");
  return {&array, std::move(owner), first + static_cast<std::size_t>(array.offset), rows};
}

std::size_t rows_of(const Pieces& pieces) {
  std::size_t rows = 0;
  for (const Piece& piece : pieces) rows += piece.rows;
  return rows;
}

// Calls `visit(piece, row)` for every row.
template <class Visit>
void each_row(const Pieces& pieces, const Visit& visit) {
  for (const Piece& piece : pieces)
    for (std::size_t row = 0; row < piece.rows; ++row) visit(piece, row);
}

// Values of a width that columns have, of a single piece without nulls: they stay where they are.
template <class T>
std::optional<SharedSpan<T>> in_place(const Pieces& pieces) {
  if (pieces.size() != 1 || pieces[0].has_nulls()) return std::nullopt;
  const Piece& piece = pieces[0];
  return SharedSpan<T>(std::span<const T>(piece.buffer<T>(1) + piece.first, piece.rows), piece.owner);
}

template <class T>
Numbers integers_of(const Pieces& pieces) {
  bool nulls = false;
  for (const Piece& piece : pieces) nulls = nulls || piece.has_nulls();
  if (!nulls) {
    if constexpr (std::is_same_v<T, std::int64_t>)
      if (auto values = in_place<T>(pieces)) return {std::move(*values)};
    std::vector<std::int64_t> values;
    values.reserve(rows_of(pieces));
    each_row(pieces, [&](const Piece& piece, std::size_t row) {
      values.push_back(static_cast<std::int64_t>(piece.buffer<T>(1)[piece.first + row]));
    });
    return {SharedSpan<std::int64_t>(std::move(values))};
  }
  std::vector<double> values;
  values.reserve(rows_of(pieces));
  each_row(pieces, [&](const Piece& piece, std::size_t row) {
    values.push_back(piece.is_null(row) ? std::numeric_limits<double>::quiet_NaN()
                                        : static_cast<double>(piece.buffer<T>(1)[piece.first + row]));
  });
  return {SharedSpan<double>(std::move(values))};
}

template <class T>
Numbers floats_of(const Pieces& pieces) {
  if (auto values = in_place<T>(pieces)) return {std::move(*values)};
  std::vector<T> values;
  values.reserve(rows_of(pieces));
  each_row(pieces, [&](const Piece& piece, std::size_t row) {
    values.push_back(piece.is_null(row) ? std::numeric_limits<T>::quiet_NaN() : piece.buffer<T>(1)[piece.first + row]);
  });
  return {SharedSpan<T>(std::move(values))};
}

// `unit`: of one step, in what the numbers are to count.
template <class T>
Numbers scaled(const Pieces& pieces, double unit) {
  std::vector<double> values;
  values.reserve(rows_of(pieces));
  each_row(pieces, [&](const Piece& piece, std::size_t row) {
    values.push_back(piece.is_null(row) ? std::numeric_limits<double>::quiet_NaN()
                                        : static_cast<double>(piece.buffer<T>(1)[piece.first + row]) * unit);
  });
  return {SharedSpan<double>(std::move(values))};
}

Numbers booleans_of(const Pieces& pieces) {
  std::vector<double> values;
  values.reserve(rows_of(pieces));
  each_row(pieces, [&](const Piece& piece, std::size_t row) {
    const std::size_t bit = piece.first + row;
    values.push_back(piece.is_null(row) ? std::numeric_limits<double>::quiet_NaN()
                                        : piece.buffer<std::uint8_t>(1)[bit / 8] >> bit % 8 & 1);
  });
  return {SharedSpan<double>(std::move(values))};
}

// Two's complement of 128 bits, the low half first.
Numbers decimals_of(const Pieces& pieces, int digits) {
  const double unit = std::pow(10.0, -digits), high_unit = std::ldexp(1.0, 64);
  std::vector<double> values;
  values.reserve(rows_of(pieces));
  each_row(pieces, [&](const Piece& piece, std::size_t row) {
    const std::uint64_t* halves = piece.buffer<std::uint64_t>(1) + 2 * (piece.first + row);
    const double whole =
        static_cast<double>(static_cast<std::int64_t>(halves[1])) * high_unit + static_cast<double>(halves[0]);
    values.push_back(piece.is_null(row) ? std::numeric_limits<double>::quiet_NaN() : whole * unit);
  });
  return {SharedSpan<double>(std::move(values))};
}

// A view of 16 bytes: the length, and the text itself or its first four bytes, the number of its buffer and the place
// there.
std::string_view text_in_view(const Piece& piece, std::size_t row) {
  const char* view = piece.buffer<char>(1) + 16 * (piece.first + row);
  std::int32_t parts[4];
  std::memcpy(parts, view, sizeof parts);
  const auto length = static_cast<std::size_t>(parts[0]);
  if (length <= 12) return {view + 4, length};
  return {piece.buffer<char>(2 + static_cast<std::size_t>(parts[2])) + parts[3], length};
}

template <class Offset>
std::string_view text_at(const Piece& piece, std::size_t row) {
  const Offset* offsets = piece.buffer<Offset>(1) + piece.first + row;
  const auto begin = static_cast<std::size_t>(offsets[0]), end = static_cast<std::size_t>(offsets[1]);
  return begin == end ? std::string_view() : std::string_view(piece.buffer<char>(2) + begin, end - begin);
}

// An empty text is missing.
template <class Read>
Ids texts_of(const Pieces& pieces, const Read& read) {
  struct Kept {
    std::vector<std::string_view> texts;
    std::vector<std::shared_ptr<const ArrowArray>> arrays;
  };
  auto kept = std::make_shared<Kept>();
  kept->texts.reserve(rows_of(pieces));
  each_row(pieces, [&](const Piece& piece, std::size_t row) {
    kept->texts.push_back(piece.is_null(row) ? std::string_view() : read(piece, row));
  });
  for (const Piece& piece : pieces) kept->arrays.push_back(piece.owner);
  const std::span<const std::string_view> texts = kept->texts;
  return {SharedSpan<std::string_view>(texts, std::move(kept))};
}

Ids ids_of(ColumnValues values, const std::string& name) {
  if (auto* ids = std::get_if<Ids>(&values)) return std::move(*ids);
  if (auto* numbers = std::get_if<Numbers>(&values)) {
    if (auto* whole = std::get_if<SharedSpan<std::int64_t>>(&numbers->values)) return {std::move(*whole)};
    if (auto* doubles = std::get_if<SharedSpan<double>>(&numbers->values)) return {std::move(*doubles)};
  }
  throw Error(Code::unsupported, "the Arrow column " + shown(name) + " holds values within values that are no ids",
              "give texts or integers");
}

ArrowColumn column_of(const ArrowSchema& schema, const Pieces& pieces, const std::string& name);

template <class Index>
void append_codes(const Piece& piece, std::uint32_t size, std::uint32_t base, const std::string& name,
                  std::vector<std::uint32_t>& codes) {
  for (std::size_t row = 0; row < piece.rows; ++row) {
    if (piece.is_null(row)) {
      codes.push_back(0);
      continue;
    }
    const auto index = static_cast<std::int64_t>(piece.buffer<Index>(1)[piece.first + row]);
    if (index < 0 || index >= size) contradiction(name, "has an index outside of its dictionary");
    codes.push_back(base + static_cast<std::uint32_t>(index) + 1);
  }
}

void append_codes(const ArrowType index, const Piece& piece, std::uint32_t size, std::uint32_t base,
                  const std::string& name, std::vector<std::uint32_t>& codes) {
  switch (index) {
    case ArrowType::int8:
      return append_codes<std::int8_t>(piece, size, base, name, codes);
    case ArrowType::uint8:
      return append_codes<std::uint8_t>(piece, size, base, name, codes);
    case ArrowType::int16:
      return append_codes<std::int16_t>(piece, size, base, name, codes);
    case ArrowType::uint16:
      return append_codes<std::uint16_t>(piece, size, base, name, codes);
    case ArrowType::int32:
      return append_codes<std::int32_t>(piece, size, base, name, codes);
    case ArrowType::uint32:
      return append_codes<std::uint32_t>(piece, size, base, name, codes);
    case ArrowType::int64:
      return append_codes<std::int64_t>(piece, size, base, name, codes);
    case ArrowType::uint64:
      return append_codes<std::uint64_t>(piece, size, base, name, codes);
    default:
      contradiction(name, "has indices that are no integers");
  }
}

// The ids of a dictionary as texts; holes and repeats there are allowed.
std::vector<std::string> dictionary_texts(const Ids& ids) {
  return std::visit(
      []<class T>(const SharedSpan<T>& values) {
        std::vector<std::string> texts;
        for (const T& value : values) {
          if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::string_view>)
            texts.emplace_back(value);
          else if constexpr (std::is_same_v<T, double>)
            texts.push_back(std::isnan(value) ? "" : std::to_string(static_cast<std::int64_t>(value)));
          else
            texts.push_back(std::to_string(value));
        }
        return texts;
      },
      ids.values);
}

// Batches may have dictionaries of their own, and a dictionary may name an id twice: codes are those of the distinct
// ids of all of them.
Codes codes_of(const ArrowSchema& schema, const Pieces& pieces, const std::string& name) {
  std::vector<std::uint32_t> codes;
  codes.reserve(rows_of(pieces));
  std::vector<std::string> ids;
  const ArrowArray* last = nullptr;
  std::uint32_t base = 0, size = 0;
  for (const Piece& piece : pieces) {
    const ArrowArray* dictionary = piece.array->dictionary;
    if (dictionary == nullptr) contradiction(name, "lacks its dictionary");
    if (dictionary != last) {
      base = static_cast<std::uint32_t>(ids.size());
      size = static_cast<std::uint32_t>(dictionary->length);
      const Pieces whole = {piece_of(*dictionary, piece.owner, 0, size, name)};
      for (std::string& id : dictionary_texts(ids_of(column_of(*schema.dictionary, whole, name).values, name)))
        ids.push_back(std::move(id));
      last = dictionary;
    }
    append_codes(arrow_type(schema.format), piece, size, base, name, codes);
  }
  return merged_codes(std::move(ids), std::move(codes));
}

// Offsets of each row in the values, which all pieces have one after the other.
template <class Bounds>
Bags bags_of(const ArrowSchema& schema, const Pieces& pieces, const std::string& name, const Bounds& bounds) {
  if (schema.n_children != 1) contradiction(name, "is a list without values");
  std::vector<std::uint64_t> offsets{0};
  offsets.reserve(rows_of(pieces) + 1);
  Pieces values;
  for (const Piece& piece : pieces) {
    const ArrowArray& child = *piece.array->children[0];
    std::size_t begin = 0, end = 0;  // of a run of values without a gap
    const auto flush = [&] {
      if (end > begin) values.push_back(piece_of(child, piece.owner, begin, end - begin, name));
    };
    for (std::size_t row = 0; row < piece.rows; ++row) {
      const auto [first, last] = piece.is_null(row) ? std::pair(end, end) : bounds(piece, row);
      if (first > last) contradiction(name, "has offsets that fall");
      if (first != end) {
        flush();
        begin = first;
      }
      end = last;
      offsets.push_back(offsets.back() + (last - first));
    }
    flush();
  }
  ArrowColumn entries = column_of(*schema.children[0], values, name);
  Bags bags{std::move(offsets), Ids{}};
  if (auto* codes = std::get_if<Codes>(&entries.values))
    bags.entries = std::move(*codes);
  else
    bags.entries = ids_of(std::move(entries.values), name);
  return bags;
}

template <class Offset>
auto list_bounds() {
  return [](const Piece& piece, std::size_t row) {
    const Offset* offsets = piece.buffer<Offset>(1) + piece.first + row;
    return std::pair(static_cast<std::size_t>(offsets[0]), static_cast<std::size_t>(offsets[1]));
  };
}

template <class Offset>
auto view_bounds() {
  return [](const Piece& piece, std::size_t row) {
    const auto first = static_cast<std::size_t>(piece.buffer<Offset>(1)[piece.first + row]);
    return std::pair(first, first + static_cast<std::size_t>(piece.buffer<Offset>(2)[piece.first + row]));
  };
}

ColumnValues values_of(const ArrowSchema& schema, const Pieces& pieces, const std::string& name) {
  if (schema.dictionary != nullptr) return codes_of(schema, pieces, name);
  const std::string_view format = schema.format;
  switch (arrow_type(format)) {
    case ArrowType::null:
      return Numbers{
          SharedSpan<double>(std::vector<double>(rows_of(pieces), std::numeric_limits<double>::quiet_NaN()))};
    case ArrowType::boolean:
      return booleans_of(pieces);
    case ArrowType::int8:
      return integers_of<std::int8_t>(pieces);
    case ArrowType::uint8:
      return integers_of<std::uint8_t>(pieces);
    case ArrowType::int16:
      return integers_of<std::int16_t>(pieces);
    case ArrowType::uint16:
      return integers_of<std::uint16_t>(pieces);
    case ArrowType::int32:
      return integers_of<std::int32_t>(pieces);
    case ArrowType::uint32:
      return integers_of<std::uint32_t>(pieces);
    case ArrowType::int64:
      return integers_of<std::int64_t>(pieces);
    case ArrowType::uint64:
      return integers_of<std::uint64_t>(pieces);
    case ArrowType::float32:
      return floats_of<float>(pieces);
    case ArrowType::float64:
      return floats_of<double>(pieces);
    case ArrowType::decimal128:
      return decimals_of(pieces, decimal_digits(format));
    case ArrowType::date32:
      return scaled<std::int32_t>(pieces, 86400);
    case ArrowType::time32:
      return scaled<std::int32_t>(pieces, seconds_of_step(format));
    case ArrowType::time64:
      return scaled<std::int64_t>(pieces, seconds_of_step(format));
    case ArrowType::text:
      return texts_of(pieces, text_at<std::int32_t>);
    case ArrowType::large_text:
      return texts_of(pieces, text_at<std::int64_t>);
    case ArrowType::text_view:
      return texts_of(pieces, text_in_view);
    case ArrowType::list:
      return bags_of(schema, pieces, name, list_bounds<std::int32_t>());
    case ArrowType::large_list:
      return bags_of(schema, pieces, name, list_bounds<std::int64_t>());
    case ArrowType::list_view:
      return bags_of(schema, pieces, name, view_bounds<std::int32_t>());
    case ArrowType::large_list_view:
      return bags_of(schema, pieces, name, view_bounds<std::int64_t>());
    case ArrowType::fixed_list: {
      const std::size_t size = fixed_size(format);
      return bags_of(schema, pieces, name, [size](const Piece& piece, std::size_t row) {
        const std::size_t first = (piece.first + row) * size;
        return std::pair(first, first + size);
      });
    }
    case ArrowType::other:
      break;
  }
  throw Error(Code::unsupported,
              "column " + shown(name) + " is of the Arrow type " + shown(type_name(format)) +
                  ", expected numbers, texts, dictionaries, times or lists of texts or integers",
              "convert it, or leave it out");
}

ArrowColumn column_of(const ArrowSchema& schema, const Pieces& pieces, const std::string& name) {
  ArrowColumn column;
  column.name = name;
  column.values = values_of(schema, pieces, name);
  const ArrowType type = arrow_type(schema.format);
  column.whole = schema.dictionary == nullptr && is_whole(type);
  column.times = schema.dictionary == nullptr && is_time(schema.format);
  column.type = schema.dictionary != nullptr ? "dictionary" : type_name(schema.format);
  return column;
}

// Releases the stream, whatever happens.
struct StreamGuard {
  ArrowArrayStream* stream;
  ~StreamGuard() {
    if (stream->release != nullptr) stream->release(stream);
  }
};

struct SchemaGuard {
  ArrowSchema schema{};
  ~SchemaGuard() {
    if (schema.release != nullptr) schema.release(&schema);
  }
};

void check(ArrowArrayStream* stream, int status) {
  if (status == 0) return;
  const char* text = stream->get_last_error == nullptr ? nullptr : stream->get_last_error(stream);
  throw Error(Code::bad_data,
              "the Arrow stream ends in an error: " + std::string(text == nullptr ? std::strerror(status) : text),
              "see what its maker says");
}

}  // namespace

std::vector<ArrowColumn> read_arrow(ArrowArrayStream* stream) {
  const StreamGuard guard{stream};
  SchemaGuard held;
  check(stream, stream->get_schema(stream, &held.schema));
  const ArrowSchema& schema = held.schema;
  std::vector<std::shared_ptr<const ArrowArray>> batches;
  for (;;) {
    ArrowArray array{};
    check(stream, stream->get_next(stream, &array));
    if (array.release == nullptr) break;
    batches.push_back(owned(array));
  }
  const bool table = std::string_view(schema.format) == "+s";
  const std::size_t count = table ? static_cast<std::size_t>(schema.n_children) : 1;
  std::vector<ArrowColumn> columns;
  for (std::size_t i = 0; i < count; ++i) {
    const ArrowSchema& field = table ? *schema.children[i] : schema;
    const std::string name = field.name == nullptr ? "" : field.name;
    Pieces pieces;
    for (const auto& batch : batches) {
      const ArrowArray& array = table ? *batch->children[i] : *batch;
      const std::size_t first = table ? static_cast<std::size_t>(batch->offset) : 0;
      if (batch->length > 0)
        pieces.push_back(piece_of(array, batch, first, static_cast<std::size_t>(batch->length), name));
    }
    columns.push_back(column_of(field, pieces, name));
  }
  return columns;
}

}  // namespace interplay
