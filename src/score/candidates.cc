#include "score/candidates.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace interplay {
namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

}  // namespace

Candidates::Candidates(std::size_t count, float margin)
    : count_(count), limit_(std::max<std::size_t>(16, 2 * count)), margin_(margin), threshold_(-infinity) {}

void Candidates::add(std::uint32_t item, float value) {
  list_.push_back({std::isnan(value) ? infinity : value, item});
  if (list_.size() >= limit_) raise_threshold();
}

void Candidates::raise_threshold() {
  if (list_.size() <= count_) return;
  const auto last = list_.begin() + static_cast<std::ptrdiff_t>(count_ - 1);
  std::ranges::nth_element(list_, last, std::greater<>(), &Candidate::value);
  threshold_ = std::max(threshold_, last->value - margin_);
  std::erase_if(list_, [&](const Candidate& candidate) { return candidate.value < threshold_; });
  // Where most are equal, all may stay: the next time comes when as many again are there.
  limit_ = std::max(limit_, 2 * list_.size());
}

std::vector<std::uint32_t> Candidates::take() {
  raise_threshold();
  std::vector<std::uint32_t> items;
  items.reserve(list_.size());
  for (const Candidate& candidate : list_) items.push_back(candidate.item);
  list_.clear();
  return items;
}

}  // namespace interplay
