#include "serve/events/sqlite.h"

#include <sqlite3.h>

#include <fmt/format.h>

#include "interplay/error.h"

namespace interplay::serve {
namespace {

// One table; the columns have the names that readers of interactions look for.
constexpr const char* table =
    "CREATE TABLE IF NOT EXISTS interplay_events (id INTEGER PRIMARY KEY, user TEXT NOT NULL, item TEXT NOT NULL, kind "
    "TEXT NOT NULL, rating REAL, time REAL NOT NULL)";

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

class SqliteEvents : public EventStore {
 public:
  explicit SqliteEvents(const std::string& path) : path_(path) {
    sqlite3* opened = nullptr;
    const int failed = sqlite3_open_v2(path.c_str(), &opened,
                                       SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(opened);
    if (failed != SQLITE_OK) refuse("cannot be opened");
    sqlite3_busy_timeout(opened, 5000);
    // A commit is on disk when it returns: full, as the write-ahead log alone would leave the last ones to luck.
    run("PRAGMA journal_mode=WAL");
    run("PRAGMA synchronous=FULL");
    run(table);
    insert_ = prepared("INSERT INTO interplay_events (user, item, kind, rating, time) VALUES (?, ?, ?, ?, ?)");
  }

  void begin() override { run("BEGIN IMMEDIATE"); }
  void commit() override { run("COMMIT"); }
  void roll_back() noexcept override { sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr); }

  void add(const Event& event) override {
    sqlite3_stmt* statement = insert_.get();
    const auto bind = [&](int place, const std::string& text) {
      sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), SQLITE_STATIC);
    };
    bind(1, event.user);
    bind(2, event.item);
    bind(3, event.kind);
    event.value ? sqlite3_bind_double(statement, 4, *event.value) : sqlite3_bind_null(statement, 4);
    sqlite3_bind_double(statement, 5, event.time);
    const int failed = sqlite3_step(statement);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (failed != SQLITE_DONE) refuse("the event cannot be kept");
  }

  void for_each(const std::function<void(const Event&)>& use) override {
    const Statement all = prepared("SELECT user, item, kind, rating, time FROM interplay_events ORDER BY id");
    const auto text = [&](int column) {
      return std::string(reinterpret_cast<const char*>(sqlite3_column_text(all.get(), column)),
                         static_cast<std::size_t>(sqlite3_column_bytes(all.get(), column)));
    };
    int state = SQLITE_ROW;
    while ((state = sqlite3_step(all.get())) == SQLITE_ROW) {
      Event event{text(0), text(1), text(2), std::nullopt, sqlite3_column_double(all.get(), 4)};
      if (sqlite3_column_type(all.get(), 3) != SQLITE_NULL) event.value = sqlite3_column_double(all.get(), 3);
      use(event);
    }
    if (state != SQLITE_DONE) refuse("cannot be read");
  }

 private:
  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
  Statement insert_;

  [[noreturn]] void refuse(std::string_view what) const {
    throw Error(Code::io, at(path_), fmt::format("{}: {}", what, sqlite3_errmsg(database_.get())),
                "name a file that may be written, of SQLite or none yet");
  }

  void run(const char* sql) {
    if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) refuse("cannot keep events");
  }

  Statement prepared(const char* sql) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(database_.get(), sql, -1, &statement, nullptr) != SQLITE_OK) refuse("cannot keep events");
    return Statement(statement);
  }
};

}  // namespace

std::unique_ptr<EventStore> open_sqlite(const std::string& path) { return std::make_unique<SqliteEvents>(path); }

}  // namespace interplay::serve
