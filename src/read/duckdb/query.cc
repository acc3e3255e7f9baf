#include "read/duckdb/query.h"

#include <utility>

#include "interplay/error.h"
#include "read/duckdb/library.h"

namespace interplay::duckdb {
namespace {

Holds holds(int type) {
  switch (type) {
    case boolean:
    case tinyint:
    case smallint:
    case integer:
    case bigint:
    case utinyint:
    case usmallint:
    case uinteger:
      return Holds::integers;
    case ubigint:
    case hugeint:
    case uhugeint:  // beyond 64 bits with a sign: by what is written
    case varchar:
    case enumeration:
    case uuid:
      return Holds::texts;
    case real:
    case double_precision:
    case decimal:
      return Holds::numbers;
    case timestamp:
    case timestamp_s:
    case timestamp_ms:
    case timestamp_ns:
    case timestamp_tz:
    case date:
      return Holds::times;
    case list:
    case array:
      return Holds::lists;
    default:
      return Holds::other;
  }
}

std::string expression(const WantedColumn& wanted) {
  const std::string name = quoted_name(wanted.column.name);
  if (wanted.as == As::integer) return "CAST(" + name + " AS BIGINT)";
  if (wanted.as == As::number)
    return wanted.column.holds == Holds::times ? "epoch(" + name + ")" : "CAST(" + name + " AS DOUBLE)";
  if (wanted.column.holds == Holds::lists)
    return "array_to_string(list_filter(" + name + ", value -> value IS NOT NULL), '|')";
  if (wanted.column.holds == Holds::integers) return "CAST(CAST(" + name + " AS BIGINT) AS VARCHAR)";
  return "CAST(" + name + " AS VARCHAR)";
}

class Chunk final : public TableRows {
 public:
  Chunk(const Library& library, Handle chunk, std::size_t columns) : library_(library), chunk_(chunk) {
    size_ = library.chunk_size(chunk);
    for (std::size_t column = 0; column < columns; ++column) {
      const Handle vector = library.chunk_vector(chunk, column);
      data_.push_back(library.vector_data(vector));
      validity_.push_back(library.vector_validity(vector));
    }
  }
  ~Chunk() override { library_.destroy_chunk(&chunk_); }
  Chunk(const Chunk&) = delete;
  Chunk& operator=(const Chunk&) = delete;

  std::size_t size() const override { return size_; }
  bool missing(std::size_t column, std::size_t row) const override {
    const std::uint64_t* bits = validity_[column];
    return bits != nullptr && (bits[row / 64] >> (row % 64) & 1) == 0;
  }
  const std::int64_t* integers(std::size_t column) const override {
    return static_cast<const std::int64_t*>(data_[column]);
  }
  const double* numbers(std::size_t column) const override { return static_cast<const double*>(data_[column]); }
  std::string_view text(std::size_t column, std::size_t row) const override {
    const Text& text = static_cast<const Text*>(data_[column])[row];
    constexpr std::uint32_t most_inlined = 12;
    const std::uint32_t length = text.inlined.length;
    return {length <= most_inlined ? text.inlined.bytes : text.elsewhere.bytes, length};
  }

