// Wing events: the database in which a server keeps what users do. In: a path or an address. Out: events one by one, to
// be kept or as they are kept; and all of them as text to be read as data. The server calls it, and the wing files.
//
// What somebody did, as POST /v1/events tells it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace interplay {

struct UserEvent {
  std::string user, item;
  std::string kind;             // "rating", "click", "impression", ... or a name of the site's own
  std::optional<double> value;  // a rating
  double time = 0;              // seconds since 1970
};

// An impression is something that a user was shown; all else is something that they had.
constexpr std::string_view impression = "impression";

// Where events are kept for good. Used by one thread at a time.
class EventStore {
 public:
  virtual ~EventStore() = default;
  // What was added between the two is there after `commit` has returned, whatever happens to the process or the
  // machine.
  virtual void begin() = 0;
  virtual void add(const UserEvent& event) = 0;
  virtual void commit() = 0;
  virtual void roll_back() noexcept = 0;
  // In the order in which they were added.
  virtual void for_each(const std::function<void(const UserEvent&)>& use) = 0;
};

enum class EventUse {
  read,  // the database is there, and nothing in it changes
  keep,  // made if there is none
};
// SQLite for the path of a file, PostgreSQL for postgresql://... Throws Error(io).
std::unique_ptr<EventStore> open_events(const std::string& where, EventUse use);

// The events of a path or address as lines of CSV for readers of interactions: user, item, rating, time; nothing for
// paths of anything else. Impressions are left out. Where some events have ratings, those without are left out as well,
// and the last rating of a user and item counts; where none has, there is no column of ratings, and every event is a
// line. Throws Error(io, bad_data).
std::optional<std::string> events_text(const std::string& path);

}  // namespace interplay
