#include "kernels/stored_rows.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/stored_rows.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include <algorithm>

#include "hwy/highway.h"
#include "kernels/lanes-inl.h"
#include "kernels/least_squares.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// A tile of entries: x own and x q of each in memory, its row's square, and x^2.
struct Tile {
  const float* const* squares;
  const float* xx;
  std::size_t count;
  const float* own;  // [entry][stride]
  const float* q;
  std::size_t stride;
};

// Eight rows i of the square by one vector of columns c. The square of an entry is read once, for C (x own)
// too, which is subtracted from `right`.
template <class D>
HWY_INLINE void eight_rows(D d, const Tile& tile, std::size_t i, std::size_t c, const FeatureSums& sums) {
  const std::size_t s = tile.stride;
  float* out = sums.square + i * s + c;
  auto s0 = hn::LoadU(d, out), s1 = hn::LoadU(d, out + s), s2 = hn::LoadU(d, out + 2 * s),
       s3 = hn::LoadU(d, out + 3 * s);
  auto s4 = hn::LoadU(d, out + 4 * s), s5 = hn::LoadU(d, out + 5 * s), s6 = hn::LoadU(d, out + 6 * s),
       s7 = hn::LoadU(d, out + 7 * s);
  auto p0 = hn::Zero(d), p1 = hn::Zero(d), p2 = hn::Zero(d), p3 = hn::Zero(d);
  for (std::size_t n = 0; n < tile.count; ++n) {
    const float *square = tile.squares[n] + i * s + c, *own = tile.own + n * s + i;
    const auto x = hn::Set(d, tile.xx[n]);
    const auto row = [&](std::size_t k, auto& sum, auto& along) HWY_ATTR {
      const auto line = hn::LoadU(d, square + k * s);
      along = hn::MulAdd(hn::Set(d, own[k]), line, along);
      sum = hn::MulAdd(x, line, sum);
    };
    row(0, s0, p0);
    row(1, s1, p1);
    row(2, s2, p2);
    row(3, s3, p3);
    row(4, s4, p0);
    row(5, s5, p1);
    row(6, s6, p2);
    row(7, s7, p3);
  }
  hn::StoreU(s0, d, out);
  hn::StoreU(s1, d, out + s);
  hn::StoreU(s2, d, out + 2 * s);
  hn::StoreU(s3, d, out + 3 * s);
  hn::StoreU(s4, d, out + 4 * s);
  hn::StoreU(s5, d, out + 5 * s);
  hn::StoreU(s6, d, out + 6 * s);
  hn::StoreU(s7, d, out + 7 * s);
  const auto along = hn::Add(hn::Add(p0, p1), hn::Add(p2, p3));
  hn::StoreU(hn::Sub(hn::LoadU(d, sums.right + c), along), d, sums.right + c);
}

// The same for strides below eight.
template <class D>
HWY_INLINE void one_row(D d, const Tile& tile, std::size_t i, std::size_t c, const FeatureSums& sums) {
  float* out = sums.square + i * tile.stride + c;
  auto sum = hn::LoadU(d, out), right = hn::LoadU(d, sums.right + c);
  for (std::size_t n = 0; n < tile.count; ++n) {
    const auto line = hn::LoadU(d, tile.squares[n] + i * tile.stride + c);
    right = hn::NegMulAdd(hn::Set(d, tile.own[n * tile.stride + i]), line, right);
    sum = hn::MulAdd(hn::Set(d, tile.xx[n]), line, sum);
  }
  hn::StoreU(sum, d, out);
  hn::StoreU(right, d, sums.right + c);
}

// Four rows of the outer products at a time, or one.
template <class D>
HWY_INLINE void add_outer(D d, const Tile& tile, std::size_t c, const FeatureSums& sums) {
  const std::size_t s = tile.stride;
  std::size_t i = 0;
  for (; i + 4 <= s; i += 4) {
    float* out = sums.outer + i * s + c;
    auto s0 = hn::LoadU(d, out), s1 = hn::LoadU(d, out + s), s2 = hn::LoadU(d, out + 2 * s),
         s3 = hn::LoadU(d, out + 3 * s);
    for (std::size_t n = 0; n < tile.count; ++n) {
      const auto q = hn::LoadU(d, tile.q + n * s + c);
      const float* own = tile.own + n * s + i;
      s0 = hn::MulAdd(hn::Set(d, own[0]), q, s0);
      s1 = hn::MulAdd(hn::Set(d, own[1]), q, s1);
      s2 = hn::MulAdd(hn::Set(d, own[2]), q, s2);
      s3 = hn::MulAdd(hn::Set(d, own[3]), q, s3);
    }
    hn::StoreU(s0, d, out);
    hn::StoreU(s1, d, out + s);
    hn::StoreU(s2, d, out + 2 * s);
    hn::StoreU(s3, d, out + 3 * s);
  }
  for (; i < s; ++i) {
    auto sum = hn::LoadU(d, sums.outer + i * s + c);
    for (std::size_t n = 0; n < tile.count; ++n)
      sum = hn::MulAdd(hn::Set(d, tile.own[n * s + i]), hn::LoadU(d, tile.q + n * s + c), sum);
    hn::StoreU(sum, d, sums.outer + i * s + c);
  }
}

