#include "kernels/stored_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/stored_rows.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"
#include "kernels/lanes-inl.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

void center(const Panels& panels, float* sums, const ObservationTotals& totals) {
  float *s = sums + panels.size(), *t = s + panels.stride;
  const auto over = totals.weight > 0 ? static_cast<float>(1 / totals.weight) : 0.0f;
  with_panels(panels.stride, [&](auto d, auto width) HWY_ATTR {
    for_panels(panels, [&](std::size_t row, std::size_t before) HWY_ATTR {
      for (std::size_t part = 0; part < width; part += hn::Lanes(d)) {
        const auto sum = hn::LoadU(d, s + row + part);
        float* column = sums + before + part;
        for (std::size_t c = row; c < panels.rank; ++c, column += width)
          hn::StoreU(hn::NegMulAdd(hn::Set(d, over * s[c]), sum, hn::LoadU(d, column)), d, column);
      }
    });
    const auto scale = hn::Set(d, over), target = hn::Set(d, static_cast<float>(totals.target));
    for (std::size_t k = 0; k < panels.stride; k += hn::Lanes(d)) {
      const auto mean = hn::Mul(scale, hn::LoadU(d, s + k));
      hn::StoreU(mean, d, s + k);
      hn::StoreU(hn::NegMulAdd(target, mean, hn::LoadU(d, t + k)), d, t + k);
    }
  });
}

// A tile of entries: its row's sums and those of the entry to be fetched meanwhile, its row's p, and numbers. In memory
// x p and u = sqrt(n) x z of each.
struct Tile {
  const float *sums[entry_tile], *next[entry_tile], *p[entry_tile];
  float x[entry_tile], xx[entry_tile], scale[entry_tile], error[entry_tile];  // x^2, sqrt(n) x, sqrt(n) mean(e)
  std::size_t count;
  float *xp, *u;  // [entry][stride]
  std::size_t stride;
};

// `count` columns of a panel's rows: x^2 C + u u' to `out`, and x C p, which is subtracted from `right`. Beside the
// diagonal a column stands for the row below the diagonal too.
template <std::size_t count, bool beside, std::size_t width, class D>
HWY_INLINE void add_columns(D d, const Tile& tile, std::size_t row, std::size_t column, std::size_t at, float* out,
                            float* right) {
  constexpr std::size_t chains = count < 3 ? count : beside ? 2 : 3;
  hn::Vec<D> sum[count], along[chains], below[count];
  for (std::size_t j = 0; j < count; ++j) sum[j] = hn::LoadU(d, out + j * width);
  for (std::size_t j = 0; j < chains; ++j) along[j] = hn::Zero(d);
  for (std::size_t j = 0; j < count; ++j) below[j] = hn::Zero(d);
  for (std::size_t n = 0; n < tile.count; ++n) {
    const float *square = tile.sums[n] + at, *u = tile.u + n * tile.stride, *xp = tile.xp + n * tile.stride;
    fetch(tile.next[n] + at, count * width);
    const auto xx = hn::Set(d, tile.xx[n]), u_rows = hn::LoadU(d, u + row), p_rows = hn::LoadU(d, xp + row);
    for (std::size_t j = 0; j < count; ++j) {
      const auto c = hn::LoadU(d, square + j * width);
      sum[j] = hn::MulAdd(xx, c, hn::MulAdd(hn::Set(d, u[column + j]), u_rows, sum[j]));
      along[j % chains] = hn::MulAdd(hn::Set(d, xp[column + j]), c, along[j % chains]);
      if constexpr (beside) below[j] = hn::MulAdd(p_rows, c, below[j]);
    }
  }
  for (std::size_t j = 0; j < count; ++j) hn::StoreU(sum[j], d, out + j * width);
  for (std::size_t j = 1; j < chains; ++j) along[0] = hn::Add(along[0], along[j]);
  hn::StoreU(hn::Sub(hn::LoadU(d, right + row), along[0]), d, right + row);
  if constexpr (beside)
    for (std::size_t j = 0; j < count; ++j) right[column + j] -= hn::GetLane(hn::SumOfLanes(d, below[j]));
}

