// Interactions of the pooled vectors of a tile of rows. The vectors of row r are at values + (r * fields + f) * stride,
// with a stride of 1, 4 or a multiple of 8, and zero padding.
#pragma once

#include <cstddef>

namespace interplay::kernels {

struct Tile {
  const float* values;
  const float* squares;  // [row][field]; null: the squares of the vectors themselves
  std::size_t rows, fields, stride;
};

// out[r] = (|s|^2 - sum_f q_f) / 2 with s = sum_f p_f and q_f = squares[r][f], or |p_f|^2 without squares.
// Counts every pair once: Rendle 2010, Lemma 3.1.
void pairwise(const Tile& tile, float* out);
// Without squares: gradient[r][f] += g_r (s - p_f). With: gradient[r][f] += g_r s, squares_gradient[r][f] -=
// g_r / 2. Without `add`, gradient = instead of +=.
void pairwise_backward(const Tile& tile, const float* out_gradient, bool add, float* gradient, float* squares_gradient);

// out[f * out_stride + r] = <p_f, s - p_f>, s = sum_f p_f.
void field_interactions(const Tile& tile, float* out, std::size_t out_stride);
// With c_f = out_gradient[f * out_stride + r]: gradient[r][f] += c_f (s - 2 p_f) + sum_g c_g p_g.
void field_interactions_backward(const Tile& tile, const float* out_gradient, std::size_t out_stride, float* gradient);

// out[r] = <p_0, p_1>
void first_two(const Tile& tile, float* out);
// gradient[r][0] += g_r p_1; gradient[r][1] += g_r p_0
void first_two_backward(const Tile& tile, const float* out_gradient, float* gradient);

// out[r] = <p_0 + ... + p_(left - 1), the sum of the other fields>
void two_sides(const Tile& tile, std::size_t left, float* out);
// gradient[r][f] += g_r times the sum of the other side.
void two_sides_backward(const Tile& tile, std::size_t left, const float* out_gradient, float* gradient);

}  // namespace interplay::kernels
