// Pools vectors of a table to one per row of a batch, and distributes gradients the other way. A table has `stride`
// floats per row: 1, 4 or a multiple of 8, padding zero (base/aligned.h). Pooled vector i is at out + i * out_stride.
#pragma once

#include <cstddef>
#include <cstdint>

namespace interplay::kernels {

// out_i = v[codes[i]]; squares[i * squares_stride] = |v[codes[i]]|^2 unless squares is null.
void gather(const float* table, std::size_t stride, const std::uint32_t* codes, std::size_t count, float* out,
            std::size_t out_stride, float* squares, std::size_t squares_stride);

// Bags: entries [first[i], last[i]) of bag i have rows codes[e] and values x[e].
struct Bags {
  const std::uint32_t *first, *last;
  const std::uint32_t* codes;
  const float* x;
  std::size_t count;
};
// out_i = sum_e x_e v_e; squares_i = sum_e |x_e v_e|^2.
void pool(const float* table, std::size_t stride, const Bags& bags, float* out, std::size_t out_stride, float* squares,
          std::size_t squares_stride);

// out_i = x_i v + b (b may be null); squares_i = |out_i|^2.
void map_numbers(const float* v, const float* b, std::size_t stride, const float* x, std::size_t count, float* out,
                 std::size_t out_stride, float* squares, std::size_t squares_stride);

// Gradients of pooled vectors: vector i at values + i * values_stride, that of its squares at
// squares[i * squares_stride]; squares may be null.
struct PooledGradient {
  const float* values;
  std::size_t values_stride;
  const float* squares;
  std::size_t squares_stride;
};

// Adds, in the order of i, g_i + 2 h_i v[codes[i]] to gradient row positions[i]: g of values, h of squares.
void scatter(const float* table, std::size_t stride, const std::uint32_t* codes, const std::uint32_t* positions,
             std::size_t count, const PooledGradient& pooled, float* gradient);
// Adds, in the order of entries, x_e g_i + 2 x_e^2 h_i v_e to gradient row positions[e].
void scatter_bags(const float* table, std::size_t stride, const Bags& bags, const std::uint32_t* positions,
                  const PooledGradient& pooled, float* gradient);
// With t_i = g_i + 2 h_i (x_i v + b): v_gradient += sum_i x_i t_i, b_gradient += sum_i t_i. b and its
// gradient may be null.
void scatter_numbers(const float* v, const float* b, std::size_t stride, const float* x, std::size_t count,
                     const PooledGradient& pooled, float* v_gradient, float* b_gradient);

}  // namespace interplay::kernels
