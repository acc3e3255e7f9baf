#include "score/candidates.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace interplay {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

}  // namespace

Candidates::Candidates(std::size_t count, float margin) : count_(count), margin_(margin), threshold_(-infinity) {}

void Candidates::restart(std::size_t count, float margin) {
  count_ = count;
  margin_ = margin;
  threshold_ = -infinity;
  best_.clear();
  list_.clear();
}

void Candidates::add(std::uint32_t item, float value) {
  if (std::isnan(value)) value = infinity;
  list_.push_back({value, item});
  if (best_.size() == count_) {
    if (!(value > best_.front())) return;
    std::ranges::pop_heap(best_, std::greater<>());
    best_.back() = value;
  } else {
    best_.push_back(value);
  }
  std::ranges::push_heap(best_, std::greater<>());
  if (best_.size() == count_) threshold_ = best_.front() - margin_;
}

std::vector<std::uint32_t> Candidates::take() {
  std::vector<std::uint32_t> items;
  take(items);
  return items;
}

void Candidates::take(std::vector<std::uint32_t>& items) {
  items.clear();
  for (const Candidate& candidate : list_)
    if (!(candidate.value < threshold_)) items.push_back(candidate.item);
  list_.clear();
}

}  // namespace interplay
