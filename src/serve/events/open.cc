#include "serve/events/postgres.h"
#include "serve/events/sqlite.h"

namespace interplay::serve {

std::unique_ptr<EventStore> open_events(const std::string& where) {
  return names_postgres(where) ? open_postgres(where) : open_sqlite(where);
}

}  // namespace interplay::serve
