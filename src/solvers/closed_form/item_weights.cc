#include "solvers/closed_form/item_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/aligned.h"
#include "base/memory.h"
#include "solvers/closed_form/inverse.h"
#include "solvers/closed_form/low_pass.h"

namespace interplay {
namespace {

constexpr std::size_t items_per_task = 64;
// Rows and columns that are turned over together.
constexpr std::size_t mirrored = 64;

// Calls f(first, end) for codes 1 to `items`.
template <class Function>
void each_task(std::size_t items, const TaskPool& pool, const Function& f) {
  pool.run((items + items_per_task - 1) / items_per_task, [&](std::size_t task) {
    f(static_cast<std::uint32_t>(task * items_per_task + 1),
      static_cast<std::uint32_t>(std::min(items, (task + 1) * items_per_task) + 1));
  });
}

struct Kept {
  std::uint32_t item;
  float weight;
};

// Writes the weights of item i: all of them, or the largest ones in size, of equal ones those of the first items.
class WeightWriter {
 public:
  WeightWriter(const ItemItem& term, Parameters& parameters)
      : weights_(parameters.writable(term.weights())),
        items_(term.keeps_all() ? WritableTensor{} : parameters.writable(term.items())) {}

  void write(std::uint32_t i, std::vector<Kept>& all) const {
    if (!items_) {
      std::fill_n(weights_.row(i), weights_.columns, 0.0f);
      for (const Kept& one : all) weights_.row(i)[one.item] = one.weight;
      return;
    }
    const std::size_t count = std::min(all.size(), weights_.columns);
    std::ranges::nth_element(all, all.begin() + static_cast<std::ptrdiff_t>(count), [](const Kept& a, const Kept& b) {
      const float size_a = std::abs(a.weight), size_b = std::abs(b.weight);
      return size_a != size_b ? size_a > size_b : a.item < b.item;
    });
    all.resize(count);
    std::ranges::sort(all, {}, &Kept::item);
    for (std::size_t e = 0; e < weights_.columns; ++e) {
      weights_.row(i)[e] = e < count ? all[e].weight : 0;
      items_.row(i)[e] = e < count ? static_cast<float>(all[e].item) : 0;
    }
  }

