#include "read/events/sqlite.h"

#include <sqlite3.h>

#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "interplay/error.h"

namespace interplay {
namespace {

// One table; the columns have the names that readers of interactions look for.
constexpr const char* sqlite_table =
    "CREATE TABLE IF NOT EXISTS interplay_events (id INTEGER PRIMARY KEY, user TEXT NOT NULL, item TEXT NOT NULL, kind "
    "TEXT NOT NULL, rating REAL, time REAL NOT NULL)";

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Close>;

class SqliteEvents : public EventStore {
 public:
  SqliteEvents(const std::string& path, EventUse use) : path_(path) {
    const bool keeps = use == EventUse::keep;
    // Even who reads writes: to the index of the write-ahead log.
    if (!open(SQLITE_OPEN_READWRITE | (keeps ? SQLITE_OPEN_CREATE : 0)) && (keeps || !open(SQLITE_OPEN_READONLY)))
      refuse("cannot be opened");
    sqlite3_busy_timeout(database_.get(), 5000);
    if (!keeps) return;
    // A commit is on disk when it returns: full, as the write-ahead log alone would leave the last ones to luck.
    run("PRAGMA journal_mode=WAL");
    run("PRAGMA synchronous=FULL");
    run(sqlite_table);
    insert_ = prepared("INSERT INTO interplay_events (user, item, kind, rating, time) VALUES (?, ?, ?, ?, ?)");
  }

  void begin() override { run("BEGIN IMMEDIATE"); }
  void commit() override { run("COMMIT"); }
  void roll_back() noexcept override { sqlite3_exec(database_.get(), "ROLLBACK", nullptr, nullptr, nullptr); }

  void add(const UserEvent& event) override {
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

  void for_each(const std::function<void(const UserEvent&)>& use) override {
    const Statement all = prepared("SELECT user, item, kind, rating, time FROM interplay_events ORDER BY id");
    const auto text = [&](int column) {
      return std::string(reinterpret_cast<const char*>(sqlite3_column_text(all.get(), column)),
                         static_cast<std::size_t>(sqlite3_column_bytes(all.get(), column)));
    };
    int state = SQLITE_ROW;
    while ((state = sqlite3_step(all.get())) == SQLITE_ROW) {
      UserEvent event{text(0), text(1), text(2), std::nullopt, sqlite3_column_double(all.get(), 4)};
      if (sqlite3_column_type(all.get(), 3) != SQLITE_NULL) event.value = sqlite3_column_double(all.get(), 3);
      use(event);
    }
    if (state != SQLITE_DONE) refuse("cannot be read");
  }

 private:
  std::string path_;
  std::unique_ptr<sqlite3, Close> database_;
  Statement insert_;

  bool open(int flags) {
    sqlite3* opened = nullptr;
    const int failed = sqlite3_open_v2(path_.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
    database_.reset(opened);
    return failed == SQLITE_OK;
  }

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

std::unique_ptr<EventStore> open_sqlite(const std::string& path, EventUse use) {
  return std::make_unique<SqliteEvents>(path, use);
}

bool holds_sqlite_events(const std::string& path) {
  constexpr std::string_view magic = "SQLite format 3";
  char head[magic.size()] = {};
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  std::ifstream(path, std::ios::binary).read(head, sizeof head);
  if (std::string_view(head, sizeof head) != magic) return false;
  sqlite3* opened = nullptr;
  const int failed = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  const std::unique_ptr<sqlite3, Close> database(opened);
  return failed == SQLITE_OK && sqlite3_table_column_metadata(opened, nullptr, "interplay_events", nullptr, nullptr,
                                                              nullptr, nullptr, nullptr, nullptr) == SQLITE_OK;
}

}  // namespace interplay