template <std::size_t width, class D>
HWY_INLINE void add_diagonal(D d, std::size_t count, const Tile& tile, std::size_t row, std::size_t column,
                             std::size_t at, float* out, float* right) {
  switch (count) {
    case 1:
      return add_columns<1, false, width>(d, tile, row, column, at, out, right);
    case 2:
      return add_columns<2, false, width>(d, tile, row, column, at, out, right);
    case 3:
      return add_columns<3, false, width>(d, tile, row, column, at, out, right);
    case 4:
      return add_columns<4, false, width>(d, tile, row, column, at, out, right);
    case 5:
      return add_columns<5, false, width>(d, tile, row, column, at, out, right);
    case 6:
      return add_columns<6, false, width>(d, tile, row, column, at, out, right);
    case 7:
      return add_columns<7, false, width>(d, tile, row, column, at, out, right);
    default:
      return add_columns<8, false, width>(d, tile, row, column, at, out, right);
  }
}

template <std::size_t width, class D>
HWY_INLINE void add_beside(D d, std::size_t count, const Tile& tile, std::size_t row, std::size_t column,
                           std::size_t at, float* out, float* right) {
  switch (count) {
    case 1:
      return add_columns<1, true, width>(d, tile, row, column, at, out, right);
    case 2:
      return add_columns<2, true, width>(d, tile, row, column, at, out, right);
    case 3:
      return add_columns<3, true, width>(d, tile, row, column, at, out, right);
    default:
      return add_columns<4, true, width>(d, tile, row, column, at, out, right);
  }
}

template <std::size_t width, class D>
HWY_INLINE void add_squares(D d, const Tile& tile, const Equations& equations) {
  const Panels& panels = equations.panels;
  for_panels(panels, [&](std::size_t row, std::size_t before) HWY_ATTR {
    for (std::size_t part = 0; part < width; part += hn::Lanes(d)) {
      std::size_t column = row, at = before + part;
      const auto done = [&](std::size_t count) {
        column += count;
        at += count * width;
      };
      const std::size_t diagonal = std::min(width, panels.rank - row);
      add_diagonal<width>(d, diagonal, tile, row + part, column, at, equations.sums + at, equations.right());
      done(diagonal);
      while (column < panels.rank) {
        const std::size_t count = std::min<std::size_t>(4, panels.rank - column);
        add_beside<width>(d, count, tile, row + part, column, at, equations.sums + at, equations.right());
        done(count);
      }
    }
  });
}

// Looks up the entries from `first` on. What the next tile reads of its rows is asked for now, in two parts: as many
// requests at once would wait for each other.
HWY_INLINE void look_up(const StoredRows& rows, const Entries& entries, std::size_t first, Tile& tile,
                        Equations& equations) {
  const std::size_t stride = tile.stride, size = rows.panels.sums_size(), mean = rows.panels.size();
  double weight = 0, residual = 0;
  tile.count = std::min(entry_tile, entries.count - first);
  for (std::size_t n = 0; n < tile.count; ++n) {
    const std::uint32_t r = entries.rows[first + n];
    const std::uint32_t next = entries.rows[std::min(first + n + entry_tile, entries.count - 1)];
    const float x = entries.x[first + n], root = rows.root[r], scale = x * root, error = root * rows.residual[r];
    tile.sums[n] = rows.sums + r * size;
    tile.next[n] = rows.sums + next * size;
    tile.p[n] = rows.vectors + r * stride;
    tile.x[n] = x;
    tile.xx[n] = x * x;
    tile.scale[n] = scale;
    tile.error[n] = error;
    weight += static_cast<double>(scale) * scale;
    residual += static_cast<double>(scale) * error;
    fetch(tile.next[n] + mean, 2 * stride);
    fetch(rows.vectors + next * stride, stride);
  }
  equations.weight += weight;
  equations.residual += residual;
}

// Everything of the entries that takes one vector's length, and x p and u for what takes its square.
template <class D>
HWY_INLINE void add_vectors(D d, const Tile& tile, std::size_t mean, const float* v, Equations& equations) {
  const std::size_t stride = tile.stride;
  float *to_cross = equations.cross(), *to_right = equations.right();
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const auto of_feature = hn::LoadU(d, v + k);
    auto cross = hn::LoadU(d, to_cross + k), right = hn::LoadU(d, to_right + k);
    float *xp = tile.xp + k, *u = tile.u + k;
    for (std::size_t n = 0; n < tile.count; ++n, xp += stride, u += stride) {
      const float* m = tile.sums[n] + mean + k;
      const auto x = hn::Set(d, tile.x[n]), scale = hn::Set(d, tile.scale[n]), p = hn::LoadU(d, tile.p[n] + k);
      const auto z = hn::Add(hn::LoadU(d, m), hn::NegMulAdd(x, of_feature, p)), scaled = hn::Mul(scale, z);
      hn::StoreU(hn::Mul(x, p), d, xp);
      hn::StoreU(scaled, d, u);
      cross = hn::MulAdd(scale, scaled, cross);
      right = hn::MulAdd(x, hn::LoadU(d, m + stride), hn::MulAdd(hn::Set(d, tile.error[n]), scaled, right));
    }
    hn::StoreU(cross, d, to_cross + k);
    hn::StoreU(right, d, to_right + k);
  }
}

