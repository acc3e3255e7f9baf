// Events in a file, by SQLite.
#pragma once

#include <memory>
#include <string>

#include "read/events/event.h"

namespace interplay {

std::unique_ptr<EventStore> open_sqlite(const std::string& path, EventUse use);
// Whether the path is a file of SQLite with a table of events.
bool holds_sqlite_events(const std::string& path);

}  // namespace interplay
