// What users did according to the events, in memory: what their next list is to know.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "read/events/event.h"

namespace interplay::serve {

struct RecentItem {
  std::string item;
  std::optional<double> rating;
};

class Recent {
 public:
  // Impressions are no history.
  void add(const UserEvent& event);

  // Calls `use` for every item of the user, each once, the last rating counting.
  template <class Use>
  void for_each(std::string_view user, const Use& use) const {
    const std::shared_lock lock(mutex_);
    const auto found = users_.find(user);
    if (found == users_.end()) return;
    for (const RecentItem& item : found->second) use(item);
  }
  bool has(std::string_view user) const;
  std::vector<RecentItem> of(std::string_view user) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  mutable std::shared_mutex mutex_;
  std::unordered_map<std::string, std::vector<RecentItem>, Hash, std::equal_to<>> users_;
};

}  // namespace interplay::serve