// Everything of an entry that takes one vector's length, and x own, x q for what takes its square.
template <class D>
HWY_INLINE void add_vectors(D d, const StoredRows& rows, std::uint32_t r, float x, const float* v, float* own, float* q,
                            FeatureSums& sums) {
  const std::size_t stride = rows.stride;
  const float *s = rows.sums + r * sums_size(stride) + stride * stride, *t = s + stride, *p = rows.vectors + r * stride;
  const auto value = hn::Set(d, x), squared = hn::Set(d, x * x), weight = hn::Set(d, rows.weight[r]);
  const auto half = hn::Set(d, 0.5f * rows.weight[r]);
  const auto known = hn::Set(d, rows.known[r]), residual = hn::Set(d, rows.residual[r]);
  for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
    const auto o = hn::NegMulAdd(value, hn::LoadU(d, v + k), hn::LoadU(d, p + k)), sk = hn::LoadU(d, s + k);
    hn::StoreU(hn::Mul(value, o), d, own + k);
    hn::StoreU(hn::Mul(value, hn::MulAdd(half, o, sk)), d, q + k);
    hn::StoreU(hn::MulAdd(squared, hn::MulAdd(weight, o, sk), hn::LoadU(d, sums.cross + k)), d, sums.cross + k);
    // t - a s + own sum o e: what is left of sum o e R is - C p.
    const auto error = hn::MulAdd(residual, o, hn::NegMulAdd(known, sk, hn::LoadU(d, t + k)));
    hn::StoreU(hn::MulAdd(value, error, hn::LoadU(d, sums.right + k)), d, sums.right + k);
  }
  sums.weight += static_cast<double>(x) * x * rows.weight[r];
  sums.residual += static_cast<double>(x) * rows.residual[r];
}

void add_entries(const StoredRows& rows, const Entries& entries, const float* v, float* memory, FeatureSums& sums) {
  const std::size_t stride = rows.stride;
  float *own = memory, *q = memory + entry_tile * stride;
  const float* squares[entry_tile];
  float xx[entry_tile];
  with_lanes(stride, [&](auto d) HWY_ATTR {
    for (std::size_t first = 0; first < entries.count; first += entry_tile) {
      const Tile tile{squares, xx, std::min(entry_tile, entries.count - first), own, q, stride};
      for (std::size_t n = 0; n < tile.count; ++n) {
        const std::uint32_t r = entries.rows[first + n];
        const float x = entries.x[first + n];
        squares[n] = rows.sums + r * sums_size(stride);
        xx[n] = x * x;
        add_vectors(d, rows, r, x, v, own + n * stride, q + n * stride, sums);
      }
      for (std::size_t c = 0; c < stride; c += hn::Lanes(d)) {
        if (stride % 8 == 0) {
          for (std::size_t i = 0; i < stride; i += 8) eight_rows(d, tile, i, c, sums);
        } else {
          for (std::size_t i = 0; i < stride; ++i) one_row(d, tile, i, c, sums);
        }
        add_outer(d, tile, c, sums);
      }
    }
  });
}

void equations_of(const FeatureSums& sums, const float* v, std::size_t stride, float* square, std::size_t to_stride) {
  with_lanes(stride, [&](auto d) HWY_ATTR {
    for (std::size_t c = 0; c < stride; c += hn::Lanes(d)) {
      auto right = hn::LoadU(d, sums.right + c);
      for (std::size_t i = 0; i < stride; ++i)
        right = hn::NegMulAdd(hn::Set(d, v[i]), hn::LoadU(d, sums.square + i * stride + c), right);
      hn::StoreU(right, d, sums.right + c);
    }
  });
  for (std::size_t i = 0; i < stride; ++i)
    for (std::size_t c = i; c < stride; ++c)
      square[i * to_stride + c] = sums.square[i * stride + c] + sums.outer[i * stride + c] + sums.outer[c * stride + i];
}

void change_entries(const StoredRows& rows, const Entries& entries, const float* v, const float* change,
                    float weight_change) {
  const std::size_t stride = rows.stride;
  with_lanes(stride, [&](auto d) HWY_ATTR {
    for (std::size_t n = 0; n < entries.count; ++n) {
      const std::uint32_t r = entries.rows[n];
      const float x = entries.x[n];
      const float* s = rows.sums + r * sums_size(stride) + stride * stride;
      float* p = rows.vectors + r * stride;
      const auto value = hn::Set(d, x);
      auto with_own = hn::Zero(d), with_sum = hn::Zero(d);
      for (std::size_t k = 0; k < stride; k += hn::Lanes(d)) {
        const auto c = hn::LoadU(d, change + k), old = hn::LoadU(d, p + k);
        // own = p - x v, with the p of before and the v of after: x change too little.
        const auto own = hn::MulAdd(value, hn::Sub(c, hn::LoadU(d, v + k)), old);
        with_own = hn::MulAdd(c, own, with_own);
        with_sum = hn::MulAdd(c, hn::LoadU(d, s + k), with_sum);
        hn::StoreU(hn::MulAdd(value, c, old), d, p + k);
      }
      const float number = x * (weight_change + hn::GetLane(hn::SumOfLanes(d, with_own)));
      rows.known[r] += number;
      rows.residual[r] -= number * rows.weight[r] + x * hn::GetLane(hn::SumOfLanes(d, with_sum));
    }
  });
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(add_entries);
HWY_EXPORT(equations_of);
HWY_EXPORT(change_entries);

void add_entries(const StoredRows& rows, const Entries& entries, const float* v, float* memory, FeatureSums& sums) {
  HWY_DYNAMIC_DISPATCH(add_entries)(rows, entries, v, memory, sums);
}
void equations_of(const FeatureSums& sums, const float* v, std::size_t stride, float* square, std::size_t to_stride) {
  HWY_DYNAMIC_DISPATCH(equations_of)(sums, v, stride, square, to_stride);
}
void change_entries(const StoredRows& rows, const Entries& entries, const float* v, const float* change,
                    float weight_change) {
  HWY_DYNAMIC_DISPATCH(change_entries)(rows, entries, v, change, weight_change);
}

}  // namespace interplay::kernels
#endif