void add_entries(const StoredRows& rows, const Entries& entries, const float* v, float* memory, Equations& equations) {
  const std::size_t stride = rows.panels.stride;
  Tile tile;
  tile.xp = memory;
  tile.u = memory + entry_tile * stride;
  tile.stride = stride;
  for (std::size_t first = 0; first < entries.count; first += entry_tile) {
    look_up(rows, entries, first, tile, equations);
    with_panels(stride, [&](auto d, auto width) HWY_ATTR {
      add_vectors(d, tile, rows.panels.size(), v, equations);
      add_squares<width>(d, tile, equations);
    });
  }
}

void unpack(const Equations& equations, float scale, float* square, std::size_t to_stride) {
  const Panels& panels = equations.panels;
  const std::size_t rank = panels.rank;
  with_panels(panels.stride, [&](auto d, auto width) HWY_ATTR {
    const auto times = hn::Set(d, scale);
    for_panels(panels, [&](std::size_t row, std::size_t before) HWY_ATTR {
      // The square on the diagonal is symmetric: its columns are its rows.
      const float* column = equations.sums + before;
      const std::size_t end = std::min(row + width, rank);
      for (std::size_t c = row; c < end; ++c, column += width)
        for (std::size_t part = 0; part < width; part += hn::Lanes(d))
          hn::StoreU(hn::Mul(times, hn::LoadU(d, column + part)), d, square + c * to_stride + row + part);
      for (std::size_t c = end; c < rank; ++c, column += width)
        for (std::size_t i = 0; i < width; ++i) square[(row + i) * to_stride + c] = scale * column[i];
    });
  });
  for (std::size_t i = 0; i < rank; ++i) square[i * to_stride + rank] = scale * equations.cross()[i];
  square[rank * to_stride + rank] = scale * static_cast<float>(equations.weight);
}

void change_entries(const StoredRows& rows, const Entries& entries, const float* v, const float* change,
                    float weight_change) {
  const std::size_t stride = rows.panels.stride, size = rows.panels.sums_size(), mean = rows.panels.size();
  with_lanes(stride, [&](auto d) HWY_ATTR {
    for (std::size_t n = 0; n < entries.count; ++n) {
      const std::uint32_t r = entries.rows[n];
      const float x = entries.x[n];
      const float* m = rows.sums + r * size + mean;
      float* p = rows.vectors + r * stride;
      const auto value = hn::Set(d, x);
      auto along = hn::Zero(d);
      for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
        const auto c = hn::LoadU(d, change + k), now = hn::MulAdd(value, c, hn::LoadU(d, p + k));
        // own = p - x v, of before as of after.
        const auto z = hn::Add(hn::LoadU(d, m + k), hn::NegMulAdd(value, hn::LoadU(d, v + k), now));
        along = hn::MulAdd(c, z, along);
        hn::StoreU(now, d, p + k);
      }
      rows.residual[r] -= x * (weight_change + hn::GetLane(hn::SumOfLanes(d, along)));
    }
  });
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(center);
HWY_EXPORT(add_entries);
HWY_EXPORT(unpack);
HWY_EXPORT(change_entries);

void center(const Panels& panels, float* sums, const ObservationTotals& totals) {
  HWY_DYNAMIC_DISPATCH(center)(panels, sums, totals);
}
void add_entries(const StoredRows& rows, const Entries& entries, const float* v, float* memory, Equations& equations) {
  HWY_DYNAMIC_DISPATCH(add_entries)(rows, entries, v, memory, equations);
}
void unpack(const Equations& equations, float scale, float* square, std::size_t to_stride) {
  HWY_DYNAMIC_DISPATCH(unpack)(equations, scale, square, to_stride);
}
void change_entries(const StoredRows& rows, const Entries& entries, const float* v, const float* change,
                    float weight_change) {
  HWY_DYNAMIC_DISPATCH(change_entries)(rows, entries, v, change, weight_change);
}

}  // namespace interplay::kernels
#endif
