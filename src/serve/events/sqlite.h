// Events in a file, by SQLite.
#pragma once

#include <memory>
#include <string>

#include "serve/events/event.h"

namespace interplay::serve {

std::unique_ptr<EventStore> open_sqlite(const std::string& path);

}  // namespace interplay::serve
