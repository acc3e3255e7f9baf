#include "cluster/cluster.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

namespace interplay {
Cluster& single_process() {
  static SingleProcess alone;
  return alone;
}

void Cluster::alltoallv(std::span<const std::span<const std::byte>> sends,
                        std::span<const std::span<std::byte>> receives) {
  if (!sends[number_].empty() && sends[number_].data() != receives[number_].data())
    std::memcpy(receives[number_].data(), sends[number_].data(), sends[number_].size());
  if (several()) traffic_[phase_].add(exchange(sends, receives));
}

void Cluster::gather_bytes(std::span<std::byte> all, std::span<const std::size_t> cuts, std::size_t element) {
  const auto part = [&](std::size_t p) { return all.subspan(cuts[p] * element, (cuts[p + 1] - cuts[p]) * element); };
  std::vector<std::span<const std::byte>> sends(size_, part(number_));
  std::vector<std::span<std::byte>> receives(size_);
  for (std::size_t p = 0; p < size_; ++p) receives[p] = part(p);
  alltoallv(sends, receives);
}

void Cluster::broadcast_bytes(std::span<std::byte> bytes) {
  std::vector<std::span<const std::byte>> sends(size_);
  std::vector<std::span<std::byte>> receives(size_);
  if (leads()) {
    std::ranges::fill(sends, std::span<const std::byte>(bytes));
    receives[0] = bytes;
  } else {
    receives[0] = bytes;
  }
  alltoallv(sends, receives);
}

void Cluster::barrier() {
  // Everyone hears from everyone.
  if (several()) allgather(std::uint8_t{1});
}

std::vector<std::string> Cluster::allgather_text(const std::string& own) {
  const std::vector<std::size_t> sizes = allgather(own.size());
  std::vector<std::size_t> cuts(size_ + 1, 0);
  std::partial_sum(sizes.begin(), sizes.end(), cuts.begin() + 1);
  std::string all(cuts.back(), '\0');
  std::ranges::copy(own, all.begin() + static_cast<std::ptrdiff_t>(cuts[number_]));
  allgatherv(std::span<char>(all), cuts);
  std::vector<std::string> texts;
  for (std::size_t p = 0; p < size_; ++p) texts.push_back(all.substr(cuts[p], sizes[p]));
  return texts;
}

std::map<std::string, Traffic> Cluster::take_traffic() { return std::exchange(traffic_, {}); }

Shares Shares::of_grains(std::size_t grain, std::size_t count) const {
  Shares elements;
  for (const std::size_t cut : cuts) elements.cuts.push_back(std::min(cut * grain, count));
  elements.first = std::min(first * grain, count);
  elements.last = std::min(last * grain, count);
  return elements;
}

Shares shares_by_cost(const Cluster& cluster, std::span<const double> costs) {
  const double all = std::accumulate(costs.begin(), costs.end(), 0.0);
  Shares shares;
  shares.cuts.assign(cluster.size() + 1, costs.size());
  shares.cuts[0] = 0;
  double sum = 0;
  std::size_t piece = 0;
  for (std::size_t p = 1; p < cluster.size(); ++p) {
    const double until = all * static_cast<double>(p) / static_cast<double>(cluster.size());
    // Half of a piece on either side of the boundary decides.
    while (piece < costs.size() && sum + costs[piece] / 2 < until) sum += costs[piece++];
    shares.cuts[p] = piece;
  }
  shares.first = shares.cuts[cluster.number()];
  shares.last = shares.cuts[cluster.number() + 1];
  return shares;
}

Shares equal_shares(const Cluster& cluster, std::size_t pieces) {
  Shares shares;
  for (std::size_t p = 0; p <= cluster.size(); ++p) shares.cuts.push_back(pieces * p / cluster.size());
  shares.first = shares.cuts[cluster.number()];
  shares.last = shares.cuts[cluster.number() + 1];
  return shares;
}

}  // namespace interplay
