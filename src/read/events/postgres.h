// Events in PostgreSQL, by libpq.
#pragma once

#include <memory>
#include <string>

#include "read/events/event.h"

namespace interplay {

bool names_postgres(std::string_view where);
std::unique_ptr<EventStore> open_postgres(const std::string& url, EventUse use);
// The address without its password, for messages; a path as it is.
std::string shown_place(const std::string& where);

}  // namespace interplay
