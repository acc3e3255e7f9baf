#include "kernels/interaction.h"

#include <type_traits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/interaction.cc"
#include "hwy/foreach_target.h"
// After foreach_target.h.
#include "hwy/highway.h"
#include "kernels/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace interplay::kernels::HWY_NAMESPACE {
namespace {

namespace hn = hwy::HWY_NAMESPACE;

// Calls f(fields) with few fields as a constant, so that loops over them unroll.
template <class Function>
HWY_INLINE void with_fields(std::size_t fields, const Function& f) {
  switch (fields) {
    case 2:
      return f(std::integral_constant<std::size_t, 2>());
    case 3:
      return f(std::integral_constant<std::size_t, 3>());
    case 4:
      return f(std::integral_constant<std::size_t, 4>());
    default:
      return f(fields);
  }
}

// Sum of the fields' vectors from k on, one vector register.
template <class D>
HWY_INLINE hn::Vec<D> sum_of_fields(D d, const float* row, std::size_t fields, std::size_t stride) {
  auto sum = hn::LoadU(d, row);
  for (std::size_t f = 1; f < fields; ++f) sum = hn::Add(sum, hn::LoadU(d, row + f * stride));
  return sum;
}

void pairwise(const Tile& tile, float* out) {
  with_lanes(tile.stride, [&](auto d) HWY_ATTR {
    with_fields(tile.fields, [&](auto fields) HWY_ATTR {
      for (std::size_t r = 0; r < tile.rows; ++r) {
        const float* row = tile.values + r * fields * tile.stride;
        auto both = hn::Zero(d);  // |s|^2, less the squares of the vectors
        for (std::size_t k = 0; k < tile.stride; k += hn::Lanes(d)) {
          const auto sum = sum_of_fields(d, row + k, fields, tile.stride);
          both = hn::MulAdd(sum, sum, both);
          for (std::size_t f = 0; f < fields && !tile.squares; ++f) {
            const auto value = hn::LoadU(d, row + f * tile.stride + k);
            both = hn::NegMulAdd(value, value, both);
          }
        }
        float total = hn::GetLane(hn::SumOfLanes(d, both));
        for (std::size_t f = 0; f < fields && tile.squares; ++f) total -= tile.squares[r * fields + f];
        out[r] = 0.5f * total;
      }
    });
  });
}

template <bool add>
void pairwise_backward_by(const Tile& tile, const float* out_gradient, float* gradient, float* squares_gradient) {
  with_lanes(tile.stride, [&](auto d) HWY_ATTR {
    with_fields(tile.fields, [&](auto fields) HWY_ATTR {
      for (std::size_t r = 0; r < tile.rows; ++r) {
        const std::size_t first = r * fields * tile.stride;
        const auto g = hn::Set(d, out_gradient[r]);
        for (std::size_t k = 0; k < tile.stride; k += hn::Lanes(d)) {
          const auto sum = sum_of_fields(d, tile.values + first + k, fields, tile.stride);
          for (std::size_t f = 0; f < fields; ++f) {
            const std::size_t at = first + f * tile.stride + k;
            const auto others = tile.squares ? sum : hn::Sub(sum, hn::LoadU(d, tile.values + at));
            const auto change = add ? hn::MulAdd(g, others, hn::LoadU(d, gradient + at)) : hn::Mul(g, others);
            hn::StoreU(change, d, gradient + at);
          }
        }
        for (std::size_t f = 0; f < fields && tile.squares; ++f)
          squares_gradient[r * fields + f] -= 0.5f * out_gradient[r];
      }
    });
  });
}

void pairwise_backward(const Tile& tile, const float* out_gradient, bool add, float* gradient,
                       float* squares_gradient) {
  add ? pairwise_backward_by<true>(tile, out_gradient, gradient, squares_gradient)
      : pairwise_backward_by<false>(tile, out_gradient, gradient, squares_gradient);
}

void field_interactions(const Tile& tile, float* out, std::size_t out_stride) {
  with_lanes(tile.stride, [&](auto d) HWY_ATTR {
    for (std::size_t r = 0; r < tile.rows; ++r) {
      const float* row = tile.values + r * tile.fields * tile.stride;
      for (std::size_t f = 0; f < tile.fields; ++f) {
        auto product = hn::Zero(d);
        for (std::size_t k = 0; k < tile.stride; k += hn::Lanes(d)) {
          const auto value = hn::LoadU(d, row + f * tile.stride + k);
          const auto others = hn::Sub(sum_of_fields(d, row + k, tile.fields, tile.stride), value);
          product = hn::MulAdd(value, others, product);
        }
        out[f * out_stride + r] = hn::GetLane(hn::SumOfLanes(d, product));
      }
    }
  });
}

void field_interactions_backward(const Tile& tile, const float* out_gradient, std::size_t out_stride, float* gradient) {
  with_lanes(tile.stride, [&](auto d) HWY_ATTR {
    for (std::size_t r = 0; r < tile.rows; ++r) {
      const std::size_t first = r * tile.fields * tile.stride;
      for (std::size_t k = 0; k < tile.stride; k += hn::Lanes(d)) {
        const float* p = tile.values + first + k;
        const auto sum = sum_of_fields(d, p, tile.fields, tile.stride);
        auto weighted = hn::Zero(d);
        for (std::size_t f = 0; f < tile.fields; ++f)
          weighted =
              hn::MulAdd(hn::Set(d, out_gradient[f * out_stride + r]), hn::LoadU(d, p + f * tile.stride), weighted);
        for (std::size_t f = 0; f < tile.fields; ++f) {
          float* to = gradient + first + k + f * tile.stride;
          const auto value = hn::LoadU(d, p + f * tile.stride);
          const auto others = hn::Sub(sum, hn::Add(value, value));
          const auto c = hn::Set(d, out_gradient[f * out_stride + r]);
          hn::StoreU(hn::Add(hn::MulAdd(c, others, weighted), hn::LoadU(d, to)), d, to);
        }
      }
    }
  });
}

void first_two(const Tile& tile, float* out) {
  with_lanes(tile.stride, [&](auto d) HWY_ATTR {
    for (std::size_t r = 0; r < tile.rows; ++r) {
      const float* p = tile.values + r * tile.fields * tile.stride;
      auto sum = hn::Zero(d);
      for (std::size_t k = 0; k < tile.stride; k += hn::Lanes(d))
        sum = hn::MulAdd(hn::LoadU(d, p + k), hn::LoadU(d, p + tile.stride + k), sum);
      out[r] = hn::GetLane(hn::SumOfLanes(d, sum));
    }
  });
}

void first_two_backward(const Tile& tile, const float* out_gradient, float* gradient) {
  with_lanes(tile.stride, [&](auto d) HWY_ATTR {
    for (std::size_t r = 0; r < tile.rows; ++r) {
      const float* p = tile.values + r * tile.fields * tile.stride;
      float* to = gradient + r * tile.fields * tile.stride;
      const auto g = hn::Set(d, out_gradient[r]);
      for (std::size_t k = 0; k < tile.stride; k += hn::Lanes(d)) {
        const std::size_t second = tile.stride + k;
        hn::StoreU(hn::MulAdd(g, hn::LoadU(d, p + second), hn::LoadU(d, to + k)), d, to + k);
        hn::StoreU(hn::MulAdd(g, hn::LoadU(d, p + k), hn::LoadU(d, to + second)), d, to + second);
      }
    }
  });
}

// The sum of the fields [first, last) of a row, numbers from k on.
template <class D>
HWY_INLINE hn::Vec<D> sum_fields(D d, const float* p, std::size_t stride, std::size_t first, std::size_t last,
                                 std::size_t k) {
  auto sum = hn::LoadU(d, p + first * stride + k);
  for (std::size_t f = first + 1; f < last; ++f) sum = hn::Add(sum, hn::LoadU(d, p + f * stride + k));
  return sum;
}

void two_sides(const Tile& tile, std::size_t left, float* out) {
  with_lanes(tile.stride, [&](auto d) HWY_ATTR {
    for (std::size_t r = 0; r < tile.rows; ++r) {
      const float* p = tile.values + r * tile.fields * tile.stride;
      auto sum = hn::Zero(d);
      for (std::size_t k = 0; k < tile.stride; k += hn::Lanes(d))
        sum = hn::MulAdd(sum_fields(d, p, tile.stride, 0, left, k), sum_fields(d, p, tile.stride, left, tile.fields, k),
                         sum);
      out[r] = hn::GetLane(hn::SumOfLanes(d, sum));
    }
  });
}

void two_sides_backward(const Tile& tile, std::size_t left, const float* out_gradient, float* gradient) {
  with_lanes(tile.stride, [&](auto d) HWY_ATTR {
    for (std::size_t r = 0; r < tile.rows; ++r) {
      const float* p = tile.values + r * tile.fields * tile.stride;
      float* to = gradient + r * tile.fields * tile.stride;
      const auto g = hn::Set(d, out_gradient[r]);
      for (std::size_t k = 0; k < tile.stride; k += hn::Lanes(d)) {
        const auto a = sum_fields(d, p, tile.stride, 0, left, k);
        const auto b = sum_fields(d, p, tile.stride, left, tile.fields, k);
        for (std::size_t f = 0; f < tile.fields; ++f) {
          float* at = to + f * tile.stride + k;
          hn::StoreU(hn::MulAdd(g, f < left ? b : a, hn::LoadU(d, at)), d, at);
        }
      }
    }
  });
}

}  // namespace
}  // namespace interplay::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace interplay::kernels {

