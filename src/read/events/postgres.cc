#include "read/events/postgres.h"

#include <libpq-fe.h>

#include <array>
#include <cstdlib>

#include <fmt/format.h>

#include "base/late_library.h"
#include "interplay/error.h"

namespace interplay {
namespace {

// The functions of libpq that are used.
struct Postgres {
  LateLibrary library{"libpq.so.5", "libpq5", "events in PostgreSQL", "keep events in a file"};
#define INTERPLAY_FUNCTION(name) decltype(&::name) name = library.find<decltype(::name)>(#name)
  INTERPLAY_FUNCTION(PQclear);
  INTERPLAY_FUNCTION(PQconnectdb);
  INTERPLAY_FUNCTION(PQerrorMessage);
  INTERPLAY_FUNCTION(PQexec);
  INTERPLAY_FUNCTION(PQexecPrepared);
  INTERPLAY_FUNCTION(PQfinish);
  INTERPLAY_FUNCTION(PQgetResult);
  INTERPLAY_FUNCTION(PQgetisnull);
  INTERPLAY_FUNCTION(PQgetvalue);
  INTERPLAY_FUNCTION(PQprepare);
  INTERPLAY_FUNCTION(PQreset);
  INTERPLAY_FUNCTION(PQresultStatus);
  INTERPLAY_FUNCTION(PQsendQuery);
  INTERPLAY_FUNCTION(PQsetNoticeProcessor);
  INTERPLAY_FUNCTION(PQsetSingleRowMode);
  INTERPLAY_FUNCTION(PQstatus);
#undef INTERPLAY_FUNCTION
};

const Postgres& postgres() {
  static const Postgres loaded;
  return loaded;
}

constexpr const char* postgres_table =
    "CREATE TABLE IF NOT EXISTS interplay_events (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, \"user\" TEXT "
    "NOT "
    "NULL, item TEXT NOT NULL, kind TEXT NOT NULL, rating DOUBLE PRECISION, time DOUBLE PRECISION NOT NULL)";

struct Free {
  void operator()(PGconn* connection) const { postgres().PQfinish(connection); }
  void operator()(PGresult* result) const { postgres().PQclear(result); }
};
using Result = std::unique_ptr<PGresult, Free>;

class PostgresEvents : public EventStore {
 public:
  PostgresEvents(const std::string& url, EventUse use)
      : shown_(shown_place(url)), connection_(pq_.PQconnectdb(url.c_str())) {
    if (pq_.PQstatus(connection_.get()) != CONNECTION_OK) refuse("cannot be reached");
    pq_.PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr);
    if (use == EventUse::keep) prepare();
  }

  void begin() override {
    // A server that was started again is reached again, before anything is lost.
    if (pq_.PQstatus(connection_.get()) != CONNECTION_OK) {
      pq_.PQreset(connection_.get());
      if (pq_.PQstatus(connection_.get()) != CONNECTION_OK) refuse("cannot be reached");
      prepare();
    }
    run("BEGIN");
  }
  void commit() override { run("COMMIT"); }
  void roll_back() noexcept override { Result(pq_.PQexec(connection_.get(), "ROLLBACK")); }

  void add(const UserEvent& event) override {
    const std::string value = event.value ? fmt::format("{}", *event.value) : "",
                      time = fmt::format("{:.6f}", event.time);
    const std::array<const char*, 5> values = {event.user.c_str(), event.item.c_str(), event.kind.c_str(),
                                               event.value ? value.c_str() : nullptr, time.c_str()};
    expect(Result(pq_.PQexecPrepared(connection_.get(), "insert", static_cast<int>(values.size()), values.data(),
                                     nullptr, nullptr, 0)),
           PGRES_COMMAND_OK);
  }

  void for_each(const std::function<void(const UserEvent&)>& use) override {
    if (pq_.PQsendQuery(connection_.get(),
                        "SELECT \"user\", item, kind, rating, time FROM interplay_events ORDER BY id") == 0 ||
        pq_.PQsetSingleRowMode(connection_.get()) == 0)
      refuse("cannot be read");
    while (Result row{pq_.PQgetResult(connection_.get())}) {
      const ExecStatusType status = pq_.PQresultStatus(row.get());
      if (status == PGRES_TUPLES_OK) continue;
      if (status != PGRES_SINGLE_TUPLE) refuse("cannot be read");
      UserEvent event{pq_.PQgetvalue(row.get(), 0, 0), pq_.PQgetvalue(row.get(), 0, 1), pq_.PQgetvalue(row.get(), 0, 2),
                      std::nullopt, std::strtod(pq_.PQgetvalue(row.get(), 0, 4), nullptr)};
      if (pq_.PQgetisnull(row.get(), 0, 3) == 0) event.value = std::strtod(pq_.PQgetvalue(row.get(), 0, 3), nullptr);
      use(event);
    }
  }

 private:
  const Postgres& pq_ = postgres();
  std::string shown_;
  std::unique_ptr<PGconn, Free> connection_;

  [[noreturn]] void refuse(std::string_view what) const {
    std::string why = pq_.PQerrorMessage(connection_.get());
    while (why.ends_with('\n')) why.pop_back();
    throw Error(Code::io, at(shown_), fmt::format("{}: {}", what, why),
                "check the address, the database and the rights of its user");
  }

  void expect(const Result& result, ExecStatusType wanted) const {
    if (pq_.PQresultStatus(result.get()) != wanted) refuse("the event cannot be kept");
  }
  void run(const char* sql) { expect(Result(pq_.PQexec(connection_.get(), sql)), PGRES_COMMAND_OK); }

  void prepare() {
    run(postgres_table);
    expect(Result(pq_.PQprepare(
               connection_.get(), "insert",
               "INSERT INTO interplay_events (\"user\", item, kind, rating, time) VALUES ($1, $2, $3, $4, $5)", 5,
               nullptr)),
           PGRES_COMMAND_OK);
  }
};

}  // namespace

std::string shown_place(const std::string& url) {
  const auto scheme = url.find("://"), host = url.find('@');
  if (scheme == std::string::npos || host == std::string::npos) return url;
  const auto password = url.find(':', scheme + 3);
  return password < host ? url.substr(0, password) + ":..." + url.substr(host) : url;
}

bool names_postgres(std::string_view where) {
  return where.starts_with("postgresql://") || where.starts_with("postgres://");
}

std::unique_ptr<EventStore> open_postgres(const std::string& url, EventUse use) {
  return std::make_unique<PostgresEvents>(url, use);
}

}  // namespace interplay
