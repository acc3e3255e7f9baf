// What synthetic data takes while it is made.
#include "base/memory.h"
#include "data/synthetic/synth.h"

namespace interplay::synth {
namespace {

// Upper bounds, as measured. Text that grows is copied: while that goes on, it is there three times.
constexpr double per_user = sizeof(User) + sizeof(double) + 2 * sizeof(std::uint32_t), text_of_user = 30;
constexpr double per_item = sizeof(Item) + 2 * sizeof(double) + 7 * sizeof(std::uint32_t), text_of_item = 100;
constexpr double per_row = 24, copies = 3;

}  // namespace

void require_memory(const Shape& shape, std::size_t rank) {
  const auto users = static_cast<double>(shape.users), items = static_cast<double>(shape.items);
  double bytes = users * per_user + items * (per_item + static_cast<double>(rank) * sizeof(float));
  bytes += copies * items * text_of_item;
  if (shape.layout != Layout::ml_20m) bytes += copies * users * text_of_user;
  // u.data is in random order, so that all rows are there at once, and its folds beside them.
  if (shape.layout == Layout::ml_100k) bytes += copies * static_cast<double>(shape.rows) * per_row;
  interplay::require_memory(bytes, "making these users, items and ratings", "ask for fewer --users, --items or --rows");
}

}  // namespace interplay::synth
