#include "read/sqlite/table.h"

#include <sqlite3.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "interplay/error.h"

namespace interplay::sqlite {
namespace {

constexpr std::size_t rows_at_once = 2048;

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  return text + "\"";
}

// The declared type of a column, such as VARCHAR(20); empty for an expression of a view.
bool is_of_bytes(const char* declared) {
  std::string type = declared == nullptr ? "" : declared;
  std::ranges::transform(type, type.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return type.find("BLOB") != std::string::npos;
}

class Database {
 public:
  Database(const std::string& file, std::string path) : path_(std::move(path)) {
    sqlite3* opened = nullptr;
    const int failed = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(opened);
    if (failed != SQLITE_OK) fail();
  }

  Statement prepare(const std::string& sql) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_.get(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) fail();
    return Statement(statement);
  }

  // Whether there is another row.
  bool step(sqlite3_stmt* statement) const {
    const int result = sqlite3_step(statement);
    if (result != SQLITE_ROW && result != SQLITE_DONE) fail();
    return result == SQLITE_ROW;
  }

 private:
  [[noreturn]] void fail() const {
    throw Error(Code::bad_data, at(path_), std::string("SQLite cannot read it: ") + sqlite3_errmsg(database_.get()),
                "mend the file, or name another table");
  }

  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
};

// Cells one after the other, row by row.
class Cells final : public TableRows {
 public:
  explicit Cells(std::size_t columns) : columns_(columns) {}

  void add_row(sqlite3_stmt* statement) {
    for (std::size_t column = 0; column < columns_; ++column) {
      const int place = static_cast<int>(column), type = sqlite3_column_type(statement, place);
      const bool missing = type == SQLITE_NULL || type == SQLITE_BLOB;
      if (!missing)
        bytes_.append(reinterpret_cast<const char*>(sqlite3_column_text(statement, place)),
                      static_cast<std::size_t>(sqlite3_column_bytes(statement, place)));
      missing_.push_back(missing);
      ends_.push_back(bytes_.size());
    }
    ++rows_;
  }
  void clear() {
    rows_ = 0;
    bytes_.clear();
    ends_.clear();
    missing_.clear();
  }

  std::size_t size() const override { return rows_; }
  bool missing(std::size_t column, std::size_t row) const override { return missing_[row * columns_ + column]; }
  const std::int64_t* integers(std::size_t) const override { return nullptr; }
  const double* numbers(std::size_t) const override { return nullptr; }
  std::string_view text(std::size_t column, std::size_t row) const override {
    const std::size_t cell = row * columns_ + column, first = cell == 0 ? 0 : ends_[cell - 1];
    return std::string_view(bytes_).substr(first, ends_[cell] - first);
  }

 private:
  std::size_t columns_, rows_ = 0;
  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::vector<bool> missing_;
};

class Table final : public TableReader {
 public:
  Table(const std::string& file, const std::string& path, const std::string& table)
      : database_(file, path), name_(quoted(table)) {}

  std::vector<TableColumn> columns() override {
    const Statement statement = database_.prepare("SELECT * FROM " + name_ + " LIMIT 0");
    std::vector<TableColumn> columns;
    for (int i = 0; i < sqlite3_column_count(statement.get()); ++i)
      columns.push_back({sqlite3_column_name(statement.get(), i),
                         is_of_bytes(sqlite3_column_decltype(statement.get(), i)) ? Holds::other : Holds::texts});
    return columns;
  }

  std::uint64_t count() override {
    const Statement statement = database_.prepare("SELECT count(*) FROM " + name_);
    return database_.step(statement.get()) ? static_cast<std::uint64_t>(sqlite3_column_int64(statement.get(), 0)) : 0;
  }

  void read(const std::vector<WantedColumn>& wanted, std::uint64_t limit, int,
            const std::function<void(const TableRows&)>& use) override {
    std::string sql = "SELECT ";
    for (const WantedColumn& each : wanted) sql += (&each == wanted.data() ? "" : ", ") + quoted(each.column.name);
    if (wanted.empty()) sql += "0";
    sql += " FROM " + name_;
    if (limit > 0) sql += " LIMIT " + std::to_string(limit);
    const Statement statement = database_.prepare(sql);
    Cells cells(wanted.size());
    while (database_.step(statement.get())) {
      cells.add_row(statement.get());
      if (cells.size() < rows_at_once) continue;
      use(cells);
      cells.clear();
    }
    if (cells.size() > 0) use(cells);
  }

 private:
  Database database_;
  std::string name_;
};

}  // namespace

std::vector<std::string> tables_of(const std::string& file) {
  const Database database(file, file);
  const Statement statement = database.prepare(
      "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
      "ORDER BY name");
  std::vector<std::string> names;
  while (database.step(statement.get()))
    names.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 0)));
  return names;
}

std::unique_ptr<TableReader> open_table(const std::string& file, const std::string& path, const std::string& table) {
  return std::make_unique<Table>(file, path, table);
}

}  // namespace interplay::sqlite
