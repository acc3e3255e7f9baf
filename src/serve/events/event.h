// What somebody did, as POST /v1/events tells it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace interplay::serve {

struct Event {
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
  virtual void add(const Event& event) = 0;
  virtual void commit() = 0;
  virtual void roll_back() noexcept = 0;
  // In the order in which they were added.
  virtual void for_each(const std::function<void(const Event&)>& use) = 0;
};

// SQLite for the path of a file (made if there is none), PostgreSQL for postgresql://... Throws Error(io, bad_data,
// unsupported).
std::unique_ptr<EventStore> open_events(const std::string& where);

}  // namespace interplay::serve