 private:
  WritableTensor weights_, items_;
};

// B_ij = weight(i, j, sum_u x_ui x_uj) where the sum is above 0.
template <class Weight>
void write_products(const Interactions& x, const WeightWriter& writer, const TaskPool& pool, const Weight& weight) {
  const std::size_t items = x.items();
  each_task(items, pool, [&](std::uint32_t first, std::uint32_t end) {
    std::vector<double> products(items + 1);
    std::vector<Kept> all;
    for (std::uint32_t i = first; i < end; ++i) {
      std::ranges::fill(products, 0.0);
      x.add_products(i, products);
      all.clear();
      for (std::uint32_t j = 1; j <= items; ++j)
        if (j != i && products[j] > 0) all.push_back({j, static_cast<float>(weight(i, j, products[j]))});
      writer.write(i, all);
    }
  });
}

double sum_of(std::span<const InteractionEntry> entries) {
  double sum = 0;
  for (const InteractionEntry& entry : entries) sum += entry.x;
  return sum;
}

void weigh(Interactions& x, const std::string& weighting) {
  if (weighting == "none") return;
  const auto items = static_cast<double>(x.items());
  const auto idf = [&](std::uint32_t user) {
    return std::max(0.0, std::log(items / (1 + static_cast<double>(x.of_user(user).size()))));
  };
  if (weighting == "tfidf") {
    x.weigh([&](std::uint32_t user, std::uint32_t, double value) { return std::sqrt(value) * idf(user); });
    return;
  }
  constexpr double k = 1.2, b = 0.75;
  std::vector<double> lengths(x.items() + 1);
  double mean = 0;
  for (std::uint32_t item = 1; item <= x.items(); ++item) {
    lengths[item] = sum_of(x.of_item(item));
    mean += lengths[item] / items;
  }
  x.weigh([&](std::uint32_t user, std::uint32_t item, double value) {
    return idf(user) * value * (k + 1) / (value + k * (1 - b + b * lengths[item] / mean));
  });
}

}  // namespace

void fit_similarity(Interactions x, const ItemItem& term, const TrainOptions& options, Parameters& parameters,
                    const TaskPool& pool) {
  weigh(x, options.interaction_weighting);
  const std::size_t items = x.items();
  std::vector<double> lengths(items + 1, 0.0);
  for (std::uint32_t item = 1; item <= items; ++item) {
    for (const InteractionEntry& entry : x.of_item(item)) lengths[item] += entry.x * entry.x;
    lengths[item] = std::sqrt(lengths[item]);
  }
  write_products(x, WeightWriter(term, parameters), pool, [&](std::uint32_t i, std::uint32_t j, double product) {
    return product / (lengths[i] * lengths[j] + options.shrinkage);
  });
}

void fit_walks(Interactions x, const ItemItem& term, const TrainOptions& options, Parameters& parameters,
               const TaskPool& pool) {
  const double a = options.walk_alpha, b = options.walk_beta;
  std::vector<double> from(x.items() + 1), to(x.items() + 1);
  for (std::uint32_t item = 1; item <= x.items(); ++item) {
    const double n = sum_of(x.of_item(item));
    from[item] = std::pow(n, -a);
    to[item] = std::pow(n, -b);
  }
  std::vector<double> over(x.users() + 1);  // both factors of a product have the root
  for (std::uint32_t user = 1; user <= x.users(); ++user) over[user] = std::pow(sum_of(x.of_user(user)), -a / 2);
  x.weigh([&](std::uint32_t user, std::uint32_t, double value) { return over[user] * std::pow(value, a); });
  write_products(x, WeightWriter(term, parameters), pool,
                 [&](std::uint32_t i, std::uint32_t j, double product) { return product * from[j] * to[i]; });
}

bool fit_filter(Interactions x, const ItemItem& term, const TrainOptions& options, Parameters& parameters,
                const TaskPool& pool, const std::function<bool(double)>& keep_going) {
  const std::size_t items = x.items(), rank = term.options().rank;
  std::vector<double> of_user(x.users() + 1), of_item(items + 1);
  for (std::uint32_t user = 1; user <= x.users(); ++user) of_user[user] = sum_of(x.of_user(user));
  for (std::uint32_t item = 1; item <= items; ++item) of_item[item] = sum_of(x.of_item(item));
  x.weigh([&](std::uint32_t user, std::uint32_t item, double value) {
    return value / std::sqrt(of_user[user] * of_item[item]);
  });
  write_products(x, WeightWriter(term, parameters), pool,
                 [](std::uint32_t, std::uint32_t, double product) { return product; });
  if (rank == 0) return true;
  const LowPass space = leading_space(x, rank, static_cast<std::uint64_t>(options.seed), pool, keep_going);
  if (space.basis.size() == 0) return false;
  const WritableTensor from = parameters.writable(term.from()), to = parameters.writable(term.to());
  for (std::uint32_t item = 1; item <= items; ++item) {
    const double root = std::sqrt(of_item[item]);
    for (std::size_t c = 0; root > 0 && c < rank; ++c) {
      const auto v = static_cast<double>(space.of(item)[c]);
      from.row(item)[c] = static_cast<float>(v / root);
      to.row(item)[c] = static_cast<float>(options.low_pass * v * root);
    }
  }
  return true;
}

namespace {

// X'X + l2 I, the lower triangle; row and column 0 are those of item 1.
void fill_products(const Interactions& x, double l2, const SymmetricMatrix& a, const TaskPool& pool) {
  each_task(a.n, pool, [&](std::uint32_t first, std::uint32_t end) {
    std::vector<double> products(a.n + 1);
    for (std::uint32_t i = first; i < end; ++i) {
      std::ranges::fill(products, 0.0);
      x.add_products(i, products);
      products[i] += l2;
      for (std::uint32_t j = 1; j <= i; ++j) a.row(i - 1)[j - 1] = static_cast<float>(products[j]);
    }
  });
}

// From the lower triangle of -P to the whole of B, row i of which is that of item i + 1.
void turn_to_weights(const SymmetricMatrix& a, const TaskPool& pool) {
  std::vector<float> diagonal(a.n);
  for (std::size_t i = 0; i < a.n; ++i) diagonal[i] = -a.row(i)[i];
  pool.run((a.n + mirrored - 1) / mirrored, [&](std::size_t task) {
    const std::size_t first = task * mirrored, end = std::min(a.n, first + mirrored);
    for (std::size_t part = 0; part < end; part += mirrored)
      for (std::size_t i = first; i < end; ++i)
        for (std::size_t j = part; j < std::min(i, part + mirrored); ++j) {
          const float inverse = a.row(i)[j];
          a.row(i)[j] = inverse / diagonal[i];
          a.row(j)[i] = inverse / diagonal[j];
        }
    for (std::size_t i = first; i < end; ++i) a.row(i)[i] = 0;
  });
}

}  // namespace

bool fit_regression(const Interactions& x, const ItemItem& term, const TrainOptions& options, Parameters& parameters,
                    const TaskPool& pool, const std::function<bool(double)>& keep_going) {
  const std::size_t n = x.items();
  const double own = term.keeps_all() ? 0 : static_cast<double>(n) * static_cast<double>(n) * sizeof(float);
  require_memory(own + inverse_bytes(n), fmt::format("inverting the products of {} items", n),
                 "keep the most frequent items with --top, or choose item_knn");
  AlignedArray<float> memory(term.keeps_all() ? 0 : n * n);
  SymmetricMatrix a{memory.data(), n, n};
  if (term.keeps_all()) {
    const WritableTensor weights = parameters.writable(term.weights());
    a = {weights.row(1) + 1, n, weights.stride};
  }
  fill_products(x, options.l2, a, pool);
  if (!negative_inverse(a, pool, keep_going)) return false;
  turn_to_weights(a, pool);
  if (term.keeps_all()) return true;
  const WeightWriter writer(term, parameters);
  each_task(n, pool, [&](std::uint32_t first, std::uint32_t end) {
    std::vector<Kept> all;
    for (std::uint32_t i = first; i < end; ++i) {
      all.clear();
      for (std::uint32_t j = 1; j <= n; ++j)
        if (const float weight = a.row(i - 1)[j - 1]; weight != 0) all.push_back({j, weight});
      writer.write(i, all);
    }
  });
  return true;
}

}  // namespace interplay
