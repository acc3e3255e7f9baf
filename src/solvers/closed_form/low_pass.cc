#include "solvers/closed_form/low_pass.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/memory.h"
#include "base/random.h"
#include "kernels/arrays.h"
#include "kernels/matrix.h"

namespace interplay {
namespace {

constexpr int iterations = 10;
constexpr std::size_t rows_per_slice = 512;
// Products of rows that are summed in single precision before their sums are added in double.
constexpr std::size_t slices_together = 16;

using Rows = AlignedArray<float>;

template <class Function>
void each_slice(std::size_t rows, const TaskPool& pool, const Function& f) {
  pool.run((rows + rows_per_slice - 1) / rows_per_slice,
           [&](std::size_t task) { f(task * rows_per_slice, std::min(rows, (task + 1) * rows_per_slice)); });
}

// to_r = sum over the entries of r of x from_at.
template <class EntriesOf>
void multiply_rows(std::size_t rows, std::size_t rank, const Rows& from, Rows& to, const TaskPool& pool,
                   const EntriesOf& entries_of) {
  each_slice(rows, pool, [&](std::size_t first, std::size_t end) {
    for (std::size_t r = first; r < end; ++r) {
      float* sum = to.data() + r * rank;
      std::fill_n(sum, rank, 0.0f);
      for (const InteractionEntry& entry : entries_of(static_cast<std::uint32_t>(r)))
        kernels::axpy(static_cast<float>(entry.x), from.data() + entry.at * rank, sum, rank);
    }
  });
}

// V'V. Parts of rows are added in their order.
std::vector<double> gram(const Rows& v, std::size_t rows, std::size_t rank, const TaskPool& pool) {
  std::vector<double> sum(rank * rank, 0.0);
  Rows parts(slices_together * rank * rank);
  const std::size_t tasks = (rows + rows_per_slice - 1) / rows_per_slice;
  for (std::size_t begin = 0; begin < tasks; begin += slices_together) {
    const std::size_t count = std::min(slices_together, tasks - begin);
    pool.run(count, [&](std::size_t part) {
      const std::size_t first = (begin + part) * rows_per_slice, end = std::min(rows, first + rows_per_slice);
      kernels::multiply({.rows = rank,
                         .inner = end - first,
                         .columns = rank,
                         .a = {v.data() + first * rank, 1, rank},
                         .b = v.data() + first * rank,
                         .b_stride = rank,
                         .c = parts.data() + part * rank * rank,
                         .c_stride = rank,
                         .add = false});
    });
    for (std::size_t part = 0; part < count; ++part)
      for (std::size_t k = 0; k < rank * rank; ++k) sum[k] += static_cast<double>(parts[part * rank * rank + k]);
  }
  return sum;
}

// The upper triangular T for which V T is orthonormal, given G = V'V = L L': T = L'^-1, by columns. Columns of V that
// those before them make up, to rounding, become 0.
std::vector<float> orthonormalizer(std::vector<double> g, std::size_t rank) {
  constexpr double rounding = 1e-5;
  std::vector<double> inverse(rank * rank, 0.0);  // L^-1, lower
  for (std::size_t i = 0; i < rank; ++i) {
    const double before = g[i * rank + i];
    double* row = g.data() + i * rank;
    for (std::size_t j = 0; j < i; ++j) {
      for (std::size_t k = 0; k < j; ++k) row[j] -= row[k] * g[j * rank + k];
      row[j] = g[j * rank + j] > 0 ? row[j] / g[j * rank + j] : 0;
    }
    double pivot = before;
    for (std::size_t k = 0; k < i; ++k) pivot -= row[k] * row[k];
    row[i] = pivot > rounding * before ? std::sqrt(pivot) : 0;
    if (row[i] == 0) continue;
    double* own = inverse.data() + i * rank;
    for (std::size_t k = 0; k < i; ++k)
      for (std::size_t j = 0; j <= k; ++j) own[j] -= row[k] * inverse[k * rank + j];
    for (std::size_t j = 0; j < i; ++j) own[j] /= row[i];
    own[i] = 1 / row[i];
  }
  std::vector<float> turned(rank * rank);
  for (std::size_t i = 0; i < rank; ++i)
    for (std::size_t j = 0; j < rank; ++j) turned[i * rank + j] = static_cast<float>(inverse[j * rank + i]);
  return turned;
}

void orthonormalize(Rows& v, Rows& work, std::size_t rows, std::size_t rank, const TaskPool& pool) {
  const std::vector<float> t = orthonormalizer(gram(v, rows, rank, pool), rank);
  each_slice(rows, pool, [&](std::size_t first, std::size_t end) {
    kernels::multiply({.rows = end - first,
                       .inner = rank,
                       .columns = rank,
                       .a = {v.data() + first * rank, rank, 1},
                       .b = t.data(),
                       .b_stride = rank,
                       .c = work.data() + first * rank,
                       .c_stride = rank,
                       .add = false});
  });
  std::swap(v, work);
}

}  // namespace

LowPass leading_space(const Interactions& x, std::size_t rank, std::uint64_t seed, const TaskPool& pool,
                      const std::function<bool(double)>& keep_going) {
  const std::size_t users = x.users() + 1, items = x.items() + 1;
  require_memory(static_cast<double>((users + 2 * items + (slices_together + 5) * rank) * rank) * sizeof(float),
                 fmt::format("{} singular vectors of {} users and {} items", rank, x.users(), x.items()),
                 "give a smaller --rank");
  Rows v(items * rank), work(items * rank), of_users(users * rank);
  each_slice(items, pool, [&](std::size_t first, std::size_t end) {
    for (std::size_t i = std::max<std::size_t>(first, 1); i < end; ++i) {
      RandomStream random(seed, Purpose::initialize, 0, i);
      for (std::size_t c = 0; c < rank; ++c) v[i * rank + c] = static_cast<float>(random.normal());
    }
  });
  for (int step = 0; step < iterations; ++step) {
    if (!keep_going(static_cast<double>(step) / iterations)) return {};
    orthonormalize(v, work, items, rank, pool);
    multiply_rows(users, rank, v, of_users, pool, [&](std::uint32_t user) { return x.of_user(user); });
    multiply_rows(items, rank, of_users, v, pool, [&](std::uint32_t item) { return x.of_item(item); });
  }
  // Twice: the products of the last step are of sizes from 1 to the smallest singular value.
  orthonormalize(v, work, items, rank, pool);
  orthonormalize(v, work, items, rank, pool);
  return {std::move(v), rank};
}

}  // namespace interplay