HWY_EXPORT(pairwise);
HWY_EXPORT(pairwise_backward);
HWY_EXPORT(field_interactions);
HWY_EXPORT(field_interactions_backward);
HWY_EXPORT(first_two);
HWY_EXPORT(first_two_backward);
HWY_EXPORT(two_sides);
HWY_EXPORT(two_sides_backward);

void pairwise(const Tile& tile, float* out) { HWY_DYNAMIC_DISPATCH(pairwise)(tile, out); }
void pairwise_backward(const Tile& tile, const float* out_gradient, bool add, float* gradient,
                       float* squares_gradient) {
  HWY_DYNAMIC_DISPATCH(pairwise_backward)(tile, out_gradient, add, gradient, squares_gradient);
}
void field_interactions(const Tile& tile, float* out, std::size_t out_stride) {
  HWY_DYNAMIC_DISPATCH(field_interactions)(tile, out, out_stride);
}
void field_interactions_backward(const Tile& tile, const float* out_gradient, std::size_t out_stride, float* gradient) {
  HWY_DYNAMIC_DISPATCH(field_interactions_backward)(tile, out_gradient, out_stride, gradient);
}
void first_two(const Tile& tile, float* out) { HWY_DYNAMIC_DISPATCH(first_two)(tile, out); }
void first_two_backward(const Tile& tile, const float* out_gradient, float* gradient) {
  HWY_DYNAMIC_DISPATCH(first_two_backward)(tile, out_gradient, gradient);
}
void two_sides(const Tile& tile, std::size_t left, float* out) { HWY_DYNAMIC_DISPATCH(two_sides)(tile, left, out); }
void two_sides_backward(const Tile& tile, std::size_t left, const float* out_gradient, float* gradient) {
  HWY_DYNAMIC_DISPATCH(two_sides_backward)(tile, left, out_gradient, gradient);
}

}  // namespace interplay::kernels
#endif
