// Events in PostgreSQL, by libpq.
#pragma once

#include <memory>
#include <string>

#include "serve/events/event.h"

namespace interplay::serve {

bool names_postgres(std::string_view where);
std::unique_ptr<EventStore> open_postgres(const std::string& url);

}  // namespace interplay::serve
