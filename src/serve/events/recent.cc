#include "serve/events/recent.h"

#include <algorithm>
#include <mutex>

namespace interplay::serve {

void Recent::add(const UserEvent& event) {
  if (event.kind == impression) return;
  const std::unique_lock lock(mutex_);
  std::vector<RecentItem>& items = users_[event.user];
  const auto known = std::ranges::find(items, event.item, &RecentItem::item);
  if (known == items.end())
    items.push_back({event.item, event.value});
  else if (event.value)
    known->rating = event.value;
}

bool Recent::has(std::string_view user) const {
  const std::shared_lock lock(mutex_);
  return users_.contains(user);
}

std::vector<RecentItem> Recent::of(std::string_view user) const {
  std::vector<RecentItem> items;
  for_each(user, [&](const RecentItem& item) { items.push_back(item); });
  return items;
}

}  // namespace interplay::serve