 private:
  const Library& library_;
  Handle chunk_;
  std::size_t size_ = 0;
  std::vector<void*> data_;
  std::vector<std::uint64_t*> validity_;
};

class Connection {
 public:
  Connection(const std::string& file, std::string path) : path_(std::move(path)) {
    Handle config = nullptr;
    library_.create_config(&config);
    if (!file.empty()) library_.set_config(config, "access_mode", "READ_ONLY");
    char* message = nullptr;
    const int state = library_.open_ext(file.empty() ? nullptr : file.c_str(), &database_, config, &message);
    library_.destroy_config(&config);
    if (state != success) {
      const std::string reason = message == nullptr ? "" : message;
      library_.free(message);
      fail(reason);
    }
    if (library_.connect(database_, &connection_) != success) {
      library_.close(&database_);
      fail("no connection");
    }
    run("SET enable_progress_bar = false");
  }
  ~Connection() {
    library_.disconnect(&connection_);
    library_.close(&database_);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void run(const std::string& sql) {
    Result result{};
    const int state = library_.query(connection_, sql.c_str(), &result);
    const std::string reason = state == success ? "" : error_of(result);
    library_.destroy_result(&result);
    if (state != success) fail(reason);
  }

  std::vector<TableColumn> columns(const std::string& sql) {
    Result result{};
    if (library_.query(connection_, sql.c_str(), &result) != success) {
      const std::string reason = error_of(result);
      library_.destroy_result(&result);
      fail(reason);
    }
    std::vector<TableColumn> columns;
    for (Count column = 0; column < library_.column_count(&result); ++column) {
      const int type = library_.column_type(&result, column);
      columns.push_back({library_.column_name(&result, column), holds(type)});
    }
    library_.destroy_result(&result);
    return columns;
  }

  void stream(const std::string& sql, std::size_t columns, const std::function<void(const TableRows&)>& use) {
    struct Statement {
      const Library& library;
      Handle handle = nullptr;
      ~Statement() { library.destroy_prepare(&handle); }
    } statement{library_};
    if (library_.prepare(connection_, sql.c_str(), &statement.handle) != success) {
      const char* reason = library_.prepare_error(statement.handle);
      fail(reason == nullptr ? "" : reason);
    }
    struct Streamed {
      const Library& library;
      Result result{};
      ~Streamed() { library.destroy_result(&result); }
    } streamed{library_};
    if (library_.execute_streaming(statement.handle, &streamed.result) != success) fail(error_of(streamed.result));
    while (const Handle handle = library_.fetch_chunk(streamed.result)) {
      const Chunk chunk(library_, handle, columns);
      if (chunk.size() == 0) break;
      use(chunk);
    }
    if (const std::string reason = error_of(streamed.result); !reason.empty()) fail(reason);
  }

 private:
  std::string error_of(Result& result) const {
    const char* message = library_.result_error(&result);
    return message == nullptr ? "" : message;
  }

  // The first line: others repeat the query.
  [[noreturn]] void fail(const std::string& reason) const {
    throw Error(Code::bad_data, at(path_), "DuckDB cannot read it: " + reason.substr(0, reason.find('\n')),
                "mend the file or the query");
  }

  const Library& library_ = library();
  std::string path_;
  Handle database_ = nullptr, connection_ = nullptr;
};

class Source final : public TableReader {
 public:
  Source(const std::string& file, const std::string& path, std::string source)
      : connection_(file, path), source_(std::move(source)) {}

  std::vector<TableColumn> columns() override { return connection_.columns("SELECT * FROM " + source_ + " LIMIT 0"); }

  // A query would be run to count its rows.
  std::uint64_t count() override {
    if (source_.starts_with('(')) return 0;
    std::uint64_t rows = 0;
    connection_.stream("SELECT count(*)::BIGINT FROM " + source_, 1,
                       [&](const TableRows& counted) { rows = static_cast<std::uint64_t>(counted.integers(0)[0]); });
    return rows;
  }

  void read(const std::vector<WantedColumn>& wanted, std::uint64_t limit, int threads,
            const std::function<void(const TableRows&)>& use) override {
    if (threads > 0) connection_.run("SET threads = " + std::to_string(threads));
    std::string sql = "SELECT ";
    for (const WantedColumn& each : wanted) sql += (&each == wanted.data() ? "" : ", ") + expression(each);
    if (wanted.empty()) sql += "0";
    sql += " FROM " + source_;
    if (limit > 0) sql += " LIMIT " + std::to_string(limit);
    connection_.stream(sql, wanted.size(), use);
  }

 private:
  Connection connection_;
  std::string source_;
};

}  // namespace

std::vector<std::string> tables_of(const std::string& file) {
  std::vector<std::string> names;
  Connection(file, file)
      .stream("SELECT table_name FROM information_schema.tables ORDER BY table_name", 1, [&](const TableRows& rows) {
        for (std::size_t row = 0; row < rows.size(); ++row) names.emplace_back(rows.text(0, row));
      });
  return names;
}

std::unique_ptr<TableReader> open_source(const std::string& file, const std::string& path, const std::string& source) {
  return std::make_unique<Source>(file, path, source);
}

std::string quoted_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted.append(c == '\'' ? 2 : 1, c);
  return quoted + "'";
}

std::string quoted_name(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

}  // namespace interplay::duckdb
